"""What is said in a lesson when its own lines are typed: the practice server's real replies."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tutor.core.events import Closed, Event, Exchange, Said, Secured
from tutor.core.spec import Class
from tutor.core.wire import Side
from tutor.lesson import Lesson, Question, Serve, Step
from tutor.proving import Rehearsal

_MOST = 8
"""Lines of one reply that are shown: nobody copies more by hand."""


class Row(NamedTuple):
    """A line of the dialogue; `side` None is something that happened (`closed`, `tls`), or that
    was left out (`left`, with how many lines)."""

    side: Side | None
    text: str
    left: int = 0


class Played(NamedTuple):
    """A step as it goes when its own lines are typed.

    last: the class of the reply to the last line; None where nothing answers it
    """

    rows: tuple[Row, ...] = ()
    last: Class | None = None


def rehearse(lesson: Lesson) -> Mapping[str, Played]:
    """Each step of a furnished lesson, by its id, and its "again" under the empty one."""
    stage = Rehearsal(lesson)
    found = {step.id: _played(stage, step) for step in lesson.steps}
    if (again := lesson.once_more()) is not None:
        found[""] = _played(Rehearsal(again), again.steps[0])
    return found


def _played(stage: Rehearsal, step: Step) -> Played:
    rows: list[Row] = []
    last: Class | None = None
    for event in stage.begin(step):
        rows += _rows(event)
    if isinstance(step, Question):
        return Played(tuple(rows))
    for line in step.lines:
        speaks = Side.SERVER if isinstance(step, Serve) else Side.CLIENT
        rows.append(Row(speaks, line))
        last = None
        for event in stage.serve(line) if isinstance(step, Serve) else stage.say(line):
            if isinstance(event, Exchange):
                last = event.kind
            rows += _asked(event) if isinstance(step, Serve) else _rows(event)
    return Played(tuple(rows), last)


def _asked(event: Event) -> Iterator[Row]:
    """What the client says behind an answer of the learner's."""
    if isinstance(event, Said):
        yield Row(Side.CLIENT, event.command.line)


def _rows(event: Event) -> Iterator[Row]:
    if isinstance(event, Exchange) and event.reply is not None:
        lines = event.reply.lines
        head = lines if len(lines) <= _MOST else lines[: _MOST - 2]
        yield from (Row(Side.SERVER, line) for line in head)
        if len(head) < len(lines):
            yield Row(None, "left", len(lines) - len(head) - 1)
            yield Row(Side.SERVER, lines[-1])
        if event.reply.code == "+OK" and event.reply.multi_line:
            if event.letter is not None:
                yield Row(None, "left", event.letter.lines)
            yield Row(Side.SERVER, ".")
    elif isinstance(event, Secured):
        yield Row(None, "tls")
    elif isinstance(event, Closed):
        yield Row(None, "closed")
