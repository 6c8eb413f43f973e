"""How many recordings are judged already, in one row of a terminal that is gone again."""

from typing import Self

from tutor.core.visible import visible
from tutor.render.wrap import cut, width
from tutor.world import World

_NAME = 24


class Progress:
    """Shown on stderr, if that is a terminal and there is more than one recording."""

    def __init__(self, world: World, total: int) -> None:
        self._world = world
        self._total = total
        self._wide = 0
        self._on = total > 1 and world.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, done: int, name: str) -> None:
        """So many are judged; this is whose come next."""
        if not self._on:
            return
        shown = cut(visible(name), _NAME)
        row = self._world.say("ui.grade.progress", done=done, total=self._total, name=shown)
        blank = " " * max(0, self._wide - width(row))
        self._wide = width(row)
        self._world.stderr.write(f"\r{row}{blank}")
        self._world.stderr.flush()

    def clear(self) -> None:
        """Take the row away, before anything else is said."""
        if self._wide:
            self._world.stderr.write(f"\r{' ' * self._wide}\r")
            self._world.stderr.flush()
        self._wide = 0
