"""A whole lesson on the practice server without sockets, judged as it goes."""

from pathlib import Path

from tutor import staging
from tutor.core.events import Event
from tutor.core.wire import Remark
from tutor.lesson import Lesson, Mode, Outcome, Passed, Progress, Question, Serve, answers
from tutor.lesson.reading import read
from tutor.proving import Rehearsal

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "lessons"


def good(name: str, seed: str | None = None) -> Lesson:
    """A lesson of the tests."""
    path = HERE / "good" / f"{name}.yaml"
    lesson = read(path.read_text(encoding="utf-8"), path.name, seed)
    return staging.furnished(lesson, path.parent)


class Learner:
    """Somebody who does a lesson; `outcomes` is all that came of it."""

    def __init__(self, lesson: Lesson, mode: Mode = Mode.FOLLOW) -> None:
        self.progress = Progress(lesson, mode)
        self.stage = Rehearsal(lesson)
        self.outcomes: list[Outcome] = []
        self._begun = -1

    def say(self, *lines: str) -> list[Outcome]:
        """Type lines in the step that is to be done now."""
        found: list[Outcome] = []
        for line in lines:
            self._begin()
            serves = isinstance(self.progress.step, Serve)
            found += self.see(self.stage.serve(line) if serves else self.stage.say(line))
        return found

    def answer(self, given: object, step: str | None = None) -> list[Outcome]:
        """Answer the question of this step, or of another."""
        self._begin()
        return self.hear("answer", step=step or self.here, given=given)

    def hear(self, kind: str, **value: object) -> list[Outcome]:
        """A remark."""
        self._begin()
        found = self.progress.hear(Remark(0.0, kind, value))
        self.outcomes += found
        return found

    def see(self, events: list[Event]) -> list[Outcome]:
        """What happens."""
        found = [outcome for event in events for outcome in self.progress.see(event)]
        self.outcomes += found
        return found

    @property
    def here(self) -> str | None:
        """The id of the step to do now."""
        return self.progress.step.id if self.progress.step is not None else None

    @property
    def passed(self) -> list[str]:
        """The ids of the steps that passed."""
        return [out.step.id for out in self.outcomes if isinstance(out, Passed)]

    def until(self, step: str) -> "Learner":
        """Everything before a step, by the lesson's own lines and right answers."""
        while self.progress.step is not None and self.here != step:
            now = self.progress.step
            if isinstance(now, Question):
                self.answer(answers.right(now))
            else:
                self.say(*now.lines)
            assert self.progress.step is not now, f"{now.id} did not pass"
        assert self.here == step or not step
        return self

    def _begin(self) -> None:
        step = self.progress.step
        if step is not None and self.progress.index != self._begun:
            self._begun = self.progress.index
            self.see(self.stage.begin(step))
