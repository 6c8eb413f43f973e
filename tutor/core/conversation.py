"""The engine: watches both directions of one connection and says what they mean.

It knows no protocol, never refuses and never raises on what a peer or a learner says: mistakes are
what people come to make. `observe` returns a list, so the state is final before anybody sees an
event. Who listens to the client follows the real state; what is in order follows the projected
one (every pending command answered well).
"""

from collections import deque
from collections.abc import Mapping

from tutor.core import assuming, exchanges, order
from tutor.core.events import (
    Closed,
    Command,
    Event,
    Gap,
    Kept,
    Letter,
    Opened,
    Part,
    Said,
    Secured,
)
from tutor.core.exchanges import GREETING, Turn, Waiting
from tutor.core.hearing import Hearing, Incoming
from tutor.core.octets import decode
from tutor.core.secrets import Secrets
from tutor.core.speaking import Chunks, Line, Speaking, TextEnd
from tutor.core.spec import Class, Facts, Heard, Listens, Phrase, Protocol, Status
from tutor.core.table import Table
from tutor.core.wire import Side, What, Wire

# A member of an enumeration is one object, but to look it up costs a call.
_BYTES, _CLIENT = What.BYTES, Side.CLIENT
_COMMAND, _SASL, _TEXT = Listens.COMMAND, Listens.SASL, Listens.TEXT
_HANDSHAKE, _NOBODY = Listens.HANDSHAKE, Listens.NOBODY
_UNHEARD = (_HANDSHAKE, _NOBODY)
_OK, _INTERMEDIATE, _NO_CLASS = Class.OK, Class.INTERMEDIATE, Class.NONE


class Conversation:
    """One connection, seen from outside.

    `facts` is what both sides know besides the state, `challenge` the last SASL challenge,
    `unanswered` how many commands the end of the line left without a reply.
    """

    def __init__(self, protocol: Protocol, secrets: Secrets | None = None, conn: int = 1) -> None:
        self.protocol = protocol
        self.secrets = secrets or Secrets()
        self.conn = conn
        self.facts = Facts()
        self.challenge = ""
        self.greeted = False
        self.closed = False
        self.unanswered = 0
        self._key = protocol.start
        self._projected = protocol.start
        self._pending: deque[Waiting] = deque()
        self._barrier: Command | None = None
        self._texting = False
        self._pushed = 0
        self._at = 0.0
        self._opened_at = 0.0
        self._assumed = False
        self._table = Table(protocol)
        self._dialogues = protocol.logins & protocol.barriers
        self._speaking = Speaking(protocol, self.secrets, conn)
        self._hearing = Hearing(protocol, self.secrets, conn)

    # -- what is known ---------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The public name of the state."""
        return self.protocol.states[self._key].name

    @property
    def key(self) -> str:
        """The table's own key of the state."""
        return self._key

    @property
    def pending(self) -> tuple[Command, ...]:
        """Commands without a reply yet, oldest first."""
        return tuple(waiting.command for waiting in self._pending)

    @property
    def listens(self) -> Listens | None:
        """What the client's next octets are taken for; None while a barrier leaves it open."""
        if self._texting:
            return _TEXT
        if self._barrier is not None:
            return None
        listens = self.protocol.states[self._key].listens
        return _COMMAND if listens is _TEXT else listens

    @property
    def owed(self) -> int:
        """Counted octets (BDAT) that the client still has to send."""
        return self._speaking.owed

    @property
    def arriving(self) -> int:
        """Octets that have come of a reply that is not whole yet."""
        return self._hearing.octets

    @property
    def halfway(self) -> bool:
        """Whether a reply has begun and not ended."""
        return self._hearing.halfway

    def useful(self) -> tuple[str, ...]:
        """The verbs worth trying now, all pending commands answered well."""
        return order.useful(self.protocol, self._projected, self.facts)

    def fitting(self) -> frozenset[str]:
        """Every move that is in order now, all pending commands answered well."""
        return frozenset(order.offers(self.protocol, self._projected, self.facts))

    # -- the one door ----------------------------------------------------------------------------

    def observe(self, wire: Wire) -> list[Event]:
        """The events that a wire brings. Never raises on what was said."""
        events: list[Event] = []
        if self.closed:
            return self._keep(wire)
        self._at = wire.at
        if wire.what is _BYTES:
            if wire.side is _CLIENT:
                self._hear_client(events, wire)
            else:
                self._hear_server(events, wire)
        elif wire.what is What.OPEN:
            self._opened_at = wire.at
            events.append(Opened(wire, self.protocol.name))
        elif wire.what is What.TLS:
            self._secure(wire, events)
        elif wire.what is What.GAP:
            self._assume(wire, events)
        else:
            self._close(wire, events)
        return events

    def _keep(self, wire: Wire) -> list[Event]:
        """What a log may hold behind the end: lines without a meaning, their secrets hidden."""
        if wire.what is What.GAP:
            return [Gap(wire)]
        kept: list[Event] = []
        if wire.what is _BYTES and wire.side is _CLIENT:
            self._speaking.feed(wire)
            self._speaking.skip(kept, self.facts)
        elif wire.what is _BYTES:
            self._hearing.feed(wire)
            self._hearing.skip(kept)
        return kept

    # -- the client ------------------------------------------------------------------------------

    def _hear_client(self, events: list[Event], wire: Wire) -> None:
        speaking = self._speaking
        if self.listens is _COMMAND and not speaking.owed:
            line = speaking.whole(wire, self.facts)
            if line is not None:
                events.append(Kept(wire, Part.COMMAND))
                self._understand(line, events)
                return
        speaking.feed(wire)
        self._understand_all(events)

    def _understand_all(self, events: list[Event]) -> None:
        """What waits of the client, as far as it may be understood now."""
        speaking = self._speaking
        while speaking.waiting and ((listens := self.listens) is not None or speaking.owed):
            if listens is _HANDSHAKE:
                self._pushed += speaking.waiting
            unit = speaking.next(events, listens or _NOBODY, self.facts, self.challenge)
            if unit is None:
                return
            if isinstance(unit, Line):
                self._understand(unit, events)
            else:
                self._end_text(unit, events)
        if self._behind_login:
            speaking.foresee(self.facts)

    def _understand(self, line: Line, events: list[Event]) -> None:
        phrase = line.phrase
        violations = phrase.violations
        if line.bare_lf:
            violations += ("bare-lf",)
        limits = self.protocol
        if line.size > (
            limits.sasl_limit if phrase.move in self._dialogues else limits.command_limit
        ):
            violations += ("line-too-long",)
        if not self.greeted:
            violations += ("client-before-greeting",)
        if phrase.known and self.facts.login_refused:
            self.facts = self.facts._replace(login_refused=False)
        text = None
        if phrase.octets is not None:
            if not self.protocol.states[self._projected].gathers:
                self._speaking.chunks = Chunks()
            text = self._speaking.chunks
            self._speaking.owed = phrase.octets
        command = Command(
            phrase,
            decode(line.shown)[0],
            phrase.known and self._fits(phrase.move),
            line.hidden is not None,
            self._speaking.at,
            line.hidden,
            line.public,
            violations,
        )
        self._say(Waiting(command, text), events)

    def _end_text(self, end: TextEnd, events: list[Event]) -> None:
        self._texting = False
        violations = []
        if end.bare_lf:
            violations.append("bare-lf")
        if end.longest > self.protocol.text_limit:
            violations.append("line-too-long")
        dot = self.protocol.end_of_text
        command = Command(
            phrase=Phrase(dot, dot, known=True),
            line=dot,
            in_order=self._fits(dot),
            secret=False,
            at=self._speaking.at,
            violations=tuple(violations),
        )
        self._say(Waiting(command, end.letter), events)

    def _say(self, pending: Waiting, events: list[Event]) -> None:
        command = pending.command
        self._pending.append(pending)
        self._projected = self._table.expect(self._projected, command.phrase.move)
        if command.phrase.move in self.protocol.barriers:
            self._barrier = command
        letter = pending.text if isinstance(pending.text, Letter) else None
        events.append(Said(command, self.conn, letter))

    def _fits(self, move: str) -> bool:
        return order.fits(self.protocol, self._projected, move, self.facts)

    # -- the server ------------------------------------------------------------------------------

    def _hear_server(self, events: list[Event], wire: Wire) -> None:
        hearing = self._hearing
        if self.protocol.states[self._key].listens not in _UNHEARD:
            incoming = hearing.whole(wire, self._asking)
            if incoming is not None:
                self._answer(incoming, events)
                return
        hearing.feed(wire)
        while True:
            listens = self.protocol.states[self._key].listens
            if listens in _UNHEARD:
                self._pushed += hearing.waiting if listens is _HANDSHAKE else 0
                hearing.skip(events)
                return
            incoming = hearing.next(events, self._asking)
            if incoming is None:
                return
            self._answer(incoming, events)

    @property
    def _asking(self) -> Phrase | None:
        """What the server's next reply answers."""
        if not self.greeted:
            return GREETING
        return self._pending[0].command.phrase if self._pending else None

    def settle(self, line: bytes, at: float) -> list[Event]:
        """Take note of a whole reply that the caller gives itself, by the line with its code.

        For a server's own side, which need not read what it says: the state moves as `observe`
        would move it, but no exchange is made and nothing is learned from the text. Returns what
        the reply lets be heard of the client.
        """
        self._at = at
        released: list[Event] = []
        if not self.closed:
            verb = self._pending[0].command.verb if self._pending else None
            self._take(self.protocol.grammar.status(line, verb, first=True), (), b"", released)
        return released

    def _answer(self, incoming: Incoming, events: list[Event]) -> None:
        """Give a whole reply to the command that it answers, and move."""
        if self._texting:
            self._end_loose_text(events)
        released: list[Event] = []
        waiting, turn = self._take(incoming.status, incoming.lines, incoming.listing, released)
        # The log is chronological: what the client said before this reply stands before it.
        if released:
            events += [event for event in released if isinstance(event, Kept)]
        if incoming.last is not None:
            events.append(incoming.last)
        assumed, self._assumed = self._assumed, False
        table = self._table
        events.append(
            exchanges.answered(table, self.conn, waiting, incoming, turn, assumed=assumed)
        )
        if released:
            events += [event for event in released if not isinstance(event, Kept)]

    def _take(
        self, status: Status, lines: tuple[str, ...], listing: bytes, released: list[Event]
    ) -> tuple[Waiting | None, Turn]:
        """Move by a reply; what it lets be heard of the client goes to `released`."""
        waiting = self._next(status)
        command = waiting.command if waiting else None
        move = self._follow(command, status)
        before, self._key = self._key, move.after
        if status.kind is _INTERMEDIATE:
            self.challenge = status.text
        phrase, known = command.phrase if command else None, self.facts
        facts, learned = self._learn(Heard(phrase, status, lines, before, move.after, listing))
        self.facts = facts
        if (
            command is None
            or phrase is GREETING
            or move.after != self._table.expect(before, command.phrase.move)
        ):
            self._project()
        if command is not None and command is self._barrier:
            self._barrier = None
            self._texting = self.protocol.states[self._key].listens is _TEXT
            self._speaking.hold_until(self._at)
            self._understand_all(released)
        return waiting, Turn(before, move, facts, learned, known)

    def _next(self, status: Status) -> Waiting | None:
        if not self.greeted:
            self.greeted = status.kind is not _NO_CLASS or status.foreign
            return Waiting(Command(GREETING, "", True, False, self._opened_at))
        return self._pending.popleft() if self._pending else None

    def _follow(self, command: Command | None, status: Status) -> order.Move:
        if status.code in self.protocol.closing:
            return order.Move(self.protocol.closed)
        if command is None:
            return order.Move(self._key)
        return self._table.follow(self._key, command.phrase.move, status.kind, self.facts)

    def _project(self) -> None:
        state = self._key
        for waiting in self._pending:
            state = self._table.expect(state, waiting.command.phrase.move)
        self._projected = state

    def _learn(self, heard: Heard) -> tuple[Facts, Mapping[str, object]]:
        move, kind = heard.phrase.move if heard.phrase else "", heard.status.kind
        facts = self.facts
        if move in self.protocol.logins:
            if kind is _OK:
                facts = facts._replace(authenticated=True)
            elif kind.refused and move in self.protocol.barriers:
                facts = facts._replace(login_refused=True)
        return self.protocol.grammar.learn(heard, facts)

    def _end_loose_text(self, events: list[Event]) -> None:
        """A server that answers text took its end for the end, bare line feeds or not."""
        if not self._pending and self._speaking.text_ends_loosely():
            self._end_text(self._speaking.end_text(loosely=True), events)

    # -- what a transcript left out --------------------------------------------------------------

    def _assume(self, wire: Wire, events: list[Event]) -> None:
        events.append(Gap(wire))
        self._at = max(self._at, wire.at)
        key = wire.about.get("state")
        if isinstance(key, str) and key in self.protocol.states:
            self._key, self.greeted, self._assumed = key, True, True
            self._texting = self.protocol.states[key].listens is _TEXT
            if assuming.implies_login(self.protocol, key):
                self.facts = self.facts._replace(authenticated=True)
            self._project()
        if wire.about.get("accepted") and self._pending:
            self._accept(events, asking=wire.about["accepted"] == "intermediate")

    def _accept(self, events: list[Event], *, asking: bool) -> None:
        """Go on as if the oldest command had been answered well."""
        phrase = self._pending[0].command.phrase
        kind = assuming.accepted(self.protocol, self._key, phrase, asking=asking)
        partial = self._hearing.cut_short(events)
        released: list[Event] = []
        waiting, turn = self._take(Status(None, kind), (), b"", released)
        self._assumed = False
        if partial is not None:
            exchange = exchanges.answered(self._table, self.conn, waiting, partial, turn)
            events.append(exchange._replace(assumed=True))
        elif waiting is not None:
            exchange = exchanges.assumed(self._table, self.conn, waiting, turn, at=self._at)
            events.append(exchange)
        events.extend(released)

    # -- TLS and the end -------------------------------------------------------------------------

    @property
    def _behind_login(self) -> bool:
        """Whether what the client says last may be an answer inside a SASL dialogue."""
        if self._barrier is not None:
            return self._barrier.phrase.move in self.protocol.logins
        return self.listens is _SASL

    def _secure(self, wire: Wire, events: list[Event]) -> None:
        kept: list[Event] = []
        self._hold_until(wire.at)
        pushed = self._pushed + self._hearing.drain(kept)
        pushed += self._speaking.drain(kept, self.facts, secret=self._behind_login)
        events.extend(kept)
        before = self.state
        self._pushed = 0
        self._barrier = None
        if "error" in wire.about:
            self._key = self.protocol.closed
        else:
            self._key = self.protocol.secured.get(self._key, self._key)
            self.facts = Facts(tls=True, server=self.facts.server)
        self._project()
        violations = ("plaintext-after-starttls",) if pushed else ()
        events.append(Secured(wire, before, self.state, self.facts, violations))

    def _hold_until(self, at: float) -> None:
        self._speaking.hold_until(at)
        self._hearing.hold_until(at)

    def _close(self, wire: Wire, events: list[Event]) -> None:
        kept: list[Event] = []
        self._hold_until(wire.at)
        self._speaking.drain(kept, self.facts, secret=self._behind_login)
        if self.protocol.states[self._key].listens in (Listens.HANDSHAKE, Listens.NOBODY):
            self._hearing.drain(kept)
        partial = self._hearing.cut_short(kept)
        events.extend(kept)
        self.unanswered = len(self._pending)
        if partial is not None:
            self._unfinished(partial, events)
        while self._pending:
            self._unfinished(None, events)
        before, self._key = self.state, self.protocol.closed
        self.closed = True
        violations = ("plaintext-after-starttls",) if self._pushed else ()
        events.append(Closed(wire, before, self.state, self.facts, self.unanswered, violations))

    def _unfinished(self, partial: Incoming | None, events: list[Event]) -> None:
        """The exchange of a command that the end of the line left without a whole reply."""
        waiting = self._next(Status(None, Class.NONE)) if partial else self._pending.popleft()
        before, self._key = self._key, self.protocol.closed
        if partial is not None:
            turn = Turn(before, order.Move(self._key), self.facts)
            exchange = exchanges.answered(self._table, self.conn, waiting, partial, turn)
        else:
            assert waiting is not None
            exchange = exchanges.unanswered(
                self.protocol,
                self.conn,
                waiting,
                at=self._at,
                before=before,
                facts=self.facts,
            )
        events.append(exchange)
