"""Lines on a terminal, in the terminal's own colours.

Of rich only the styles are used: to import its console takes four times as long, and we wrap lines
ourselves.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from rich.color import ColorSystem
from rich.style import Style

from tutor.page import Line, Role, Span
from tutor.render.wrap import rows

THEME: dict[Role, str] = {
    Role.CLIENT: "bold",
    Role.SERVER: "cyan",
    Role.REFUSED: "bold red",
    Role.NOTE: "",
    Role.WARN: "yellow",
    Role.LABEL: "bold green",
    Role.REF: "dim",
    Role.STATE: "magenta",
    Role.INFO: "dim",
    Role.LETTER: "",
}

LIGHT: dict[Role, str] = {**THEME, Role.SERVER: "blue", Role.WARN: "bold magenta"}
"""Where cyan and yellow are hard to read."""
_SYSTEM = ColorSystem.STANDARD
_USUAL = 80
"""Cells of a row where nobody can tell."""


class Terminal:
    """Prints lines, wrapped to the width that the terminal has at that moment."""

    def __init__(
        self, stream: TextIO, *, colour: bool, columns: int | None = None, light: bool = False
    ) -> None:
        theme = (LIGHT if light else THEME) if colour else {}
        self._styles = {role: Style.parse(style) for role, style in theme.items() if style}
        self._stream = stream
        self._columns = columns

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return self._columns or _columns()

    def show(self, lines: Iterable[Line]) -> None:
        """Print lines."""
        for line in lines:
            for row in rows(line, self.columns):
                self._stream.write(f"{self._painted(row)}\n")
        self._stream.flush()

    def _painted(self, row: list[Span]) -> str:
        """A row in its colours, without the blanks at its end."""
        left = len("".join(span.text for span in row).rstrip())
        painted = ""
        for span in row:
            text, left = span.text[:left], max(left - len(span.text), 0)
            style = self._styles.get(span.role)
            painted += text if style is None else style.render(text, color_system=_SYSTEM)
        return painted


def _columns() -> int:
    """Of the terminal that one of the standard streams is.

    An exported COLUMNS is not asked for: it would be a width of long ago.
    """
    for stream in range(3):
        with suppress(OSError, ValueError):
            return os.get_terminal_size(stream).columns or _USUAL
    return _USUAL
