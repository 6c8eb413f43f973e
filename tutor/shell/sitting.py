"""A sitting: everything that a prompt or a piped lesson needs, put together and taken apart."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from tutor import screen
from tutor.core.secrets import Secrets
from tutor.core.spec import Listens
from tutor.net.link import Target
from tutor.net.talk import Contexts, Talk
from tutor.page import Detail, Line, Page, Role
from tutor.session import Session
from tutor.shell import commands
from tutor.shell.guide import Guide
from tutor.shell.keeping import keep
from tutor.shell.repl import Ask, Repl
from tutor.world import World

SILENCE = 5.0
"""Seconds without a reply after which the silence is explained."""
PAUSE = 12.0
"""Seconds in which no line of a letter is typed, after which its end is explained."""

Show = Callable[[Iterable[Line]], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sitting is for. `lesson` is what the recording says of it."""

    contexts: Contexts
    timeout: float = 30.0
    family: int = 0
    public: frozenset[bytes] = frozenset()
    played: Mapping[str, Target] | None = None
    guide: Guide | None = None
    lesson: dict[str, object] | None = None
    detail: Detail = Detail.BRIEF


@contextlib.asynccontextmanager
async def sitting(world: World, plan: Plan, show: Show, ask: Ask):  # type: ignore[no-untyped-def]
    """A Repl with its talk, its sinks in their order, and its recording; closed at the end."""
    session = Session(secrets=Secrets(plan.public))
    talk = Talk(session, plan.contexts, timeout=plan.timeout, family=plan.family)
    page = Page(world.words, screen.detail(world, plan.detail))
    keeping = keep(world, plan.lesson)
    repl = Repl(
        world,
        talk,
        page,
        show,
        run_local=commands.run,
        locals_=commands.syntaxes(),
        ask=ask,
        keeping=keeping,
        guide=plan.guide,
        played=plan.played,
    )
    # The recording first, so that a failing screen loses nothing.
    if keeping is not None:
        session.add(keeping)
    session.add(screen.sink(world, page, show))
    session.add(repl.see)
    if plan.guide is not None:
        plan.guide.show = show
        session.add(plan.guide.see)
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


async def explain_silence(repl: Repl) -> None:
    """Say once for each wait what the server is waiting for."""
    told: object = None
    while True:
        await asyncio.sleep(1.0)
        conversation = repl.conversation
        if repl.talk.link is None:
            continue
        quiet = repl.talk.clock() - max(repl.talk.heard_at, repl.spoke_at)
        mark = (repl.talk.current, repl.spoke_at)
        if mark == told:
            continue
        if conversation is None or not conversation.greeted:
            if quiet > SILENCE:
                told = mark
                repl.tell("ui.silent.greeting", Role.WARN)
        elif repl.listens is Listens.TEXT:
            if quiet > PAUSE and repl.letter_lines > 0:
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
