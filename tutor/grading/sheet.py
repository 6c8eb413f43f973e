"""Grades as a sheet: CSV as RFC 4180 has it, for Excel, in which nothing is a formula."""

from collections.abc import Sequence

from tutor.core.visible import visible
from tutor.grading.objects import Say, answered, foretold, result
from tutor.grading.students import Grades, Student, scaled
from tutor.lesson.scoring import Mark

BOM = "\ufeff"
"""Excel takes a sheet for UTF-8 by it alone; else Chinese names are lost."""

_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
_HEAD = (
    *("student", "result", "points", "of", "course_points", "course_of"),
    *("passed", "assisted", "missed", "tries", "hints", "predictions_right", "predictions"),
    *("answers_right", "answers", "mode", "seed", "server", "started", "runs", "files", "remarks"),
)
_STEP = ("result", "tries", "hints", "points")
_MOST_FILES = 5


def rows(grades: Grades, say: Say) -> list[str]:
    """The head, a row for each student, and one for each recording refused; with line ends."""
    ids = [step.id for step in grades.lesson.steps]
    head = [*_HEAD, *(f"{step} {what}" for step in ids for what in _STEP)]
    table: list[list[object]] = [
        [*head],
        *(_student(each, ids, grades.most, say) for each in grades.students),
    ]
    for work, finding in (each for each in grades.refused if not each[1].plain):
        told = {"student": work.name, "result": "refused", "files": work.file}
        table.append([{**told, "remarks": say(finding)}.get(name, "") for name in head])
    return [_line(row) for row in table]


def cell(value: object) -> object:
    """A value as it may stand in a cell: numbers as they are, texts that no program carries out."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = visible(str(value))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _student(found: Student, ids: Sequence[str], most: int | None, say: Say) -> list[object]:
    run, about, score = found.run, found.work.about, found.run.score
    files = [work.file for work in run.works]
    named = ", ".join(files[:_MOST_FILES]) + (", ..." if len(files) > _MOST_FILES else "")
    row: list[object] = [
        found.name,
        "passed" if run.complete else "missed",
        score.points,
        score.of,
        scaled(score.points, score.of, most),
        most,
        score.passed - score.assisted,
        score.assisted,
        run.missed,
        sum(mark.tally.tries for mark in score.marks),
        sum(mark.tally.hints for mark in score.marks),
        *foretold(score.marks),
        *answered(score.marks),
        about.mode,
        about.seed,
        about.server,
        found.work.started,
        1 + len(found.others),
        named,
        " ".join(say(each) for each in found.findings),
    ]
    marks = {mark.step: mark for mark in score.marks}
    for step in ids:
        row += _step(marks.get(step))
    return row


def _step(mark: Mark | None) -> list[object]:
    """What came of a step; nothing where nobody was asked."""
    if mark is None:
        return [""] * len(_STEP)
    return [result(mark.tally), mark.tally.tries, mark.tally.hints, mark.points]


def _line(row: Sequence[object]) -> str:
    return ",".join(_quoted(str(cell(value))) for value in row) + "\r\n"


def _quoted(text: str) -> str:
    """A cell; a line end cannot be in it, since it would have become visible."""
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
