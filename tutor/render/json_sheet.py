"""`--to json`: the same lines as `--json` has."""

from tutor.core.wire import Remark
from tutor.render.json import Lines
from tutor.render.sheet import About, Write
from tutor.session import Item


class JsonSheet:
    """One object a line."""

    def __init__(self, write: Write, about: About) -> None:
        self._write = write
        self._lines = Lines(about.words[0])

    def remark(self, remark: Remark) -> None:
        """It is no event."""

    def item(self, item: Item) -> None:
        """The line of an item, if it has one."""
        line = self._lines.line(item)
        if line is not None:
            self._write(line + b"\n")

    def end(self) -> None:
        """Every line is complete by itself."""


writer = JsonSheet
