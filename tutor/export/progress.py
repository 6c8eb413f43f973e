"""How far an export has come, told to somebody who waits."""

import time
from types import TracebackType
from typing import Self

from tutor.world import World

_PATIENCE = 1.0
"""Seconds before anything is said, and between two sentences."""


class Progress:
    """A line on stderr that is written over; nothing where no one looks or it is over soon."""

    def __init__(self, world: World, key: str = "ui.export.progress") -> None:
        self.done = 0
        self._world = world
        self._key = key
        self._watched = world.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._world.stderr.write("\r\x1b[K")
            self._world.stderr.flush()

    def count(self, more: int) -> None:
        """So many exchanges more."""
        self.done += more
        if self._watched and more and time.monotonic() > self._next:
            self._next = time.monotonic() + _PATIENCE
            told = self._world.say(self._key, count=f"{self.done:,}")
            self._world.stderr.write(f"\r\x1b[K{told}")
            self._world.stderr.flush()
            self._shown = True
