"""The line that is shown leads on from wherever somebody has got to: who left, reset or turned away
and from then on types what is shown, passes the step."""

from pathlib import Path

import pytest

from tests.lesson.rehearsing import SHIPPED, Learner
from tests.lesson.test_lessons import load
from tutor.lesson import Lesson, Mode, Question, Step, Task, answers

DETOURS = [("quit",), (":drop",), (":switch",), ("rset",), ("starttls", "ehlo me.example")]
_MOST_BESIDE = 24
"""Lines beside the step's own: opening, greeting, TLS, a login, an envelope."""

GONE = {
    "pop3-by-hand": {"rset"},  # what QUIT has deleted comes back with `:undo` only
    "pop3-well-used": {"meanwhile"},
    "pop3-states": {"second", "leave-second"},  # the lock that they are about has gone
    "extensions": {"last-chunk"},  # the server still counts octets: any line is one of them
}


class Follower(Learner):
    """Somebody who types the solution, or what is shown."""

    def does(self, line: str) -> None:
        self.say(line)
        self.progress.turn_to(self.stage.active)
        self.progress.did(line)

    def comes_to(self, step: Step) -> bool:
        while self.progress.step is not None and self.progress.step is not step:
            now = self.progress.step
            if isinstance(now, Question):
                self.answer(answers.right(now))
                continue
            for line in now.lines:
                self.does(line)
        return self.progress.step is step

    def follows(self, step: Step) -> list[str]:
        """The lines that are shown until the step has passed; the last is "" if none was."""
        shown: list[str] = []
        while self.progress.step is step and len(shown) < len(step.lines) + _MOST_BESIDE:
            wanted = self.progress.wanted()
            if wanted is None:
                return [*shown, ""]
            shown.append(wanted.text)
            self.does(wanted.text)
        return shown


def tasks(lesson: Lesson) -> list[Task]:
    gone = GONE.get(lesson.id, set())
    return [step for step in lesson.steps if isinstance(step, Task) and step.id not in gone]


@pytest.mark.parametrize("detour", DETOURS, ids=lambda lines: lines[0])
@pytest.mark.parametrize("name", sorted(Path(p).stem for p in SHIPPED.glob("*-*.yaml")))
def test_the_way_back(name: str, detour: tuple[str, ...]) -> None:
    lesson = load(name)
    for step in tasks(lesson):
        follower = Follower(lesson, Mode.SOLO)
        if not follower.comes_to(step):
            continue  # passed by the lines of the one before
        for line in detour:
            follower.does(line)
        shown = follower.follows(step)
        assert follower.progress.step is not step, (step.id, detour, shown)
