"""A sitting: everything that a prompt or a piped lesson needs, put together and taken apart."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

from tutor import screen
from tutor.core.events import Closed, Event, Exchange, Opened, Said
from tutor.core.secrets import Secrets
from tutor.lesson import Step, Task
from tutor.net.link import Target
from tutor.net.talk import Contexts, Talk
from tutor.page import Detail, Line, Page, info
from tutor.session import Item, Session, Sink
from tutor.shell.guiding.guide import Guide
from tutor.shell.hosts import Stage
from tutor.shell.keeping import keep
from tutor.shell.repl import Repl
from tutor.shell.retrace import Rewind
from tutor.shell.silence import explain_silence
from tutor.shell.voice import Ask
from tutor.world import World

Show = Callable[[Iterable[Line]], None]
Told = Callable[[Step], None]


class Plan(NamedTuple):
    """What a sitting is for. `lesson` is what the recording says of it, `start` the step (from 0)
    to begin at, `notes` writes the presenter's; the program `plays` the lesson, `auto` without
    waiting for keys."""

    contexts: Contexts
    timeout: float = 30.0
    family: int = 0
    public: frozenset[bytes] = frozenset()
    played: Mapping[str, Target] | None = None
    guide: Guide | None = None
    rewind: Rewind | None = None
    lesson: dict[str, object] | None = None
    detail: Detail = Detail.BRIEF
    stage: Stage = ()
    start: int = 0
    plays: bool = False
    auto: bool = False
    notes: Told | None = None
    overheard: Callable[[], list[Line]] | None = None


@contextlib.asynccontextmanager
async def sitting(world: World, plan: Plan, show: Show, ask: Ask) -> AsyncIterator[Repl]:
    """A Repl with its talk, its sinks in their order, and its recording; closed at the end."""
    session = Session(secrets=Secrets(plan.public))
    talk = Talk(session, plan.contexts, timeout=plan.timeout, family=plan.family)
    page = _page(world, plan)

    def show_unmuted(lines: Iterable[Line]) -> None:
        if not repl.muted and not (repl.client is not None and repl.client.muted):
            show(lines)

    def tell(key: str, **args: object) -> None:
        show([info(world.say(key, **args))])

    keeping = keep(world, plan.lesson, tell if world.interactive else None)

    repl = Repl(
        world,
        talk,
        page,
        show_unmuted,
        run_local=_run_local,
        ask=ask,
        keeping=keeping,
        guide=plan.guide,
        played=plan.played,
        rewind=plan.rewind,
        stage=plan.stage,
    )
    shown = screen.sink(world, page, show_unmuted)
    shown = _spacious(shown, show_unmuted) if world.big and not world.json else shown
    repl.overheard = plan.overheard
    _listen(session, repl, shown, plan.notes)
    watch = asyncio.ensure_future(explain_silence(repl))
    try:
        yield repl
    finally:
        watch.cancel()
        await talk.close()
        session.secrets.drop()
        if keeping is not None:
            keeping.close()
            if keeping.failed is not None:
                world.complain("error.recording", reason=keeping.failed)


async def _run_local(repl: Repl, line: str) -> None:
    """Local commands come with the first one that is typed."""
    from tutor.shell.local import commands

    await commands.run(repl, line)


def _listen(session: Session, repl: Repl, shown: Sink, notes: Told | None) -> None:
    """Who sees the items, in their order: the recording first, so that a failing screen loses
    nothing; the judgement of a lesson last, behind what it judges."""
    if repl.keeping is not None:
        session.add(repl.keeping)
    people = not repl.world.json

    left: set[int] = set()

    def is_told(item: Item) -> bool:
        if _is_goodbye(item.event):
            left.add(item.conn)
        expected = _is_expected(repl.guide, item, asked=item.conn in left) or _is_over(repl, item)
        return not people or not (_is_served(item) or expected)

    session.add(_careful(repl, lambda item: shown(item) if is_told(item) else None))
    session.add(_careful(repl, repl.see))
    if repl.guide is not None:
        repl.guide.show = repl.show
        if notes is not None:
            repl.guide.presented = lambda step: None if repl.muted else notes(step)
        repl.guide.clock = repl.talk.clock
        if repl.keeping is not None:
            repl.guide.record = repl.keeping.remark
        session.add(_careful(repl, repl.guide.see))


def _spacious(shown: Sink, show: Show) -> Sink:
    """For a projector: a command stands by itself with its reply."""

    def see(item: Item) -> None:
        if isinstance(item.event, Said) and item.event.letter is None:
            show([Line(())])
        shown(item)

    return see


def _is_served(item: Item) -> bool:
    """Whether this is the beginning of a line without a socket: nobody was connected to."""
    return isinstance(item.event, Opened) and item.event.wire.about.get("served") is True


def _is_goodbye(event: Event) -> bool:
    command = event.command if isinstance(event, Exchange) and event.kind.went_well else None
    return command is not None and command.verb == "QUIT"


def _is_expected(guide: Guide | None, item: Item, *, asked: bool) -> bool:
    """Whether the server closed as it had to, in a lesson: the learner asked for it, or what comes
    next needs no connection. To be told to connect again would only be in the way."""
    event = item.event
    if guide is None or not isinstance(event, Closed) or event.wire.about.get("by") != "server":
        return False
    orderly = not (event.unanswered or event.violations)
    idle = not isinstance(guide.progress.step, Task)
    return (orderly and (asked or idle)) or _ends(guide, event)


def _is_over(repl: Repl, item: Item) -> bool:
    """Whether a lesson was left or is over, so that nobody wants to know how its lines ended."""
    guide = repl.guide
    over = guide is not None and (repl.done or guide.finished)
    return over and isinstance(item.event, Closed | Exchange)


def _ends(guide: Guide, event: Closed) -> bool:
    """Whether the lesson is over with this; it is judged behind the screen, which sees it first."""
    then = guide.progress.copy()
    then.see(event)
    return then.step is None


def _page(world: World, plan: Plan) -> Page:
    """How this sitting explains: less where the learner wants to find out alone."""
    page = Page(world.words, screen.detail(world, plan.detail))
    page.most_notes = 1 if world.big else 2
    if plan.guide is not None:
        helped = plan.guide.help
        page.fades = helped.notes == "fading"
        if not helped.next or world.big:
            page.quiet = frozenset({"useful"})
        if helped.notes == "none":
            page.detail = Detail.OFF
    return page


def _careful(repl: Repl, sink: Sink) -> Sink:
    """A sink whose failure ends neither the connection nor the session."""

    def see(item: Item) -> None:
        try:
            sink(item)
        except Exception as error:  # whatever it was, the session goes on
            repl.stumble(error)

    return see


def no_questions(_question: str, _hidden: bool, _keys: str) -> Awaitable[str]:
    """Nobody is there to answer: what would be asked about is not done."""

    async def nothing() -> str:
        return ""

    return nothing()
