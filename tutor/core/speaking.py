"""The client's bytes to finished units: a command line, a SASL answer, the end of message text.

What the bytes are depends on who listens, and that the engine decides; this file only cuts, and
hides what the grammar calls a credential before anybody else sees it.
"""

from typing import NamedTuple

from tutor.core.events import Event, Kept, Letter, Part
from tutor.core.framing import KEPT, PIECE, DotText, Lines, bare_of
from tutor.core.secrets import Secrets, Span, Told, hide
from tutor.core.spec import Facts, Listens, Phrase, Protocol
from tutor.core.wire import NOTHING, Side, What, Wire

# A member of an enumeration is one object, but to look it up costs a call.
_BYTES, _CLIENT, _COMMAND = What.BYTES, Side.CLIENT, Part.COMMAND
_SASL, _TEXT = Listens.SASL, Listens.TEXT
_CR = 13
_UNHEARD = (Listens.HANDSHAKE, Listens.NOBODY)


class Line(NamedTuple):
    """A finished line: what it means, how it may be shown, how many octets it had."""

    phrase: Phrase
    shown: bytes
    size: int
    bare_lf: bool
    hidden: int | None
    public: bool


class TextEnd(NamedTuple):
    """The end of message text."""

    letter: Letter
    bare_lf: bool
    longest: int


class Chunks:
    """Message text gathered from counted octets (BDAT, RFC 3030)."""

    __slots__ = ("kept", "lines", "octets")

    def __init__(self) -> None:
        self.kept = bytearray()
        self.octets = 0
        self.lines = 0

    def add(self, data: bytes) -> None:
        """One more stretch of the message."""
        self.octets += len(data)
        self.lines += data.count(b"\n")
        self.kept += data[: max(0, KEPT - len(self.kept))]

    def letter(self) -> Letter:
        """The message so far."""
        return Letter(bytes(self.kept), self.octets, self.lines)


class Speaking:
    """Cuts what the client says. `chunks` gathers the octets of BDAT."""

    def __init__(self, protocol: Protocol, secrets: Secrets, conn: int) -> None:
        self.chunks = Chunks()
        self.owed = 0
        self._grammar = protocol.grammar
        self._dialogues = protocol.logins & protocol.barriers
        self._secrets = secrets
        self._conn = conn
        self._lines = Lines()
        self._text: DotText | None = None
        self._begun: tuple[bytes, Phrase, int] | None = None
        self._at = 0.0
        self._public = False
        self._told = Told()
        self._in_login = False
        self._foreseen = 0
        self._hiding = False
        self._passing = False

    @property
    def at(self) -> float:
        """When the client last spoke."""
        return self._at

    @property
    def waiting(self) -> int:
        """Octets that are not understood yet."""
        return len(self._lines)

    def feed(self, wire: Wire) -> None:
        """Add what came."""
        self._told.feed(len(wire.data), wire.masked)
        self._lines.feed(wire.data)
        self._at = wire.at
        self._public = wire.public

    def whole(self, wire: Wire, facts: Facts) -> Line | None:
        """A command line that comes alone and whole, as nearly all do, and holds no credential.

        None for any other: it must be fed. What is told is the same, whichever way it is read.
        """
        data = wire.data
        size = len(data)
        if (
            self._lines
            or self._begun is not None
            or size < 2
            or size > PIECE
            or data.find(b"\n") != size - 1
            or data[-2] != _CR
            or wire.masked
            or wire.public
        ):
            return None
        line = data[:-2]
        phrase = self._grammar.command(line, facts)
        if phrase.spans:
            return None
        self._at, self._public, self._foreseen = wire.at, False, 0
        return Line(phrase, line, size, False, None, False)

    def hold_until(self, at: float) -> None:
        """What waited is only understood now: a log's rows stand in the order of their times."""
        self._at = max(self._at, at)

    def next(
        self, kept: list[Event], listens: Listens, facts: Facts, challenge: str
    ) -> Line | TextEnd | None:
        """The next finished unit, or None if more must come; stretches go to `kept`."""
        self._foreseen = 0
        while self._lines:
            if self.owed:
                self._count(kept)
            elif listens is _TEXT:
                return self._read_text(kept)
            elif listens in _UNHEARD:
                self.skip(kept, facts)
                return None
            else:
                taken = self._lines.take()
                if taken is None:
                    return None
                line = self._read_line(kept, taken, listens, facts, challenge)
                if line is not None:
                    return line
        return None

    def text_ends_loosely(self) -> bool:
        """Whether a reader that takes a bare line feed would say that the text is over."""
        return self._text is not None and self._text.ends_loosely()

    def end_text(self, *, loosely: bool = False) -> TextEnd:
        """Take the text for ended: by its dot, or because the server says so."""
        text = self._text or DotText()
        self._text = None
        if loosely:
            text.end_loosely()
        return TextEnd(
            Letter(bytes(text.kept), text.octets, text.lines), text.bare_lf, text.longest
        )

    def foresee(self, facts: Facts) -> None:
        """Watch for what stands behind an unanswered login: the server may repeat it at once."""
        if self._foreseen > PIECE:
            return
        *lines, _ = self._lines.peek(2 * PIECE)[self._foreseen :].split(b"\n")
        for line in lines:
            self._foreseen += len(line) + 1
            bare = line.removesuffix(b"\r")
            for value in self._grammar.command(bare, facts._replace(login_refused=True)).secrets:
                self._secrets.watch(value)

    def skip(self, kept: list[Event], facts: Facts) -> None:
        """Keep lines that nobody listens to."""
        while (taken := self._lines.take()) is not None:
            self._pass(kept, taken, facts, secret=False)

    def drain(self, kept: list[Event], facts: Facts, *, secret: bool) -> int:
        """Keep what was never understood, credentials hidden, and forget it; returns its octets.

        `secret` hides every line (they stand behind a SASL dialogue).
        """
        if self._text is not None:
            rest = self._text.rest() + self._lines.drain()
            if rest:
                kept.append(self._kept(rest, Part.TEXT))
            return len(rest)
        octets = len(self._lines)
        self._in_login |= secret
        while self._lines:
            taken = self._lines.take() or (self._lines.drain(), False)
            self._pass(kept, taken, facts, secret=secret)
        self._begun, self._passing = None, False
        return octets

    def _pass(
        self, kept: list[Event], taken: tuple[bytes, bool], facts: Facts, *, secret: bool
    ) -> None:
        """Keep a line, or a piece of one, without a meaning; behind a login it may be an answer."""
        data, whole = taken
        line = bare_of(data)
        if self._begun is not None:
            self._passing, self._hiding = True, bool(self._begun[1].spans)
            self._begun = None
        spans: tuple[Span, ...] = _over(line) if self._hiding else ()
        if not self._passing:
            if self._in_login:
                facts = facts._replace(login_refused=True)
            phrase = self._grammar.command(line, facts)
            phrase = _retold(phrase, self._told.take(data, len(self._lines)))
            spans = _over(line) if secret and line else phrase.spans
            self._hiding = bool(spans)
            for value in phrase.secrets:
                self._secrets.watch(value)
            if phrase.known and not secret:
                self._in_login = phrase.move in self._dialogues
        self._passing = not whole
        self._keep_line(kept, data, line, spans, part=Part.OTHER)

    def _count(self, kept: list[Event]) -> None:
        data = self._lines.count(self.owed)
        self.owed -= len(data)
        self.chunks.add(data)
        kept.append(self._kept(data, Part.TEXT))

    def _read_text(self, kept: list[Event]) -> TextEnd | None:
        text = self._text = self._text or DotText()
        raw, rest = text.feed(self._lines.drain(), measure=True)
        if raw:
            kept.append(self._kept(raw, Part.TEXT))
        if rest is None:
            return None
        self._lines.feed(rest)
        return self.end_text()

    def _read_line(
        self,
        kept: list[Event],
        taken: tuple[bytes, bool],
        listens: Listens,
        facts: Facts,
        challenge: str,
    ) -> Line | None:
        data, whole = taken
        if self._begun is None:
            line, size = bare_of(data), len(data)
            if listens is _SASL:
                phrase = self._grammar.answer(line, challenge)
            else:
                phrase = self._grammar.command(line, facts)
            public = False
            if phrase.spans:
                phrase = _retold(phrase, self._told.take(data, len(self._lines)))
                public = self._is_public(line, phrase)
                self._keep_line(kept, data, line, () if public else phrase.spans, public=public)
            else:
                kept.append(self._kept(data, _COMMAND))
        else:
            line, phrase, size = self._begun
            size += len(data)
            public = False
            bare = bare_of(data)
            self._keep_line(kept, data, bare, _over(bare) if phrase.spans else ())
        self._begun = None if whole else (line, phrase, size)
        return self._finished(data, line, phrase, size, public=public) if whole else None

    def _finished(
        self, data: bytes, line: bytes, phrase: Phrase, size: int, *, public: bool
    ) -> Line:
        bare_lf = not data.endswith(b"\r\n")
        if not phrase.spans:
            return Line(phrase, line, size, bare_lf, None, False)
        shown = line if public else hide(line, phrase.spans)[0]
        for value in () if public else phrase.secrets:
            self._secrets.watch(value)
        told = phrase._replace(secrets=())
        return Line(told, shown, size, bare_lf, self._secrets.keep(line), public)

    def _is_public(self, line: bytes, phrase: Phrase) -> bool:
        values = [line[start:end] for start, end, *_ in phrase.spans]
        return bool(values) and (self._public or all(map(self._secrets.is_public, values)))

    def _keep_line(
        self,
        kept: list[Event],
        data: bytes,
        line: bytes,
        spans: tuple[Span, ...],
        *,
        public: bool = False,
        part: Part = Part.COMMAND,
    ) -> None:
        masked, placed = hide(line, spans)
        wire = self._wire(masked + data[len(line) :], public=public)
        kept.append(Kept(wire, part, placed))

    def _kept(self, data: bytes, part: Part) -> Kept:
        return Kept(Wire(_BYTES, self._at, _CLIENT, data, self._conn), part)

    def _wire(self, data: bytes, *, public: bool = False) -> Wire:
        return Wire(_BYTES, self._at, _CLIENT, data, self._conn, NOTHING, public)


def _over(line: bytes) -> tuple[Span, ...]:
    return ((0, len(line), "password", ()),)


def _retold(phrase: Phrase, told: tuple[Span, ...]) -> Phrase:
    """The phrase of a line from a log, with what the log tells of the credential it has masked."""
    known = {mask[:2]: mask for mask in told}
    return phrase._replace(spans=tuple(known.get(span[:2], span) for span in phrase.spans))
