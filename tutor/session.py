"""The one door: a wire in, items out, the same for a socket, a log, a paste and a test.

It finds out which protocol is spoken where nobody said, gives each connection its engine, numbers
the events and attaches the notes. It knows no clock, no screen and no file.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tutor.annotate import Note, notes
from tutor.causes import cause
from tutor.core.conversation import Conversation
from tutor.core.events import Event, Exchange, Gap, Kept, Said
from tutor.core.secrets import Secrets
from tutor.core.spec import Protocol
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS, by_greeting
from tutor.slips import Slips

_SILENT = frozenset({Kept, Said})
_OPEN = What.OPEN  # one object; a lookup in an enumeration is a call


class Item(NamedTuple):
    """What every sink receives: an event with its notes.

    `seq` numbers what users can count. `cause` says in a word why an exchange was refused, where
    that can be known. `fragment` is the part of a pasted transcript that the event stands in.
    """

    event: Event
    protocol: Protocol
    seq: int | None = None
    notes: tuple[Note, ...] = ()
    cause: str | None = None
    fragment: int | None = None

    @property
    def conn(self) -> int:
        """The number of its connection, from 1."""
        event = self.event
        return event.conn if isinstance(event, Exchange | Said) else event.wire.conn


Sink = Callable[[Item], None]


class Session:
    """All connections of one session, by number."""

    def __init__(
        self,
        protocol: Protocol | None = None,
        secrets: Secrets | None = None,
        sinks: Iterable[Sink] = (),
    ) -> None:
        self.secrets = secrets or Secrets()
        self.conversations: dict[int, Conversation] = {}
        self._protocol = protocol
        self._waiting: dict[int, list[Wire]] = {}
        self._sinks = list(sinks)
        self._seq = 0
        self._fragment: int | None = None
        self._slips = Slips()
        self._served: set[int] = set()

    def see(self, wire: Wire) -> list[Item]:
        """Observe a wire; every sink has seen the items when this returns."""
        conversation = self.conversations.get(wire.conn)
        if conversation is not None and wire.what is not _OPEN:
            return self._told(wire, conversation)
        if wire.what is _OPEN and wire.about.get("served") is True:
            self._served.add(wire.conn)
        items: list[Item] = []
        for ready in self._ready(wire):
            items += self._told(ready, self.conversations[ready.conn])
        return items

    def add(self, sink: Sink) -> None:
        """One more sink, from now on."""
        self._sinks.append(sink)

    def remove(self, sink: Sink) -> None:
        """A sink less."""
        self._sinks.remove(sink)

    def _told(self, wire: Wire, conversation: Conversation) -> list[Item]:
        items: list[Item] = []
        protocol, sinks = conversation.protocol, self._sinks
        for event in conversation.observe(wire):
            item = self._item(event, protocol)
            items.append(item)
            for sink in sinks:
                sink(item)
        return items

    def _item(self, event: Event, protocol: Protocol) -> Item:
        slips = self._slips.see(event, protocol)
        if type(event) in _SILENT:  # three of four
            return Item(event, protocol, None, tuple(slips), None, self._fragment)
        if isinstance(event, Gap):
            number = event.wire.about.get("fragment")
            self._fragment = number if isinstance(number, int) else self._fragment
            return Item(event, protocol, None, (), None, self._fragment)
        self._seq += 1
        why = cause(event) if isinstance(event, Exchange) else None
        told = notes(event, why, protocol.name)
        if self._served and isinstance(event, Exchange) and event.conn in self._served:
            # The learner is the server: what he types tells of no program.
            told = tuple(note for note in told if note.role != "server")
        return Item(event, protocol, self._seq - 1, (*told, *slips), why, self._fragment)

    def _ready(self, wire: Wire) -> list[Wire]:
        """The wires that can be understood now: none while the protocol is not known yet."""
        held = self._waiting.setdefault(wire.conn, [])
        held.append(wire)
        protocol = self._choose(held)
        if protocol is None:
            return []
        self.conversations[wire.conn] = Conversation(protocol, self.secrets, wire.conn)
        return self._waiting.pop(wire.conn)

    def _choose(self, held: list[Wire]) -> Protocol | None:
        opened = next((wire for wire in held if wire.what is What.OPEN), None)
        named = opened.about.get("protocol") if opened else None
        if isinstance(named, str) and named in PROTOCOLS:
            return PROTOCOLS[named]
        if self._protocol is not None:
            return self._protocol
        heard = b"".join(w.data for w in held if w.side is Side.SERVER)
        over = held[-1].what is What.CLOSE or len(heard) > 2
        return by_greeting(heard) or (PROTOCOLS["smtp"] if over else None)
