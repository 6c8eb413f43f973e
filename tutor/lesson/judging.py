"""One learner's way through a lesson: events and remarks in, outcomes out.

It sees what everybody sees (events, and what a log keeps beside them), never text on a screen, so a
recording is judged like a live session. It says nothing itself and knows no clock.
"""

import copy
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from tutor.core.events import Event, Kept, Said
from tutor.core.spec import Class
from tutor.core.wire import Remark
from tutor.lesson import answers, foretelling, goals, missing, standing, tally
from tutor.lesson.foretelling import Prediction
from tutor.lesson.goals import Leaf
from tutor.lesson.helping import HELP, Help, Mode
from tutor.lesson.model import Detour, Lesson, Localized, Question, Serve, Step, Task
from tutor.lesson.outcomes import Answered, Astray, Missed, Outcome, Passed, Predicted
from tutor.lesson.script import Script, Wanted
from tutor.lesson.standing import Standing, connection
from tutor.lesson.tally import Tally

_MOST_HINTS = 99


class Progress:
    """Where the learner is. `index` counts steps from 0; `misses` and `hints` are of all steps."""

    def __init__(self, lesson: Lesson, mode: Mode = Mode.FOLLOW, start: int = 0) -> None:
        self.lesson = lesson
        self.mode = mode
        self.index = 0
        self.misses = 0
        self.hints = 0
        self.standing = Standing()
        self._tallies: dict[str, Tally] = {}
        self._met: frozenset[Leaf] = frozenset()
        self._missed: Counter[str] = Counter()
        self._prediction: Prediction | None = None
        self._paused = False
        self._script = Script(lesson, fading=self.help.fades)
        self.go_to(start)

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
        """What was counted of each step that was begun, by its id."""
        return MappingProxyType(self._tallies)

    # -- what happens ----------------------------------------------------------------------------

    def see(self, event: Event) -> list[Outcome]:
        """What an event means for the lesson: the steps that it passes, or where it went astray."""
        before = self.standing
        outcomes = self._foretold(event)
        self._script.see(event)
        if isinstance(event, Kept | Said):
            return outcomes
        self.standing = standing.after(before, event)
        step = self.step
        if step is None or self._paused:
            return outcomes
        if not isinstance(step, Question) and self._concerns(step, event):
            self._met |= goals.met(step.goal, event)
        return outcomes + (self._pass() or self._stray(step, event, before))

    def hear(self, remark: Remark) -> list[Outcome]:
        """What a remark means: an answer, a prediction, a hint that was given, a step said for the
        learner, the keyboard taken over. What is no such thing, or of another step, means nothing.
        """
        value = remark.value if isinstance(remark.value, dict) else {}
        if remark.kind == "pause":
            self._pause(value.get("what"))
        elif remark.kind == "predict":
            self._predict(value.get("class"))
        elif remark.kind == "step" and value.get("catchup") is True:
            return self._catch_up(value.get("step"))
        elif self.step is None or value.get("step") != self.step.id:
            return []
        elif remark.kind == "answer":
            return self._answer(self.step, value.get("given"))
        elif remark.kind == "hint":
            self._hinted(value.get("number"))
        return []

    def turn_to(self, conn: int) -> None:
        """The learner types on this connection from now on: nothing to judge, but the line to type
        next is another."""
        self._script.turn_to(conn)

    def go_to(self, step: int) -> None:
        """Begin at a step (from 0), forwards or back; those between are not passed by that."""
        self.index = max(0, min(step, len(self.lesson.steps)))
        self._begin(anew=True)

    # -- help ------------------------------------------------------------------------------------

    def hint(self) -> Localized | None:
        """The next hint of this step, counted; None when there is no further one."""
        step = self.step
        if step is None or self.help.hints == "none":
            return None
        given = self._tally(step).hints
        if given >= len(step.hints):
            return None
        self._hinted(given + 1)
        return step.hints[given]

    @property
    def hinted(self) -> int:
        """How many hints of this step were given: the number for the remark of the last one."""
        return self._tally(self.step).hints if self.step is not None else 0

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
        found._tallies = self._tallies.copy()
        found._missed = self._missed.copy()
        found._script = self._script.copy()
        return found

    # -- how it is judged ------------------------------------------------------------------------

    def _tally(self, step: Step) -> Tally:
        return self._tallies.get(step.id, Tally())

    def _begin(self, *, anew: bool = False) -> None:
        self._met = frozenset()
        self._missed.clear()
        self._script.go_to(self.index, anew=anew)

    def _over(self, step: Step, *, passed: bool = True) -> None:
        if passed:
            self._tallies[step.id] = self._tally(step)._replace(passed=True)
        self.index += 1
        self._begin()

    def _pass(self) -> list[Outcome]:
        passed: list[Outcome] = []
        while (step := self.step) and not isinstance(step, Question):
            state = self._met, self.standing, step.connection
            if not goals.holds(step.goal, *state):
                break
            passed.append(Passed(step, goals.reasons(step.goal, *state)))
            self._over(step)
        return passed

    def _concerns(self, step: Step, event: Event) -> bool:
        """Whether an event is of the connection that the step is about."""
        if step.connection is None:
            return True
        line = self.standing.lines.get(connection(event))
        return line is not None and line.protocol == step.connection

    def _stray(self, step: Step, event: Event, before: Standing) -> list[Outcome]:
        if isinstance(step, Question):
            return []
        for detour in step.astray:
            if self._takes(step, detour, event, before):
                self._count_miss(step)
                return [Astray(step, detour.say)]
        return self._miss(step, event)

    def _takes(self, step: Task | Serve, detour: Detour, event: Event, before: Standing) -> bool:
        """Whether this very event leads astray: a state that has lasted was spoken of already."""
        none: frozenset[Leaf] = frozenset()
        now = goals.met(detour.when, event) if self._concerns(step, event) else none
        about = step.connection
        return goals.holds(detour.when, now, self.standing, about) and not goals.holds(
            detour.when, none, before, about
        )

    def _miss(self, step: Task | Serve, event: Event) -> list[Outcome]:
        line = self.standing.lines.get(connection(event))
        protocol = line.protocol if line is not None else self.lesson.protocol
        verb = missing.missed(event, step, protocol) if self._concerns(step, event) else None
        if verb is None:
            return []
        self._count_miss(step)
        self._missed[verb] += 1
        return [Missed(step, verb, self._missed[verb])]

    def _count_miss(self, step: Step, misconception: str | None = None) -> None:
        self.misses += 1
        self._tallies[step.id] = tally.missed(self._tally(step), misconception)

    # -- remarks ---------------------------------------------------------------------------------

    def _answer(self, step: Step, given: object) -> list[Outcome]:
        verdict = answers.judged(step, given) if isinstance(step, Question) else None
        if verdict is None or not isinstance(step, Question):
            return []
        before = self._tally(step)
        if before.answered is None:
            self._tallies[step.id] = before._replace(answered=verdict.right)
        outcomes: list[Outcome] = [Answered(step, given, *verdict)]
        if verdict.right:
            outcomes.append(Passed(step, ()))
        else:
            self._count_miss(step, verdict.misconception)
        if verdict.right or not self.help.again:
            self._over(step, passed=verdict.right)
            outcomes += self._pass()
        return outcomes

    def _predict(self, said: object) -> None:
        kinds = {kind.value: kind for kind in Class}
        if isinstance(said, str) and said in kinds:
            self._prediction = Prediction(kinds[said], self.index)

    def _foretold(self, event: Event) -> list[Outcome]:
        prediction = self._prediction
        if prediction is None:
            return []
        came = foretelling.came(prediction, event)
        if came is None:
            self._prediction = foretelling.follow(prediction, event)
            return []
        self._prediction = None
        steps = self.lesson.steps
        step = steps[prediction.step] if prediction.step < len(steps) else None
        right = came is prediction.said
        if step is not None:
            self._tallies[step.id] = tally.foretold(self._tally(step), right=right)
        why = step.predict if isinstance(step, Task) else None
        return [Predicted(step, prediction.said, came, right, why)]

    def _hinted(self, number: object) -> None:
        step = self.step
        if step is None or not isinstance(number, int) or isinstance(number, bool):
            return
        before = self._tally(step)
        given = max(before.hints, min(number, _MOST_HINTS))
        self.hints += given - before.hints
        self._tallies[step.id] = before._replace(hints=given)

    def _catch_up(self, named: object) -> list[Outcome]:
        """A step is said for the learner from here on; there is nothing to say for a question."""
        at = self.lesson.find(named) if isinstance(named, str) else None
        if at is None or at < self.index:
            return []
        step = self.lesson.steps[at]
        self._tallies[step.id] = self._tally(step)._replace(assisted=True)
        if at != self.index or not isinstance(step, Question):
            return []
        self._over(step)
        return [Passed(step, ()), *self._pass()]

    def _pause(self, what: object) -> None:
        """While somebody else has the keyboard, things move and nothing is judged."""
        if what in ("takeover", "back"):
            self._paused = what == "takeover"
