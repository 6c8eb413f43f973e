"""Lines shown above the prompt, whether somebody is typing at it or not."""

import asyncio
from collections.abc import Iterable
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import set_app
from prompt_toolkit.application.run_in_terminal import run_in_terminal

from tutor.page import Line
from tutor.render.terminal import Terminal
from tutor.world import World


class Above:
    """Shows lines in order; `session` is the prompt that has to move down for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._terminal = Terminal(
            world.stdout, colour=world.colour, light=world.settings.theme == "light"
        )
        self._lines: list[Line] = []
        self._flushing = False
        self._held = False
        self.session: PromptSession[Any] | None = None

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return self._terminal.columns

    def __call__(self, lines: Iterable[Line]) -> None:
        """Show lines now, or as soon as the prompt can move down."""
        self._lines += lines
        if self._held:
            return
        app = self.session.app if self.session is not None else None
        if app is None or not app.is_running:
            self._flush()
        elif not self._flushing:
            self._flushing = True
            # The prompt's own task must not be waited for: it waits for us to return.
            self._task = asyncio.ensure_future(self._later())

    def hold(self) -> None:
        """Show nothing until `release`: the screen is somebody else's."""
        self._held = True

    def release(self) -> None:
        """Show what has come meanwhile."""
        self._held = False
        self(())

    async def _later(self) -> None:
        assert self.session is not None
        with set_app(self.session.app):
            await run_in_terminal(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        lines, self._lines = self._lines, []
        self._terminal.show(lines)
        self._world.stdout.flush()
