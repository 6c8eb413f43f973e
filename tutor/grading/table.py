"""Grades as a table for people: aligned columns of ASCII, the name last, since in a Chinese one the
cells of a terminal cannot be counted on. What there is no room for is left out."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tutor.core.visible import visible
from tutor.grading.objects import ASSISTED, MISSED, PASSED, answered, foretold, result
from tutor.grading.students import Grades, Student, scaled
from tutor.lesson.scoring import Mark
from tutor.lesson.tally import Tally
from tutor.page import Line, Role, Span, info
from tutor.words import Words

_SIGNS = {PASSED: "+", ASSISTED: "a", MISSED: "-"}
_UNASKED = "."
_GAP = "  "
_NAME = 16
"""Cells that are kept for a name."""
_MOST_STEPS = 40
"""Steps that are shown as a row of signs."""
_FEW = 3
"""Students who are named each, even where a remark is about all."""
_UNSEEN = "-"


class _Column(NamedTuple):
    """A column: its head, what stands in it, and how soon there is no room for it (the lowest
    number stays longest)."""

    head: str
    cell: Callable[[Student], str]
    rank: int


def lines(grades: Grades, words: Words, columns: int) -> Iterator[Line]:
    """The whole table, at most so many cells wide but for its last column."""
    title = visible(grades.lesson.title.in_language(words.language))
    yield Line((Span(f"{visible(grades.lesson.id)}  ", Role.LABEL), Span(title, Role.NOTE)))
    yield Line(())
    chosen = _chosen(grades, columns)
    if grades.students:
        yield from _aligned(
            [column.head for column in chosen] + ["student"],
            [[*(column.cell(each) for column in chosen), each.name] for each in grades.students],
        )
        yield Line(())
        if len(grades.students) == 1:
            yield from _steps(grades.students[0])
        else:
            yield from _class(grades)
        yield Line(())
    yield from _remarks(grades, words)
    if grades.students:
        yield info(words.say(None, "ui.grade.heads"))
    if any(each.work.about.alone for each in grades.students):
        yield info(words.say(None, "ui.grade.unseen"))
    if any(column.head == "steps" for column in chosen):
        yield info(words.say(None, "ui.grade.signs"))
    if nobody := sum(finding.plain for _, finding in grades.refused):
        yield info(words.say(None, "ui.grade.nobody", count=nobody))
    whole = sum(each.run.complete for each in grades.students)
    total = len(grades.students)
    yield info(words.say(None, "ui.grade.total", whole=whole, total=total))


def _chosen(grades: Grades, columns: int) -> list[_Column]:
    """The columns for which there is room, in their order."""
    # A Chinese character takes two cells; one of another script may be counted twice for nothing.
    names = (len(visible(each.name).encode("gb18030", "replace")) for each in grades.students)
    room = columns - 1 - min(max((len("student"), *names)), _NAME)
    kept = set()
    offered = list(_columns(grades))
    for column in sorted(offered, key=lambda each: each.rank):
        cells = [column.head, *(column.cell(each) for each in grades.students)]
        wide = max(map(len, cells)) + len(_GAP)
        if wide > room:
            break
        kept.add(column.head)
        room -= wide
    return [column for column in offered if column.head in kept]


def _columns(grades: Grades) -> Iterator[_Column]:
    ids = [step.id for step in grades.lesson.steps]
    yield _Column("!", _mark, 1)
    yield _Column("points", lambda each: _points(each, grades.most), 0)
    yield _Column("passed", _whole, 2)
    yield _Column("assisted", lambda each: str(each.run.score.assisted), 4)
    yield _Column("missed", lambda each: str(each.run.missed), 3)
    yield _Column("tries", lambda each: str(_sum(each, "tries")), 6)
    yield _Column("hints", _hints, 5)
    if len(ids) <= _MOST_STEPS and len(grades.students) > 1:
        yield _Column("steps", lambda each: _signs(each, ids), 7)
    if any(foretold(each.run.score.marks)[1] for each in grades.students):
        yield _Column("foreseen", lambda each: _of(*foretold(each.run.score.marks)), 8)
    if grades.lesson.questions:
        yield _Column("answers", lambda each: _of(*answered(each.run.score.marks)), 9)
    yield _Column("mode", lambda each: _ascii(each.work.about.mode), 10)
    yield _Column("runs", lambda each: str(1 + len(each.others)), 11)


def _mark(student: Student) -> str:
    return "" if all(finding.plain for finding in student.findings) else "!"


def _points(student: Student, most: int | None) -> str:
    score = student.run.score
    made = scaled(score.points, score.of, most)
    return f"{score.points}/{score.of}" if made is None else f"{made}/{most}"


def _whole(student: Student) -> str:
    score = student.run.score
    return f"{score.passed - score.assisted}/{len(score.marks)}"


def _sum(student: Student, name: str) -> int:
    return sum(getattr(mark.tally, name) for mark in student.run.score.marks)


def _hints(student: Student) -> str:
    return _UNSEEN if student.work.about.alone else str(_sum(student, "hints"))


def _signs(student: Student, ids: Sequence[str]) -> str:
    marks = {mark.step: mark for mark in student.run.score.marks}
    return "".join(_SIGNS[result(marks[each].tally)] if each in marks else _UNASKED for each in ids)


def _of(right: int, of: int) -> str:
    return f"{right}/{of}" if of else "-"


def _ascii(text: str | None) -> str:
    shown = visible(text or "-")
    return shown[:8] if shown.isascii() else "?"


# -- below it ------------------------------------------------------------------------------------


def _steps(student: Student) -> Iterator[Line]:
    """One student's steps, one in a row."""
    head = ["result", "points", "tries", "hints", "foreseen", "answer", "step"]
    unseen = student.work.about.alone
    yield from _aligned(head, [_row(mark, unseen=unseen) for mark in student.run.score.marks])


def _row(mark: Mark, *, unseen: bool) -> list[str]:
    """A step's; `unseen` where hints were the learner's own affair."""
    tally = mark.tally
    hints = _UNSEEN if unseen else str(tally.hints)
    first = {None: "-", True: "right", False: "other"}[tally.answered]
    foreseen = _of(sum(tally.foretold), len(tally.foretold))
    points = f"{mark.points}/{mark.of}"
    return [result(tally), points, str(tally.tries), hints, foreseen, first, mark.step]


def _class(grades: Grades) -> Iterator[Line]:
    """How a class did in each step."""
    marked: dict[str, list[Tally]] = {step.id: [] for step in grades.lesson.steps}
    for student in grades.students:
        for mark in student.run.score.marks:
            marked.setdefault(mark.step, []).append(mark.tally)
    unseen = all(student.work.about.alone for student in grades.students)
    rows = []
    for step, tallies in marked.items():
        results = [result(tally) for tally in tallies]
        counts = [str(results.count(each)) for each in (PASSED, ASSISTED, MISSED)]
        hints = _UNSEEN if unseen else str(sum(tally.hints for tally in tallies))
        rows.append([*counts, str(sum(tally.tries for tally in tallies)), hints, step])
    yield from _aligned(["passed", "assisted", "missed", "tries", "hints", "step"], rows)


def _remarks(grades: Grades, words: Words) -> Iterator[Line]:
    """What was found, each sentence once with the names of all whom it is about."""
    found = [(each.name, finding) for each in grades.students for finding in each.findings]
    found += [(work.name, finding) for work, finding in grades.refused if not finding.plain]
    named: dict[tuple[str, bool], dict[str, None]] = {}
    for name, finding in found:
        text = words.say(None, finding.key, **finding.told)
        named.setdefault((text, finding.plain), {})[name] = None
    for (text, plain), names in named.items():
        sign, role = (" --  ", Role.INFO) if plain else ("  !  ", Role.WARN)
        every = len(names) > _FEW and len(names) == len(grades.students)
        who = words.say(None, "ui.grade.everybody") if every else ", ".join(names)
        shown = Span(f"{sign}{visible(who)}: ", role)
        yield Line((shown, Span(visible(text), Role.INFO if plain else Role.NOTE)), 0, 5)


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Rows whose columns stand under each other, but for the last, which is free."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head) - 1)]
    hang = sum(widths) + len(widths) * len(_GAP)
    for number, row in enumerate((head, *rows)):
        cells = [f"{cell:<{wide}}" for cell, wide in zip(row, widths, strict=False)]
        role = Role.NOTE if number else Role.LABEL
        yield Line((Span(_GAP.join([*cells, visible(row[-1])]), role),), 0, hang)
