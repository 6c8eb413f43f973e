"""Where a learner is in a lesson: the step to do now, what it has cost, and what helps with it."""

import copy
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from tutor.lesson.earlier import NOTHING, joined
from tutor.lesson.helping import HELP, Help, Mode
from tutor.lesson.model import Lesson, Localized, Question, Step
from tutor.lesson.script import Script, Wanted
from tutor.lesson.standing import Standing
from tutor.lesson.tally import Book, Tally
from tutor.lesson.trail import Trail


class Position:
    """A place in a lesson; `index` counts steps from 0. `earlier` is what the learner did of the
    lesson before, where he comes back to it."""

    def __init__(self, lesson: Lesson, mode: Mode) -> None:
        self.lesson = lesson
        self.mode = mode
        self.index = 0
        self.standing = Standing()
        self.earlier = NOTHING
        self._book = Book()
        self._script = Script(lesson, fading=self.help.fades)
        self._trail = Trail()

    @property
    def step(self) -> Step | None:
        """The step to do now; None when all are passed."""
        steps = self.lesson.steps
        return steps[self.index] if self.index < len(steps) else None

    @property
    def help(self) -> Help:
        """How much help there is."""
        return HELP[self.mode]

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """What was counted of each step that was begun, by its id, an earlier sitting included."""
        return MappingProxyType(joined(self.earlier, self._book.tallies))

    @property
    def counted(self) -> Mapping[str, Tally]:
        """What was counted in this sitting alone: what a recording of it tells."""
        return MappingProxyType(self._book.tallies)

    @property
    def misses(self) -> int:
        """Misses of all steps."""
        return self._book.misses

    @property
    def hints(self) -> int:
        """Hints of all steps."""
        return self._book.hints

    @property
    def said(self) -> int:
        """How many commands were said: the moment to which an undo goes back."""
        return self._trail.said

    def hint(self) -> Localized | None:
        """The next hint of this step, counted; None when there is no further one."""
        step, given = self.step, self.hinted
        if step is None or self.help.hints == "none" or given >= len(step.hints):
            return None
        self._book.hinted(step.id, given + 1)
        return step.hints[given]

    @property
    def hinted(self) -> int:
        """How many hints of this step were given: the number for the remark of the last one."""
        return self._book.of(self.step.id).hints if self.step is not None else 0

    def ghost(self) -> str | None:
        """The line to type next, where the mode shows it; "" is the empty line of a letter."""
        wanted = self.wanted() if self.help.ghost else None
        return None if wanted is None or wanted.faded else wanted.text

    def wanted(self) -> Wanted | None:
        """The line that leads on from here, in every mode; None when there is none."""
        step = self.step
        return None if step is None or isinstance(step, Question) else self._script.next()

    def copy(self) -> Self:
        """A copy that goes its own way: what changes in place is copied, what is frozen shared."""
        found = copy.copy(self)
        found._book = self._book.copy()
        found._script = self._script.copy()
        found._trail = self._trail.copy()
        return found
