"""The grey line followed, as by somebody who types nothing else: it leads through every step."""

from collections.abc import Iterator

from tutor.core.events import Event
from tutor.core.wire import Remark
from tutor.data import Reason, because
from tutor.lesson import answers
from tutor.lesson.helping import Mode
from tutor.lesson.judging import Progress
from tutor.lesson.model import Lesson, Question, Serve, Task
from tutor.lesson.outcomes import Astray, Missed, Outcome
from tutor.lesson.rows import SWITCH
from tutor.lesson.stage import Finding, Stage, shown

_MOST_MORE = 6
"""Lines beyond a step's own after which nobody believes any more that it will pass."""


def astray(lesson: Lesson, stage: Stage) -> Iterator[Finding]:
    """Where the grey line leads astray first; nothing if it leads to the end."""
    follower = _Follower(lesson, stage)
    for step in lesson.steps:
        follower.see(stage.begin(step))
        if isinstance(step, Question):
            follower.answer(step)
            continue
        told = follower.through(step)
        if told is not None:
            yield Finding(*step.place, told)
            return


class _Follower:
    """Somebody who does as he is shown."""

    def __init__(self, lesson: Lesson, stage: Stage) -> None:
        self._stage = stage
        self._progress = Progress(lesson, Mode.FOLLOW)

    def see(self, events: list[Event]) -> list[Outcome]:
        """What happens on the stage."""
        return [outcome for event in events for outcome in self._progress.see(event)]

    def answer(self, step: Question) -> None:
        """A question is answered right."""
        value = {"step": step.id, "given": answers.right(step)}
        self._progress.hear(Remark(0.0, "answer", value))

    def through(self, step: Task | Serve) -> Reason | None:
        """Follow until the step has passed; what is to be said if it does not."""
        last = ""
        for at in range(len(step.lines) + _MOST_MORE):
            if self._progress.step is not step:
                return _unasked(step, last)
            wanted = self._progress.wanted()
            own = _own(step, at)
            if wanted is None:
                return because("lesson.grey.none", due=own)
            last = wanted.text
            went = any(isinstance(out, Astray | Missed) for out in self._type(step, last))
            if went and step.lines[at : at + 1] != (last,):
                return because("lesson.grey.astray", line=shown(last), due=own)
        if self._progress.step is step:
            return because("lesson.grey.short", line=shown(last))
        return None

    def _type(self, step: Task | Serve, line: str) -> list[Outcome]:
        if isinstance(step, Serve):
            return self.see(self._stage.serve(line))
        outcomes = self.see(self._stage.say(line))
        if line == SWITCH:
            self._progress.turn_to(self._stage.active)
        if line.startswith(":"):
            self._progress.did(line)
        return outcomes


def _own(step: Task | Serve, at: int) -> Reason:
    """What the solution has there."""
    if at < len(step.lines):
        return because("lesson.line", line=shown(step.lines[at]))
    return because("lesson.grey.end")


def _unasked(step: Task | Serve, last: str) -> Reason | None:
    """A prediction is asked for before the last line of its step, and before no other."""
    if not isinstance(step, Task) or step.predict is None or last == step.lines[-1]:
        return None
    return because("lesson.grey.unasked")
