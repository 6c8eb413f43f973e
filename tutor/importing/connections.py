"""The connections of a transcript as wires, each followed by an engine that says where it stands.

The engine is the one that will read the wires later: what it takes a line for here, it will take it
for there. Nothing in this folder keeps an order rule of its own.
"""

from collections import deque
from collections.abc import Mapping

from tutor.core.conversation import Conversation
from tutor.core.events import Exchange, Said
from tutor.core.exchanges import GREETING
from tutor.core.secrets import Secrets
from tutor.core.spec import Class, Facts, Listens, Phrase, Protocol
from tutor.core.wire import NOTHING, TRANSCRIPT_ENDS, Side, What, Wire
from tutor.protocols import PROTOCOLS

_PORTS = {str(port): each for each in PROTOCOLS.values() for port in (each.port, each.tls_port)}
# RFC 6409 3.1, and the names that the registry of ports has for them.
_SMTP, _POP3 = PROTOCOLS["smtp"], PROTOCOLS["pop3"]
_PORTS |= dict.fromkeys(("587", "smtp", "smtps", "submission", "submissions"), _SMTP)
_PORTS |= dict.fromkeys(("pop3", "pop-3", "pop3s"), _POP3)


class Connections:
    """Writes wires, one connection after the other. `talk` is None while the protocol is open.

    `pending` are the commands without a reply, oldest first: the engine's own, counted along.
    """

    def __init__(self, name: str) -> None:
        self.wires: list[Wire] = []
        self.talk: Conversation | None = None
        self.protocol: Protocol | None = None
        self.pending: deque[Phrase] = deque()
        self.in_body = False
        self.said = False
        self.about: Mapping[str, object] = NOTHING
        self._name = name
        self._conn = 0
        self._closed = True
        self._fragment: int | None = None
        self._held: list[Wire] = []
        self._secrets = Secrets()
        self._tls_due = False

    # -- what is known ---------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether a connection stands."""
        return bool(self._conn) and not self._closed

    @property
    def over(self) -> bool:
        """Whether nothing more is to be said: the line was closed, or both said goodbye."""
        return self._closed or (
            self.talk is not None and self.talk.key == self.talk.protocol.closed
        )

    @property
    def halfway(self) -> bool:
        """Whether a reply has begun and goes on."""
        return self.talk is not None and self.talk.halfway

    @property
    def in_text(self) -> bool:
        """Whether the client is writing a message."""
        return self.talk is not None and self.talk.listens is Listens.TEXT

    # -- what happens ----------------------------------------------------------------------------

    def fragment(self, number: int) -> None:
        """A new fragment begins with the next wire."""
        self._fragment = number

    def begin(self, about: Mapping[str, object]) -> None:
        """A connection is opened; the one before it, if it stands, is over."""
        self.end()
        self._conn += 1
        self._closed, self.talk, self.said, self.in_body = False, None, False, False
        self.about = about
        self._tls_due = about.get("tls") is True
        self.pending.clear()
        host, port = str(about.get("host") or ""), str(about.get("port") or "")
        peer = f"{host}:{port}" if port and host else host or self._name
        told: dict[str, object] = {"peer": peer}
        if about.get("address"):
            told["address"] = about["address"]
        self._see(Wire(What.OPEN, about=told))
        named = PROTOCOLS.get(str(about.get("protocol"))) or _PORTS.get(port.lower()) or _by(host)
        if named is not None:
            self.decide(named)

    def decide(self, protocol: Protocol) -> None:
        """Which protocol is spoken is known now."""
        if self.talk is not None:
            return
        self.talk = Conversation(protocol, self._secrets, self._conn)
        self.protocol = self.protocol or protocol
        held, self._held = self._held, []
        for wire in held:
            named = {"protocol": protocol.name} if wire.what is What.OPEN else {}
            self._put(wire._replace(about={**wire.about, **named}))

    def say(self, side: Side, octets: bytes) -> None:
        """A line went over the wire."""
        talk = self.talk
        assert talk is not None
        if self._tls_due:
            self.secure({"version": "TLS", "verified": False})
        self.said = True
        if side is Side.SERVER and not talk.halfway:
            self.in_body = self._begins_body(octets)
        self._see(Wire(What.BYTES, side=side, data=octets + b"\r\n"))
        if not talk.halfway:
            self.in_body = False

    def secure(self, about: Mapping[str, object]) -> None:
        """TLS began, or failed to."""
        self._tls_due = False
        self._see(Wire(What.TLS, about=about))

    def gap(self, about: Mapping[str, object], *, before: bool = False) -> None:
        """Something was left out; `before` says: already in the fragment before this one."""
        self._see(Wire(What.GAP, about=about), before=before)

    def close(self, about: Mapping[str, object], *, before: bool = False) -> None:
        """The line was closed."""
        if self.open:
            self.decide(_SMTP)
            self._see(Wire(What.CLOSE, about=about), before=before)
            self._closed = True

    def end(self) -> None:
        """The transcript of this connection is over, and nothing says how it ended."""
        self.close({"by": "client", "reason": TRANSCRIPT_ENDS}, before=True)

    def fill(self, octets: list[bytes]) -> None:
        """What of a text is known, and its end, which the format does not show."""
        side = Side.SERVER if self.in_body else Side.CLIENT
        fragment, self._fragment = self._fragment, None
        self.gap({"text": "not shown"} if not octets else {"text": "end not shown"})
        for line in [*octets, b"."]:
            self.say(side, line)
        self._fragment = fragment

    # -- helpers of these ------------------------------------------------------------------------

    def _begins_body(self, octets: bytes) -> bool:
        assert self.talk is not None
        grammar = self.talk.protocol.grammar
        if not self.pending or not self.talk.greeted:
            return False
        status = grammar.status(octets, self.pending[0].verb, first=True)
        return grammar.body(self.pending[0], status) is not None

    def _see(self, wire: Wire, *, before: bool = False) -> None:
        if self._fragment is not None and not before:
            number, self._fragment = self._fragment, None
            self._see(Wire(What.GAP, about={"fragment": number}))
        wire = wire._replace(conn=self._conn)
        if self.talk is None:
            self._held.append(wire)
        else:
            self._put(wire)

    def _put(self, wire: Wire) -> None:
        assert self.talk is not None
        self.wires.append(wire)
        for event in self.talk.observe(wire):
            if isinstance(event, Said):
                self.pending.append(event.command.phrase)
            elif isinstance(event, Exchange) and _answered(event) and self.pending:
                self.pending.popleft()


def _answered(event: Exchange) -> bool:
    return event.command is not None and event.command.phrase is not GREETING


def _by(host: str) -> Protocol | None:
    """The protocol that a host's name speaks of: pop.163.com, smtp.qq.com."""
    first = host.partition(".")[0].lower()
    if first.startswith("pop"):
        return _POP3
    return _SMTP if first.startswith(("smtp", "mx")) else None


def replied(protocol: Protocol, octets: bytes) -> Class:
    """How a line went if it is a legal first line of a reply; NONE if it is not."""
    return protocol.grammar.status(octets, None, first=True).kind


def commanded(protocol: Protocol, octets: bytes, talk: Conversation | None = None) -> Phrase:
    """What a line would be as a command."""
    return protocol.grammar.command(octets, talk.facts if talk else Facts())


def is_speech(octets: bytes) -> bool:
    """Whether a line is a reply or a known command of any protocol."""
    return any(
        replied(each, octets) is not Class.NONE or commanded(each, octets).known
        for each in PROTOCOLS.values()
    )
