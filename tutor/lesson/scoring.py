"""What a way through a lesson is worth: used by the exam, by `grade` and by home.

Every step is worth the same. A miss and a hint cost a little, never as much as the step: whoever
gets there in the end has more than whoever gave up. What the program said for the learner counts as
done, and for nothing. A right prediction makes up for something that was lost.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.lesson.model import Lesson, Step
from tutor.lesson.tally import Tally

STEP = 10
MISS = 2
HINT = 2
LEAST = 4
PREDICTION = 1
"""Points: of a step, off for a miss, off for a hint, what a passed step keeps at least, and back
for a right prediction."""


class Mark(NamedTuple):
    """A step's points, and what they were given for."""

    step: str
    tally: Tally
    points: int
    of: int = STEP


class Score(NamedTuple):
    """A lesson's points, step by step in its order."""

    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """All points."""
        return sum(mark.points for mark in self.marks)

    @property
    def of(self) -> int:
        """What could be had."""
        return sum(mark.of for mark in self.marks)

    @property
    def passed(self) -> int:
        """How many steps were passed, those with help too."""
        return sum(mark.tally.passed for mark in self.marks)

    @property
    def assisted(self) -> int:
        """How many steps were passed with the program's help."""
        return sum(mark.tally.passed and mark.tally.assisted for mark in self.marks)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """What the wrong choices show, each once, in the order in which they came."""
        found = (name for mark in self.marks for name in mark.tally.misconceptions)
        return tuple(dict.fromkeys(found))


def score(lesson: Lesson, tallies: Mapping[str, Tally]) -> Score:
    """The points of a lesson for what was counted (`Progress.tallies`)."""
    return Score(tuple(_mark(step, tallies.get(step.id, Tally())) for step in lesson.steps))


def scaled(found: Score, most: int | None) -> tuple[int, int]:
    """The points, and those that could be had, where a course gives `most` for the lesson."""
    if most is None or not found.of:
        return found.points, found.of
    return (2 * found.points * most + found.of) // (2 * found.of), most


def points(tally: Tally) -> int:
    """The points of one step."""
    if not tally.passed or tally.assisted:
        return 0
    lost = MISS * tally.misses + HINT * tally.hints - PREDICTION * sum(tally.foretold)
    return max(LEAST, STEP - max(0, lost))


def _mark(step: Step, tally: Tally) -> Mark:
    return Mark(step.id, tally, points(tally))
