"""A row on stderr that says how far something has come, and is gone again at the end."""

from typing import Self

from tutor.core.visible import visible
from tutor.render.wrap import width
from tutor.world import World


class Fleeting:
    """A row that is written over; nothing where no one looks."""

    def __init__(self, world: World, *, wanted: bool = True) -> None:
        self._stream = world.stderr
        self._wide = 0
        self._on = wanted and world.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, text: str) -> None:
        """This, in place of what stood there."""
        if not self._on:
            return
        row = visible(text)
        blank = " " * max(0, self._wide - width(row))
        self._wide = width(row)
        self._stream.write(f"\r{row}{blank}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the row away, before anything else is said."""
        if self._wide:
            self._stream.write(f"\r{' ' * self._wide}\r")
            self._stream.flush()
        self._wide = 0
