"""Help that is asked for in a lesson: its hints, one after the other, and then the line itself."""

from collections.abc import Callable

from tutor.lesson import Progress, Question, Step
from tutor.page import Role
from tutor.shell.guiding.telling import Teller
from tutor.shell.guiding.verdicts import next_line

Count = Callable[[str, int], None]
"""Takes a step's id, and how many hints of it were given by now."""


class Hints:
    """The hints of one sitting. Each one that is given counts once; to read the line once more
    costs nothing."""

    def __init__(self, progress: Progress, teller: Teller, count: Count) -> None:
        self._progress = progress
        self._teller = teller
        self._count = count
        self._line: tuple[str, str] | None = None

    def give(self) -> None:
        """The next hint; after the last one, the line itself. Who has to go back gets the line."""
        step, wanted = self._progress.step, self._progress.wanted()
        if step is None or self._progress.help.hints == "none":
            self._teller.tell("ui.lesson.no-hint")
        elif wanted is not None and wanted.again:
            self._teller.example(wanted.text)
        elif (wanted is None or not wanted.later) and (hint := self._progress.hint()) is not None:
            self._count(step.id, self._progress.hinted)
            self._teller.say(hint, Role.NOTE)
        elif isinstance(step, Question):
            self._teller.tell("ui.lesson.no-hint")
        else:
            self._give_line(step)

    def _give_line(self, step: Step) -> None:
        """The line counts as one hint, whether or not those before it were asked for."""
        line = next_line(self._progress)
        if self._line != (step.id, line):
            self._line = step.id, line
            self._count(step.id, min(self._progress.hinted, len(step.hints)) + 1)
        self._teller.example(line)
