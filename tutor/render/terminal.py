"""Lines on a terminal: rich text in the terminal's own colours. Never markup."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from tutor.page import Line, Role
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


class Terminal:
    """Prints lines, wrapped to the width that the terminal has at that moment."""

    def __init__(
        self, stream: TextIO, *, colour: bool, columns: int | None = None, light: bool = False
    ) -> None:
        self._theme = LIGHT if light else THEME
        self._console = Console(
            file=stream,
            force_terminal=True,
            color_system="standard" if colour else None,
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            soft_wrap=True,
            # An exported COLUMNS would be a width of long ago.
            _environ={},
        )
        self._columns = columns

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return self._columns or self._console.size.width

    def show(self, lines: Iterable[Line]) -> None:
        """Print lines."""
        for line in lines:
            for row in rows(line, self.columns):
                text = Text()
                for span in row:
                    text.append(span.text, self._theme[span.role])
                text.rstrip()
                self._console.print(text, soft_wrap=True)
