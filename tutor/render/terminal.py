"""Lines on a terminal, in the terminal's own colours (ECMA-48 8.3.117, select graphic rendition).

A dozen codes are all that is needed: a library for them would take as long to import as all of ours
that a prompt needs.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

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
_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}
_USUAL = 80
"""Cells of a row where nobody can tell."""


class Terminal:
    """Prints lines, wrapped to the width that the terminal has at that moment."""

    def __init__(
        self, stream: TextIO, *, colour: bool, columns: int | None = None, light: bool = False
    ) -> None:
        theme = (LIGHT if light else THEME) if colour else {}
        self._codes = {role: codes(style) for role, style in theme.items()}
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
            code = self._codes.get(span.role, "")
            painted += f"\x1b[{code}m{text}\x1b[0m" if code and text else text
        return painted


def codes(style: str) -> str:
    """The codes of a theme's words, as they stand in the sequence; "" for none."""
    return ";".join(_CODES[word] for word in style.split())


def _columns() -> int:
    """Of the terminal that one of the standard streams is.

    An exported COLUMNS is not asked for: it would be a width of long ago.
    """
    for stream in range(3):
        with suppress(OSError, ValueError):
            return os.get_terminal_size(stream).columns or _USUAL
    return _USUAL
