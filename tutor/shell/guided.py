"""`learn`: a lesson on the embedded practice server, at the prompt or from a pipe."""

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tutor import course, progress, screen, staging
from tutor.lesson import HELP, Lesson, Mode, Progress
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.net.target import TargetError, parse
from tutor.net.tls import client_context
from tutor.net.ways import Ways
from tutor.shell import house, syllabus
from tutor.shell.guide import Guide
from tutor.shell.presenting import Notes
from tutor.shell.script import Script
from tutor.shell.sitting import Plan, no_questions, sitting
from tutor.shell.syllabus import known
from tutor.world import World


class Options(NamedTuple):
    """What `learn` was told. `servers` are KEY=URL: a real server instead of the practice one;
    `start` is the id of the step to begin at, None the first; `auto`: the program types and waits
    for nobody; `notes` is where the presenter's notes go."""

    mode: str = "follow"
    servers: tuple[str, ...] = ()
    ways: Ways = Ways()
    start: str | None = None
    auto: bool = False
    notes: Path | None = None

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
    try:
        chosen = _choose(world, name)
        replaced = dict(_server(text) for text in options.servers)
        _refuse(world, chosen, options)
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
    lesson = staging.furnished(course.lesson(entry), entry.path.parent)
    return Chosen(lesson, found, entry)


def _refuse(world: World, chosen: Chosen, options: Options) -> None:
    """What cannot be done as it was asked for. Raises CourseError."""
    if HELP[Mode(options.mode)].types and not options.auto and not _sits(world):
        raise course.CourseError("nobody is there to press keys", "ui.watch.needs")
    if chosen.lesson.local_only and options.servers:
        raise course.CourseError("done on the practice server alone", "ui.lesson.local")
    path = chosen.entry.path
    faults = [f"{path}:{line}:{at}: {told}" for line, at, told in _unknown(chosen)]
    if faults:
        raise course.CourseError("\n".join(faults))


def _unknown(chosen: Chosen) -> Iterator[tuple[int, int, str]]:
    return staging.unknown(chosen.lesson, chosen.entry.path.parent)


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
    if options.typed:
        return
    if step is not None and not (world.interactive and guide.progress.index):
        return
    run = progress.Done(progress.now(), options.mode, lesson=_digest(lesson))

    def change(learnt: progress.Learnt) -> progress.Learnt:
        learnt = _answered(learnt, lesson, guide.progress)
        if step is None:
            return progress.finished(learnt, lesson.id, run)
        return progress.left(learnt, lesson.id, step.id)

    told = progress.change(world.state, change)
    if told is not None:
        world.complain(told.key, **told.told)


def _answered(learnt: progress.Learnt, lesson: Lesson, way: Progress) -> progress.Learnt:
    """What was answered: the first answers count, and those that were missed come back."""
    for question in lesson.questions:
        tally = way.tallies.get(question.id)
        if tally is not None and tally.answered is not None:
            shown = None if tally.answered else next(iter(tally.misconceptions), None)
            learnt = progress.answered(
                learnt, lesson.id, question.id, right=tally.answered, misconception=shown
            )
    return learnt


def _server(text: str) -> tuple[str, Target]:
    key, mark, url = text.partition("=")
    if not mark or key not in ("smtp", "pop3"):
        raise TargetError("error.server.form", text=text)
    return key, parse(url)


async def _do(world: World, chosen: Chosen, options: Options, replaced: dict[str, Target]) -> int:
    """The lesson, and once more without help where it says how and the learner wants it."""
    code, guide = await _play(world, chosen, options, replaced)
    _keep(world, guide, options)
    again = chosen.lesson.once_more()
    if again is None or guide.progress.step is not None or options.typed:
        return code
    if not _wants_more(world):
        return code
    alone = world._replace(record=None, no_record=True)
    more = chosen._replace(lesson=again)
    _, guide = await _play(alone, more, options._replace(mode=Mode.EXAM.value), replaced)
    if guide.progress.step is None:
        world.stdout.write(f"{world.say('ui.once.done')}\n")
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
    world: World, chosen: Chosen, options: Options, replaced: dict[str, Target]
) -> tuple[int, Guide]:
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
            following=lambda: _following(chosen),
            reached=0 if options.typed or not world.interactive else _reached(world, lesson),
            real=bool(replaced),
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
    """At the prompt, until the learner is through or means to leave."""
    from tutor.shell.live import converse

    while True:
        code = await converse(world, plan, opening)
        if plan.auto and guide.progress.step is not None:
            return code or 4
        if code or plan.plays or guide.progress.step is None or not _stays(world, guide):
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
        "hash": _digest(lesson),
        "mode": Mode.WATCH.value if options.typed else options.mode,
        **({"auto": True} if options.auto else {}),
        "seed": None,
        "student": None,
        "server": "real" if real else "practice",
    }


def _digest(lesson: Lesson) -> str:
    return sha256(repr(lesson).encode()).hexdigest()[:16]


async def _piped(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """Lines from stdin as if they were typed; exit 4 if the lesson is not finished by them."""
    show = screen.printer(world) if not world.json else _nowhere
    async with sitting(world, plan, show, no_questions) as repl:
        guide.begin()
        if opening is not None and not await repl.connect(opening):
            return 3
        repl.keep_up()
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
        through = await play(repl, guide)
    step = guide.progress.step
    if not through and step is not None:
        world.complain("ui.watch.stuck", number=guide.progress.index + 1, id=step.id)
    return 0 if through else 4


def _nowhere(_lines: object) -> None:
    """Under --json only events are said."""
