"""Where one connection stands: the state, what waits for a reply and what both sides know.

Apart from the octets, because a state moves by whole commands and whole replies only, however
they came: read off a wire, given by a practice server itself or assumed across a gap. There are
two states. The real one (`key`) has moved by replies, and who listens to the client follows it;
the projected one is that state with every pending command answered well, and what is in order
follows it.

`Understanding` stands beside it: a client may say more than can be understood yet. What is behind
a barrier (DATA, AUTH, STARTTLS) is a command, a text or a secret, and only the reply tells which.
So the octets wait in `Speaking` and are understood as far as the replies allow. One module for
both, as every module costs time at the start.
"""

from collections import deque
from collections.abc import Mapping

from tutor.core import order
from tutor.core.events import Command, Event, Kept, Letter, Part, Said
from tutor.core.exchanges import GREETING, Turn, Waiting
from tutor.core.octets import decode
from tutor.core.speaking import Chunks, Line, Speaking, TextEnd
from tutor.core.spec import Class, Facts, Heard, Listens, Phrase, Protocol, Status
from tutor.core.table import Table
from tutor.core.wire import Wire

# A member of an enumeration is one object, but to look it up costs a call.
_OK, _INTERMEDIATE, _NO_CLASS = Class.OK, Class.INTERMEDIATE, Class.NONE
_COMMAND, _SASL, _TEXT = Listens.COMMAND, Listens.SASL, Listens.TEXT
_HANDSHAKE, _NOBODY = Listens.HANDSHAKE, Listens.NOBODY


class Standing:
    """The states of one connection and what moves them.

    `facts` is what both sides know besides the state, `challenge` the last SASL challenge,
    `pending` what has no reply yet, oldest first, `opened_at` when the wait for the greeting
    began (seconds, as on the wire).
    """

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.table = Table(protocol)
        self.key = protocol.start
        self.projected = protocol.start
        self.pending: deque[Waiting] = deque()
        self.facts = Facts()
        self.challenge = ""
        self.greeted = False
        self.opened_at = 0.0

    @property
    def asking(self) -> Phrase | None:
        """What the server's next reply answers."""
        if not self.greeted:
            return GREETING
        return self.pending[0].command.phrase if self.pending else None

    def fits(self, move: str) -> bool:
        """Whether `move` is in order, all pending commands answered well."""
        return order.fits(self.protocol, self.projected, move, self.facts)

    # -- commands and replies --------------------------------------------------------------------

    def ask(self, waiting: Waiting) -> None:
        """One more command waits for its reply."""
        self.pending.append(waiting)
        self.projected = self.table.expect(self.projected, waiting.command.phrase.move)

    def take(
        self, status: Status, lines: tuple[str, ...], listing: bytes
    ) -> tuple[Waiting | None, Turn]:
        """Move by a reply: the command that it answers, if there is one, and what it did."""
        waiting = self.next(status)
        command = waiting.command if waiting else None
        move = self._follow(command, status)
        before, self.key = self.key, move.after
        if status.kind is _INTERMEDIATE:
            self.challenge = status.text
        phrase, known = command.phrase if command else None, self.facts
        facts, learned = self._learn(Heard(phrase, status, lines, before, move.after, listing))
        self.facts = facts
        if (
            command is None
            or phrase is GREETING
            or move.after != self.table.expect(before, command.phrase.move)
        ):
            self._project()
        return waiting, Turn(before, move, facts, learned, known)

    def next(self, status: Status) -> Waiting | None:
        """What the reply `status` answers; it waits no longer."""
        if not self.greeted:
            self.greeted = status.kind is not _NO_CLASS or status.foreign
            return Waiting(Command(GREETING, "", True, False, self.opened_at))
        return self.pending.popleft() if self.pending else None

    def _follow(self, command: Command | None, status: Status) -> order.Move:
        if status.code in self.protocol.closing:
            return order.Move(self.protocol.closed)
        if command is None:
            return order.Move(self.key)
        return self.table.follow(self.key, command.phrase.move, status.kind, self.facts)

    def _project(self) -> None:
        state = self.key
        for waiting in self.pending:
            state = self.table.expect(state, waiting.command.phrase.move)
        self.projected = state

    def _learn(self, heard: Heard) -> tuple[Facts, Mapping[str, object]]:
        move, kind = heard.phrase.move if heard.phrase else "", heard.status.kind
        facts = self.facts
        if move in self.protocol.logins:
            if kind is _OK:
                facts = facts._replace(authenticated=True)
            elif kind.refused and move in self.protocol.barriers:
                facts = facts._replace(login_refused=True)
        return self.protocol.grammar.learn(heard, facts)

    # -- what moves it besides -------------------------------------------------------------------

    def assume(self, key: str) -> None:
        """Stand in the state `key`, as a transcript with a gap has it."""
        # Only a transcript has gaps: nobody else pays for the import.
        from tutor.core import assuming

        self.key, self.greeted = key, True
        if assuming.implies_login(self.protocol, key):
            self.facts = self.facts._replace(authenticated=True)
        self._project()

    def secure(self, *, failed: bool) -> None:
        """TLS is up, and what was known before it is forgotten (RFC 3207 4.2); or it failed."""
        if failed:
            self.key = self.protocol.closed
        else:
            self.key = self.protocol.secured.get(self.key, self.key)
            self.facts = Facts(tls=True, server=self.facts.server)
        self._project()

    def end(self) -> str:
        """The connection is over. The key of the state that it was in."""
        before, self.key = self.key, self.protocol.closed
        return before


class Understanding:
    """What the client says, as commands judged by where the talk stands.

    `barrier` is the command whose reply says what the next octets are, `texting` whether they are
    message text, `pushed` counts the octets said before TLS that belong behind it.
    """

    def __init__(self, standing: Standing, speaking: Speaking, conn: int) -> None:
        self.barrier: Command | None = None
        self.texting = False
        self.pushed = 0
        self._standing = standing
        self._speaking = speaking
        self._conn = conn
        self._protocol = standing.protocol
        self._dialogues = standing.protocol.logins & standing.protocol.barriers

    @property
    def listens(self) -> Listens | None:
        """What the client's next octets are taken for; None while a barrier leaves it open."""
        if self.texting:
            return _TEXT
        if self.barrier is not None:
            return None
        listens = self._protocol.states[self._standing.key].listens
        return _COMMAND if listens is _TEXT else listens

    @property
    def behind_login(self) -> bool:
        """Whether what the client says last may be an answer inside a SASL dialogue."""
        if self.barrier is not None:
            return self.barrier.phrase.move in self._protocol.logins
        return self.listens is _SASL

    def hear(self, events: list[Event], wire: Wire) -> None:
        """Take the client's octets, and understand what may be understood by now."""
        speaking = self._speaking
        if self.listens is _COMMAND and not speaking.owed:
            line = speaking.whole(wire, self._standing.facts)
            if line is not None:
                events.append(Kept(wire, Part.COMMAND))
                self._understand(line, events)
                return
        speaking.feed(wire)
        self._understand_all(events)

    def release(self, at: float, events: list[Event]) -> None:
        """The barrier was answered at the time `at`: hear what waited behind it."""
        self.barrier = None
        self.texting = self._protocol.states[self._standing.key].listens is _TEXT
        self._speaking.hold_until(at)
        self._understand_all(events)

    def end_loose_text(self, events: list[Event]) -> None:
        """A server that answers text took its end for the end, bare line feeds or not."""
        if not self._standing.pending and self._speaking.text_ends_loosely():
            self._end_text(self._speaking.end_text(loosely=True), events)

    def _understand_all(self, events: list[Event]) -> None:
        """What waits of the client, as far as it may be understood now."""
        speaking, standing = self._speaking, self._standing
        while speaking.waiting and ((listens := self.listens) is not None or speaking.owed):
            if listens is _HANDSHAKE:
                self.pushed += speaking.waiting
            unit = speaking.next(events, listens or _NOBODY, standing.facts, standing.challenge)
            if unit is None:
                return
            if isinstance(unit, Line):
                self._understand(unit, events)
            else:
                self._end_text(unit, events)
        if self.behind_login:
            speaking.foresee(standing.facts)

    def _understand(self, line: Line, events: list[Event]) -> None:
        phrase, standing = line.phrase, self._standing
        violations = phrase.violations
        if line.bare_lf:
            violations += ("bare-lf",)
        limits = self._protocol
        if line.size > (
            limits.sasl_limit if phrase.move in self._dialogues else limits.command_limit
        ):
            violations += ("line-too-long",)
        if not standing.greeted:
            violations += ("client-before-greeting",)
        if phrase.known and standing.facts.login_refused:
            standing.facts = standing.facts._replace(login_refused=False)
        text = None
        if phrase.octets is not None:
            if not self._protocol.states[standing.projected].gathers:
                self._speaking.chunks = Chunks()
            text = self._speaking.chunks
            self._speaking.owed = phrase.octets
        command = Command(
            phrase,
            decode(line.shown)[0],
            phrase.known and standing.fits(phrase.move),
            line.hidden is not None,
            self._speaking.at,
            line.hidden,
            line.public,
            violations,
        )
        self._say(Waiting(command, text), events)

    def _end_text(self, end: TextEnd, events: list[Event]) -> None:
        self.texting = False
        violations = []
        if end.bare_lf:
            violations.append("bare-lf")
        if end.longest > self._protocol.text_limit:
            violations.append("line-too-long")
        dot = self._protocol.end_of_text
        command = Command(
            phrase=Phrase(dot, dot, known=True),
            line=dot,
            in_order=self._standing.fits(dot),
            secret=False,
            at=self._speaking.at,
            violations=tuple(violations),
        )
        self._say(Waiting(command, end.letter), events)

    def _say(self, pending: Waiting, events: list[Event]) -> None:
        command = pending.command
        self._standing.ask(pending)
        if command.phrase.move in self._protocol.barriers:
            self.barrier = command
        letter = pending.text if isinstance(pending.text, Letter) else None
        events.append(Said(command, self._conn, letter))
