"""Where the learner stands: the connections that are open, and which lines are for now."""

from typing import Self

from tutor.core import order
from tutor.core.events import Closed, Command, Event, Exchange, Opened, Secured
from tutor.core.spec import Listens
from tutor.lesson.places import Place, moved
from tutor.lesson.rows import RESET, Kind, Login, Needs, Row, login
from tutor.protocols import PROTOCOLS


class Ground:
    """The connections by number; one of them is typed to, or none at the shell."""

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}
        self._active: int | None = None
        self._login: Login | None = None

    def copy(self) -> Self:
        """One of its own."""
        found = type(self)()
        found._places, found._active = self._places.copy(), self._active
        found._login = self._login
        return found

    def move(self, old: int, new: int, now: Self) -> None:
        """A connection gets another number; if it was cut, it is as `now` has it."""
        place = self._places.pop(old, None) or now._places.get(new)
        if place is not None:
            self._places[new] = place
            self._active = new

    def turn_to(self, conn: int) -> bool:
        """This connection is typed to now; none, where there is no such one. False if it was."""
        before, self._active = self._active, conn if conn in self._places else None
        return self._active != before

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
            self._log_in(event.command)

    def _log_in(self, command: Command) -> None:
        if command.verb == "AUTH":
            self._login = login(command.line)
        elif command.verb == "AUTH-RESPONSE" and self._login is not None:
            self._login = self._login.answered()

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
        return line.needs == self._now(place)

    def may_leave(self, line: Row) -> bool:
        """Whether this line may end its connection, and deletes what it should."""
        place = self._here
        marked = place is not None and bool(place.facts.deleted)
        return self.fits(line) and marked == line.needs.marked

    def may_reset(self, line: Row) -> bool:
        """Whether this RSET leads to where it does in the solution, whatever was begun before."""
        place = self._here
        if place is None or not self.fits(line):
            return False
        key = order.expect(PROTOCOLS[place.protocol], place.key, line.verb)
        after = order.expect(PROTOCOLS[place.protocol], line.needs.key, line.verb)
        now = self._now(place)._replace(key=key, marked=False)
        return now == line.needs._replace(key=after, marked=False)

    def is_reset_to(self, line: Row) -> bool:
        """Whether RSET would bring things to where the solution has this line (RFC 5321 4.1.1.5,
        RFC 1939 5)."""
        place = self._here
        if place is None or place.protocol != line.protocol or self.listens is not Listens.COMMAND:
            return False
        protocol = PROTOCOLS[place.protocol]
        if not order.fits(protocol, place.key, RESET, place.facts):
            return False
        after = order.expect(protocol, place.key, RESET)
        now = self._now(place)
        return now != line.needs and now._replace(key=after, marked=False) == line.needs

    def leads_to(self, line: Row) -> bool:
        """Whether this line may be typed now, and no more is done than where the solution has it:
        TLS and a login end with their connection only."""
        place = self._here
        if place is None or line.kind is not Kind.COMMAND:
            return self.fits(line)
        facts, needs = place.facts, line.needs
        beyond = facts.tls > needs.tls or facts.authenticated > needs.authenticated
        return self.fits(line) and not beyond

    def fits(self, line: Row) -> bool:
        """Whether this line may be typed now."""
        place = self._here
        if line.kind is Kind.OPEN:
            return place is None and (line.beside or not self.is_open(line.protocol))
        if place is None:
            return False
        if line.switches:
            return self._leads(line, place)
        if line.kind is Kind.CHUNK:
            return False  # due while the server counts octets, and never else
        if line.kind is Kind.LOCAL:
            return True
        return place.protocol == line.protocol and self._is_heard(line, place)

    def _now(self, place: Place) -> Needs:
        facts = place.facts
        return Needs(place.key, facts.tls, facts.authenticated, bool(facts.deleted))

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
            return listens is Listens.SASL and line.login == self._login
        if line.kind is not Kind.COMMAND:
            return listens is Listens.TEXT
        if not line.orderly:
            return listens is Listens.COMMAND
        return order.fits(PROTOCOLS[place.protocol], place.key, line.verb, place.facts)

    @property
    def protocol(self) -> str:
        """Of the connection that is typed to, "" at the shell."""
        place = self._here
        return place.protocol if place else ""

    def speaks(self, conn: int, protocol: str) -> bool:
        """Whether a connection is one of this protocol, as far as is known."""
        place = self._places.get(conn)
        return place is None or place.protocol == protocol

    def is_open(self, protocol: str) -> bool:
        """Whether a connection of this protocol is open, typed to or not."""
        closed = PROTOCOLS[protocol].closed
        places = self._places.values()
        return any(each.protocol == protocol and each.key != closed for each in places)
