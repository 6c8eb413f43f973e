"""One learner in class: where he is in the lesson, and which faults still wait for him."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Self

from tutor import staging
from tutor.classroom.happenings import Deed
from tutor.core.events import Event, Kept, Said
from tutor.lesson import Lesson, Mode, Passed, Progress
from tutor.practice import Faults, Practice
from tutor.staging.letters import filled


class Pupil:
    """Somebody who does the lesson: a student, or whoever sits at an address.

    `lesson` is his own (see `lesson.classwork`), `address` where he gets his mail; `faults` wait
    for nobody else. `met`: something is known to have been done by him.
    """

    def __init__(self, id: str, name: str, address: str, lesson: Lesson, faults: Faults) -> None:
        self.id = id
        self.name = name
        self.address = address
        self.progress = Progress(lesson, Mode.SOLO)
        self.faults = faults
        self.met = False
        self._arrived = 0

    def copy(self) -> Self:
        """The same learner, who goes his own way from here."""
        found = type(self).__new__(type(self))
        found.__dict__.update(self.__dict__)
        found.progress, found.faults = self.progress.copy(), self.faults.copy()
        return found

    def begin(self, made: Practice) -> None:
        """Let the faults of his step wait; `made` is the server as he sees it."""
        if (step := self.progress.step) is not None:
            staging.arm(replace(made, faults=self.faults), step)

    def receive(self, made: Practice) -> None:
        """Let the letters arrive that come with the steps up to the one at which he stands."""
        lesson, reached = self.progress.lesson, self.progress.index + 1
        for step in lesson.steps[self._arrived : reached]:
            for post in step.arrives:
                filled(made.store, lesson, post)
        self._arrived = max(self._arrived, reached)

    def see(self, event: Event, made: Practice | None) -> Iterator[Deed]:
        """What an event means for him. Without a server no fault is set up: it was before."""
        if isinstance(event, Kept | Said):
            return
        steps, before = self.progress.lesson.steps, self.progress.index
        passed = [each for each in self.progress.see(event) if isinstance(each, Passed)]
        after = self.progress.index
        if after != before and made is not None:
            mine = replace(made, faults=self.faults)
            for step in steps[before:after]:
                staging.disarm(mine, step)
            self.begin(made)
        for each in passed:
            yield "passed", {"step": each.step.id}
        if passed and after == len(steps):
            yield "done", {}
