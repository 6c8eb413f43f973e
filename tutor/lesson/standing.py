"""How things stand: what all events so far add up to, for the goals that ask for nothing newer.

Kept for each connection, since two may be open at once. Nothing here asks the practice server: a
recording of somebody else's server is judged as well.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.events import Closed, Event, Exchange, Opened, Said, Secured
from tutor.core.spec import Class, Facts
from tutor.message import Message, read

_CLOSED = "CLOSED"
_MOST_STORED = 100
_MOST_LINES = 20
"""Connections that are remembered: the older ones are over, or their server is not ours."""


class Line(NamedTuple):
    """A connection. `state` is None where there was none yet.

    `peer` is what the learner called the server, None once the line is closed; `total` counts the
    messages of the maildrop, marked ones too, as they were told to `owner`.
    """

    peer: str | None = None
    protocol: str = ""
    state: str | None = None
    facts: Facts = Facts()
    total: int | None = None
    owner: str | None = None

    @property
    def listed(self) -> int | None:
        """How many messages LIST would show now; None until the server has told."""
        return None if self.total is None else self.total - len(self.facts.deleted)


NO_LINE = Line()
NO_LINES: Mapping[int, Line] = MappingProxyType({})


class Standing(NamedTuple):
    """All connections by number, and the messages accepted since the lesson began."""

    lines: Mapping[int, Line] = NO_LINES
    stored: tuple[Message, ...] = ()

    @property
    def open(self) -> list[Line]:
        """The lines that are open, the newest last."""
        return [line for _, line in sorted(self.lines.items()) if line.peer is not None]

    def line(self, protocol: str | None = None) -> Line:
        """The newest open line (of that protocol), else the newest that was open."""
        numbered = [
            (line.peer is not None, number, line)
            for number, line in self.lines.items()
            if protocol in (None, line.protocol)
        ]
        return max(numbered, key=lambda each: each[:2])[2] if numbered else NO_LINE


def after(standing: Standing, event: Event) -> Standing:
    """How things stand once `event` has happened."""
    if isinstance(event, Opened):
        told = standing.line(event.protocol)
        peer = str(event.wire.about.get("peer", ""))
        line = Line(peer, event.protocol, "CONNECTED", total=told.total, owner=told.owner)
        return _with(standing, event.conn, line)
    if isinstance(event, Exchange):
        line = standing.lines.get(event.conn, Line(peer=""))
        stored = (*standing.stored, *_accepted(event))[-_MOST_STORED:]
        return _with(standing._replace(stored=stored), event.conn, _answered(line, event))
    if isinstance(event, Secured):
        line = standing.lines.get(event.wire.conn, Line(peer=""))
        over = event.after == _CLOSED  # a handshake that failed
        now = line._replace(peer=None if over else line.peer, state=event.after, facts=event.facts)
        return _with(standing, event.wire.conn, now)
    if isinstance(event, Closed):
        line = standing.lines.get(event.wire.conn, NO_LINE)
        return _with(
            standing, event.wire.conn, line._replace(peer=None, state=_CLOSED, facts=Facts())
        )
    return standing


def connection(event: Event) -> int:
    """The number of the connection that an event is of."""
    return event.conn if isinstance(event, Exchange | Opened | Said) else event.wire.conn


def _with(standing: Standing, number: int, line: Line) -> Standing:
    lines = {**standing.lines, number: line}
    while len(lines) > _MOST_LINES:
        del lines[next(iter(lines))]
    return standing._replace(lines=lines)


def _answered(line: Line, event: Exchange) -> Line:
    owner = event.facts.user if event.facts.authenticated else None
    if owner is not None and line.owner not in (None, owner):
        line = line._replace(total=None)  # somebody else's mailbox
    # What was marked is gone with UPDATE, or no longer marked without it (RFC 1939 6).
    over = event.after == _CLOSED
    return line._replace(
        state=event.after,
        facts=event.facts._replace(deleted=frozenset()) if over else event.facts,
        total=_total(line.total, event),
        owner=owner or line.owner,
    )


def _total(total: int | None, event: Exchange) -> int | None:
    marked = len(event.facts.deleted)
    verb = event.command.verb if event.command else ""
    if event.kind is not Class.OK:
        return total
    # The reply counts what is not marked; LIST with a number tells of one message only.
    whole = verb == "STAT" or (verb == "LIST" and "listing" in event.learned and _bare(event))
    if whole and event.facts.maildrop is not None:
        return event.facts.maildrop[0] + marked
    if "UPDATE" in event.via and total is not None:
        return total - marked
    return total


def _bare(event: Exchange) -> bool:
    return event.command is not None and not event.command.phrase.argument


def _accepted(event: Exchange) -> tuple[Message, ...]:
    move = event.command.phrase.move if event.command else ""
    if event.kind is not Class.OK or event.letter is None or move not in (".", "BDAT LAST"):
        return ()
    return (read(event.letter.source, event.letter.octets),)
