"""The recorded server on one connection: a practice host whose answers were given before.

`practice.Desk` watches the client for it, as for every host; the state moves by the recorded
replies, so message text and SASL answers are heard where they were.
"""

from collections.abc import Callable

from tutor.core import order as orders
from tutor.core.conversation import Conversation
from tutor.core.events import Command, Said
from tutor.core.spec import Class
from tutor.protocols.hosting import Account, Answer
from tutor.reenacting import habits, likeness
from tutor.reenacting.likeness import Letter
from tutor.reenacting.role import Curtain, Role, Stray, Told
from tutor.reenacting.script import Cue, Part

_TEXT_BEGINS_ANEW = frozenset({"EHLO", "HELO", "LHLO", "MAIL", "DATA", "RSET"})

Choose = Callable[[bool], Part]
"""Which connection of the recording a client gets, given whether TLS was there at the start."""


class RecordedHost:
    """Plays a part. `tell` hears where the client strays, and how far it came.

    timed: replies come as late as they were recorded
    """

    def __init__(
        self,
        conversation: Conversation,
        choose: Choose,
        order: str,
        tell: Callable[[Told], None],
        *,
        timed: bool = False,
    ) -> None:
        self._conversation = conversation
        self._choose = choose
        self._order = order
        self._tell = tell
        self._timed = timed
        self._role: Role | None = None
        self._strays = 0
        self._kept = bytearray()
        self._octets = 0
        self._most = likeness.MOST_READ

    @property
    def account(self) -> Account | None:
        """Nobody: any credential of the recorded shape is taken."""
        return None

    def greet(self) -> Answer:
        """The recorded greeting."""
        part = self._choose(self._conversation.facts.tls)
        self._role = Role(part, self._order)
        if self._order == "strict":
            self._most = 1 + sum(len(cue.text) for cue in part.cues)
        if part.greeting is None or not part.greeting.reply:
            return Answer(habits.greeting(part.protocol))
        return self._given(part.greeting)

    def answer(self, said: Said) -> Answer:
        """The recorded reply to a command, or a refusal."""
        role, command = self._playing(), said.command
        if command.verb in _TEXT_BEGINS_ANEW:
            self._forget()
        ends = said.letter is not None or command.phrase.move == "BDAT LAST"
        letter = Letter(bytes(self._kept), self._octets) if ends else None
        if ends:
            self._forget()
        found = role.find(command, letter, self._conversation.state)
        cue = found.cue
        if cue is not None and (cue.reply or cue.closes or cue.exchange.assumed):
            return self._given(cue)
        begun = role.part.greeting is not None
        usual = habits.habit(role.part.protocol, command, order=self._order, begun=begun)
        if usual is not None:
            return Answer(usual, close=command.verb == "QUIT")
        if cue is not None:
            return self._refused("unanswered", command, cue)
        return self._refused(found.why, command, found.expected)

    def take(self, block: bytes) -> None:
        """A stretch of message text."""
        self._octets += len(block)
        self._kept += block[: max(0, self._most - len(self._kept))]

    def farewell(self, why: str) -> Answer:
        """The server gives up."""
        smtp = self._conversation.protocol.name == "smtp"
        data = (
            b"421 4.4.2 The recording stops here\r\n" if smtp else b"-ERR The recording stops\r\n"
        )
        return Answer(data, close=True, rude=True)

    def secured(self) -> None:
        """TLS has begun; the recording goes on."""

    def leave(self) -> None:
        """The client has gone."""
        role = self._role
        if role is None:
            return
        left = role.next
        line = _named(left.exchange.command) if left and left.exchange.command else ""
        commands = len(role.part.cues)
        told = Curtain(
            self._conversation.conn, role.part.conn, role.said, commands, self._strays, line
        )
        self._role = None
        self._tell(told)

    # -- how it is said --------------------------------------------------------------------------

    def _playing(self) -> Role:
        assert self._role is not None  # nothing is answered before the greeting
        return self._role

    def _forget(self) -> None:
        self._kept.clear()
        self._octets = 0

    def _given(self, cue: Cue) -> Answer:
        """A recorded reply, with what followed it."""
        exchange, protocol = cue.exchange, self._conversation.protocol
        reply, command = cue.reply, exchange.command
        if not reply and exchange.assumed and command is not None:
            asking = exchange.kind is Class.INTERMEDIATE or exchange.after in ("AUTH", "DATA")
            reply = habits.accepted(protocol.name, command, asking=asking)
        went_well = exchange.kind is Class.OK or exchange.assumed
        move = command.phrase.move if command is not None else ""
        tls = went_well and orders.leads_to_handshake(protocol, move)
        ends = cue.closes or exchange.after == protocol.states[protocol.closed].name
        then: Answer | None = None
        for data, pause in reversed(cue.behind):
            last = ends and then is None
            then = Answer(data, last, delay=self._late(pause), rude=last, odd=True, then=then)
        odd = exchange.kind is Class.NONE or bool(exchange.violations)
        closes = ends and then is None
        late = self._late(exchange.took)
        rude = closes and move != "QUIT"
        return Answer(reply, closes, tls, late, rude=rude, odd=odd and bool(reply), then=then)

    def _late(self, seconds: float) -> float:
        return max(0.0, seconds) if self._timed else 0.0

    def _refused(self, why: str, command: Command, expected: Cue | None) -> Answer:
        """A refusal, told to whoever watches."""
        role = self._playing()
        self._strays += 1
        wanted = expected.exchange.command if expected is not None else None
        verb = wanted.verb if wanted is not None and wanted.known else ""
        if wanted is not None and not verb:
            verb = "another command"
        given = habits.refusal(role.part.protocol, why, command, verb)
        line = _named(wanted) if wanted is not None else ""
        told = given.data.decode().rstrip("\r\n")
        conn, came = self._conversation.conn, _named(command)
        self._tell(Stray(conn, role.part.conn, why, line, came, told))
        return given


def _named(command: Command) -> str:
    """A line as a report shows it; of an answer inside a login nothing else is to be seen."""
    line = likeness.shown(command)
    return f"{command.verb} {line}" if command.verb == "AUTH-RESPONSE" else line
