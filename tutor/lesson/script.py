"""Where in a lesson's solution the learner stands: the line that could be typed next.

All lines of all steps are one script, each with how things have to stand for it (`solving`). What
happens moves a cursor along it; where things stand otherwise (the connection went, a login was
refused, a letter was not the one that was asked for), the cursor goes back to the last line for
which they stand as they do, so that the way on is always shown.
"""

import copy
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, Self

from tutor.core import order
from tutor.core.events import Closed, Event, Exchange, Kept, Opened, Part, Secured
from tutor.core.spec import Listens
from tutor.core.wire import Side
from tutor.lesson.model import Lesson
from tutor.lesson.places import Place, moved
from tutor.lesson.solving import OPENING, SWITCH, Kind, Needs, Row, rows
from tutor.protocols import PROTOCOLS

_ENOUGH = 2


class Wanted(NamedTuple):
    """The line to type now. `faded`: it has been typed right often enough; `again`: it belongs to
    an earlier step; `later`: others of its step come before it (a letter's lines are one)."""

    text: str
    faded: bool = False
    again: bool = False
    later: bool = False


class Script:
    """The cursor. `fading` hides what has been typed right twice already."""

    def __init__(self, lesson: Lesson, *, fading: bool) -> None:
        self._lines = rows(lesson)
        self._steps = [line.step for line in self._lines]
        self._fading = fading
        self._right: Counter[str] = Counter()
        self._places: dict[int, Place] = {}
        self._active: int | None = None
        self._headers: frozenset[str] = frozenset()
        self._body: int | None = None
        self._at = 0
        self._step = 0

    def copy(self) -> Self:
        """A cursor of its own in the same lines."""
        found = copy.copy(self)
        found._right, found._places = self._right.copy(), self._places.copy()
        return found

    def moved_to(self, old: int, new: int, now: Self) -> Self:
        """A copy in which the connection has another number; if it was cut, as `now` has it."""
        found = self.copy()
        place = found._places.pop(old, None) or now._places.get(new)
        if place is not None:
            found._places[new] = place
            found._active = new
        return found

    def next(self) -> Wanted | None:
        """The line to type now; None where the lesson has none. "" is the empty line."""
        at = self._fitting()
        if at is None:
            return None
        line = self._lines[at]
        again = line.step != self._step
        known = line.kind in (Kind.OPEN, Kind.COMMAND) and self._right[line.verb] >= _ENOUGH
        begins = at == 0 or self._lines[at - 1].step != line.step
        later = not begins and line.kind not in (Kind.TEXT, Kind.END, Kind.SERVED)
        return Wanted(line.text, self._fading and known and not again, again, later)

    def go_to(self, step: int, *, anew: bool = False) -> None:
        """A step begins: what belongs to those before is over. `anew` goes back as well."""
        self._step = step
        begin = bisect_left(self._steps, step)
        self._at = begin if anew else max(self._at, begin)

    def turn_to(self, conn: int) -> None:
        """The learner types on this connection now; on none, where there is no such one."""
        self._active = conn if conn in self._places else None
        if self._at < len(self._lines) and self._lines[self._at].text == SWITCH:
            self._at += 1

    def did(self, text: str) -> None:
        """A line for the program was typed: where it is the next one, the way goes on behind it.
        What it did to a connection is seen, and moved past, by itself."""
        at = self._fitting()
        if at is None or self._lines[at].kind is not Kind.LOCAL:
            return
        if text != SWITCH and self._lines[at].text.split() == text.split():
            self._at = at + 1

    def see(self, event: Event) -> None:
        """Move on past the lines that this event answers."""
        fitting = self._fitting()
        if fitting is not None:
            self._at = fitting
        if isinstance(event, Kept):
            self._text(event)
        elif isinstance(event, Opened):
            self._right[OPENING] += 1
            self._pass(Kind.OPEN)
        elif isinstance(event, Exchange):
            self._answered(event)
        elif isinstance(event, Closed) and event.wire.about.get("by") == "client":
            self._pass(Kind.LOCAL)
        self._follow(event)

    def _text(self, event: Kept) -> None:
        """The lines of a letter: its head may have another order, its text another length. Where
        the learner is the server, his lines are those of the server."""
        if event.wire.side is Side.SERVER:
            ahead = [at for at in self._ahead() if self._lines[at].kind is Kind.SERVED]
            self._at += min(event.wire.data.count(b"\n"), len(ahead))
            return
        if event.part is not Part.TEXT:
            return
        for row in event.wire.data.split(b"\n")[:-1]:
            name, colon, _ = row.decode("utf-8", "replace").partition(":")
            if self._body is not None:
                self._body += 1
            elif not row.strip():
                self._body = 0
            elif colon:
                self._headers |= {name.strip().casefold()}
        self._at = self._in_letter(self._at)

    def _in_letter(self, at: int) -> int:
        """The line of the letter around `at` that has not been typed yet."""
        lines = self._lines
        if not (at < len(lines) and lines[at].kind in (Kind.TEXT, Kind.END)):
            return at
        first = at
        while first > 0 and lines[first - 1].kind is Kind.TEXT:
            first -= 1
        end = next((n for n in range(at, len(lines)) if lines[n].kind is Kind.END), at)
        blank = next((n for n in range(first, end) if not lines[n].text), end)
        if self._body is not None:
            return min(blank + 1 + self._body, end)
        heads = {n: lines[n].text.partition(":")[0].strip() for n in range(first, blank)}
        return next((n for n in heads if heads[n].casefold() not in self._headers), blank)

    def _pass(self, kind: Kind) -> None:
        if self._at < len(self._lines) and self._lines[self._at].kind is kind:
            self._at += 1

    def _answered(self, event: Exchange) -> None:
        if event.command is None:
            return
        verb = event.command.verb
        if event.kind.went_well:
            self._right[verb] += 1
        else:
            del self._right[verb]  # whoever was refused sees the line again
        for at in self._ahead():
            line = self._lines[at]
            if line.verb == verb and (event.kind.went_well or not line.orderly):
                self._at = at + 1
                return

    def _follow(self, event: Event) -> None:
        """How the event's connection stands now."""
        if isinstance(event, Opened):
            begin = PROTOCOLS[event.protocol].start
            self._places[event.conn] = Place(event.protocol, begin)
            self._active = event.conn
            self._headers, self._body = frozenset(), None
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
        if self._listens is not Listens.TEXT:
            self._headers, self._body = frozenset(), None

    @property
    def _here(self) -> Place | None:
        """The connection on which the learner types; None where no line is open."""
        place = self._places.get(self._active or 0)
        if place is None or place.key == PROTOCOLS[place.protocol].closed:
            return None
        return place

    @property
    def _listens(self) -> Listens:
        place = self._here
        return PROTOCOLS[place.protocol].states[place.key].listens if place else Listens.NOBODY

    def _ahead(self) -> range:
        """The lines from the cursor to the end of this step."""
        return range(self._at, bisect_right(self._steps, self._step))

    def _fitting(self) -> int | None:
        """The cursor if its line is for now, else the nearest line that is."""
        for fits in (self._stands, self._fits):
            found = next((at for at in self._ways() if fits(self._lines[at])), None)
            if found is not None:
                return self._in_letter(found) if self._lines[found].kind is Kind.TEXT else found
        return None

    def _ways(self) -> Iterator[int]:
        """The lines that may lead on: those of this step, then back to the beginning."""
        begin, end = bisect_left(self._steps, self._step), bisect_right(self._steps, self._step)
        here = self._lines[self._at] if self._at < end else None
        if here is not None and here.kind in (Kind.ANSWER, Kind.TEXT, Kind.END):
            yield self._at
        # What was done already comes last: a step is over when its goal is reached.
        yield from range(max(begin, self._at), end)
        yield from range(begin, min(self._at, end))
        # Nobody is led back to a line that was there to be refused, or to be done once.
        for at in range(begin - 1, -1, -1):
            if self._lines[at].orderly and self._lines[at].kind is not Kind.LOCAL:
                yield at

    def _stands(self, line: Row) -> bool:
        """Whether things stand as they do where the solution has this line."""
        place = self._here
        if not self._fits(line) or place is None or line.text == SWITCH:
            return self._fits(line)
        if line.kind not in (Kind.COMMAND, Kind.LOCAL):
            return True
        facts = place.facts
        now = Needs(place.key, facts.tls, facts.authenticated, bool(facts.deleted))
        return line.needs == now

    def _fits(self, line: Row) -> bool:
        place = self._here
        if line.kind is Kind.SERVED:
            return line.step == self._step
        if line.kind is Kind.OPEN:
            return not self._is_open(line.protocol)
        if place is None:
            return False
        if line.text == SWITCH:
            return place.protocol != line.protocol
        if line.kind is Kind.LOCAL:
            return True
        return place.protocol == line.protocol and self._is_heard(line, place)

    def _is_heard(self, line: Row, place: Place) -> bool:
        listens = self._listens
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
