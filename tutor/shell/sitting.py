"""A sitting: everything that a prompt or a piped lesson needs, put together and taken apart."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

from tutor import screen
from tutor.core.secrets import Secrets
from tutor.core.spec import Listens
from tutor.lesson import Mode
from tutor.net.link import Target
from tutor.net.talk import Contexts, Talk
from tutor.page import Detail, Line, Page, Role, info
from tutor.session import Item, Session, Sink
from tutor.shell import commands
from tutor.shell.guide import Guide
from tutor.shell.hosts import Stage
from tutor.shell.keeping import keep
from tutor.shell.repl import Ask, Repl
from tutor.shell.retrace import Rewind
from tutor.world import World

SILENCE = 5.0
"""Seconds without a reply after which the silence is explained."""
PAUSE = 12.0
"""Seconds in which no line of a letter is typed, after which its end is explained."""

Show = Callable[[Iterable[Line]], None]


class Plan(NamedTuple):
    """What a sitting is for. `lesson` is what the recording says of it."""

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


@contextlib.asynccontextmanager
async def sitting(world: World, plan: Plan, show: Show, ask: Ask) -> AsyncIterator[Repl]:
    """A Repl with its talk, its sinks in their order, and its recording; closed at the end."""
    session = Session(secrets=Secrets(plan.public))
    talk = Talk(session, plan.contexts, timeout=plan.timeout, family=plan.family)
    page = _page(world, plan)

    def show_unmuted(lines: Iterable[Line]) -> None:
        if not repl.muted:
            show(lines)

    def tell(key: str, **args: object) -> None:
        show([info(world.say(key, **args))])

    keeping = keep(world, plan.lesson, tell if world.interactive else None)

    repl = Repl(
        world,
        talk,
        page,
        show_unmuted,
        run_local=commands.run,
        ask=ask,
        keeping=keeping,
        guide=plan.guide,
        played=plan.played,
        rewind=plan.rewind,
        stage=plan.stage,
    )
    _listen(session, repl, screen.sink(world, page, show_unmuted))
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


def _listen(session: Session, repl: Repl, shown: Sink) -> None:
    """Who sees the items, in their order: the recording first, so that a failing screen loses
    nothing; the judgement of a lesson last, behind what it judges."""
    if repl.keeping is not None:
        session.add(repl.keeping)
    session.add(_careful(repl, shown))
    session.add(_careful(repl, repl.see))
    if repl.guide is not None:
        repl.guide.show = repl.show
        session.add(_careful(repl, repl.guide.see))


def _page(world: World, plan: Plan) -> Page:
    """How this sitting explains: less where the learner wants to find out alone."""
    page = Page(world.words, screen.detail(world, plan.detail))
    page.most_notes = 1 if world.big else 2
    if plan.guide is not None:
        page.fades = plan.guide.mode is Mode.FOLLOW
        if plan.guide.mode in (Mode.SOLO, Mode.EXAM):
            page.quiet = frozenset({"useful"})
    return page


def _careful(repl: Repl, sink: Sink) -> Sink:
    """A sink whose failure ends neither the connection nor the session."""

    def see(item: Item) -> None:
        try:
            sink(item)
        except Exception as error:  # whatever it was, the session goes on
            repl.stumble(error)

    return see


async def explain_silence(repl: Repl) -> None:
    """Say once for each wait what the server is waiting for, and once for each letter."""
    told: object = None
    while True:
        await asyncio.sleep(1.0)
        conversation = repl.conversation
        if repl.talk.link is None:
            continue
        quiet = repl.talk.clock() - max(repl.talk.heard_at, repl.spoke_at)
        texting = repl.listens is Listens.TEXT
        mark = (repl.talk.current, repl.talk.heard_at if texting else repl.spoke_at)
        if mark == told:
            continue
        if conversation is None or not conversation.greeted:
            if quiet > SILENCE:
                told = mark
                repl.tell("ui.silent.greeting", Role.WARN)
        elif texting:
            if quiet > PAUSE and repl.letter_lines > 0 and not repl.is_typing():
                told = mark
                repl.tell("ui.silent.dot", Role.WARN)
        elif not repl.talk.settled and quiet > SILENCE:
            told = mark
            repl.tell("ui.silent.reply", Role.WARN, seconds=round(repl.talk.timeout))


def no_questions(_question: str, _hidden: bool) -> Awaitable[str]:
    """Nobody is there to answer: what would be asked about is not done."""

    async def nothing() -> str:
        return ""

    return nothing()
