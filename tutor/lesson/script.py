"""Where in a lesson's solution the learner stands: the line that could be typed next.

All lines of all steps are one script, each with how things have to stand for it. What happens moves
a cursor along it; where things stand otherwise (the connection went, a login was refused, a letter
was not the one that was asked for), the cursor goes back to the last line for which they stand as
they do, so that the way on is always shown.
"""

import copy
from collections import Counter
from enum import Enum
from typing import NamedTuple, Self

from tutor.core import order
from tutor.core.events import Closed, Event, Exchange, Kept, Opened, Part, Secured
from tutor.core.spec import Facts, Listens, Protocol
from tutor.core.wire import Side
from tutor.lesson.model import Lesson
from tutor.protocols import PROTOCOLS

_OPENERS = ("telnet", "nc", "openssl")
_OPENING = "telnet"
_ENOUGH = 2


class _Kind(Enum):
    OPEN = "open"
    LOCAL = "local"
    COMMAND = "command"
    ANSWER = "answer"
    TEXT = "text"
    END = "end"


class _Needs(NamedTuple):
    """How things stand where the solution has a line. `marked`: a message is marked as deleted."""

    key: str
    tls: bool = False
    authenticated: bool = False
    marked: bool = False


class _Line(NamedTuple):
    """A line of the solution. `orderly`: the table allows it where the solution has it; one that
    is typed to be refused is not."""

    text: str
    step: int
    kind: _Kind
    verb: str
    needs: _Needs
    orderly: bool = True


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
        self._protocol = PROTOCOLS[lesson.protocol]
        self._lines = _classified(lesson, self._protocol)
        self._fading = fading
        self._right: Counter[str] = Counter()
        self._key = self._protocol.closed
        self._facts = Facts()
        self._headers: frozenset[str] = frozenset()
        self._body: int | None = None
        self._at = 0
        self._step = 0

    def copy(self) -> Self:
        """A cursor of its own in the same lines."""
        found = copy.copy(self)
        found._right = self._right.copy()
        return found

    def next(self) -> Wanted | None:
        """The line to type now; None where the lesson has none. "" is the empty line."""
        at = self._fitting()
        if at is None:
            return None
        line = self._lines[at]
        again = line.step != self._step
        known = line.kind in (_Kind.OPEN, _Kind.COMMAND) and self._right[line.verb] >= _ENOUGH
        begins = at == 0 or self._lines[at - 1].step != line.step
        later = not begins and line.kind not in (_Kind.TEXT, _Kind.END)
        return Wanted(line.text, self._fading and known and not again, again, later)

    def go_to(self, step: int) -> None:
        """A step begins: what belongs to those before is over."""
        self._step = step
        begin = next((at for at, line in enumerate(self._lines) if line.step >= step), None)
        self._at = max(self._at, len(self._lines) if begin is None else begin)

    def see(self, event: Event) -> None:
        """Move on past the lines that this event answers."""
        fitting = self._fitting()
        if fitting is not None:
            self._at = fitting
        if isinstance(event, Kept):
            self._text(event)
        elif isinstance(event, Opened):
            self._right[_OPENING] += 1
            self._pass(_Kind.OPEN)
        elif isinstance(event, Exchange):
            self._answered(event)
        elif isinstance(event, Closed) and event.wire.about.get("by") == "client":
            self._pass(_Kind.LOCAL)
        self._follow(event)

    def _text(self, event: Kept) -> None:
        """The lines of a letter: its head may have another order, its text another length."""
        if event.part is not Part.TEXT or event.wire.side is not Side.CLIENT:
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
        if not (at < len(lines) and lines[at].kind in (_Kind.TEXT, _Kind.END)):
            return at
        first = at
        while first > 0 and lines[first - 1].kind is _Kind.TEXT:
            first -= 1
        end = next((n for n in range(at, len(lines)) if lines[n].kind is _Kind.END), at)
        blank = next((n for n in range(first, end) if not lines[n].text), end)
        if self._body is not None:
            return min(blank + 1 + self._body, end)
        return next((n for n in range(first, blank) if self._is_due(lines[n])), blank)

    def _is_due(self, line: _Line) -> bool:
        return line.text.partition(":")[0].strip().casefold() not in self._headers

    def _pass(self, kind: _Kind) -> None:
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
        """The table's own key of the state: events tell only its public name."""
        if isinstance(event, Opened):
            self._key, self._facts = self._protocol.start, Facts()
            self._headers, self._body = frozenset(), None
            return
        if not isinstance(event, Exchange | Secured | Closed):
            return
        key = self._key
        if isinstance(event, Exchange) and event.command is not None:
            move = event.command.phrase.move
            key = order.follow(self._protocol, key, move, event.kind, self._facts).after
        elif isinstance(event, Secured):
            key = self._protocol.secured.get(key, key)
        self._facts = event.facts
        named = (k for k, state in self._protocol.states.items() if state.name == event.after)
        agrees = self._protocol.states[key].name == event.after
        self._key = key if agrees else next(named, key)
        if self._protocol.states[self._key].listens is not Listens.TEXT:
            self._headers, self._body = frozenset(), None

    def _ahead(self) -> list[int]:
        """The lines from the cursor to the end of this step."""
        rest = range(self._at, len(self._lines))
        return [at for at in rest if self._lines[at].step <= self._step]

    def _fitting(self) -> int | None:
        """The cursor if its line is for now, else the nearest line that is: of this step, then back
        to the beginning."""
        lines = self._lines
        # What was done already comes last: a step is over when its goal is reached.
        here = [at for at, line in enumerate(lines) if line.step == self._step]
        here.sort(key=lambda at: (at < self._at, at))
        # Nobody is led back to a line that was there to be refused, or to be done once.
        behind = [
            at for at, line in enumerate(lines) if line.step < self._step and self._leads_on(line)
        ]
        ways = [*here, *reversed(behind)]
        if self._at in ways and lines[self._at].kind in (_Kind.ANSWER, _Kind.TEXT, _Kind.END):
            ways.insert(0, self._at)
        for fits in (self._stands, self._fits):
            found = next((at for at in ways if fits(lines[at])), None)
            if found is not None:
                return self._in_letter(found) if lines[found].kind is _Kind.TEXT else found
        return None

    @staticmethod
    def _leads_on(line: _Line) -> bool:
        return line.orderly and line.kind is not _Kind.LOCAL

    def _stands(self, line: _Line) -> bool:
        """Whether things stand as they do where the solution has this line."""
        if not self._fits(line) or line.kind not in (_Kind.COMMAND, _Kind.LOCAL):
            return self._fits(line)
        facts = self._facts
        now = _Needs(self._key, facts.tls, facts.authenticated, bool(facts.deleted))
        return line.needs == now

    def _fits(self, line: _Line) -> bool:
        is_open = self._key != self._protocol.closed
        if line.kind is _Kind.OPEN:
            return not is_open
        if line.kind is _Kind.LOCAL:
            return is_open
        listens = self._protocol.states[self._key].listens
        if line.kind is _Kind.ANSWER:
            return listens is Listens.SASL
        if line.kind is not _Kind.COMMAND:
            return listens is Listens.TEXT
        if not line.orderly:
            return is_open and listens is Listens.COMMAND
        return order.fits(self._protocol, self._key, line.verb, self._facts)


def _classified(lesson: Lesson, protocol: Protocol) -> list[_Line]:
    """The solution's lines with what they are, found by following them through the table."""
    lines: list[_Line] = []
    needs = _Needs(protocol.closed)
    for number, step in enumerate(lesson.steps):
        for text in step.lines:
            line, state = _classify(text, number, needs, lines, protocol)
            lines.append(line)
            needs = _after(line, state)
    return lines


def _after(line: _Line, state: str) -> _Needs:
    """How things stand after a line that led to this state."""
    needs = line.needs._replace(key=state)
    if line.kind is _Kind.OPEN:
        return _Needs(state, tls=line.text.lower().startswith("openssl"))
    if line.verb in ("STARTTLS", "STLS"):
        return _Needs(state, tls=True)
    if line.verb in ("DELE", "RSET"):
        return needs._replace(marked=line.verb == "DELE")
    logs_in = line.verb in ("AUTH", "AUTH-RESPONSE", "PASS", "APOP")
    return needs._replace(authenticated=needs.authenticated or logs_in)


def _classify(
    text: str, step: int, needs: _Needs, before: list[_Line], protocol: Protocol
) -> tuple[_Line, str]:
    """A line where things stand as the lines before it leave them, and the state after it."""
    state, word = needs.key, text.partition(" ")[0].upper()
    if protocol.states[state].listens is Listens.TEXT:
        if text != protocol.end_of_text:
            return _Line(text, step, _Kind.TEXT, "", needs), state
        return _Line(text, step, _Kind.END, text, needs), order.expect(protocol, state, text)
    if text.startswith(":"):
        return _Line(text, step, _Kind.LOCAL, "", needs), state
    if word.lower() in _OPENERS:
        after = order.expect(protocol, protocol.start, "GREETING")
        return _Line(text, step, _Kind.OPEN, _OPENING, needs), after
    # How many answers a login takes the mechanism decides: as many as stand there.
    answering = before and (before[-1].verb == "AUTH" or before[-1].kind is _Kind.ANSWER)
    if answering and word not in protocol.verbs:
        verb = "AUTH-CANCEL" if text == "*" else "AUTH-RESPONSE"
        line = _Line(text, step, _Kind.ANSWER, verb, needs)
        return line, order.expect(protocol, state, verb)
    orderly = order.fits(protocol, state, word, Facts())
    after = order.expect(protocol, state, word)
    if protocol.states[after].listens is Listens.HANDSHAKE:
        after = protocol.secured.get(after, after)
    return _Line(text, step, _Kind.COMMAND, word, needs, orderly), after
