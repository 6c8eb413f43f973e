"""A prediction, and the reply that it is held against.

Where a step asks for it, it is about the step's last line: whatever else is said leaves it open,
until that line is said or the step is over. Else it is about the first command said after it,
whenever that is answered. A connection that is opened has the greeting for its reply.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.core.events import Closed, Command, Event, Exchange, Opened, Said
from tutor.core.spec import Class
from tutor.lesson import goals
from tutor.lesson.model import Step, Task
from tutor.lesson.outcomes import Predicted

_GREETING = "GREETING"


class Prediction(NamedTuple):
    """What was said to come in a step, None behind the last, and of what, once that is known.

    `own`: it is about the line by which the step ends, since the step has asked for it.
    """

    said: Class
    step: Step | None
    conn: int | None = None
    command: Command | None = None
    own: bool = False


def follow(prediction: Prediction, event: Event) -> Prediction | None:
    """The prediction after an event; None when there will be no reply to hold it against."""
    if prediction.conn is None:
        if isinstance(event, Said) and _is_about(prediction, event.command):
            return prediction._replace(conn=event.conn, command=event.command)
        if isinstance(event, Opened) and _is_about(prediction, None):
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


def said(value: Mapping[str, object], step: Step | None) -> Prediction | None:
    """The prediction in a remark: the name of a class, and whether it is of `any` line; None for
    what is no class."""
    kinds = {each.value: each for each in Class}
    kind = value.get("class")
    if not isinstance(kind, str) or kind not in kinds:
        return None
    asks = isinstance(step, Task) and step.predict is not None
    return Prediction(kinds[kind], step, own=asks and value.get("any") is not True)


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


def after(prediction: Prediction | None, step: Step) -> Prediction | None:
    """What is left of a prediction when a step is over: nothing, where its line was never said."""
    if prediction is None or not prediction.own or prediction.conn is not None:
        return prediction
    return None if prediction.step is step else prediction


def _is_about(prediction: Prediction, command: Command | None) -> bool:
    step = prediction.step
    if not prediction.own or not isinstance(step, Task):
        return True
    from tutor.lesson import likeness

    return likeness.is_own(command, step)


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
