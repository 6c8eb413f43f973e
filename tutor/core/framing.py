"""Stretches of bytes to lines and to dot-terminated text, however the bytes were cut.

Both keep little: a line without an end is handed on in pieces, message text in blocks, so that a
peer that never ends anything cannot fill the memory.
"""

import re

PIECE = 64 * 1024
"""A line longer than this many octets is handed on in pieces."""

KEPT = 1024 * 1024
"""Octets of a message or listing that are kept to be read; the rest is only counted."""

_LOOSE_END = rb"(?:^|\n)\.\r?\n\Z"
_LENIENT_END = rb"(?:^|\n)\.\r?\n"


def bare_of(line: bytes) -> bytes:
    """A line without its end (CRLF, or a bare line feed)."""
    if line.endswith(b"\r\n"):
        return line[:-2]
    return line[:-1] if line.endswith(b"\n") else line


def whole_characters(data: bytes | bytearray, most: int) -> int:
    """Where to cut `data`, at `most` or a little before, so that no UTF-8 character is cut."""
    for cut in range(most, most - 4, -1):
        if not (0 < cut < len(data) and 0x80 <= data[cut] < 0xC0):
            return cut
    return most


class Lines:
    """Octets that wait for their line end."""

    __slots__ = ("_data", "_seen")

    def __init__(self) -> None:
        self._data = bytearray()
        self._seen = 0

    def __len__(self) -> int:
        return len(self._data)

    def feed(self, data: bytes) -> None:
        """Add what came."""
        self._data += data

    def take(self, spare: int = 0) -> tuple[bytes, bool] | None:
        """The next line with its end, and True; or a piece of an endless line, and False.

        A piece is only cut when at least `spare` octets of its line stand behind it, whether the
        line's end has come by now or not.
        """
        longest = PIECE + spare
        end = self._data.find(b"\n", self._seen, longest)
        if end >= 0:
            return self._cut(end + 1), True
        if len(self._data) > longest:
            return self._cut(whole_characters(self._data, PIECE)), False
        self._seen = len(self._data)
        return None

    def peek(self, octets: int) -> bytes:
        """The next octets, left where they are."""
        return bytes(self._data[:octets])

    def back(self, data: bytes) -> None:
        """Put octets back in front."""
        self._data[:0] = data
        self._seen = 0

    def drain(self) -> bytes:
        """Everything that waits, ended or not."""
        return self._cut(len(self._data))

    def count(self, octets: int) -> bytes:
        """At most so many octets, whatever they are."""
        return self._cut(min(octets, len(self._data)))

    def _cut(self, end: int) -> bytes:
        data, self._seen = self._data, 0
        if end == len(data):
            # The common case: one line came, and is taken.
            taken = bytes(data)
            data.clear()
            return taken
        taken = bytes(memoryview(data)[:end])
        del data[:end]
        return taken


class DotText:
    """Text that a line with a dot alone ends (RFC 5321 4.5.2, RFC 1939 3).

    The end is CRLF.CRLF and nothing else. A `lenient` text also takes a bare line feed for a line
    end: some servers speak so from their status line on.
    """

    __slots__ = (
        "_held",
        "_lenient",
        "_start",
        "_tail",
        "bare_lf",
        "kept",
        "lines",
        "longest",
        "octets",
    )

    def __init__(self, *, lenient: bool = False) -> None:
        self.kept = bytearray()
        self.octets = 0
        self.lines = 0
        self.longest = 0
        self.bare_lf = False
        self._held = b""
        self._start = True
        self._tail = b""
        self._lenient = lenient

    def feed(self, data: bytes, *, measure: bool = False) -> tuple[bytes, bytes | None]:
        """The octets that are text or its end, and what follows the end (None: not ended yet).

        `measure` looks for the longest line as well.
        """
        work = self._held + data
        self._held = b""
        end = self._end(work)
        if end is not None:
            text_end, after = end
            self._add(work[:text_end], measure=measure)
            self.bare_lf |= not work[:after].endswith(b"\r\n")
            return work[:after], work[after:]
        cut = work.rfind(b"\n") + 1
        if len(work) - cut > PIECE:
            cut = len(work) - work.endswith(b"\r")
        self._held, done = work[cut:], work[:cut]
        self._add(done, measure=measure)
        return done, None

    @property
    def waiting(self) -> int:
        """Octets that wait for their line end."""
        return len(self._held)

    def rest(self) -> bytes:
        """What waits for its line end, when nothing more will come."""
        held, self._held = self._held, b""
        self._add(held)
        return held

    def ends_loosely(self) -> bool:
        """Whether a reader that takes a bare line feed would take the last line for the end."""
        return not self._held and bool(re.search(_LOOSE_END, self._tail))

    def end_loosely(self) -> None:
        """Take the last line for the end after all: it is no text."""
        if self.octets == len(self.kept):
            del self.kept[self.kept.rfind(b"\n", 0, -1) + 1 :]
            self.octets = len(self.kept)
            self.lines -= 1

    def _end(self, work: bytes) -> tuple[int, int] | None:
        if self._lenient:
            found = re.search(_LENIENT_END, work) if self._start else None
            if not self._start:
                found = re.search(rb"\n\.\r?\n", work)
            if found is None:
                return None
            return found.start() + work.startswith(b"\n", found.start()), found.end()
        if self._start and work.startswith(b".\r\n"):
            return 0, 3
        at = work.find(b"\r\n.\r\n")
        return None if at < 0 else (at + 2, at + 5)

    def _add(self, block: bytes, *, measure: bool = False) -> None:
        if not block:
            return
        self._tail = (self._tail + block[-5:])[-5:]
        ends = block.count(b"\n")
        self.lines += ends
        self.bare_lf |= ends != block.count(b"\r\n")
        if measure:
            self.longest = max(self.longest, max(map(len, block.split(b"\n"))) + 1)
        stuffed = b"\n." if self._lenient else b"\r\n."
        dotted = self._start and block.startswith(b".")
        if len(self.kept) < KEPT:
            text = block[1:] if dotted else block
            text = text.replace(stuffed, stuffed[:-1])
            self.octets += len(text)
            self.kept += text[: KEPT - len(self.kept)]
        else:
            # Nothing of it is kept, so its dots are only counted.
            self.octets += len(block) - block.count(stuffed) - dotted
        self._start = block.endswith(b"\n" if self._lenient else b"\r\n")
