"""How far an export has come, told to somebody who waits."""

import time
from typing import Self

from tutor.render.fleeting import Fleeting
from tutor.world import World

_PATIENCE = 1.0
"""Seconds before anything is said, and between two sentences."""


class Progress:
    """Counts exchanges; says so on a terminal if it takes long."""

    def __init__(self, world: World) -> None:
        self.done = 0
        self._world = world
        self._row = Fleeting(world)
        self._next = time.monotonic() + _PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._row.clear()

    def count(self, more: int) -> None:
        """So many exchanges more."""
        self.done += more
        if more and time.monotonic() > self._next:
            self._next = time.monotonic() + _PATIENCE
            self._row.show(self._world.say("ui.export.progress", count=f"{self.done:,}"))
