"""What events and answers mean for a lesson: frozen values, for whoever says them."""

from typing import NamedTuple

from tutor.core.spec import Class
from tutor.lesson.goals import Leaf
from tutor.lesson.model import Localized, Question, Step


class Passed(NamedTuple):
    """A step's goal is reached; `why` names the conditions by which it was. Nothing for a question,
    whose answer was right, and for one that was passed over with help."""

    step: Step
    why: tuple[Leaf, ...]


class Astray(NamedTuple):
    """A foreseen detour was taken."""

    step: Step
    text: Localized


class Missed(NamedTuple):
    """A command was refused and nobody foresaw it; `times` counts its verb in this step. Where the
    learner is the server, it is an answer that leads nowhere."""

    step: Step
    verb: str
    times: int


class Answered(NamedTuple):
    """A question was answered. `why` is what may be said to that, `misconception` what it shows."""

    step: Question
    choice: object
    right: bool
    why: Localized | None = None
    misconception: str | None = None


class Predicted(NamedTuple):
    """The reply that was predicted has come. `step` is None behind the last step; `why` says why
    the reply is what it is, where the lesson asked for the prediction."""

    step: Step | None
    said: Class
    came: Class
    right: bool
    why: Localized | None = None


Outcome = Passed | Astray | Missed | Answered | Predicted
