"""One learner's way through a lesson: events and remarks in, outcomes out.

It sees what everybody sees (events, and what a log keeps beside them), never text on a screen, so a
recording is judged like a live session. It says nothing itself and knows no clock.
"""

from collections.abc import Mapping
from typing import Self

from tutor.core.events import Event, Kept, Said
from tutor.core.wire import Remark
from tutor.lesson import answers, foretelling, standing
from tutor.lesson.attempt import Attempt
from tutor.lesson.foretelling import Prediction
from tutor.lesson.helping import Mode
from tutor.lesson.model import Lesson, Question, Step
from tutor.lesson.outcomes import Answered, Outcome, Passed
from tutor.lesson.position import Position
from tutor.lesson.standing import Standing
from tutor.lesson.trail import Stood


class Progress(Position):
    """A learner's place in a lesson, and what moves it: what happens, and what is remarked."""

    def __init__(self, lesson: Lesson, mode: Mode = Mode.FOLLOW, start: int = 0) -> None:
        super().__init__(lesson, mode)
        self._attempt = Attempt()
        self._prediction: Prediction | None = None
        self._paused = False
        self.go_to(start)

    # -- what happens ----------------------------------------------------------------------------

    def see(self, event: Event) -> list[Outcome]:
        """What an event means for the lesson: the steps that it passes, or where it went astray."""
        before = self.standing
        if isinstance(event, Said) and not self._paused:
            self._trail.keep(self._stood())
        outcomes = self._foretold(event)
        self._script.see(event)
        if isinstance(event, Kept | Said):
            return outcomes
        self.standing = standing.after(before, event)
        if (step := self.step) is None or self._paused:
            return outcomes
        if not isinstance(step, Question):
            self._attempt.meet(step, event, self.standing)
        return outcomes + (self._pass() or self._stray(step, event, before))

    def hear(self, remark: Remark) -> list[Outcome]:
        """What a remark means: an answer, a prediction, a hint that was given, a step said for the
        learner, the keyboard taken over, a command taken back. What is no such thing, or of
        another step or lesson (as the answers of a review are), means nothing.
        """
        value = remark.value if isinstance(remark.value, dict) else {}
        if value.get("lesson") not in (None, self.lesson.id):
            return []
        if remark.kind == "pause":
            self._pause(value)
        elif remark.kind == "predict":
            self._prediction = foretelling.said(value, self.step) or self._prediction
        elif remark.kind == "step" and value.get("catchup") is True:
            return self._catch_up(value.get("step"))
        elif self.step is None or value.get("step") != self.step.id:
            return []
        elif remark.kind == "answer":
            return self._answer(self.step, value.get("given"))
        elif remark.kind == "hint" and type(number := value.get("number")) is int:
            self._book.hinted(self.step.id, number)
        return []

    def turn_to(self, conn: int) -> None:
        """The learner types on this connection now (0: on none); only what comes next changes."""
        self._script.turn_to(conn)

    def did(self, line: str) -> None:
        """The learner typed a line for the program itself; only what comes next changes."""
        self._script.did(line)

    def go_to(self, step: int) -> None:
        """Begin at a step (from 0), forwards or back; those between are not passed by that."""
        self.index = max(0, min(step, len(self.lesson.steps)))
        self._begin(anew=True)

    def copy(self) -> Self:
        """A copy that goes its own way."""
        found = super().copy()
        found._attempt = self._attempt.copy()
        return found

    # -- how it is judged ------------------------------------------------------------------------

    def _begin(self, *, anew: bool = False) -> None:
        self._attempt = Attempt()
        self._script.go_to(self.index, anew=anew)

    def _over(self, step: Step, *, passed: bool = True) -> None:
        if passed:
            self._book.passed(step.id)
        self._prediction = foretelling.after(self._prediction, step)
        self.index += 1
        self._begin()

    def _pass(self) -> list[Outcome]:
        passed: list[Outcome] = []
        while (step := self.step) and not isinstance(step, Question):
            found = self._attempt.passed(step, self.standing)
            if found is None:
                break
            passed.append(found)
            self._over(step)
        return passed

    def _stray(self, step: Step, event: Event, before: Standing) -> list[Outcome]:
        if isinstance(step, Question):
            return []
        found = self._attempt.strayed(step, event, before, self.standing, self.lesson)
        if found is None:
            return []
        self._book.missed(step.id)
        return [found]

    # -- remarks ---------------------------------------------------------------------------------

    def _pause(self, value: Mapping[str, object]) -> None:
        """Whether things move and nothing is judged: the keyboard was taken over, or a way is
        walked again. Afterwards the step's lines begin anew, or all is as it was."""
        what = value.get("what")
        if what == "undo":
            self._trail.leave(self._stood())
        elif what == "undone" and (stood := self._trail.back(value, self._stood())) is not None:
            self._go_back(stood)
        elif what == "anew":
            self._go_back(Progress(self.lesson, self.mode)._stood())
        elif what in ("back", "undone"):
            self._script.go_to(self.index, anew=True)
        if what in ("takeover", "undo", "back", "undone", "anew"):
            self._paused = what in ("takeover", "undo")

    def _stood(self) -> Stood:
        moment = self.index, self.standing, self._attempt.copy()
        return Stood(*moment, self._script.copy(), self._book.done)

    def _go_back(self, stood: Stood) -> None:
        self.index, self.standing, attempt, script, passed = stood
        self._prediction = None  # it was about the line that is taken back
        self._attempt, self._script = attempt.copy(), script.copy()
        self._book.undone(passed)

    def _answer(self, step: Step, given: object) -> list[Outcome]:
        verdict = answers.judged(step, given) if isinstance(step, Question) else None
        if verdict is None or not isinstance(step, Question):
            return []
        self._book.answered(step.id, right=verdict.right)
        outcomes: list[Outcome] = [Answered(step, given, *verdict)]
        if verdict.right:
            outcomes.append(Passed(step, ()))
        else:
            self._book.missed(step.id, verdict.misconception)
        if verdict.right or not self.help.again:
            self._over(step, passed=verdict.right)
            outcomes += self._pass()
        return outcomes

    def _foretold(self, event: Event) -> list[Outcome]:
        self._prediction, found = foretelling.held(self._prediction, event)
        if found is None:
            return []
        if found.step is not None:
            self._book.foretold(found.step.id, right=found.right)
        return [found]

    def _catch_up(self, named: object) -> list[Outcome]:
        """A step is said for the learner from here on; there is nothing to say for a question."""
        at = self.lesson.find(named) if isinstance(named, str) else None
        if at is None or at < self.index:
            return []
        step = self.lesson.steps[at]
        self._book.assisted(step.id)
        if at != self.index or not isinstance(step, Question):
            return []
        self._over(step)
        return [Passed(step, ()), *self._pass()]
