"""The secrets of one session: in memory only, without a repr, dropped when the session ends.

Secrecy is decided by the grammar, on bytes; this file remembers what was decided, so that a secret
is hidden also where a server says it again. It never writes anything anywhere.
"""

import base64
import binascii
import re
import urllib.parse
from collections import deque

MASK = b"****"
SHORTEST = 6
"""A secret with fewer octets than this is not looked for in what a server says: it would hide
ordinary words."""

Span = tuple[int, int, str, tuple[str, ...]]
"""Octets from, octets to, what is hidden there (password, digest, token, echo), and the harmless
shape of it: "base64", "newline" (it ends in one), "at" (it holds an @)."""


class Secrets:
    """What was hidden, and the values that may be shown because a lesson prints them."""

    __slots__ = ("_forms", "_lines", "_pattern", "_public", "longest")

    def __init__(self, public: frozenset[bytes] = frozenset()) -> None:
        self._lines: list[bytes] = []
        self._forms: set[bytes] = set()
        self._pattern: re.Pattern[bytes] | None = None
        self._public = public
        self.longest = 0

    def __repr__(self) -> str:
        return "<Secrets>"

    def is_public(self, value: bytes) -> bool:
        """Whether a lesson prints this value: clear, or as the base64 of it."""
        if not self._public:
            return False
        decoded = _decoded(value) or b""
        return value in self._public or decoded.rpartition(b"\0")[2] in self._public

    def keep(self, line: bytes) -> int:
        """Remember a whole line that is shown masked; returns the number to ask for it again."""
        self._lines.append(line)
        return len(self._lines) - 1

    def line(self, number: int) -> bytes:
        """The line as it was said, without its line end."""
        return self._lines[number]

    def watch(self, value: bytes) -> None:
        """Hide `value` in everything that the server says from now on, in any common form."""
        if set(value) <= set(b"*") or self.is_public(value):
            return
        new = forms(value) - self._forms
        if not new:
            return
        self._forms |= new
        longest_first = sorted(self._forms, key=len, reverse=True)
        self.longest = len(longest_first[0])
        self._pattern = re.compile(b"|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def watched(self) -> frozenset[bytes]:
        """Every form that is looked for; for the scan of what is about to be written."""
        return frozenset(self._forms)

    def digests(self) -> frozenset[bytes]:
        """The usual digests of what is looked for, in hexadecimal: some programs log those."""
        import hashlib  # a look at what is saved is rare, and the import is not cheap

        ways = (hashlib.md5, hashlib.sha1, hashlib.sha256)
        return frozenset(way(form).hexdigest().encode() for form in self._forms for way in ways)

    def straddle(self, before: bytes, after: bytes) -> int:
        """Where to cut `before` + `after`, near their seam, so that no secret runs over the cut."""
        if self._pattern is not None:
            for match in self._pattern.finditer(before + after):
                if match.start() < len(before) < match.end():
                    return match.start() or match.end()
        return len(before)

    def hides(self, data: bytes) -> bool:
        """Whether a watched secret stands in `data`."""
        return self._pattern is not None and self._pattern.search(data) is not None

    def mask(self, data: bytes) -> tuple[bytes, tuple[Span, ...]]:
        """`data` with every watched secret hidden, and where the masks stand in the result."""
        if self._pattern is None or not self.hides(data):
            return data, ()
        spans: list[Span] = []
        out = bytearray()
        done = 0
        for match in self._pattern.finditer(data):
            out += data[done : match.start()]
            spans.append((len(out), len(out) + len(MASK), "echo", ()))
            out += MASK
            done = match.end()
        return bytes(out + data[done:]), tuple(spans)

    def drop(self) -> None:
        """Forget everything; called when the session ends."""
        self._lines.clear()
        self._forms.clear()
        self.longest = 0
        self._pattern = None


class Told:
    """What a log tells of the masks in one stream, by their places in it.

    Only those octets count that are fed: a line that is taken as it comes needs no place.
    """

    __slots__ = ("_fed", "_masks")

    def __init__(self) -> None:
        self._fed = 0
        self._masks: deque[Span] = deque()

    def feed(self, octets: int, masks: tuple[Span, ...]) -> None:
        """So many octets came, with these masks in them."""
        for start, end, what, shape in masks:
            self._masks.append((self._fed + start, self._fed + end, what, shape))
        self._fed += octets

    def take(self, data: bytes, waiting: int) -> tuple[Span, ...]:
        """The masks in `data`, taken from the stream when `waiting` octets are left of it."""
        if not self._masks:
            return ()
        end = self._fed - waiting
        begin = end - len(data)
        found: list[Span] = []
        while self._masks and self._masks[0][0] < end:
            start, stop, what, shape = self._masks.popleft()
            if start >= begin and data[start - begin : stop - begin] == MASK:
                found.append((start - begin, stop - begin, what, shape))
        return tuple(found)


def hide(line: bytes, spans: tuple[Span, ...]) -> tuple[bytes, tuple[Span, ...]]:
    """`line` with its `spans` (in order) replaced by the mask, and the spans of the masks."""
    out = bytearray()
    placed: list[Span] = []
    done = 0
    for start, end, what, shape in spans:
        out += line[done:start]
        placed.append((len(out), len(out) + len(MASK), what, shape))
        out += MASK
        done = end
    return bytes(out + line[done:]), tuple(placed)


def forms(value: bytes) -> set[bytes]:
    """The ways in which a program may repeat `value`: raw, base64, hexadecimal, URL-encoded.

    None for a value that is too short. No form holds a line end: it is looked for line by line.
    """
    if len(value) < SHORTEST:
        return set()
    found = {value.hex().encode(), urllib.parse.quote_plus(value).encode()}
    for encoded in (base64.b64encode(value), base64.urlsafe_b64encode(value)):
        found |= {encoded, encoded.rstrip(b"=")}
    for safe in ("", "/", "@/"):
        found.add(urllib.parse.quote_from_bytes(value, safe=safe).encode())
    found |= set(re.split(rb"[\r\n]+", value))
    return {form for form in found if len(form) >= SHORTEST}


def _decoded(value: bytes) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
