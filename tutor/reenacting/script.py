"""The parts of a recording: for each connection its commands in order, each with what answered it.

Read from wires of any source. Credentials are hidden in them as in every recording; the octets of
replies and of message text are those that came.
"""

from collections import deque
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from tutor.core.events import (
    Closed,
    Event,
    Exchange,
    Kept,
    Opened,
    Said,
    Secured,
)
from tutor.core.events import (
    Part as Stretch,
)
from tutor.core.wire import Side, Wire
from tutor.protocols import PROTOCOLS
from tutor.session import Item, Session


class Cue(NamedTuple):
    """A command with its reply, as they were recorded.

    octets: the line as it was said, with its end, credentials hidden; of a text, nothing
    text: the message text that belongs to it, as it was said, with its end
    reply: all lines of it as they came; nothing where none came, or none was copied
    closes: the server closed the line behind it
    early: it was said while a command before it had no reply yet (RFC 2920)
    behind: replies that nobody asked for and that followed it, each with the seconds before it
    """

    exchange: Exchange
    octets: bytes = b""
    text: bytes = b""
    reply: bytes = b""
    closes: bool = False
    early: bool = False
    behind: tuple[tuple[bytes, float], ...] = ()


class Part(NamedTuple):
    """One connection. `secure`: TLS was there before the greeting; `greeting` is None where the
    recording begins later; `peer` is the server's name and port as the recording has them."""

    conn: int
    protocol: str
    secure: bool = False
    peer: str = ""
    greeting: Cue | None = None
    cues: tuple[Cue, ...] = ()


def read(facts: Iterable[Wire], protocol: str | None = None) -> tuple[Part, ...]:
    """The connections of a recording on which anything was said, in their order."""
    readers: dict[int, _Reader] = {}
    session = Session(PROTOCOLS.get(protocol or ""))

    def see(item: Item) -> None:
        reader = readers.get(item.conn)
        if reader is None:
            reader = readers[item.conn] = _Reader(item.conn, item.protocol.name)
        reader.see(item.event)

    session.add(see)
    for wire in facts:
        session.see(wire)
    parts = (readers[conn].part() for conn in sorted(readers))
    return tuple(part for part in parts if part.greeting or part.cues)


class _Line(NamedTuple):
    """A command that waits for its exchange."""

    octets: bytes
    early: bool
    text: bytearray
    owed: int = 0


class _Reader:
    """Gathers the part of one connection."""

    def __init__(self, conn: int, protocol: str) -> None:
        self._part = Part(conn, protocol)
        self._cues: list[Cue] = []
        self._client: deque[Kept] = deque()
        self._reply: list[bytes] = []
        self._said: deque[_Line] = deque()
        self._ended = False

    def see(self, event: Event) -> None:
        """Take one event of the connection."""
        if isinstance(event, Kept):
            self._keep(event)
        elif isinstance(event, Said):
            self._say(event)
        elif isinstance(event, Exchange):
            self._answer(event)
        elif isinstance(event, Opened):
            peer = event.wire.about.get("peer")
            self._part = self._part._replace(peer=peer if isinstance(peer, str) else "")
        elif isinstance(event, Secured) and not self._cues:
            self._part = self._part._replace(secure="error" not in event.wire.about)
        elif isinstance(event, Closed):
            self._close(event)

    def part(self) -> Part:
        """What was gathered."""
        cues, greeting = self._cues, None
        if cues and _verb(cues[0].exchange) == "GREETING":
            greeting, *cues = cues
        return self._part._replace(greeting=greeting, cues=tuple(cues))

    def _keep(self, kept: Kept) -> None:
        if kept.wire.side is Side.CLIENT:
            if kept.part in (Stretch.COMMAND, Stretch.TEXT):
                self._client.append(kept)
        elif kept.part in (Stretch.REPLY, Stretch.BODY):
            self._reply.append(kept.wire.data)

    def _say(self, said: Said) -> None:
        self._take_octets()
        line = _Line(b"", bool(self._said), bytearray(), said.command.phrase.octets or 0)
        if said.letter is not None:
            line.text.extend(self._pop(Stretch.TEXT))
        else:
            line = line._replace(octets=self._pop(Stretch.COMMAND))
        self._said.append(line)

    def _pop(self, kind: Stretch) -> bytes:
        """The client's next line, or all of its text that stands next."""
        out: list[bytes] = []
        while self._client and self._client[0].part is kind:
            out.append(self._client.popleft().wire.data)
            if kind is Stretch.COMMAND and out[-1].endswith(b"\n"):
                break
        return b"".join(out)

    def _take_octets(self) -> None:
        """The octets that belong to the last chunk (BDAT)."""
        if not self._said:
            return
        line = self._said[-1]
        while len(line.text) < line.owed and self._client:
            if self._client[0].part is not Stretch.TEXT:
                return
            line.text.extend(self._client.popleft().wire.data)

    def _answer(self, exchange: Exchange) -> None:
        self._take_octets()
        reply = b"".join(self._reply) if exchange.reply is not None else b""
        self._reply.clear()
        if exchange.command is None:
            self._follow(exchange, reply)
            return
        line = _Line(b"", False, bytearray())
        if self._said and _verb(exchange) != "GREETING":
            line = self._said.popleft()
        self._cues.append(
            Cue(exchange, line.octets, bytes(line.text), reply, early=line.early)
        )  # fmt: skip

    def _follow(self, exchange: Exchange, reply: bytes) -> None:
        """A reply that nobody asked for comes behind the one before it."""
        if self._cues and reply:
            last = self._cues[-1]
            before = last.exchange.at + sum(wait for _, wait in last.behind)
            pause = max(0.0, exchange.at - before)
            self._cues[-1] = last._replace(behind=(*last.behind, (reply, pause)))

    def _close(self, closed: Closed) -> None:
        """Mark what the server's own end of the line stands behind: its last words, or the first
        command that it left without a reply."""
        if self._ended or closed.wire.about.get("by") == "client" or not self._cues:
            return
        self._ended = True
        at = len(self._cues)
        while at > 0 and not self._cues[at - 1].reply and not self._cues[at - 1].exchange.assumed:
            at -= 1
        at = min(at, len(self._cues) - 1)
        self._cues[at] = self._cues[at]._replace(closes=True)


def _verb(exchange: Exchange) -> str:
    return exchange.command.verb if exchange.command is not None else ""


def said(parts: Iterable[Part]) -> Iterable[Cue]:
    """Every cue, the greetings too."""
    return chain.from_iterable(
        (*((part.greeting,) if part.greeting else ()), *part.cues) for part in parts
    )
