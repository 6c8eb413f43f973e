"""What somebody on the wire sees: lines in the clear, records under TLS (`:listen`).

What a lesson prints is shown in full, a cleartext password too: that it can be read is the lesson.
Other secrets are masked as on the page, and never kept otherwise.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.events import Exchange, Kept, Said
from tutor.core.secrets import Secrets
from tutor.core.spec import Listens
from tutor.core.wire import Side, What, Wire
from tutor.net.tap import Heard
from tutor.page import Detail, Line, Page, Role, arrow, info, wire_line
from tutor.session import Session
from tutor.words import Words

MOST_KEPT = 64 * 1024
"""Characters that are kept of a connection, each way; older lines go."""
MOST_SHOWN = 40
"""Lines that are shown at once; those before them are counted."""
_HEAD = 5
_SHOWN = 8
"""Octets of a record that are shown, its head among them: as many as leave it one row."""
KINDS: Mapping[int, str] = MappingProxyType(
    {20: "change", 21: "alert", 22: "handshake", 23: "data"}
)
"""Types of TLS records (RFC 8446 5.1), as the words know them."""


class Record(NamedTuple):
    """A TLS record: its type (None: these octets are none), how many octets it has behind its head,
    and the first ones of it all."""

    kind: int | None
    octets: int
    begin: bytes


class Records:
    """The records of one side, as its octets come."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._wanted = _HEAD
        self._left = 0

    def take(self, data: bytes) -> Iterator[Record]:
        """The records that begin in these octets."""
        at = 0
        while at < len(data):
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
                continue
            step = min(self._wanted - len(self._begun), len(data) - at)
            self._begun += data[at : at + step]
            at += step
            if len(self._begun) < self._wanted:
                return
            length = int.from_bytes(self._begun[3:_HEAD], "big")
            if self._begun[0] not in KINDS or self._begun[1] != 3:
                rest = bytes(self._begun) + data[at:]
                self._begun.clear()
                yield Record(None, len(rest), rest[:_SHOWN])
                return
            self._wanted = min(_SHOWN, _HEAD + length)
            if len(self._begun) == self._wanted:
                yield Record(self._begun[0], length, bytes(self._begun))
                self._left, self._wanted = _HEAD + length - self._wanted, _HEAD
                self._begun.clear()


class Listener:
    """Somebody who hears every connection of a sitting. `public` are the practice codes."""

    def __init__(self, words: Words, public: frozenset[bytes]) -> None:
        self._words = words
        self._public = public
        self._ears: dict[int, _Ear] = {}
        self._opened = 0

    def ear(self, protocol: str, *, secure: bool) -> Heard:
        """Whoever hears a new connection; `secure`: it begins with TLS."""
        found = _Ear(self._words, Session(secrets=Secrets(self._public)), protocol, secure=secure)
        self._opened += 1
        self._ears = {number: ear for number, ear in self._ears.items() if not ear.over}
        self._ears[self._opened] = found
        return found.hear

    def told(self) -> list[Line]:
        """What was heard since this was asked the last time, the newest last. Of a connection that
        is over nothing is told once there is a newer one."""
        say = self._words.say
        heard = [(number, ear.take()) for number, ear in self._ears.items()]
        heard = [(number, found) for number, found in heard if found]
        if not heard:
            return [info(say(None, "ui.listen.nothing"))]
        lines = [info(say(None, "ui.listen.head"), Role.LABEL)]
        for number, found in heard:
            if len(heard) > 1:
                lines.append(info(say(None, "ui.listen.line", number=number), Role.LABEL))
            if len(found) > MOST_SHOWN:
                lines.append(info(say(None, "ui.listen.before", count=len(found) - MOST_SHOWN)))
            lines += found[-MOST_SHOWN:]
        return lines


class _Ear:
    """What is heard of one connection: the engine reads along, until TLS shuts it out."""

    def __init__(self, words: Words, session: Session, protocol: str, *, secure: bool) -> None:
        self._words = words
        self._session = session
        self._page = Page(words, Detail.OFF, pages=False)
        self._records = {side: Records() for side in Side} if secure else None
        self._rows: dict[Side, deque[tuple[int, Line]]] = {side: deque() for side in Side}
        self._sizes = dict.fromkeys(Side, 0)
        self._count = 0
        self.over = False
        session.see(Wire(What.OPEN, about={"protocol": protocol}))

    def hear(self, side: Side, data: bytes) -> None:
        """Some octets went by; none: this side says no more."""
        self.over |= not data
        for line in self._lines(side, data):
            self._keep(side, line)

    def take(self) -> list[Line]:
        """The lines that were kept, in their order; they are not kept any longer."""
        found = sorted(
            (row for rows in self._rows.values() for row in rows), key=lambda row: row[0]
        )
        for side in Side:
            self._rows[side].clear()
            self._sizes[side] = 0
        return [line for _, line in found]

    def _lines(self, side: Side, data: bytes) -> Iterator[Line]:
        talk = self._session.conversations[1]
        if self._records is None and talk.listens is Listens.HANDSHAKE:
            self._records = {each: Records() for each in Side}
        if self._records is not None:
            for record in self._records[side].take(data):
                yield self._record(side, record)
            return
        for item in self._session.see(Wire(What.BYTES, 0.0, side, data)):
            if isinstance(item.event, Said | Kept | Exchange):
                yield from self._page.lines(item)

    def _record(self, side: Side, record: Record) -> Line:
        say, kind = self._words.say, record.kind
        whole = len(record.begin) == record.octets + (0 if kind is None else _HEAD)
        octets = record.begin.hex(" ") + ("" if whole else " ...")
        told = {"octets": f"{record.octets:,}", "hex": octets}
        if kind is None:
            text = say(None, "ui.listen.foreign", **told)
        else:
            name = say(None, f"ui.listen.record.{KINDS[kind]}")
            text = say(None, "ui.listen.record", type=kind, name=name, **told)
        role = Role.CLIENT if side is Side.CLIENT else Role.SERVER
        return wire_line(arrow(side, tls=True), text, role)

    def _keep(self, side: Side, line: Line) -> None:
        rows = self._rows[side]
        self._count += 1
        rows.append((self._count, line))
        self._sizes[side] += _size(line)
        while self._sizes[side] > MOST_KEPT:
            self._sizes[side] -= _size(rows.popleft()[1])


def _size(line: Line) -> int:
    return sum(len(span.text) for span in line.spans) + 1
