"""The prompt without redraw, one line after the other: for --plain and for screen readers.

No menu, no pinned row, no escape sequence; local commands work as everywhere, and Ctrl-] (typed,
then Enter) makes a line local while a letter is typed.
"""

import asyncio
import getpass
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Iterable
from types import FrameType
from typing import Any

from tutor.core.spec import Listens
from tutor.page import Line
from tutor.render.plain import text
from tutor.shell import leaving
from tutor.shell.guiding import asking
from tutor.shell.repl import Repl
from tutor.shell.terminal import secrecy
from tutor.shell.terminal.lone_enter import LoneEnter
from tutor.world import World

ESCAPE = "\x1d"
"""What Ctrl-] types."""
GRACE = 1.0
"""Seconds of waiting after which it is said what is waited for."""


class Paper:
    """Shows lines one below the other."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, lines: Iterable[Line]) -> None:
        """Show lines."""
        columns = shutil.get_terminal_size().columns
        self._world.stdout.write(text(lines, columns))
        self._world.stdout.flush()


class Teletype:
    """Reads lines for a Repl from a terminal that edits them itself."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._data = b""
        self._working: asyncio.Task[Any] | None = None
        self._reading: asyncio.Task[Any] | None = None
        self._lone_enter = LoneEnter(repl, plain=True)
        # The terminal has shown what was typed.
        repl.page.echo = False

    async def run(self, first: Coroutine[Any, Any, object] | None = None) -> None:
        """Read and hand over lines until the Repl is done; `first` is done before."""
        repl = self._repl
        previous = signal.signal(signal.SIGINT, self._interrupted)
        try:
            if first is not None:
                await self._work(first)
            while not repl.done:
                self._pin()
                try:
                    line = await self._next()
                except KeyboardInterrupt:
                    self._end_row()
                    repl.tell("ui.leave.how")
                    continue
                if line is None:
                    self._end_row()
                    repl.done = await leaving.leaves(repl)
                    continue
                if not self._lone_enter.explains(line):
                    await self._work(self._take(line))
                if repl.guide is not None and repl.guide.finished:
                    repl.done = True
        finally:
            signal.signal(signal.SIGINT, previous)

    async def ask(self, question: str, hidden: bool, keys: str = "") -> str:
        """Ask something of the program's own."""
        if hidden:
            return _hidden(f"{question} ") or ""
        self._write(f"{question} ")
        try:
            line = await self._line()
        except KeyboardInterrupt:
            self._end_row()
            return asking.GIVEN_UP if keys else ""
        if line is None:
            self._end_row()
            return asking.ENDED if keys else ""
        return line

    async def _next(self) -> str | None:
        """The next line; None at the end of input. An answer to a real login is not shown."""
        repl = self._repl
        ready, repl.prefill = repl.prefill, ""
        answering = repl.listens is Listens.SASL and not repl.elsewhere
        if not ready and answering:
            ready, repl.answer = repl.answer, ""
        prompt = repl.message()
        if ready:
            secret = secrecy.hidden_from(repl, ready) is not None
            prompt += f"[{'****' if secret else ready}] "
        if answering and not repl.practice and not ready:
            return _hidden(prompt)
        self._write(prompt)
        line = await self._line()
        return ready if ready and line == "" else line

    async def _take(self, line: str) -> None:
        if line.startswith(ESCAPE):
            await self._repl.run_local(line.lstrip(ESCAPE))
        else:
            await self._repl.take(line)

    def _pin(self) -> None:
        """What the pinned row says elsewhere: said when it changes, and there is a step to do."""
        guide = self._repl.guide
        ghost = guide.ghost() if guide is not None else None
        if guide is not None and guide.waits:
            self._write(f"({guide.task()})\n")
        elif ghost:
            self._write(f"[{ghost}]\n")

    async def _work(self, work: Coroutine[Any, Any, object]) -> None:
        repl = self._repl
        task = self._working = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=GRACE)
            if not task.done() and repl.calling is not None:
                peer = repl.calling[0].label
                repl.tell("ui.connecting.wait", peer=peer, seconds=round(repl.talk.timeout))
            await task
        except asyncio.CancelledError:
            if not task.done():
                raise
            repl.tell("ui.given.up")
        except Exception as error:  # whatever it was, the session goes on
            repl.stumble(error)
        finally:
            self._working = None
            task.cancel()

    async def _line(self) -> str | None:
        """A line of the terminal's, without its end; what the server says comes meanwhile."""
        while b"\n" not in self._data:
            if not await self._readable():
                line = sys.stdin.readline()
                return line.rstrip("\r\n") if line else None
            more = os.read(sys.stdin.fileno(), 65536)
            if not more:
                return None
            self._data += more
        row, _, self._data = self._data.partition(b"\n")
        return row.removesuffix(b"\r").decode("utf-8", "surrogateescape")

    async def _readable(self) -> bool:
        """Wait for the keyboard with the server heard; False where the loop cannot (Windows)."""
        loop, came = asyncio.get_running_loop(), asyncio.Event()
        try:
            loop.add_reader(sys.stdin.fileno(), came.set)
        except (NotImplementedError, OSError, ValueError):
            return False
        self._reading = asyncio.ensure_future(came.wait())
        try:
            await asyncio.wait({self._reading})
            if self._reading.cancelled():
                raise KeyboardInterrupt
            return True
        finally:
            loop.remove_reader(sys.stdin.fileno())
            self._reading = None

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-C: gives up what goes on, else the line that is being typed."""
        waiting = self._reading or self._working
        if waiting is None or waiting.done():
            raise KeyboardInterrupt
        waiting.get_loop().call_soon_threadsafe(waiting.cancel)

    def _end_row(self) -> None:
        """Ctrl-C and Ctrl-D end no row of the terminal's: what is said next begins one."""
        self._write("\n")

    def _write(self, prompt: str) -> None:
        self._repl.world.stdout.write(prompt)
        self._repl.world.stdout.flush()


def _hidden(prompt: str) -> str | None:
    """A line that the terminal does not show; None at the end of input."""
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return None
