"""A sitting without a terminal: the real Repl on the practice server in the same loop."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tutor import practice
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.net.tls import client_context
from tutor.page import Line
from tutor.render.plain import text
from tutor.shell.guiding.guide import Guide
from tutor.shell.lessons.house import rewind
from tutor.shell.lessons.sitting import Plan, sitting
from tutor.shell.repl import Repl
from tutor.words import Words
from tutor.world import World


def world(state: Path, language: str = "en", **more: object) -> World:
    """A world whose streams are in memory."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    return World(
        stdin=io.BytesIO(),
        stdout=out,
        stderr=io.StringIO(),
        words=Words(language),
        state=state,
        **more,  # type: ignore[arg-type]
    )


@dataclass
class Seat:
    """A Repl, what it shows, and the answers that it gets to its questions."""

    repl: Repl
    server: PracticeServer
    shown: list[str]
    answers: list[str]
    asked: list[str]
    targets: dict[str, Target] = field(default_factory=dict)

    async def type(self, *lines: str) -> None:
        """Type lines, each after the reply to the last."""
        for line in lines:
            await self.repl.take(line)
            await self.repl.talk.wait(self.repl.ready)

    def screen(self) -> str:
        """All that was shown."""
        return "".join(self.shown)

    def fresh(self) -> str:
        """What was shown since the last time."""
        said = self.screen()
        self.shown.clear()
        return said


@contextlib.asynccontextmanager
async def seated(
    state: Path,
    *,
    played: bool = True,
    style: str = "textbook",
    guide: Callable[[World], Guide] | None = None,
    language: str = "en",
    public: Iterable[bytes] = (),
    interactive: bool = False,
) -> AsyncIterator[Seat]:
    """A seat with both hosts: `smtp 25` and `pop3 110`, played or as if they were real ones."""
    server = PracticeServer(practice.practice(style))
    await server.start(0, 0)
    targets = {
        f"{name}.example:{port}": Target(
            "127.0.0.1",
            server.ports[name],
            protocol=name,
            peer=f"{name}.example:{port}",
            played=played,
        )
        for name, port in (("smtp", 25), ("pop3", 110))
    }
    shown: list[str] = []
    answers: list[str] = []
    asked: list[str] = []

    def ask(question: str, _hidden: bool, _keys: str) -> Awaitable[str]:
        async def answer() -> str:
            asked.append(question)
            return answers.pop(0) if answers else ""

        return answer()

    def show(lines: Iterable[Line]) -> None:
        shown.append(text(lines))

    here = world(state, language, interactive=interactive)
    plan = Plan(
        contexts=lambda: client_context(insecure=True),
        timeout=10.0,
        played=targets,
        public=frozenset(public),
        guide=guide(here) if guide is not None else None,
        rewind=rewind(server.practice),
    )
    try:
        async with sitting(here, plan, show, ask) as repl:
            yield Seat(repl, server, shown, answers, asked, targets)
    finally:
        with contextlib.suppress(OSError):  # a line that was cut cannot be said goodbye to
            await server.stop()


def run(test: Callable[[], Awaitable[None]]) -> None:
    """Run a test that waits."""

    async def bounded() -> None:
        async with asyncio.timeout(30):
            await test()

    asyncio.run(bounded())


@contextlib.contextmanager
def changed(module: object, name: str, value: object) -> Iterator[None]:
    """A module's value, another for a while."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
