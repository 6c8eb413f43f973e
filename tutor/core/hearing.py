"""The server's bytes to whole replies.

What a line means the grammar says; this file puts the lines of a reply together, bounds what is
kept of it, and hides a secret that the server repeats.
"""

from typing import NamedTuple

from tutor.core.events import Event, Kept, Letter, Part
from tutor.core.framing import DotText, Lines, bare_of, whole_characters
from tutor.core.octets import decode
from tutor.core.secrets import Secrets, Told
from tutor.core.spec import Body, Class, Phrase, Protocol, Status
from tutor.core.wire import Side, What, Wire

# A member of an enumeration is one object, but to look it up costs a call.
_BYTES, _SERVER, _REPLY = What.BYTES, Side.SERVER, Part.REPLY
_CR = 13
MOST_LINES = 1000
MOST_OCTETS = 64 * 1024


class Incoming(NamedTuple):
    """A whole reply, not yet given to a command. `last` is its last stretch, still to be kept."""

    status: Status
    lines: tuple[str, ...]
    charset: str
    octets: int
    multi_line: bool
    truncated: bool
    violations: tuple[str, ...]
    at: float
    last: Kept | None = None
    listing: bytes = b""
    letter: Letter | None = None


class _Following(NamedTuple):
    """What follows a status line up to a dot alone, as far as it has come."""

    kind: Body
    status: Status
    text: DotText


class _Reply:
    """A reply that is still coming."""

    __slots__ = ("body", "codes", "count", "cut", "kept", "octets", "size", "violations")

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.count = 0
        self.size = 0
        self.octets = 0
        self.cut = False
        self.codes: set[str] = set()
        self.violations: list[str] = []
        self.body: _Following | None = None

    def add(self, line: bytes) -> None:
        self.count += 1
        room = MOST_OCTETS - self.size
        if self.count <= MOST_LINES and room > 0:
            fits = len(line) <= room
            self.kept.append(line if fits else line[: whole_characters(line, room)])
            self.size += len(line)

    def blame(self, *violations: str) -> None:
        self.violations += [name for name in violations if name not in self.violations]


class Hearing:
    """Cuts what the server says."""

    def __init__(self, protocol: Protocol, secrets: Secrets, conn: int) -> None:
        self._protocol = protocol
        self._grammar = protocol.grammar
        self._secrets = secrets
        self._conn = conn
        self._lines = Lines()
        self._begun: tuple[bytes, int] | None = None
        self._reply: _Reply | None = None
        self._carried = b""
        self._told = Told()
        self._at = 0.0

    @property
    def halfway(self) -> bool:
        """Whether a reply has begun and not ended."""
        return self._reply is not None or self._begun is not None or bool(self._lines)

    @property
    def octets(self) -> int:
        """Octets that have come of the reply that is halfway."""
        return 0 if self._reply is None else self._reply.octets

    def feed(self, wire: Wire) -> None:
        """Add what came."""
        self._told.feed(len(wire.data), wire.masked)
        self._lines.feed(wire.data)
        self._at = wire.at

    def whole(self, wire: Wire, phrase: Phrase | None) -> Incoming | None:
        """A reply that comes alone, whole and in one line, as nearly all do.

        None for any other: it must be fed. What is told is the same, whichever way it is read.
        """
        data = wire.data
        size = len(data)
        if (
            self._reply is not None
            or self._begun is not None
            or self._lines
            or not 2 < size <= self._protocol.reply_limit
            or data.find(b"\n") != size - 1
            or data[-2] != _CR
            or wire.masked
            or wire.public
            or self._secrets.hides(data)
        ):
            return None
        line = data[:-2]
        status = self._grammar.status(line, phrase.verb if phrase else None, first=True)
        if status.more or (phrase is not None and self._grammar.body(phrase, status) is not None):
            return None
        self._at = wire.at
        text, charset = decode(line)
        return Incoming(status, (text,), charset, size, False, False, status.violations,
                        wire.at, Kept(wire, _REPLY))  # fmt: skip

    def hold_until(self, at: float) -> None:
        """What waited is only given out now: a log's rows stand in the order of their times."""
        self._at = max(self._at, at)

    def skip(self, kept: list[Event]) -> None:
        """Keep lines without a meaning."""
        while (taken := self._take()) is not None:
            kept.append(self._masked(taken[0], Part.OTHER))

    def drain(self, kept: list[Event]) -> int:
        """Keep everything without a meaning, ended or not; returns its octets."""
        octets = len(self._lines)
        self.skip(kept)
        if self._lines:
            kept.append(self._masked(self._lines.drain(), Part.OTHER))
        return octets

    @property
    def waiting(self) -> int:
        """Octets that are not understood yet."""
        return len(self._lines)

    def next(self, kept: list[Event], phrase: Phrase | None) -> Incoming | None:
        """The next whole reply, to what `phrase` says; None if more must come."""
        while self._lines:
            if self._reply is not None and self._reply.body is not None:
                return self._read_body(kept, self._reply, self._reply.body)
            taken = self._take()
            if taken is None:
                return None
            data, whole = taken
            if not whole:
                self._read_piece(kept, data)
                continue
            incoming = self._read_line(kept, data, phrase)
            if incoming is not None:
                return incoming
        return None

    def cut_short(self, kept: list[Event]) -> Incoming | None:
        """What has come of a reply when nothing more will: unterminated."""
        if not self.halfway:
            return None
        reply = self._reply or _Reply()
        if reply.body is not None:
            self._keep_body(kept, reply.body.text.rest(), reply, reply.body, over=True)
            self._end_body(reply, reply.body)
        else:
            begun, size = self._begun or (b"", 0)
            last = self._masked(self._lines.drain(), Part.REPLY)
            tail = last.wire.data
            if begun or tail:
                reply.add(begun or bare_of(tail))
            reply.octets += size + len(tail)
            if tail:
                kept.append(last)
        self._begun = None
        reply.blame("unterminated")
        first = bytes(reply.kept[0]) if reply.kept else b""
        code = self._grammar.status(first, None, first=True).code
        return self._incoming(reply, Status(code, Class.NONE), None)

    def _take(self) -> tuple[bytes, bool] | None:
        """The next line, or a piece of one that no secret runs out of."""
        longest = self._secrets.longest
        taken = self._lines.take(longest)
        if taken is None or taken[1]:
            return taken
        cut = self._secrets.straddle(taken[0], self._lines.peek(longest))
        if cut != len(taken[0]):
            self._lines.back(taken[0])
            taken = self._lines.count(cut), False
        return taken

    def _read_piece(self, kept: list[Event], data: bytes) -> None:
        piece = self._masked(data, Part.REPLY)
        kept.append(piece)
        begun, size = self._begun or (piece.wire.data, 0)
        self._begun = (begun, size + len(piece.wire.data))

    def _read_line(self, kept: list[Event], data: bytes, phrase: Phrase | None) -> Incoming | None:
        last = self._masked(data, _REPLY)
        masked = last.wire.data
        if self._begun is None:
            line, size, cut = bare_of(masked), len(masked), False
        else:
            (line, size), cut, self._begun = self._begun, True, None
            size += len(masked)
        first = self._reply is None
        reply = self._reply = self._reply or _Reply()
        status = self._grammar.status(line, phrase.verb if phrase else None, first=first)
        reply.add(line)
        reply.cut |= cut
        reply.octets += size
        if status.violations:
            reply.blame(*status.violations)
        if not data.endswith(b"\r\n"):
            reply.blame("bare-lf")
        if size > self._protocol.reply_limit and not self._is_challenge(status, size):
            reply.blame("line-too-long")
        if status.code is not None:
            reply.codes.add(status.code)
        body = self._grammar.body(phrase, status) if phrase else None
        if body is not None:
            lenient = body is Body.LISTING or not data.endswith(b"\r\n")
            reply.body = _Following(body, status, DotText(lenient=lenient))
        if body is not None or status.more:
            kept.append(last)
            return None
        if len(reply.codes) > 1:
            reply.blame("code-changes-within-reply")
        return self._incoming(reply, status, last)

    def _is_challenge(self, status: Status, size: int) -> bool:
        """Whether a line that is long for a reply is none too long for a SASL challenge."""
        return status.kind is Class.INTERMEDIATE and size <= self._protocol.sasl_limit

    def _read_body(self, kept: list[Event], reply: _Reply, body: _Following) -> Incoming | None:
        raw, rest = body.text.feed(self._lines.drain())
        self._lines.feed(rest or b"")
        self._keep_body(kept, raw, reply, body, over=rest is not None)
        if rest is None:
            return None
        if body.text.bare_lf:
            reply.blame("bare-lf")
        self._end_body(reply, body)
        return self._incoming(reply, body.status, None)

    def _keep_body(
        self, kept: list[Event], raw: bytes, reply: _Reply, body: _Following, *, over: bool
    ) -> None:
        """A stretch of a body; a listing's secrets are hidden, a message's text is as it came."""
        if body.kind is Body.MESSAGE:
            stretch = Kept(self._wire(raw), Part.BODY)
        else:
            data, self._carried = self._carried + raw, b""
            if not over and not data.endswith(b"\n"):
                seam = max(0, len(data) - self._secrets.longest)
                cut = self._secrets.straddle(data[:seam], data[seam:])
                data, self._carried = data[:cut], data[cut:]
            waiting = 0 if over else len(self._carried) + body.text.waiting
            stretch = self._masked(data, Part.BODY, waiting)
        reply.octets += len(stretch.wire.data)
        if stretch.wire.data:
            kept.append(stretch)

    def _end_body(self, reply: _Reply, body: _Following) -> None:
        if body.kind is Body.LISTING:
            body.text.kept[:] = self._secrets.mask(bytes(body.text.kept))[0]
            *rows, last = bytes(body.text.kept).split(b"\n")
            for row in (*rows, *([last] if last else [])):
                reply.add(row.removesuffix(b"\r"))
            reply.count = max(reply.count, body.text.lines + 1)

    def _incoming(self, reply: _Reply, status: Status, last: Kept | None) -> Incoming:
        self._reply = None
        lines, charset = _decoded(reply.kept)
        listing, letter = b"", None
        if reply.body is not None:
            text = reply.body.text
            listing = bytes(text.kept) if reply.body.kind is Body.LISTING else b""
            if reply.body.kind is Body.MESSAGE and status.kind is not Class.NONE:
                letter = Letter(bytes(text.kept), text.octets, text.lines)
        return Incoming(
            status,
            lines,
            charset,
            reply.octets,
            reply.body is not None or reply.count > 1,
            reply.cut or reply.count > len(reply.kept) or reply.size > MOST_OCTETS,
            tuple(reply.violations),
            self._at,
            last,
            listing,
            letter,
        )

    def _masked(self, data: bytes, part: Part, waiting: int = 0) -> Kept:
        masked, spans = self._secrets.mask(data)
        told = self._told.take(data, len(self._lines) + waiting)
        return Kept(self._wire(masked), part, spans or told)

    def _wire(self, data: bytes) -> Wire:
        return Wire(_BYTES, self._at, _SERVER, data, self._conn)


def _decoded(lines: list[bytes]) -> tuple[tuple[str, ...], str]:
    try:
        return tuple(b"\n".join(lines).decode().split("\n")) if lines else (), "utf-8"
    except UnicodeDecodeError:
        pairs = [decode(line) for line in lines]
    charsets = {charset for _, charset in pairs}
    worst = "unknown-8bit" if "unknown-8bit" in charsets else "gb18030"
    return tuple(text for text, _ in pairs), worst
