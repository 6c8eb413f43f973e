"""Slips of the hand: what beginners do by accident, noticed on the wire and coached once.

Always after the server's own answer: before a line is sent it is left alone, and what the server
says to it is the lesson. A slip is told once in a session, and only where it had, or may have, a
consequence. `table` has all of them on one page.
"""

from collections.abc import Iterable

from tutor.annotate import SESSION, Note
from tutor.core.events import Closed, Event, Exchange, Gap, Kept, Opened, Part, Said, Secured
from tutor.core.spec import Class, Protocol
from tutor.core.wire import Side
from tutor.slips.finding import Finding, Slip
from tutor.slips.learning import LEARN
from tutor.slips.line import Line, Shared
from tutor.slips.table import ELSEWHERE, ENDINGS, FOREIGN, ODD, SLIPS, UNSEEN

_MEANT = (Part.COMMAND, Part.REPLY, Part.BODY)
MOST = 4
"""Slips that are told of one event; the others wait until they show again."""
_LETTERS = frozenset({".", "BDAT LAST"})
_HANDSHAKES = frozenset({"STARTTLS", "STLS"})


class Slips:
    """All connections of one session, and what was told in it already."""

    def __init__(self) -> None:
        self._shared = Shared()
        self._lines = self._shared.lines
        self._told: set[str] = set()
        self._index: dict[tuple[str, str, Class], tuple[Slip, ...]] = {}

    def see(self, event: Event, protocol: Protocol) -> list[Note]:
        """What there is to say about an event besides its other notes. Never raises."""
        # The commonest first: this is called for each line that anybody says.
        if isinstance(event, Kept):
            if event.part not in _MEANT:
                self._kept(event, protocol)
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

    def _kept(self, event: Kept, protocol: Protocol) -> None:
        wire = event.wire
        line = self._lines.get(wire.conn) or self._line(wire.conn, protocol)
        if wire.side is not Side.CLIENT:
            return
        if line.texting and event.part is Part.TEXT:
            line.text(wire.data)
            line.spoke_at = wire.at
        elif line.last[0] in _HANDSHAKES and line.last[1] is Class.OK and not line.secured:
            line.pushed = line.pushed or bool(event.wire.data.strip())

    def _secured(self, event: Secured, protocol: Protocol) -> None:
        line = self._line(event.wire.conn, protocol)
        line.queue.clear()
        line.facts = event.facts
        if "error" not in event.wire.about:
            line.secured = True
            line.hello = ("", "")

    # -- what is seen ----------------------------------------------------------------------------

    def _exchange(self, event: Exchange, protocol: Protocol) -> list[Note]:
        line = self._lines.get(event.conn) or self._line(event.conn, protocol)
        command = event.command
        if command is None:
            odd = self._odd("-", line.protocol)
            return self._look(event, line, (*odd, *self._at(line.protocol, "-", event.kind)))
        if event.assumed and event.reply is None:
            event = event._replace(kind=_assumed(event))
        verb = command.phrase.verb if command.phrase.known else "?"
        line.early = line.queue.popleft() if line.queue and verb != "GREETING" else False
        slips = self._index.get((line.protocol, verb, event.kind))
        if slips is None:
            slips = self._at(line.protocol, verb, event.kind)
        text, reply = command.line, event.reply
        if not (text.isascii() and text.isprintable()) or (
            reply is not None and reply.charset != "utf-8"
        ):
            slips = (*self._odd(verb, line.protocol), *slips)
        found = self._look(event, line, slips) if slips else []
        learn = LEARN.get(verb)
        if learn is not None:
            learn(line, event)
        line.facts = event.facts
        if reply is not None:
            line.state = event.after
        line.last = (verb, event.kind)
        if verb != "GREETING":
            line.spoke_at = command.at
        return found

    def _look(self, event: Exchange, line: Line, slips: Iterable[Slip]) -> list[Note]:
        notes: list[Note] = []
        command = event.command
        if event.letter is not None and command is not None and command.phrase.move in _LETTERS:
            from tutor.slips.looking import read

            line.typed = read(event.letter.source)
            if not line.typed.is_ascii:
                slips = (*FOREIGN, *slips)
        for slip in slips:
            finding = slip.sees(event, line)
            if finding is None or slip.id in self._told:
                continue
            if len(notes) < MOST and not (notes and slip.alone):
                notes.append(self._tell(slip.id, finding, slip.on))
        line.typed = None
        return notes

    def _closed(self, event: Closed, protocol: Protocol) -> list[Note]:
        line = self._line(event.wire.conn, protocol)
        notes: list[Note] = []
        for ending in ENDINGS:
            finding = None if ending.id in self._told else ending.sees(event, line)
            if finding is not None and len(notes) < MOST:
                notes.append(self._tell(ending.id, finding, SESSION))
        line.state = event.after
        line.queue.clear()
        return notes

    def _tell(self, name: str, finding: Finding, on: str) -> Note:
        self._told.add(name)
        self._index.clear()
        variant = f".{finding.variant}" if finding.variant else ""
        return Note(on, (f"slip.{name}{variant}",), role="slip", args=finding.args)

    # -- the table, by what can show -------------------------------------------------------------

    def _at(self, protocol: str, verb: str, kind: Class) -> tuple[Slip, ...]:
        """The slips that can show here and were not told yet."""
        key = (protocol, verb, kind)
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = tuple(
                slip
                for slip in SLIPS
                if slip.id not in self._told
                and kind in slip.when
                and slip.protocol in ("", protocol)
                and (verb in slip.verbs or ("*" in slip.verbs and verb != "-"))
            )
        return found

    def _odd(self, verb: str, protocol: str) -> tuple[Slip, ...]:
        return tuple(
            slip
            for slip in ODD
            if slip.protocol in ("", protocol) and (not slip.verbs or verb in slip.verbs)
        )


def _assumed(event: Exchange) -> Class:
    """How a reply went that was not copied: as if accepted."""
    verb = event.command.verb if event.command is not None else ""
    asked = event.after in ("AUTH", "DATA") or (
        event.after == "AUTHORIZATION" and verb in ("AUTH", "AUTH-RESPONSE")
    )
    return Class.INTERMEDIATE if asked else Class.OK


__all__ = ["ELSEWHERE", "ENDINGS", "FOREIGN", "ODD", "SLIPS", "UNSEEN", "Slips"]
