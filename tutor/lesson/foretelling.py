"""A prediction, and the reply that it is held against.

It is about the first command said after it, whenever that is answered; a connection that is opened
first has the greeting for its reply.
"""

from typing import NamedTuple

from tutor.core.events import Closed, Command, Event, Exchange, Opened, Said
from tutor.core.spec import Class
from tutor.lesson import goals
from tutor.lesson.model import Step, Task
from tutor.lesson.outcomes import Predicted

_GREETING = "GREETING"


class Prediction(NamedTuple):
    """What was said to come in a step, None behind the last, and of what, once that is known."""

    said: Class
    step: Step | None
    conn: int | None = None
    command: Command | None = None


def follow(prediction: Prediction, event: Event) -> Prediction | None:
    """The prediction after an event; None when there will be no reply to hold it against."""
    if prediction.conn is None:
        if isinstance(event, Said):
            return prediction._replace(conn=event.conn, command=event.command)
        if isinstance(event, Opened):
            return prediction._replace(conn=event.conn)
    elif isinstance(event, Closed) and event.wire.conn == prediction.conn:
        return None
    return prediction


def came(prediction: Prediction, event: Event) -> Class | None:
    """How the reply went that was predicted, if this event is it."""
    if not isinstance(event, Exchange) or event.command is None or event.conn != prediction.conn:
        return None
    if prediction.command is None:
        return event.kind if event.command.verb == _GREETING else None
    return event.kind if event.command is prediction.command else None


def said(kind: object, step: Step | None) -> Prediction | None:
    """The prediction of a class by its name; None for what is no class."""
    kinds = {each.value: each for each in Class}
    return Prediction(kinds[kind], step) if isinstance(kind, str) and kind in kinds else None


def held(prediction: Prediction | None, event: Event) -> tuple[Prediction | None, Predicted | None]:
    """A prediction held against an event: what is left of it, and what came of it."""
    if prediction is None:
        return None, None
    kind = came(prediction, event)
    if kind is None:
        return follow(prediction, event), None
    step = prediction.step
    why = step.predict if isinstance(step, Task) and _is_meant(step, event) else None
    return None, Predicted(step, prediction.said, kind, kind is prediction.said, why)


def _is_meant(step: Task, event: Event) -> bool:
    """Whether this is the reply that the step's sentence is about, and not one to another line."""
    if not isinstance(event, Exchange) or event.command is None:
        return False
    asked = [
        leaf
        for leaf in goals.leaves(step.goal)
        if isinstance(leaf, goals.Answered) and leaf.command in (None, event.command.verb)
    ]
    if asked:
        return not goals.met(step.goal, event).isdisjoint(asked)
    ends = any(isinstance(leaf, goals.ClosedBy) for leaf in goals.leaves(step.goal))
    return ends or event.kind.went_well
