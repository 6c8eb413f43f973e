"""Where in a lesson's solution the learner stands: the line that could be typed next.

All lines of all steps are one script, each with how things have to stand for it (`solving`). What
happens moves a cursor along it; where things stand otherwise (the connection went, a login was
refused, a letter was not the one that was asked for), the cursor goes back to the last line for
which they stand as they do, so that the way on is always shown.
"""

import copy
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import NamedTuple, Self

from tutor.core.events import Closed, Event, Exchange, Kept, Opened, Part, Said, Secured
from tutor.core.spec import Listens
from tutor.core.wire import Side
from tutor.lesson.ground import Ground
from tutor.lesson.letter import NOTHING
from tutor.lesson.model import Lesson
from tutor.lesson.rows import SWITCH, Kind, called
from tutor.lesson.solving import rows
from tutor.lesson.way import Span, way

_ENOUGH = 2


class Wanted(NamedTuple):
    """The line to type now, on a connection of this protocol. `faded`: it has been typed right
    often enough; `again`: it belongs to an earlier step; `later`: others of its step come before it
    (a letter's lines are one)."""

    text: str
    protocol: str
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
        self._ground = Ground()
        self._letter = NOTHING
        self._at = 0
        self._step = 0
        self._owed = 0
        self._refused: int | None = None

    def copy(self) -> Self:
        """A cursor of its own in the same lines."""
        found = copy.copy(self)
        found._right, found._ground = self._right.copy(), self._ground.copy()
        return found

    def moved_to(self, old: int, new: int, now: Self) -> Self:
        """A copy in which the connection has another number; if it was cut, as `now` has it."""
        found = self.copy()
        found._ground.move(old, new, now._ground)
        return found

    def next(self) -> Wanted | None:
        """The line to type now; None where the lesson has none. "" is the empty line."""
        at = self._way()
        if isinstance(at, str):
            return Wanted(at, self._ground.protocol, again=True)
        if at is None:
            return None
        line = self._lines[at]
        again = line.step != self._step
        known = line.kind in (Kind.OPEN, Kind.COMMAND) and self._right[line.verb] >= _ENOUGH
        begins = at == 0 or self._lines[at - 1].step != line.step
        later = not begins and line.kind not in (Kind.TEXT, Kind.END, Kind.SERVED)
        return Wanted(line.text, line.protocol, self._fading and known and not again, again, later)

    def go_to(self, step: int, *, anew: bool = False) -> None:
        """A step begins: what belongs to those before is over. `anew` goes back as well."""
        self._step = step
        begin = bisect_left(self._steps, step)
        self._at = begin if anew else max(self._at, begin)

    def turn_to(self, conn: int) -> None:
        """The learner types on this connection now; on none, where there is no such one."""
        turned = self._ground.turn_to(conn)
        if turned and self._at < len(self._lines) and self._lines[self._at].switches:
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
        # Between the last reply and the close nothing can be typed: the way is not judged there.
        fitting = None if isinstance(event, Closed) else self._fitting()
        if fitting is not None:
            self._at = fitting
        if isinstance(event, Said):
            self._announced(event)
        elif isinstance(event, Kept):
            self._text(event)
        elif isinstance(event, Opened):
            self._opened(event)
        elif isinstance(event, Exchange):
            self._answered(event)
        elif isinstance(event, Closed) and event.wire.about.get("by") == "client":
            self._pass(Kind.LOCAL)
        self._ground.follow(event)
        done = isinstance(event, Exchange | Secured | Closed)
        if isinstance(event, Opened | Closed):
            self._owed = 0
        if isinstance(event, Opened) or (done and self._ground.listens is not Listens.TEXT):
            self._letter = NOTHING

    def _text(self, event: Kept) -> None:
        """The lines of a letter: its head may have another order, its text another length. Where
        the learner is the server, his lines are those of the server."""
        if event.wire.side is Side.SERVER:
            ahead = [at for at in self._ahead() if self._lines[at].kind is Kind.SERVED]
            self._at += min(event.wire.data.count(b"\n"), len(ahead))
            return
        if event.part is not Part.TEXT:
            return
        if self._owed > 0:
            self._owed -= len(event.wire.data)
            self._at += event.wire.data.count(b"\n")
            return
        self._letter = self._letter.typed(event.wire.data)
        self._at = self._letter.due(self._lines, self._at)

    def _announced(self, event: Said) -> None:
        """Behind BDAT its octets follow at once, before any reply."""
        octets = event.command.phrase.octets
        if not octets:
            return
        self._owed = octets
        ahead = (at for at in self._ahead() if self._lines[at].verb == event.command.verb)
        self._at = next(ahead, self._at - 1) + 1

    def _opened(self, event: Opened) -> None:
        """What opened the connection is known by the line that was due."""
        line = self._lines[self._at] if self._at < len(self._lines) else None
        if line is not None and line.kind is Kind.OPEN:
            if called(line.text) == str(event.wire.about.get("peer", "")).lower():
                self._right[line.verb] += 1
            self._at += 1

    def _pass(self, kind: Kind) -> None:
        if self._at < len(self._lines) and self._lines[self._at].kind is kind:
            self._at += 1

    def _answered(self, event: Exchange) -> None:
        if event.command is None:
            return
        verb, self._refused = event.command.verb, None
        if event.command.phrase.octets:
            return  # it was passed when it was said
        if event.kind.went_well:
            self._right[verb] += 1
        else:
            del self._right[verb]  # whoever was refused sees the line again
        for at in self._ahead():
            line = self._lines[at]
            if line.verb != verb or not self._ground.speaks(event.conn, line.protocol):
                continue
            well = event.kind.went_well
            meant = not well and self._is_meant(at, event.command.line)
            if well != line.refused or not line.orderly or meant:
                self._at = at + 1
                self._refused = at + 1 if meant else None
                return

    def _is_meant(self, at: int, said: str) -> bool:
        """Whether a refusal was the solution's own: its very line, with others behind it."""
        return self._lines[at].text == said.strip() and at + 1 in self._ahead()

    def _ahead(self) -> range:
        """The lines from the cursor to the end of this step."""
        return range(self._at, bisect_right(self._steps, self._step))

    def _fitting(self) -> int | None:
        """The line of the solution that is for now."""
        at = self._way()
        return at if isinstance(at, int) else None

    def _way(self) -> int | str | None:
        """The cursor if its line is for now, else the nearest line that is, or leads to one."""
        if self._owed > 0:
            end = bisect_right(self._steps, self._step)
            counted = self._at < end and self._lines[self._at].kind is Kind.CHUNK
            return self._at if counted else None
        if self._refused == self._at and self._ground.fits(self._lines[self._at]):
            return self._at  # nobody is led back to what the solution wants to be refused
        begin, end = bisect_left(self._steps, self._step), bisect_right(self._steps, self._step)
        found = way(self._lines, Span(self._at, begin, end), self._ground)
        if not isinstance(found, int) or self._lines[found].kind is not Kind.TEXT:
            return found
        return self._letter.due(self._lines, found)
