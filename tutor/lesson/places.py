"""How a connection stands by the table's own key: events tell only its public name."""

from typing import NamedTuple

from tutor.core import order
from tutor.core.events import Closed, Exchange, Secured
from tutor.core.spec import Facts
from tutor.protocols import PROTOCOLS


class Place(NamedTuple):
    """A connection's protocol, the key of its state, and what is known besides."""

    protocol: str
    key: str
    facts: Facts = Facts()


def moved(place: Place, event: Exchange | Secured | Closed) -> Place:
    """The place after an event; where the table and the event differ, the event is right."""
    protocol, key = PROTOCOLS[place.protocol], place.key
    if isinstance(event, Exchange) and event.command is not None:
        move = event.command.phrase.move
        key = order.follow(protocol, key, move, event.kind, place.facts).after
    elif isinstance(event, Secured):
        key = protocol.secured.get(key, key)
    if protocol.states[key].name != event.after:
        named = (k for k, state in protocol.states.items() if state.name == event.after)
        key = next(named, key)
    return Place(place.protocol, key, event.facts)
