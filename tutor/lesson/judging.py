"""One learner's way through a lesson: events in, outcomes out.

It sees what everybody sees (events), never text on a screen, so a recording is judged like a live
session. It says nothing itself and knows no clock.
"""

import copy
from collections import Counter
from enum import Enum
from typing import NamedTuple, Self

from tutor.core.events import Event, Exchange, Kept, Said
from tutor.lesson import goals, standing
from tutor.lesson.goals import Leaf
from tutor.lesson.model import Detour, Lesson, Localized, Step
from tutor.lesson.script import Script, Wanted
from tutor.lesson.standing import Standing


class Mode(Enum):
    """How much help there is."""

    WATCH = "watch"
    FOLLOW = "follow"
    SOLO = "solo"
    EXAM = "exam"


class Passed(NamedTuple):
    """A step's goal is reached; `why` names the conditions by which it was."""

    step: Step
    why: tuple[Leaf, ...]


class Astray(NamedTuple):
    """A foreseen detour was taken."""

    step: Step
    text: Localized


class Missed(NamedTuple):
    """A command was refused and nobody foresaw it; `times` counts its verb in this step."""

    step: Step
    verb: str
    times: int


Outcome = Passed | Astray | Missed


class Progress:
    """Where the learner is. `index` counts steps from 0; `misses` and `hints` are of all steps."""

    def __init__(self, lesson: Lesson, mode: Mode = Mode.FOLLOW, start: int = 0) -> None:
        self.lesson = lesson
        self.mode = mode
        self.index = start
        self.misses = 0
        self.hints = 0
        self.standing = Standing()
        self._met: frozenset[Leaf] = frozenset()
        self._missed: Counter[str] = Counter()
        self._hinted = 0
        self._script = Script(lesson, fading=mode is Mode.FOLLOW)
        self._script.go_to(start)

    @property
    def step(self) -> Step | None:
        """The step to do now; None when all are passed."""
        steps = self.lesson.steps
        return steps[self.index] if self.index < len(steps) else None

    def see(self, event: Event) -> list[Outcome]:
        """What an event means for the lesson: the steps that it passes, or where it went astray."""
        before = self.standing
        self._script.see(event)
        if isinstance(event, Kept | Said) or self.step is None:
            return []
        self.standing = standing.after(before, event)
        self._met |= goals.met(self.step.goal, event)
        return self._pass() or self._stray(self.step, event, before)

    def hint(self) -> Localized | None:
        """The next hint of this step, counted; None when there is no further one."""
        step = self.step
        if step is None or self._hinted >= len(step.hints):
            return None
        if self.mode in (Mode.WATCH, Mode.EXAM):
            return None
        self._hinted += 1
        self.hints += 1
        return step.hints[self._hinted - 1]

    def ghost(self) -> str | None:
        """The line to type next, where the mode shows it; "" is the empty line of a letter."""
        if self.mode in (Mode.SOLO, Mode.EXAM) or self.step is None:
            return None
        wanted = self._script.next()
        return None if wanted is None or wanted.faded else wanted.text

    def wanted(self) -> Wanted | None:
        """The line that leads on from here, in every mode; None when there is none."""
        return self._script.next() if self.step is not None else None

    def copy(self) -> Self:
        """A copy that goes its own way: what changes in place is copied, what is frozen shared."""
        found = copy.copy(self)
        found._missed = self._missed.copy()
        found._script = self._script.copy()
        return found

    def _pass(self) -> list[Outcome]:
        passed: list[Outcome] = []
        while (step := self.step) and goals.holds(step.goal, self._met, self.standing):
            passed.append(Passed(step, goals.reasons(step.goal, self._met, self.standing)))
            self.index += 1
            self._met = frozenset()
            self._missed.clear()
            self._hinted = 0
            self._script.go_to(self.index)
        return passed

    def _stray(self, step: Step, event: Event, before: Standing) -> list[Outcome]:
        for detour in step.astray:
            if self._takes(detour, event, before):
                self.misses += 1
                return [Astray(step, detour.say)]
        return self._miss(step, event)

    def _miss(self, step: Step, event: Event) -> list[Outcome]:
        """A refusal of what the learner said; a server that refuses at once is none."""
        if not isinstance(event, Exchange) or event.command is None or not event.kind.refused:
            return []
        verb = event.command.verb
        if verb == "GREETING":
            return []
        self.misses += 1
        self._missed[verb] += 1
        return [Missed(step, verb, self._missed[verb])]

    def _takes(self, detour: Detour, event: Event, before: Standing) -> bool:
        """Whether this very event leads astray: a state that has lasted was spoken of already."""
        now = goals.met(detour.when, event)
        none: frozenset[Leaf] = frozenset()
        return goals.holds(detour.when, now, self.standing) and not goals.holds(
            detour.when, none, before
        )
