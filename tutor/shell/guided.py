"""`learn`: a lesson on the embedded practice server, at the prompt or from a pipe."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

from tutor import course, practice, progress, screen
from tutor.lesson import Lesson, Mode, Progress
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.net.target import TargetError, parse
from tutor.net.tls import client_context
from tutor.net.ways import Ways
from tutor.shell import syllabus
from tutor.shell.guide import Guide
from tutor.shell.retrace import Rewind
from tutor.shell.script import Script
from tutor.shell.sitting import Plan, no_questions, sitting
from tutor.shell.syllabus import known
from tutor.world import World


class Options(NamedTuple):
    """What `learn` was told. `servers` are KEY=URL: a real server instead of the practice one;
    `start` is the id of the step to begin at, None the first."""

    mode: str = "follow"
    servers: tuple[str, ...] = ()
    ways: Ways = Ways()
    start: str | None = None


class Chosen(NamedTuple):
    """The lesson to do, and where it stands in its course."""

    lesson: Lesson
    course: course.Course
    entry: course.Entry


def run(world: World, name: str | None, options: Options) -> int:
    """Do a lesson; returns the exit code."""
    try:
        chosen = _choose(world, name)
        replaced = dict(_server(text) for text in options.servers)
    except course.CourseError as error:
        syllabus.blame(world, error)
        return 2
    except TargetError as error:
        world.complain(error.key, **error.args_for_words)
        return 2
    return asyncio.run(_do(world, chosen, options, replaced))


def _choose(world: World, name: str | None) -> Chosen:
    """The lesson of a name; of a course, the one that comes next."""
    found, entry = (course.load(), None) if name is None else course.choose(name)
    if entry is None:
        entry = syllabus.upcoming(found, known(world)) or found.entries[0]
    return Chosen(course.lesson(entry), found, entry)


def _following(chosen: Chosen) -> Lesson | None:
    """What comes after it, under the name that `learn` knows; none that has faults."""
    entry = chosen.course.after(chosen.entry)
    try:
        return None if entry is None else course.lesson(entry)._replace(id=entry.name)
    except course.CourseError:
        return None


def _keep(world: World, guide: Guide, options: Options) -> None:
    """Remember how far the learner came; where the program typed, nobody learned to."""
    lesson, step = guide.lesson, guide.progress.step
    if guide.mode is Mode.WATCH:
        return
    if step is None:
        run = progress.Done(progress.now(), options.mode, lesson=_digest(lesson))
        told = progress.change(world.state, lambda all_: progress.finished(all_, lesson.id, run))
    elif world.interactive and guide.progress.index:
        told = progress.change(world.state, lambda all_: progress.left(all_, lesson.id, step.id))
    else:
        return
    if told is not None:
        world.complain(told.key, **told.told)


def _rewind(made: practice.Practice) -> Rewind:
    """How `:undo` goes back: the mailboxes as they were."""
    store = made.store

    def restore(mark: object) -> None:
        if isinstance(mark, practice.Snapshot):
            store.restore(mark)

    def is_busy() -> bool:
        return any(store.is_locked(name) for name in store.accounts)

    return Rewind(store.snapshot, restore, is_busy)


def _server(text: str) -> tuple[str, Target]:
    key, mark, url = text.partition("=")
    if not mark or key not in ("smtp", "pop3"):
        raise TargetError("error.server.form", text=text)
    return key, parse(url)


async def _do(world: World, chosen: Chosen, options: Options, replaced: dict[str, Target]) -> int:
    lesson = chosen.lesson
    server = PracticeServer(open_practice(lesson))
    await server.start(0, 0)
    try:
        played = _played(lesson, server, replaced)
        way = Progress(lesson, Mode(options.mode))
        guide = Guide(
            world,
            way,
            pauses=world.interactive,
            following=lambda: _following(chosen),
            reached=syllabus.reached(lesson, known(world)) if world.interactive else 0,
            real=bool(replaced),
        )
        plan = Plan(
            contexts=lambda: _context(options, server, practice=not replaced),
            timeout=options.ways.timeout,
            public=lesson.public,
            played=played,
            guide=guide,
            rewind=_rewind(server.practice),
            lesson=_record(lesson, options, real=bool(replaced)),
            stage=() if replaced else _stage(lesson),
        )
        if world.interactive and not world.json:
            code = await _sit(world, plan, guide)
        else:
            code = await _piped(world, plan, guide)
        _keep(world, guide, options)
        return code
    finally:
        with contextlib.suppress(OSError):  # a line that was cut cannot be said goodbye to
            await server.stop()


async def _sit(world: World, plan: Plan, guide: Guide) -> int:
    """At the prompt, until the learner is through or means to leave."""
    from tutor.shell.live import converse

    while True:
        code = await converse(world, plan)
        if code or guide.progress.step is None or not _stays(world, guide):
            return code


def _stays(world: World, guide: Guide) -> bool:
    """Whether somebody in the middle of a lesson did not mean to leave it."""
    # A recording under a name of the learner's own is over when it is over.
    if guide.progress.index == 0 or world.record is not None:
        return False
    total = len(guide.lesson.steps)
    question = world.say("ui.lesson.leave", number=guide.progress.index + 1, total=total)
    world.stdout.write(f"{question} ")
    world.stdout.flush()
    answer = world.stdin.readline().decode("utf-8", "replace")
    return answer != "" and answer.strip().lower() not in ("y", "yes", "是", "好")


def _stage(lesson: Lesson) -> tuple[str, ...]:
    """Which "host:port" there are, those of the lesson's own protocol first."""
    peers = sorted(lesson.hosts.items(), key=lambda item: item[1] != lesson.protocol)
    return tuple(peer.lower() for peer, _ in peers)


def people(lesson: Lesson) -> list[practice.Account]:
    """Who has a mailbox in this lesson; the two built-in accounts if it does not say."""
    named = [
        practice.Account(each.user.partition("@")[0], each.name or each.user, each.code)
        for each in lesson.practice.accounts
    ]
    return named or list(practice.BUILT_IN)


def open_practice(lesson: Lesson) -> practice.Practice:
    """The practice server that a lesson asks for, its maildrop filled."""
    accounts = people(lesson)
    domains = {
        each.user.rpartition("@")[2] for each in lesson.practice.accounts if "@" in each.user
    }
    made = practice.practice(lesson.practice.style, accounts, domains=sorted(domains))
    for name in lesson.practice.maildrop:
        _maildrops()[name](made.store, accounts[0])
    return made


def _maildrops() -> Mapping[str, Callable[[practice.Store, practice.Account], None]]:
    """What can lie in a lesson's mailbox, by the name that lessons use."""
    from tutor.practice import samples

    return {"walkthrough-35": samples.fill_walkthrough}


def _played(
    lesson: Lesson, server: PracticeServer, replaced: dict[str, Target]
) -> dict[str, Target]:
    """Which host:port leads where; a replaced one keeps its own name on the screen."""
    found = {}
    for peer, protocol in lesson.hosts.items():
        real = replaced.get(protocol)
        own = Target("127.0.0.1", server.ports[protocol], protocol=protocol, peer=peer, played=True)
        found[peer] = own if real is None else real._replace(peer=real.label)
    return found


def _context(options: Options, server: PracticeServer, *, practice: bool) -> ssl.SSLContext:
    if not practice:
        return options.ways.context()
    context = client_context()
    context.load_verify_locations(cadata=server.certificate.ca.decode())
    return context


def _record(lesson: Lesson, options: Options, *, real: bool) -> dict[str, object]:
    return {
        "id": lesson.id,
        "hash": _digest(lesson),
        "mode": options.mode,
        "seed": None,
        "student": None,
        "server": "real" if real else "practice",
    }


def _digest(lesson: Lesson) -> str:
    return sha256(repr(lesson).encode()).hexdigest()[:16]


async def _piped(world: World, plan: Plan, guide: Guide) -> int:
    """Lines from stdin as if they were typed; exit 4 if the lesson is not finished by them."""
    show = screen.printer(world) if not world.json else _nowhere
    async with sitting(world, plan, show, no_questions) as repl:
        if not world.json:
            guide.begin()
        script = Script(world.stdin)
        await script.open()
        while not repl.done and not guide.finished:
            line = await script.line()
            if line is None:
                break
            await repl.take(line.decode("utf-8", "surrogateescape"))
            await repl.talk.wait(repl.ready, timeout=plan.timeout)
    return 0 if guide.progress.step is None else 4


def _nowhere(_lines: object) -> None:
    """Under --json only events are said."""
