"""Where the learner stands: the connections that are open, and which lines are for now."""

from typing import Self

from tutor.core import order
from tutor.core.events import Closed, Event, Exchange, Opened, Secured
from tutor.core.spec import Listens
from tutor.lesson.places import Place, moved
from tutor.lesson.rows import Kind, Needs, Row
from tutor.protocols import PROTOCOLS


class Ground:
    """The connections by number; one of them is typed to, or none at the shell."""

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}
        self._active: int | None = None

    def copy(self) -> Self:
        """One of its own."""
        found = type(self)()
        found._places, found._active = self._places.copy(), self._active
        return found

    def move(self, old: int, new: int, now: Self) -> None:
        """A connection gets another number; if it was cut, it is as `now` has it."""
        place = self._places.pop(old, None) or now._places.get(new)
        if place is not None:
            self._places[new] = place
            self._active = new

    def turn_to(self, conn: int) -> None:
        """This connection is typed to now; none, where there is no such one."""
        self._active = conn if conn in self._places else None

    def follow(self, event: Event) -> None:
        """How the event's connection stands now."""
        if isinstance(event, Opened):
            begin = PROTOCOLS[event.protocol].start
            self._places[event.conn] = Place(event.protocol, begin)
            self._active = event.conn
            return
        if not isinstance(event, Exchange | Secured | Closed):
            return
        conn = event.conn if isinstance(event, Exchange) else event.wire.conn
        place = self._places.get(conn)
        if place is None:
            return
        self._places[conn] = moved(place, event)
        if isinstance(event, Closed):
            del self._places[conn]
            self._active = max(self._places, default=None)
        elif isinstance(event, Exchange) and event.command is not None:
            self._active = conn

    @property
    def listens(self) -> Listens:
        """Who listens to what is typed next."""
        place = self._here
        return PROTOCOLS[place.protocol].states[place.key].listens if place else Listens.NOBODY

    def stands(self, line: Row) -> bool:
        """Whether things stand as they do where the solution has this line."""
        place = self._here
        if not self.fits(line) or place is None or line.switches:
            return self.fits(line)
        if line.kind not in (Kind.COMMAND, Kind.LOCAL):
            return True
        facts = place.facts
        now = Needs(place.key, facts.tls, facts.authenticated, bool(facts.deleted))
        return line.needs == now

    def fits(self, line: Row) -> bool:
        """Whether this line may be typed now."""
        place = self._here
        if line.kind is Kind.OPEN:
            return place is None and (line.beside or not self._is_open(line.protocol))
        if place is None:
            return False
        if line.switches:
            return self._leads(line, place)
        if line.kind is Kind.CHUNK:
            return False  # due while the server counts octets, and never else
        if line.kind is Kind.LOCAL:
            return True
        return place.protocol == line.protocol and self._is_heard(line, place)

    def _leads(self, line: Row, place: Place) -> bool:
        """Whether `:switch` leads from here to where it leads in the solution."""
        others = len(self._places) > 1
        if line.beside:
            return not others
        return others if line.twin else place.protocol != line.protocol

    @property
    def _here(self) -> Place | None:
        """The connection that is typed to; None where no line is open."""
        place = self._places.get(self._active or 0)
        if place is None or place.key == PROTOCOLS[place.protocol].closed:
            return None
        return place

    def _is_heard(self, line: Row, place: Place) -> bool:
        listens = self.listens
        if line.kind is Kind.ANSWER:
            return listens is Listens.SASL
        if line.kind is not Kind.COMMAND:
            return listens is Listens.TEXT
        if not line.orderly:
            return listens is Listens.COMMAND
        return order.fits(PROTOCOLS[place.protocol], place.key, line.verb, place.facts)

    def _is_open(self, protocol: str) -> bool:
        closed = PROTOCOLS[protocol].closed
        places = self._places.values()
        return any(each.protocol == protocol and each.key != closed for each in places)
