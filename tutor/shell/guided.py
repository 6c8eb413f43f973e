"""`learn`: a lesson on the embedded practice server, at the prompt or from a pipe."""

import asyncio
import contextlib
import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tutor import course, screen, staging
from tutor.lesson import HELP, Lesson, Mode, Progress
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.net.target import TargetError, parse
from tutor.net.tls import client_context
from tutor.net.ways import Ways
from tutor.shell import catching_up, house, remembering, syllabus
from tutor.shell.cover import Cover
from tutor.shell.guide import Guide
from tutor.shell.presenting import Notes
from tutor.shell.script import Script
from tutor.shell.sitting import Plan, no_questions, sitting
from tutor.shell.syllabus import known
from tutor.world import World


class Options(NamedTuple):
    """What `learn` was told. `servers` are KEY=URL: a real server instead of the practice one;
    `start` is the step to begin at (its id or number), None the first; `auto`: the program types
    and waits for nobody; `notes` is where the presenter's notes go; `seed` chooses the values of
    the lesson's variables."""

    mode: str = "follow"
    servers: tuple[str, ...] = ()
    ways: Ways = Ways()
    start: str | None = None
    auto: bool = False
    notes: Path | None = None
    seed: str | None = None

    @property
    def typed(self) -> bool:
        """Whether the program types, so that nobody's work is seen."""
        return self.auto or HELP[Mode(self.mode)].types


class Chosen(NamedTuple):
    """The lesson to do, and where it stands in its course."""

    lesson: Lesson
    course: course.Course
    entry: course.Entry


def run(world: World, name: str | None, options: Options) -> int:
    """Do a lesson; returns the exit code."""
    options = _seeded(world, options)
    try:
        chosen = _choose(world, name, options.seed)
        replaced = dict(_server(text) for text in options.servers)
        _refuse(world, chosen, options)
    except course.CourseError as error:
        syllabus.blame(world, error)
        return 2
    except TargetError as error:
        world.complain(error.key, **error.args_for_words)
        return 2
    return asyncio.run(_do(world, chosen, options, replaced))


def _seeded(world: World, options: Options) -> Options:
    """With a seed, for an exam that somebody sits: it is shown and recorded, so that the exam can
    be judged, and done again."""
    sits = options.mode == Mode.EXAM.value and not options.typed and _sits(world)
    return options._replace(seed=os.urandom(4).hex()) if sits and options.seed is None else options


def _choose(world: World, name: str | None, seed: str | None) -> Chosen:
    """The lesson of a name; of a course, the one that comes next."""
    found, entry = (course.load(), None) if name is None else course.choose(name)
    if entry is None:
        entry = syllabus.upcoming(found, known(world)) or found.entries[0]
    lesson = staging.furnished(course.lesson(entry, seed), entry.path.parent)
    return Chosen(lesson, found, entry)


def _refuse(world: World, chosen: Chosen, options: Options) -> None:
    """What cannot be done as it was asked for. Raises CourseError."""
    if HELP[Mode(options.mode)].types and not options.auto and not _sits(world):
        raise course.CourseError("nobody is there to press keys", "ui.watch.needs")
    if chosen.lesson.local_only and options.servers:
        raise course.CourseError("done on the practice server alone", "ui.lesson.local")
    _start(chosen, options)
    path = chosen.entry.path
    faults = [f"{path}:{line}:{at}: {told}" for line, at, told in _unknown(chosen)]
    if faults:
        raise course.CourseError("\n".join(faults))


def _start(chosen: Chosen, options: Options) -> int:
    """The place (from 0) of the step to begin at. Raises CourseError."""
    if options.start is None:
        return 0
    at, total = catching_up.number(chosen.lesson, options.start), len(chosen.lesson.steps)
    if at is None:
        told = {"name": options.start, "total": total}
        raise course.CourseError("no such step", "ui.from.unknown", **told)
    if at and options.servers:
        raise course.CourseError("said on the practice server alone", "ui.from.real")
    return at


def _unknown(chosen: Chosen) -> Iterator[tuple[int, int, str]]:
    return staging.unknown(chosen.lesson, chosen.entry.path.parent)


def _following(chosen: Chosen) -> tuple[str, Lesson] | None:
    """What comes after it, and the name under which `learn` knows it; none that has faults."""
    entry = chosen.course.after(chosen.entry)
    try:
        return None if entry is None else (entry.name, course.lesson(entry))
    except course.CourseError:
        return None


def _server(text: str) -> tuple[str, Target]:
    key, mark, url = text.partition("=")
    if not mark or key not in ("smtp", "pop3"):
        raise TargetError("error.server.form", text=text)
    return key, parse(url)


async def _do(world: World, chosen: Chosen, options: Options, replaced: dict[str, Target]) -> int:
    """The lesson, and once more without help where it says how and the learner wants it."""
    code, guide = await _play(world, chosen, options, replaced)
    if options.typed:
        return code
    way = remembering.Way(guide.progress, options.mode, chosen.entry.points)
    remembering.keep(world, way)
    again = chosen.lesson.once_more()
    if again is None or guide.progress.step is not None or not _wants_more(world):
        return code
    alone = world._replace(record=None, no_record=True)
    alike = options._replace(mode=Mode.EXAM.value, start=None)
    more = chosen._replace(lesson=again)
    _, guide = await _play(alone, more, alike, replaced, again=True)
    done = guide.progress.step is None
    if done:
        remembering.keep_again(world, chosen.lesson.id)
    world.stdout.write(f"{world.say('ui.once.done' if done else 'ui.once.left')}\n")
    return code


def _sits(world: World) -> bool:
    """Whether somebody sits here, who reads what is shown and presses keys."""
    return world.interactive and not world.json


def _wants_more(world: World) -> bool:
    """Whether somebody who is through does it once more; what is piped is over."""
    if not _sits(world):
        return False
    world.stdout.write(f"{world.say('ui.once.more')} ")
    world.stdout.flush()
    answer = world.stdin.readline().decode("utf-8", "replace")
    return answer != "" and answer.strip().lower() not in ("n", "no", "否", "不")


async def _play(
    world: World,
    chosen: Chosen,
    options: Options,
    replaced: dict[str, Target],
    *,
    again: bool = False,
) -> tuple[int, Guide]:
    """The lesson, or its task `again`; the exit code, and how it went."""
    lesson = chosen.lesson
    notes = _notes(world, lesson, options)
    made = staging.staged(lesson)
    server = PracticeServer(made)
    await server.start(0, 0)
    try:
        played = house.played(lesson, server, replaced)
        way = Progress(lesson, Mode(options.mode))
        guide = Guide(
            world,
            way,
            pauses=world.interactive,
            around=_cover(world, chosen, options, again=again),
            turned=house.stagehand(made, lesson),
        )
        plan = Plan(
            contexts=lambda: _context(options, server, practice=not replaced),
            timeout=options.ways.timeout,
            public=lesson.public,
            played=played,
            guide=guide,
            rewind=house.rewind(made),
            lesson=_record(lesson, options, real=bool(replaced)),
            stage=() if replaced else house.stage(lesson),
            plays=options.typed,
            auto=options.auto,
            notes=notes,
            start=_start(chosen, options),
        )
        opening = house.opening(lesson, server, played)
        if options.auto and (world.plain or not _sits(world)):
            code = await _played(world, plan, guide, opening)
        elif _sits(world):
            code = await _sit(world, plan, guide, opening)
        else:
            code = await _piped(world, plan, guide, opening)
        return code, guide
    finally:
        if notes is not None:
            notes.close()
            if notes.failed is not None:
                _unwritten(world, options, notes.failed)
        with contextlib.suppress(OSError):  # a line that was cut cannot be said goodbye to
            await server.stop()


async def _sit(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """At the prompt, until the learner is through or leaves."""
    from tutor.shell.live import converse

    code = await converse(world, plan, opening)
    return code or (4 if plan.auto and guide.progress.step is not None else 0)


def _cover(world: World, chosen: Chosen, options: Options, *, again: bool) -> Cover:
    """What surrounds the lesson."""
    anew = _begins_anew(world, options) and not again
    return Cover(
        following=lambda: _following(chosen),
        reached=_reached(world, chosen.lesson) if anew else 0,
        start=_start(chosen, options),
        real=bool(options.servers),
        seed=options.seed,
        most=chosen.entry.points,
        task=again,
    )


def _begins_anew(world: World, options: Options) -> bool:
    """Whether a learner sits here who begins the lesson at its beginning."""
    return _sits(world) and not options.typed and options.start is None


def _reached(world: World, lesson: Lesson) -> int:
    """How many steps were passed the last time."""
    return syllabus.reached(lesson, known(world))


def _notes(world: World, lesson: Lesson, options: Options) -> Notes | None:
    """Where the presenter's notes go; a sentence where they cannot be written."""
    if options.notes is None:
        return None
    try:
        return Notes(options.notes, lesson, world.words)
    except OSError as error:
        _unwritten(world, options, error)
    return None


def _unwritten(world: World, options: Options, error: OSError) -> None:
    world.complain("ui.notes.failed", path=options.notes, reason=error.strerror or error)


def _context(options: Options, server: PracticeServer, *, practice: bool) -> ssl.SSLContext:
    if not practice:
        return options.ways.context()
    context = client_context()
    context.load_verify_locations(cadata=server.certificate.ca.decode())
    return context


def _record(lesson: Lesson, options: Options, *, real: bool) -> dict[str, object]:
    return {
        "id": lesson.id,
        "hash": lesson.digest,
        "mode": Mode.WATCH.value if options.typed else options.mode,
        **({"auto": True} if options.auto else {}),
        "seed": options.seed,
        "student": None,
        "server": "real" if real else "practice",
    }


async def _piped(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """Lines from stdin as if they were typed; exit 4 if the lesson is not finished by them."""
    show = screen.printer(world) if not world.json else _nowhere
    async with sitting(world, plan, show, no_questions) as repl:
        guide.begin()
        if opening is not None and not await repl.connect(opening):
            return 3
        repl.keep_up()
        if plan.start:
            await catching_up.go_to(repl, guide, plan.start)
        repl.foresight.silent = True
        script = Script(world.stdin)
        await script.open()
        while not repl.done and not guide.finished:
            line = await script.line()
            if line is None:
                break
            await repl.take(line.decode("utf-8", "surrogateescape"))
            await repl.talk.wait(repl.ready, timeout=plan.timeout)
    return 0 if guide.progress.step is None else 4


async def _played(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """The lesson typed by the program, which waits for nobody; 4 if it is not finished by that."""
    from tutor.shell.saying import play

    show = screen.printer(world) if not world.json else _nowhere
    async with sitting(world, plan, show, no_questions) as repl:
        guide.begin()
        if opening is not None and not await repl.connect(opening):
            return 3
        repl.keep_up()
        if plan.start:
            await catching_up.go_to(repl, guide, plan.start)
        through = await play(repl, guide)
    step = guide.progress.step
    if not through and step is not None:
        world.complain("ui.watch.stuck", number=guide.progress.index + 1, id=step.id)
    return 0 if through else 4


def _nowhere(_lines: object) -> None:
    """Under --json only events are said."""
