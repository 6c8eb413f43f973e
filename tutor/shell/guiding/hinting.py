"""Help that is asked for in a lesson: its hints, one after the other, and then the line itself."""

from typing import NamedTuple

from tutor.lesson import Progress, Question, Step
from tutor.page import Role
from tutor.shell.guiding.telling import Teller
from tutor.shell.guiding.verdicts import next_line

Shown = tuple[str, str]
"""The id of a step, and a line of it that was given away."""


class Given(NamedTuple):
    """What was given and counts: the `number` of this step's hints by now, and the line that was
    given away last."""

    number: int
    line: Shown | None


def give(progress: Progress, teller: Teller, last: Shown | None) -> Given | None:
    """The next hint; after the last one, the line itself. Who has to go back gets the line.

    `last` is the line that was given before: to read it once more costs nothing. None where
    nothing counts.
    """
    step, wanted = progress.step, progress.wanted()
    if step is None or progress.help.hints == "none":
        teller.tell("ui.lesson.no-hint")
    elif wanted is not None and wanted.again:
        teller.example(wanted.text)
    elif (wanted is None or not wanted.later) and (hint := progress.hint()) is not None:
        teller.say(hint, Role.NOTE)
        return Given(progress.hinted, last)
    elif isinstance(step, Question):
        teller.tell("ui.lesson.no-hint")
    else:
        return _line(progress, teller, step, last)
    return None


def _line(progress: Progress, teller: Teller, step: Step, last: Shown | None) -> Given | None:
    """The line counts as one hint, whether or not those before it were asked for."""
    line = next_line(progress)
    teller.example(line)
    if last == (step.id, line):
        return None
    return Given(min(progress.hinted, len(step.hints)) + 1, (step.id, line))
