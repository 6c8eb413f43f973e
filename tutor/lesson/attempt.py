"""One step while it is tried: what was met, where it led astray, what was missed."""

from collections import Counter
from typing import Self

from tutor.core.events import Event
from tutor.lesson import goals, missing
from tutor.lesson.goals import Leaf
from tutor.lesson.model import Lesson, Serve, Task
from tutor.lesson.outcomes import Astray, Missed, Passed
from tutor.lesson.standing import Standing, connection

_NEEDED = frozenset(
    "GREETING EHLO HELO MAIL DATA STARTTLS AUTH AUTH-RESPONSE USER PASS APOP STLS".split()
)
"""What a client has to be granted before it can say what comes next; one recipient of several, or
one message, it can do without."""


class Attempt:
    """What has come of a step since it began.

    Where the learner is the server, a client that was answered so that it cannot go on has stopped
    listening: what is said on that connection afterwards counts for nothing.
    """

    def __init__(self) -> None:
        self._met: frozenset[Leaf] = frozenset()
        self._missed: Counter[str] = Counter()
        self._lost: frozenset[int] = frozenset()
        self._conn = 0

    def copy(self) -> Self:
        """One of its own."""
        found = type(self)()
        found._met, found._missed = self._met, self._missed.copy()
        found._lost, found._conn = self._lost, self._conn
        return found

    def meet(self, step: Task | Serve, event: Event, standing: Standing) -> None:
        """Conditions that an event meets stay met."""
        self._conn = connection(event)
        if _concerns(step, event, standing) and self._conn not in self._lost:
            self._met |= goals.met(step.goal, event)

    def passed(self, step: Task | Serve, standing: Standing) -> Passed | None:
        """That the goal is reached, if it is."""
        state = self._met, standing, step.connection
        if self._conn in self._lost or not goals.holds(step.goal, *state):
            return None
        return Passed(step, goals.reasons(step.goal, *state))

    def strayed(
        self, step: Task | Serve, event: Event, before: Standing, now: Standing, lesson: Lesson
    ) -> Astray | Missed | None:
        """Where an event led that did not reach the goal."""
        heard = event if _concerns(step, event, now) else None
        line = now.lines.get(connection(event))
        protocol = line.protocol if line is not None else lesson.protocol
        verb = missing.missed(event, step, protocol) if heard is not None else None
        if isinstance(step, Serve) and verb in _NEEDED and not goals.met(step.goal, event):
            self._lost |= {connection(event)}
        detour = missing.strayed(step, heard, before, now)
        if detour is not None:
            return Astray(step, detour.say)
        if verb is None:
            return None
        self._missed[verb] += 1
        return Missed(step, verb, self._missed[verb])


def _concerns(step: Task | Serve, event: Event, standing: Standing) -> bool:
    """Whether an event is of the connection that the step is about."""
    if step.connection is None:
        return True
    line = standing.lines.get(connection(event))
    return line is not None and line.protocol == step.connection
