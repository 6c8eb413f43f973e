"""Coming back to a lesson: what was done of it in an earlier sitting, and whether that counts.

It counts where the lesson is the same, in the same mode and with the same values of its variables:
then the steps are said again and stand as they were. Where the lesson was changed since, it begins
at its first step.
"""

from tutor.lesson import Earlier, Lesson, Mode, Tally
from tutor.lesson.earlier import NOTHING
from tutor.progress import Counted, Record, Sitting
from tutor.shell.lessons import syllabus

LONGEST = 200
"""Characters of a seed that is remembered; nobody types as many."""


def sitting(
    lesson: Lesson, mode: str, seed: str | None, counted: dict[str, Tally], token: str = ""
) -> Sitting:
    """What is kept of a lesson that is left in the middle."""
    steps = {step.id: counted[step.id] for step in lesson.steps if step.id in counted}
    kept = {name: Counted(*tally) for name, tally in steps.items()}
    return Sitting(lesson.digest, mode, seed if lesson.values else None, kept, token)


def changed(record: Record, lesson: Lesson) -> bool:
    """Whether a lesson that was left in the middle is another one now."""
    left = record.sitting if record.reached else None
    return left is not None and left.lesson != lesson.digest


def fits(record: Record, lesson: Lesson, mode: str, seed: str | None) -> bool:
    """Whether what was done before counts for who goes on in this mode, with this seed."""
    left = record.sitting
    if left is None or left.lesson != lesson.digest or left.mode != mode:
        return False
    return not lesson.values or left.seed == seed


def earlier(record: Record, lesson: Lesson, mode: str, seed: str | None) -> Earlier:
    """What counts of an earlier sitting."""
    left = record.sitting
    if left is None or not fits(record, lesson, mode, seed):
        return NOTHING
    there = syllabus.reached(lesson, {lesson.id: record})
    over = frozenset(step.id for step in lesson.steps[:there])
    return Earlier({name: Tally(*counted) for name, counted in left.steps.items()}, over)


def way(record: Record) -> tuple[str, str | None]:
    """The mode and the seed in which a lesson is gone on with."""
    left = record.sitting
    known = {each.value for each in Mode} - {Mode.WATCH.value}
    if left is None or left.mode not in known:
        return Mode.FOLLOW.value, None
    return left.mode, left.seed
