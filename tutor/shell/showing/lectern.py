"""The desk without redraw: lines one below the other, Enter between them (--plain)."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from tutor.shell.repl import Repl
from tutor.shell.showing.watching import Key, Show
from tutor.shell.terminal.teletype import Teletype

_WORDS = {"": Key.ON, "<": Key.BACK, "\t": Key.HANDS, "b": Key.BLANK, "q": Key.LEAVE}
"""What is typed, before its Enter, instead of a key."""
_BLANK = 60
"""Empty rows that push what was said out of any window."""


class Lectern(Teletype):
    """Shows a lesson line by line."""

    def __init__(self, repl: Repl) -> None:
        super().__init__(repl)
        self.show: Show | None = None
        # What the program types no terminal has shown.
        repl.page.echo = True

    async def run(self, first: Coroutine[Any, Any, object] | None = None) -> None:
        """Show the lesson; `first` is done before."""
        if first is not None:
            await self._work(first)
        self._repl.tell("ui.watch.plain")
        if self.show is not None:
            await self.show.run(self)

    async def rest(self, seconds: float | None, keys: str = "", line: str = "") -> Key | str:
        """Wait for a line that means a key; see `watching.Desk`."""
        if seconds is not None:
            await asyncio.sleep(seconds)
            return Key.ON
        while True:
            self._write(f"{self._repl.message()}{line}" if line else self._repl.message())
            text = await self._typed()
            if text is None:
                return Key.LEAVE
            found = text if text.strip(" ") == "\t" else text.strip().lower()
            if found in _WORDS:
                return _WORDS[found]
            if found and found in keys:
                return found
            self._repl.tell("ui.watch.plain")

    async def type(self, line: str) -> Key:
        """Nothing is drawn: the line is shown when it is said."""
        return Key.ON

    async def work(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something that may take its time."""
        await self._work(work)

    async def hands(self) -> None:
        """Lines are the presenter's, until TAB or the end of input."""
        repl = self._repl
        repl.page.echo = False
        try:
            while not repl.done:
                self._write(repl.message())
                text = await self._typed()
                if text is None or text.strip(" ") == "\t":
                    break
                await self._work(self._take(text))
        finally:
            repl.page.echo = True

    async def blank(self) -> None:
        """Push everything out of sight; any line goes on below."""
        self._write("\n" * _BLANK)
        await self._typed()

    async def _typed(self) -> str | None:
        """A line; None at the end of input, and for Ctrl-C."""
        try:
            return await self._line()
        except KeyboardInterrupt:
            return None
