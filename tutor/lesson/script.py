"""Where in a lesson's solution the learner stands: the line that could be typed next.

All lines of all steps are one script. What happens moves a cursor along it; where the server is in
no state to take the line (the connection went, a login was refused), the cursor goes back to the
last line that fits, so that the way on is always shown.
"""

import copy
from collections import Counter
from enum import Enum
from itertools import chain
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


class _Line(NamedTuple):
    """A line of the solution. `orderly`: the table allows it where the solution has it; one that
    is typed to be refused is not."""

    text: str
    step: int
    kind: _Kind
    verb: str
    orderly: bool = True


class Script:
    """The cursor. `fading` hides what has been typed right twice already."""

    def __init__(self, lesson: Lesson, *, fading: bool) -> None:
        self._protocol = PROTOCOLS[lesson.protocol]
        self._lines = _classified(lesson, self._protocol)
        self._fading = fading
        self._right: Counter[str] = Counter()
        self._key = self._protocol.closed
        self._facts = Facts()
        self._at = 0
        self._step = 0

    def copy(self) -> Self:
        """A cursor of its own in the same lines."""
        found = copy.copy(self)
        found._right = self._right.copy()
        return found

    def next(self) -> str | None:
        """The line to type now; "" is the empty line, None means that there is nothing to show."""
        at = self._fitting()
        if at is None:
            return None
        line = self._lines[at]
        if self._fading and line.kind in (_Kind.OPEN, _Kind.COMMAND):
            return None if self._right[line.verb] >= _ENOUGH else line.text
        return line.text

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
        if event.part is Part.TEXT and event.wire.side is Side.CLIENT:
            for _ in range(min(event.wire.data.count(b"\n"), len(self._lines))):
                self._pass(_Kind.TEXT)

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

    def _ahead(self) -> list[int]:
        """The lines from the cursor to the end of this step."""
        rest = range(self._at, len(self._lines))
        return [at for at in rest if self._lines[at].step <= self._step]

    def _fitting(self) -> int | None:
        """The cursor, or else the nearest line that the server would take now: ahead in this step,
        then back to the beginning."""
        if self._at < len(self._lines) and self._fits(self._lines[self._at]):
            return self._at
        behind = range(self._at - 1, -1, -1)
        for at in chain(self._ahead(), behind):
            line = self._lines[at]
            # Nobody is led back to a line that was there to be refused, or to be done once.
            if line.orderly and line.kind is not _Kind.LOCAL and self._fits(line):
                return at
        return None

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
    state = order.expect(protocol, protocol.start, "GREETING")
    for number, step in enumerate(lesson.steps):
        for text in step.lines:
            line, state = _classify(text, number, state, lines, protocol)
            lines.append(line)
    return lines


def _classify(
    text: str, step: int, state: str, before: list[_Line], protocol: Protocol
) -> tuple[_Line, str]:
    """A line in the state that the lines before it lead to, and the state after it."""
    word = text.partition(" ")[0].upper()
    if protocol.states[state].listens is Listens.TEXT:
        if text != protocol.end_of_text:
            return _Line(text, step, _Kind.TEXT, ""), state
        return _Line(text, step, _Kind.END, text), order.expect(protocol, state, text)
    if text.startswith(":"):
        return _Line(text, step, _Kind.LOCAL, ""), state
    if word.lower() in _OPENERS:
        after = order.expect(protocol, protocol.start, "GREETING")
        return _Line(text, step, _Kind.OPEN, _OPENING), after
    # How many answers a login takes the mechanism decides: as many as stand there.
    answering = before and (before[-1].verb == "AUTH" or before[-1].kind is _Kind.ANSWER)
    if answering and word not in protocol.verbs:
        verb = "AUTH-CANCEL" if text == "*" else "AUTH-RESPONSE"
        return _Line(text, step, _Kind.ANSWER, verb), order.expect(protocol, state, verb)
    orderly = order.fits(protocol, state, word, Facts())
    after = order.expect(protocol, state, word)
    if protocol.states[after].listens is Listens.HANDSHAKE:
        after = protocol.secured.get(after, after)
    return _Line(text, step, _Kind.COMMAND, word, orderly), after
