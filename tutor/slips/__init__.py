"""Slips of the hand: what beginners do by accident, noticed on the wire and coached once.

Always after the server's own answer: before a line is sent it is left alone, and what the server
says to it is the lesson. A line of a letter has no answer: there it is told at once. A slip is told
once in a session (what spoils a letter, of each letter), and only where it had, or may have, a
consequence. `table` has all of them on one page; it and what sees them is imported by the first
exchange that is not `ordinary`, for most sessions have none.
"""

from tutor.annotate import Note
from tutor.core.events import Closed, Event, Exchange, Gap, Kept, Opened, Part, Said, Secured
from tutor.core.spec import Class, Protocol
from tutor.core.wire import Side
from tutor.slips.learning import LEARN
from tutor.slips.line import Line, Shared
from tutor.slips.ordinary import is_ordinary, is_ordinary_end

_MEANT = (Part.COMMAND, Part.REPLY, Part.BODY)
_HANDSHAKES = frozenset({"STARTTLS", "STLS"})


class Slips:
    """All connections of one session, and what was told in it already."""

    def __init__(self) -> None:
        self._shared = Shared()
        self._lines = self._shared.lines
        self._told: set[str] = set()

    def see(self, event: Event, protocol: Protocol) -> list[Note]:
        """What there is to say about an event besides its other notes. Never raises."""
        # The commonest first: this is called for each line that anybody says.
        if isinstance(event, Kept):
            if event.part not in _MEANT:
                return self._kept(event, protocol)
        elif isinstance(event, Exchange):
            return self._exchange(event, protocol)
        elif isinstance(event, Said):
            line = self._lines.get(event.conn) or self._line(event.conn, protocol)
            line.queue.append(bool(line.queue))
        elif isinstance(event, Closed):
            return self._closed(event, protocol)
        elif isinstance(event, Opened):
            self._lines.pop(event.conn, None)
            self._line(event.conn, protocol, str(event.wire.about.get("peer", "")), event.at)
        elif isinstance(event, Secured):
            self._secured(event, protocol)
        elif isinstance(event, Gap):
            self._line(event.wire.conn, protocol).queue.clear()
        return []

    # -- what is remembered ----------------------------------------------------------------------

    def _line(self, number: int, protocol: Protocol, peer: str = "", at: float = 0.0) -> Line:
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(number, protocol.name, peer, self._shared)
            line.spoke_at = at
        return line

    def _kept(self, event: Kept, protocol: Protocol) -> list[Note]:
        wire = event.wire
        line = self._lines.get(wire.conn) or self._line(wire.conn, protocol)
        if wire.side is not Side.CLIENT:
            return []
        if line.texting and event.part is Part.TEXT:
            line.spoke_at = wire.at
            return self._typed(line, wire.data)
        if line.last[0] in _HANDSHAKES and line.last[1] is Class.OK and not line.secured:
            line.pushed = line.pushed or bool(event.wire.data.strip())
        return []

    def _typed(self, line: Line, data: bytes) -> list[Note]:
        """What shows in a stretch of a letter: nothing in one that is ASCII, as most are."""
        text = line.tail.rpartition(b"\n")[2] + data
        head = line.head(data) if line.heading else []
        line.text(data)
        if text.isascii() and all(map(bytes.isascii, head)):
            return []
        from tutor.slips import seeing

        return seeing.in_text(text, head, line.noticed)

    def _secured(self, event: Secured, protocol: Protocol) -> None:
        line = self._line(event.wire.conn, protocol)
        line.queue.clear()
        line.facts = event.facts
        if "error" not in event.wire.about:
            line.secured = True
            line.upgraded = event.before != "CONNECTED"
            line.hello = ("", "")

    # -- what is seen ----------------------------------------------------------------------------

    def _exchange(self, event: Exchange, protocol: Protocol) -> list[Note]:
        line = self._lines.get(event.conn) or self._line(event.conn, protocol)
        command = event.command
        if command is None:
            return self._seen(event, line, "-")
        if event.assumed and event.reply is None:
            event = event._replace(kind=_assumed(event))
        verb = command.phrase.verb if command.phrase.known else "?"
        line.early = line.queue.popleft() if line.queue and verb != "GREETING" else False
        found = self._seen(event, line, verb)
        learn = LEARN.get(verb)
        if learn is not None:
            learn(line, event)
        line.facts = event.facts
        if event.reply is not None:
            line.state = event.after
        line.last = (verb, event.kind)
        if verb != "GREETING":
            line.spoke_at = command.at
        return found

    def _seen(self, event: Exchange, line: Line, verb: str) -> list[Note]:
        if is_ordinary(event, line, verb):
            return []
        from tutor.slips import seeing

        return seeing.in_exchange(event, line, verb, self._told)

    def _closed(self, event: Closed, protocol: Protocol) -> list[Note]:
        line = self._line(event.wire.conn, protocol)
        found = self._seen_at_end(event, line)
        line.state = event.after
        line.queue.clear()
        return found

    def _seen_at_end(self, event: Closed, line: Line) -> list[Note]:
        if is_ordinary_end(event, line):
            return []
        from tutor.slips import seeing

        return seeing.at_end(event, line, self._told)


def _assumed(event: Exchange) -> Class:
    """How a reply went that was not copied: as if accepted."""
    verb = event.command.verb if event.command is not None else ""
    asked = event.after in ("AUTH", "DATA") or (
        event.after == "AUTHORIZATION" and verb in ("AUTH", "AUTH-RESPONSE")
    )
    return Class.INTERMEDIATE if asked else Class.OK
