"""A recording row by row, with the numbers of its rows and what its end looks like."""

from collections.abc import Iterable, Iterator

from tutor.core.wire import Remark, Wire
from tutor.log import Header, Reader


class Recording:
    """An open recording. Raises LogError, as `log.Reader` does, if it is none."""

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self._ended = 0
        self._last = b"\n"
        self._reader = Reader(self._counted(lines), name)
        self.worst = 0
        """The number of the first row that could not be read."""

    @property
    def header(self) -> Header:
        """What the first row says."""
        return self._reader.header

    @property
    def rows(self) -> Iterator[tuple[int, Wire | Remark]]:
        """What is still to come, each with the number of its row in the file, from 1."""
        for fact in self._reader.facts:
            if self._reader.damaged and not self.worst:
                self.worst = self._number - 1
            yield self._number, fact
        if self._reader.damaged and not self.worst:
            self.worst = self._number

    @property
    def torn(self) -> bool:
        """Whether the last row was cut while it was written; known at the end."""
        return self._reader.damaged > 0 and not self._last.endswith(b"\n")

    @property
    def damaged(self) -> int:
        """Rows that could not be read, but for the torn one."""
        return self._reader.damaged - self.torn

    @property
    def _number(self) -> int:
        return self._ended + (not self._last.endswith(b"\n"))

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self._last = line[-1:] or self._last
            self._ended += line.endswith(b"\n")
            yield line
