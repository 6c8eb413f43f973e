"""`learn`: a lesson on the embedded practice server, at the prompt or from a pipe."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from unicodedata import normalize

from tutor import course, screen, staging
from tutor.lesson import Lesson, Mode, Progress
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.net.target import TargetError
from tutor.net.tls import client_context
from tutor.shell.guiding.cover import Cover
from tutor.shell.guiding.guide import Guide
from tutor.shell.guiding.wandering import Turned
from tutor.shell.lessons import enrolling, house, syllabus
from tutor.shell.lessons.enrolling import Chosen, Options
from tutor.shell.lessons.sitting import Plan, Told, no_questions, sitting
from tutor.shell.repl import Repl
from tutor.world import World

__all__ = ["Options", "run"]

_LONGEST = 80
"""Characters of a yes or a no that are looked at."""


def run(world: World, name: str | None, options: Options) -> int:
    """Do a lesson; returns the exit code."""
    options = enrolling.seeded(world, options)
    try:
        chosen = enrolling.choose(world, name, options.seed)
        replaced = dict(enrolling.server(text) for text in options.servers)
        options = enrolling.resumed(world, chosen, options)
        options = enrolling.linked(world, chosen, options)
        enrolling.refuse(world, chosen, options)
        chosen = enrolling.own(chosen, replaced)
    except course.CourseError as error:
        syllabus.blame(world, error)
        return 2
    except TargetError as error:
        world.complain(error.key, **error.args_for_words)
        return 2
    return asyncio.run(_do(world, chosen, options, replaced))


async def _do(world: World, chosen: Chosen, options: Options, replaced: dict[str, Target]) -> int:
    """The lesson, and once more without help where it says how and the learner wants it."""
    code, guide = await _play(world, chosen, options, replaced)
    if options.typed:
        return code
    from tutor.shell.lessons import remembering

    way = remembering.Way(
        *(guide.progress, options.mode, chosen.entry.points, options.seed),
        real=bool(replaced),
        token=options.sitting,
    )
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


def _wants_more(world: World) -> bool:
    """Whether somebody who is through does it once more; what is piped is over. Of what is neither
    yes nor no (a line that was meant for the lesson) it is asked once again."""
    if not enrolling.sits(world):
        return False
    for _ in range(2):
        world.stdout.write(f"{world.say('ui.once.more')} ")
        world.stdout.flush()
        line = world.stdin.readline().decode("utf-8", "replace")
        answer = normalize("NFKC", line[:_LONGEST]).strip().lower()
        if not line or answer in ("n", "no", "否", "不"):
            return False
        if answer in ("", "y", "yes", "是"):
            return True
    return False


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
    notes = contextlib.ExitStack()
    told = notes.enter_context(_noted(world, lesson, options))
    made = staging.staged(lesson)
    server = PracticeServer(made)
    await house.start(server, lesson)
    wires = await house.wires(server, lesson, world.words)
    try:
        played = house.played(lesson, wires.ports, replaced)
        around = enrolling.cover(world, chosen, options, again=again)
        guide = _guide(world, lesson, options, around, house.stagehand(made, lesson))
        plan = Plan(
            contexts=lambda: _context(options, server, practice=not replaced),
            timeout=options.ways.timeout,
            public=lesson.public,
            played=played,
            guide=guide,
            rewind=house.rewind(made),
            lesson=enrolling.record(chosen, options, real=bool(replaced)),
            stage=() if replaced else house.stage(lesson),
            plays=options.typed,
            auto=options.auto,
            notes=told,
            start=enrolling.start(chosen, options),
            overheard=None if replaced else wires.overheard,
        )
        opening = house.opening(lesson, wires.ports, played)
        alone = options.auto and (world.plain or not enrolling.sits(world))
        play = _played if alone else _sit if enrolling.sits(world) else _piped
        return await play(world, plan, guide, opening), guide
    finally:
        notes.close()
        with contextlib.suppress(OSError):  # a line that was cut cannot be said goodbye to
            await wires.cut()
            await server.stop()


def _guide(world: World, lesson: Lesson, options: Options, around: Cover, turned: Turned) -> Guide:
    """Whoever leads through the lesson, an earlier sitting known to him."""
    way = Progress(lesson, Mode(options.mode))
    way.earlier = around.earlier
    return Guide(world, way, pauses=world.interactive, around=around, turned=turned)


async def _sit(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """At the prompt, until the learner is through or leaves."""
    from tutor.shell.lessons.live import converse

    code = await converse(world, plan, opening)
    return code or (4 if plan.auto and guide.progress.step is not None else 0)


@contextlib.contextmanager
def _noted(world: World, lesson: Lesson, options: Options) -> Iterator[Told | None]:
    """What writes the presenter's notes; a sentence where they cannot be written."""
    if options.notes is None:
        yield None
        return
    from tutor.shell.showing.presenting import Notes

    try:
        notes = Notes(options.notes, lesson, world.words)
    except OSError as error:
        _unwritten(world, options, error)
        yield None
        return
    try:
        yield notes.tell
    finally:
        notes.close()
    if notes.failed is not None:
        _unwritten(world, options, notes.failed)


def _unwritten(world: World, options: Options, error: OSError) -> None:
    world.complain("ui.notes.failed", path=options.notes, reason=world.trouble(error))


def _context(options: Options, server: PracticeServer, *, practice: bool) -> ssl.SSLContext:
    if not practice:
        return options.ways.context()
    context = client_context()
    context.load_verify_locations(cadata=server.certificate.ca.decode())
    return context


@contextlib.asynccontextmanager
async def _begun(
    world: World, plan: Plan, guide: Guide, opening: Target | None
) -> AsyncIterator[Repl | None]:
    """A lesson at which nobody sits, begun at its step; None where no connection could be made."""
    show = screen.printer(world) if not world.json else _nowhere
    async with sitting(world, plan, show, no_questions) as repl:
        guide.begin()
        if opening is not None and not await repl.connect(opening):
            yield None
            return
        repl.keep_up()
        if plan.start:
            from tutor.shell.local import catching_up

            await catching_up.go_to(repl, guide, plan.start)
        yield repl


async def _piped(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """Lines from stdin as if they were typed; exit 4 if the lesson is not finished by them."""
    from tutor.shell.script import Script

    async with _begun(world, plan, guide, opening) as repl:
        if repl is None:
            return 3
        repl.foresight.silent = True
        script = Script(world.stdin)
        await script.open()
        while not repl.done and not guide.finished:
            line = await script.line()
            if line is None:
                break
            await repl.take(line.decode("utf-8", "surrogateescape"))
            await repl.talk.wait(repl.ready, timeout=plan.timeout)
    if (step := guide.progress.step) is None:
        return 0
    total = len(guide.lesson.steps)
    world.complain("ui.lesson.ended", number=guide.progress.index + 1, total=total, id=step.id)
    return 4


async def _played(world: World, plan: Plan, guide: Guide, opening: Target | None) -> int:
    """The lesson typed by the program, which waits for nobody; 4 if it is not finished by that."""
    from tutor.shell.showing.saying import play

    async with _begun(world, plan, guide, opening) as repl:
        if repl is None:
            return 3
        through = await play(repl, guide)
    step = guide.progress.step
    if not through and step is not None:
        world.complain("ui.watch.stuck", number=guide.progress.index + 1, id=step.id)
    return 0 if through else 4


def _nowhere(_lines: object) -> None:
    """Under --json only events are said."""
