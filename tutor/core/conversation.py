"""The engine: watches both directions of one connection and says what they mean.

It knows no protocol, never refuses and never raises on what a peer or a learner says: mistakes are
what people come to make. `observe` returns a list, so the state is final before anybody sees an
event. Where the talk stands is `Standing`, what the client says is `Understanding`; here the two
directions meet: replies find their commands, and TLS, gaps and the end change both at once.
"""

from tutor.core import exchanges, order
from tutor.core.events import Closed, Command, Event, Gap, Kept, Opened, Secured
from tutor.core.exchanges import Turn
from tutor.core.hearing import Hearing, Incoming
from tutor.core.secrets import Secrets
from tutor.core.speaking import Speaking
from tutor.core.spec import Class, Facts, Listens, Protocol, Status
from tutor.core.standing import Standing, Understanding
from tutor.core.wire import Side, What, Wire

# A member of an enumeration is one object, but to look it up costs a call.
_BYTES, _CLIENT = What.BYTES, Side.CLIENT
_HANDSHAKE, _NOBODY = Listens.HANDSHAKE, Listens.NOBODY
_UNHEARD = (_HANDSHAKE, _NOBODY)


class Conversation:
    """One connection, seen from outside.

    `unanswered` is how many commands the end of the line left without a reply.
    """

    def __init__(self, protocol: Protocol, secrets: Secrets | None = None, conn: int = 1) -> None:
        self.protocol = protocol
        self.secrets = secrets or Secrets()
        self.conn = conn
        self.closed = False
        self.unanswered = 0
        self._at = 0.0
        self._assumed = False
        # What the server pushed before TLS that belongs behind it, in octets.
        self._pushed = 0
        self._standing = Standing(protocol)
        self._speaking = Speaking(protocol, self.secrets, conn)
        self._understanding = Understanding(self._standing, self._speaking, conn)
        self._hearing = Hearing(protocol, self.secrets, conn)

    # -- what is known ---------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The public name of the state."""
        return self.protocol.states[self._standing.key].name

    @property
    def key(self) -> str:
        """The table's own key of the state."""
        return self._standing.key

    @property
    def facts(self) -> Facts:
        """What both sides know besides the state."""
        return self._standing.facts

    @property
    def challenge(self) -> str:
        """The last SASL challenge."""
        return self._standing.challenge

    @property
    def greeted(self) -> bool:
        """Whether the server's greeting has come."""
        return self._standing.greeted

    @property
    def pending(self) -> tuple[Command, ...]:
        """Commands without a reply yet, oldest first."""
        return tuple(waiting.command for waiting in self._standing.pending)

    @property
    def listens(self) -> Listens | None:
        """What the client's next octets are taken for; None while a barrier leaves it open."""
        return self._understanding.listens

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
        return order.useful(self.protocol, self._standing.projected, self.facts)

    def fitting(self) -> frozenset[str]:
        """Every move that is in order now, all pending commands answered well."""
        return frozenset(order.offers(self.protocol, self._standing.projected, self.facts))

    # -- the one door ----------------------------------------------------------------------------

    def observe(self, wire: Wire) -> list[Event]:
        """The events that a wire brings. Never raises on what was said."""
        events: list[Event] = []
        if self.closed:
            return self._keep(wire)
        self._at = wire.at
        if wire.what is _BYTES:
            if wire.side is _CLIENT:
                self._understanding.hear(events, wire)
            else:
                self._hear_server(events, wire)
        elif wire.what is What.OPEN:
            self._standing.opened_at = wire.at
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

    # -- the server ------------------------------------------------------------------------------

    def _hear_server(self, events: list[Event], wire: Wire) -> None:
        hearing, standing, states = self._hearing, self._standing, self.protocol.states
        if states[standing.key].listens not in _UNHEARD:
            incoming = hearing.whole(wire, standing.asking)
            if incoming is not None:
                self._answer(incoming, events)
                return
        hearing.feed(wire)
        while True:
            listens = states[standing.key].listens
            if listens in _UNHEARD:
                self._pushed += hearing.waiting if listens is _HANDSHAKE else 0
                hearing.skip(events)
                return
            incoming = hearing.next(events, standing.asking)
            if incoming is None:
                return
            self._answer(incoming, events)

    def settle(self, line: bytes, at: float) -> list[Event]:
        """Take note of a whole reply that the caller gives itself, by the line with its code.

        For a server's own side, which need not read what it says: the state moves as `observe`
        would move it, but no exchange is made and nothing is learned from the text. Returns what
        the reply lets be heard of the client.
        """
        self._at = at
        released: list[Event] = []
        if not self.closed:
            standing, understanding = self._standing, self._understanding
            verb = standing.pending[0].command.verb if standing.pending else None
            status = self.protocol.grammar.status(line, verb, first=True)
            waiting, _ = standing.take(status, (), b"")
            if waiting is not None and waiting.command is understanding.barrier:
                understanding.release(at, released)
        return released

    def _answer(self, incoming: Incoming, events: list[Event]) -> None:
        """Give a whole reply to the command that it answers, and move."""
        standing, understanding = self._standing, self._understanding
        if understanding.texting:
            understanding.end_loose_text(events)
        released: list[Event] = []
        waiting, turn = standing.take(incoming.status, incoming.lines, incoming.listing)
        if waiting is not None and waiting.command is understanding.barrier:
            understanding.release(self._at, released)
        # The log is chronological: what the client said before this reply stands before it.
        if released:
            events += [event for event in released if isinstance(event, Kept)]
        if incoming.last is not None:
            events.append(incoming.last)
        assumed, self._assumed = self._assumed, False
        table = standing.table
        events.append(
            exchanges.answered(table, self.conn, waiting, incoming, turn, assumed=assumed)
        )
        if released:
            events += [event for event in released if not isinstance(event, Kept)]

    # -- what a transcript left out --------------------------------------------------------------

    def _assume(self, wire: Wire, events: list[Event]) -> None:
        events.append(Gap(wire))
        self._at = max(self._at, wire.at)
        key = wire.about.get("state")
        if isinstance(key, str) and key in self.protocol.states:
            self._assumed = True
            self._understanding.texting = self.protocol.states[key].listens is Listens.TEXT
            self._standing.assume(key)
        if wire.about.get("accepted") and self._standing.pending:
            self._accept(events, asking=wire.about["accepted"] == "intermediate")

    def _accept(self, events: list[Event], *, asking: bool) -> None:
        """Go on as if the oldest command had been answered well."""
        from tutor.core import assuming

        standing, understanding = self._standing, self._understanding
        phrase = standing.pending[0].command.phrase
        kind = assuming.accepted(self.protocol, standing.key, phrase, asking=asking)
        partial = self._hearing.cut_short(events)
        released: list[Event] = []
        waiting, turn = standing.take(Status(None, kind), (), b"")
        if waiting is not None and waiting.command is understanding.barrier:
            understanding.release(self._at, released)
        self._assumed = False
        if partial is not None:
            exchange = exchanges.answered(standing.table, self.conn, waiting, partial, turn)
            events.append(exchange._replace(assumed=True))
        elif waiting is not None:
            exchange = exchanges.assumed(standing.table, self.conn, waiting, turn, at=self._at)
            events.append(exchange)
        events.extend(released)

    # -- TLS and the end -------------------------------------------------------------------------

    def _secure(self, wire: Wire, events: list[Event]) -> None:
        kept: list[Event] = []
        self._hold_until(wire.at)
        understanding = self._understanding
        pushed = self._pushed + understanding.pushed + self._hearing.drain(kept)
        pushed += self._speaking.drain(kept, self.facts, secret=understanding.behind_login)
        events.extend(kept)
        before = self.state
        self._pushed = understanding.pushed = 0
        understanding.barrier = None
        self._standing.secure(failed="error" in wire.about)
        violations = ("plaintext-after-starttls",) if pushed else ()
        events.append(Secured(wire, before, self.state, self.facts, violations))

    def _hold_until(self, at: float) -> None:
        self._speaking.hold_until(at)
        self._hearing.hold_until(at)

    def _close(self, wire: Wire, events: list[Event]) -> None:
        kept: list[Event] = []
        self._hold_until(wire.at)
        self._speaking.drain(kept, self.facts, secret=self._understanding.behind_login)
        if self.protocol.states[self.key].listens in _UNHEARD:
            self._hearing.drain(kept)
        partial = self._hearing.cut_short(kept)
        events.extend(kept)
        self.unanswered = len(self._standing.pending)
        if partial is not None:
            self._unfinished(partial, events)
        while self._standing.pending:
            self._unfinished(None, events)
        before = self.state
        self._standing.end()
        self.closed = True
        violations = (
            ("plaintext-after-starttls",) if self._pushed or self._understanding.pushed else ()
        )
        events.append(Closed(wire, before, self.state, self.facts, self.unanswered, violations))

    def _unfinished(self, partial: Incoming | None, events: list[Event]) -> None:
        """The exchange of a command that the end of the line left without a whole reply."""
        standing = self._standing
        none = Status(None, Class.NONE)
        waiting = standing.next(none) if partial else standing.pending.popleft()
        before = standing.end()
        if partial is not None:
            turn = Turn(before, order.Move(standing.key), standing.facts)
            exchange = exchanges.answered(standing.table, self.conn, waiting, partial, turn)
        else:
            assert waiting is not None
            exchange = exchanges.unanswered(
                self.protocol,
                self.conn,
                waiting,
                at=self._at,
                before=before,
                facts=standing.facts,
            )
        events.append(exchange)
