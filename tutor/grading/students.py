"""Whose work it is: recordings put together by student, and the run that counts for each."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tutor.grading import sittings, timings
from tutor.grading.judging import Run
from tutor.grading.naming import distinct
from tutor.grading.work import Finding, Work
from tutor.lesson import Lesson

_MOST_NAMED = 3


class Student(NamedTuple):
    """A student: the run that counts, the others in the order of their time, what was found."""

    name: str
    run: Run
    others: tuple[Run, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def work(self) -> Work:
        """The first recording of the run that counts."""
        return self.run.works[0]


class Grades(NamedTuple):
    """What came of it all: `most` is what the course gives for the lesson, None where nothing."""

    lesson: Lesson
    students: Sequence[Student]
    refused: Sequence[tuple[Work, Finding]] = ()
    most: int | None = None


def together(works: Iterable[Work]) -> list[tuple[Work, ...]]:
    """What is judged together, in the order of students and of time.

    A `learn` recording is a run of its own; what was recorded without the lesson's prompt, one file
    for each connection, is one run for each student (and for each seed, if there are several).
    """
    groups: dict[tuple[object, ...], list[Work]] = {}
    for work in works:
        alone = work.about.alone
        key = (work.owner, work.about.seed, work.about.mode) if alone else (work.owner, work.path)
        groups.setdefault(key, []).append(work)
    ordered = [tuple(sorted(group, key=_time)) for group in groups.values()]
    return sorted(ordered, key=lambda group: (group[0].owner, _time(group[0])))


def students(runs: Sequence[Run]) -> list[Student]:
    """The students of these runs, by their names; of several runs the best counts, of equal ones
    the latest."""
    owned: dict[tuple[str, ...], list[Run]] = {}
    for owner, run in zip(sittings.owners(runs), runs, strict=True):
        owned.setdefault(owner, []).append(run)
    for owner, held in owned.items():
        owned[owner] = sittings.together(sorted(held, key=lambda run: _time(run.works[0])))
    names = distinct({owner: held[0].works[0].name for owner, held in owned.items()})
    timed = ((owner, each) for owner in owned for run in owned[owner] for each in run.timings)
    alike = timings.alike(timed)
    listed = list(owned)
    found = []
    for owner, held in owned.items():
        best = max(reversed(held), key=lambda run: (run.score.points, run.complete))
        same = [names[listed[place]] for place in alike.get(owner, ())]
        findings = [*best.findings, *_same(same)]
        others = tuple(run for run in held if run is not best)
        found.append(Student(names[owner], best, others, tuple(findings)))
    return sorted(found, key=lambda student: student.name)


def scaled(points: int, of: int, most: int | None) -> int | None:
    """Points out of `of` as points out of `most`, the course's; a half counts as one."""
    if most is None:
        return None
    return (2 * points * most + of) // (2 * of) if of else 0


def _same(names: Sequence[str]) -> list[Finding]:
    if not names:
        return []
    named = ", ".join(names[:_MOST_NAMED]) + (", ..." if len(names) > _MOST_NAMED else "")
    return [Finding("ui.grade.same", {"students": named})]


def _time(work: Work) -> tuple[float, str]:
    return work.began or 0.0, work.file
