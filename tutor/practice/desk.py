"""One client at the practice server, without a socket: bytes in, answers out.

The engine watches the connection as it would from the learner's side, and says what the client
said; the host answers; the engine takes note of the answer, and so moves the state. Answers are
fetched one by one, so that whoever writes them can stop where the client does not read.
"""

from collections import deque
from collections.abc import Callable, Mapping
from itertools import chain

from tutor.core.conversation import Conversation
from tutor.core.events import Event, Kept, Part, Said
from tutor.core.secrets import Secrets
from tutor.core.spec import Listens
from tutor.core.wire import NOTHING, Side, What, Wire
from tutor.practice.faults import Faults
from tutor.protocols.hosting import Account, Answer, Host, Limits

Seen = Callable[[Wire], None]

BLOCK = 256 * 1024
"""Octets of a long reply that an observer is shown at a time."""


class Unwatched(Secrets):
    """Secrets of a server's own session: it does not repeat them, so no echo is looked for."""

    __slots__ = ()

    def watch(self, value: bytes) -> None:
        """Nothing to remember."""


class Desk:
    """The server's side of one connection. `now` gives seconds on a monotonic clock."""

    def __init__(
        self,
        conversation: Conversation,
        host: Host,
        *,
        faults: Faults,
        limits: Limits,
        now: Callable[[], float],
        seen: Seen | None = None,
    ) -> None:
        self.conversation = conversation
        self._host = host
        self._faults = faults
        self._limits = limits
        self._now = now
        self._seen = seen
        self._queue: deque[Event] = deque()
        self._ready: deque[Answer] = deque()
        self._chunk: tuple[Said, int] | None = None
        self._errors = 0
        self._endless = 0
        self._over = False

    @property
    def over(self) -> bool:
        """Whether nothing more will be answered."""
        return self._over

    @property
    def account(self) -> Account | None:
        """Who has logged in, if anybody."""
        return self._host.account

    @property
    def taking_text(self) -> bool:
        """Whether the client is sending message text: no line end is waited for then."""
        return self.conversation.listens is Listens.TEXT or self.conversation.owed > 0

    # -- what happens ----------------------------------------------------------------------------

    def open(self, about: Mapping[str, object] = NOTHING) -> None:
        """A client has connected."""
        self._show(Wire(What.OPEN, self._now(), conn=self.conversation.conn, about=about))

    def greet(self) -> None:
        """Say the greeting: at once, or after an implicit TLS handshake."""
        if self._faults:
            self._ready.append(self._decide("GREETING", "", self._host.greet))
        else:
            self._ready.append(self._host.greet())

    def hear(self, data: bytes) -> None:
        """The client said something. A line that never ends is not listened to for ever."""
        if not self._over:
            self._queue.extend(self._show(self._wire(Side.CLIENT, data)))

    def answer(self) -> Answer | None:
        """The next answer, already shown to the engine; None if the client must say more."""
        while not self._over:
            if self._ready:
                return self._give(self._ready.popleft())
            if not self._queue:
                if self._endless > self._limits.endless_line:
                    return self._give(self._host.farewell("endless"))
                return None
            self._handle(self._queue.popleft())
        return None

    def secured(self, about: Mapping[str, object]) -> None:
        """A TLS handshake is done, or has failed (`error`)."""
        wire = Wire(What.TLS, self._now(), conn=self.conversation.conn, about=about)
        self._queue.clear()
        self._show(wire)
        self._host.secured()
        self._over |= "error" in about

    def farewell(self, why: str) -> Answer:
        """The server gives up: "idle", "busy", "shutdown"."""
        return self._give(self._host.farewell(why))

    def close(self, by: str, reason: str = "") -> None:
        """The connection is over: locks end, nothing is deleted, secrets are forgotten."""
        self._over = True
        about = {"by": by, "reason": reason}
        self._show(Wire(What.CLOSE, self._now(), conn=self.conversation.conn, about=about))
        self._host.leave()
        self.conversation.secrets.drop()

    # -- how it is answered ----------------------------------------------------------------------

    def _handle(self, event: Event) -> None:
        if isinstance(event, Said):
            self._endless = 0
            octets = event.command.phrase.octets
            if octets:
                self._chunk = (event, octets)  # the octets come first, then the answer
            else:
                self._ready.append(self._reply(event))
        elif isinstance(event, Kept) and event.wire.side is Side.CLIENT:
            self._keep(event)

    def _keep(self, event: Kept) -> None:
        if event.part is Part.TEXT:
            self._host.take(event.wire.data)
            if self._chunk is not None:
                said, owed = self._chunk
                owed -= len(event.wire.data)
                self._chunk = (said, owed) if owed > 0 else None
                if owed <= 0:
                    self._ready.append(self._reply(said))
        else:
            self._endless += len(event.wire.data)

    def _reply(self, said: Said) -> Answer:
        if self._errors >= self._limits.errors:
            return self._host.farewell("errors")
        command = said.command
        if self._faults:
            answer = self._decide(command.verb, command.line, lambda: self._host.answer(said))
        else:
            answer = self._host.answer(said)
        self._errors += answer.data.startswith((b"5", b"-"))
        return answer

    def _decide(self, verb: str, line: str, ask: Callable[[], Answer]) -> Answer:
        fault = self._faults.strike(self.conversation.protocol.name, verb, line)
        if fault is None:
            return ask()
        return fault.applied(ask() if fault.reply is None else None)

    def _give(self, answer: Answer) -> Answer:
        if answer.odd:
            self._queue.extend(self._show(self._wire(Side.SERVER, answer.data)))
        else:
            if self._seen is not None:
                for at in range(0, len(answer.data), BLOCK):
                    self._seen(self._wire(Side.SERVER, answer.data[at : at + BLOCK]))
            self._queue.extend(self.conversation.settle(answer.status, self._now()))
        self._over |= answer.close
        if answer.then is not None:
            self._ready.appendleft(answer.then)
        return answer

    def _wire(self, side: Side, data: bytes) -> Wire:
        return Wire(What.BYTES, self._now(), side, data, self.conversation.conn)

    def _show(self, wire: Wire) -> list[Event]:
        if self._seen is not None:
            self._seen(wire)
        return self.conversation.observe(wire)


def talk_through(desk: Desk, data: bytes) -> list[Answer]:
    """All answers to some bytes, for whoever has no socket: a test, a witness."""
    desk.hear(data)
    return list(chain(iter(desk.answer, None)))
