"""Which way a session has gone, for the map: moves and codes, nothing of what was said."""

from collections import deque
from collections.abc import Iterator

from tutor.core.events import Closed, Command, Event, Exchange, Opened, Secured
from tutor.core.spec import Phrase

_MOST = 2000  # a person makes fewer moves on one connection


class Footprints:
    """The events of the current connection that move a state, without text, letter or secret."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=_MOST)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def see(self, event: Event) -> None:
        """Remember an event, if it may have moved the state."""
        if isinstance(event, Opened):
            self._events.clear()
        if isinstance(event, Exchange):
            reply = event.reply and event.reply._replace(lines=())
            bare = event._replace(reply=reply, command=_bare(event.command), letter=None)
            self._events.append(bare._replace(learned={}))
        elif isinstance(event, Opened | Secured | Closed):
            self._events.append(event)


def _bare(command: Command | None) -> Command | None:
    if command is None:
        return None
    said = command.phrase
    phrase = Phrase(said.verb, said.move, said.known)
    return command._replace(phrase=phrase, line="", hidden=None)
