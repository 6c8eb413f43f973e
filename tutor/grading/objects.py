"""Grades for other programs: one object a student, one for each recording refused, one for all.

Names and values are a promise; sentences are in the reader's language.
"""

from collections.abc import Callable, Iterable, Sequence

from tutor.grading.judging import Run
from tutor.grading.students import Student, scaled
from tutor.grading.work import Finding, Work
from tutor.lesson.scoring import Mark
from tutor.lesson.tally import Tally

Say = Callable[[Finding], str]

PASSED, ASSISTED, MISSED = "passed", "assisted", "missed"


def result(tally: Tally) -> str:
    """What came of a step, in a word."""
    if not tally.passed:
        return MISSED
    return ASSISTED if tally.assisted else PASSED


def student(found: Student, lesson: str, most: int | None, say: Say) -> dict[str, object]:
    """A student and the run that counts."""
    run, about = found.run, found.work.about
    return {
        "event": "grade",
        "lesson": lesson,
        "student": about.student or found.name,
        "name": found.name,
        "mode": about.mode,
        "seed": about.seed,
        "server": about.server,
        "hash": about.hash,
        "edited": run.edited,
        **_counted(run, most),
        "steps": [_step(mark) for mark in run.score.marks],
        "unasked": list(run.unasked),
        "remarks": [{"kind": each.kind, "text": say(each)} for each in found.findings],
        "others": [_counted(each, most) for each in found.others],
    }


def refused(work: Work, lesson: str, finding: Finding, say: Say) -> dict[str, object]:
    """A recording that is no work."""
    return {
        "event": "refused",
        "lesson": lesson,
        "student": work.about.student or work.name,
        "file": work.file,
        "reason": finding.kind.removeprefix("refused."),
        "text": say(finding),
    }


def unread(file: str, text: str) -> dict[str, object]:
    """A file that is no recording."""
    return {"event": "refused", "student": None, "file": file, "reason": "unread", "text": text}


def summary(
    found: Sequence[Student], lesson: str, refusals: int, unreadable: int
) -> dict[str, object]:
    """The last object."""
    complete = sum(each.run.complete for each in found)
    return {
        "event": "summary",
        "lesson": lesson,
        "students": len(found),
        "complete": complete,
        "incomplete": len(found) - complete,
        "recordings": sum(len(run.works) for each in found for run in (each.run, *each.others)),
        "refused": refusals,
        "unread": unreadable,
    }


def foretold(marks: Iterable[Mark]) -> tuple[int, int]:
    """Predictions that came true, of how many."""
    said = [right for mark in marks for right in mark.tally.foretold]
    return sum(said), len(said)


def answered(marks: Iterable[Mark]) -> tuple[int, int]:
    """First answers that were right, of how many."""
    given = [mark.tally.answered for mark in marks if mark.tally.answered is not None]
    return sum(given), len(given)


def _counted(run: Run, most: int | None) -> dict[str, object]:
    score, marks = run.score, run.score.marks
    return {
        "files": [work.file for work in run.works],
        "started": run.works[0].started,
        "complete": run.complete,
        "passed": score.passed - score.assisted,
        "assisted": score.assisted,
        "missed": run.missed,
        "tries": sum(mark.tally.tries for mark in marks),
        "hints": sum(mark.tally.hints for mark in marks),
        "predictions": dict(zip(("right", "of"), foretold(marks), strict=True)),
        "answers": dict(zip(("right", "of"), answered(marks), strict=True)),
        "misconceptions": list(score.misconceptions),
        "points": score.points,
        "of": score.of,
        "course_points": scaled(score.points, score.of, most),
        "course_of": most,
    }


def _step(mark: Mark) -> dict[str, object]:
    tally = mark.tally
    return {
        "step": mark.step,
        "result": result(tally),
        "tries": tally.tries,
        "hints": tally.hints,
        "predictions": list(tally.foretold),
        "first_answer": tally.answered,
        "misconceptions": list(tally.misconceptions),
        "points": mark.points,
        "of": mark.of,
    }
