"""What came of an event or a remark, said to the learner."""

from tutor.lesson import Answered, Astray, Missed, Outcome, Passed, Predicted, Progress, Question
from tutor.page import Role
from tutor.shell.guiding import asking
from tutor.shell.guiding.telling import Teller


class Verdicts:
    """Says outcomes, each as the mode allows. `protocol` is that of the last prediction."""

    def __init__(self, teller: Teller, protocol: str) -> None:
        self.protocol = protocol
        self._teller = teller

    def tell(self, outcome: Outcome, progress: Progress) -> bool:
        """Say one outcome; whether it is something to read before going on."""
        match outcome:
            case Passed():
                return self._passed(outcome, progress)
            case Astray(text=text):
                if progress.help.hints != "none":  # in an exam it would be a hint
                    self._teller.say(text, Role.WARN)
            case Missed():
                self._missed(outcome, progress)
            case Answered():
                return self._answered(outcome, progress)
            case Predicted():
                return self._predicted(outcome, progress)
        return False

    def _passed(self, outcome: Passed, progress: Progress) -> bool:
        step, steps = outcome.step, progress.lesson.steps
        if isinstance(step, Question) and not progress.help.again:
            return False  # the answer is kept, right or not: nobody is told which
        silent = progress.help.notes == "none"
        told = () if silent or step.why is not None else outcome.why
        self._teller.passed(steps.index(step) + 1, len(steps), told)
        if silent:
            return False
        if step.why is not None:
            self._teller.say(step.why, Role.NOTE)
        if step.aside is not None:
            self._teller.card(step.aside)
        return step.why is not None or step.aside is not None

    def _missed(self, outcome: Missed, progress: Progress) -> None:
        if outcome.times != 2 or progress.ghost() is not None:
            return
        if progress.help.hints == "counted":
            self._teller.tell("ui.lesson.ask")
        elif progress.help.hints == "free":
            self._teller.example(next_line(progress))

    def _answered(self, outcome: Answered, progress: Progress) -> bool:
        if not progress.help.again:
            steps = progress.lesson.steps
            number = steps.index(outcome.step) + 1
            self._teller.tell("ui.lesson.answer.kept", number=number, total=len(steps))
            return False
        self._teller.tell(f"ui.lesson.answer.{'right' if outcome.right else 'other'}")
        if outcome.why is not None:
            self._teller.say(outcome.why, Role.NOTE)
        return outcome.why is not None

    def _predicted(self, outcome: Predicted, progress: Progress) -> bool:
        said = asking.key_of(outcome.said, self.protocol)
        came = asking.key_of(outcome.came, self.protocol)
        key = "ui.predict.right" if outcome.right else "ui.predict.other"
        self._teller.tell(key, said=said, came=came)
        if outcome.why is None or progress.help.notes == "none":
            return False
        self._teller.say(outcome.why, Role.NOTE)
        return True


def next_line(progress: Progress) -> str:
    """The line that leads on."""
    wanted, step = progress.wanted(), progress.step
    if wanted is not None or step is None:
        return wanted.text if wanted is not None else ""
    return step.lines[0] if step.lines else ""
