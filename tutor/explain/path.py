"""The path of a session through the states: what the map marks."""

from collections.abc import Iterable

from tutor.core import order
from tutor.core.events import Closed, Event, Exchange, Opened, Secured
from tutor.core.spec import Facts, Protocol
from tutor.explain.diagram import HANDSHAKE, Step
from tutor.protocols import PROTOCOLS


def walked(protocol: str, events: Iterable[Event]) -> tuple[Step, ...]:
    """The moves of the last connection among these events, in their order.

    The replies themselves are not needed, only their codes; events of no state may be left out.
    """
    walk = _Walk(PROTOCOLS[protocol])
    for event in events:
        walk.see(event)
    return tuple(walk.steps)


class _Walk:
    """Where a session stands in the table, and how it came there."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._key = protocol.start
        self.steps: list[Step] = []

    def see(self, event: Event) -> None:
        if isinstance(event, Opened):
            self._key = self._protocol.start
            self.steps.clear()
        elif isinstance(event, Exchange):
            self._begin(event.before)
            self._exchange(event)
        elif isinstance(event, Secured):
            after = self._protocol.secured.get(self._key, self._key)
            self._go(HANDSHAKE, self._named(event.after, after))
        elif isinstance(event, Closed):
            self._key = self._protocol.closed

    def _begin(self, name: str) -> None:
        """Where the events do not tell how the state was reached, it is taken from its name."""
        self._key = self._named(name, self._key)

    def _exchange(self, event: Exchange) -> None:
        code = event.reply.code if event.reply else None
        if code in self._protocol.closing:
            self._go(str(code), self._protocol.closed)
        elif event.command is not None:
            move = event.command.phrase.move
            found = order.follow(self._protocol, self._key, move, event.kind, Facts())
            self._go(move, self._named(event.after, found.after))

    def _go(self, move: str, after: str) -> None:
        self.steps.append(Step(self._key, move, after))
        self._key = after

    def _named(self, name: str, likely: str) -> str:
        """The key of a public name: the likely one if it is called so, else the first that is."""
        states = self._protocol.states
        if states[likely].name == name:
            return likely
        return next((key for key, state in states.items() if state.name == name), likely)
