"""Two sittings of one lesson, two recordings: put together, as the learner was told his points.

Who comes back to a lesson has the steps said again that he did himself before, and the rows of that
recording say so (`again`). It proves nothing alone: such a step counts where an earlier recording
of the same student, lesson, mode and values holds it. Where that is not there, it is assisted.
"""

from collections.abc import Mapping, Sequence

from tutor.grading.judging import Run
from tutor.grading.work import Finding
from tutor.lesson.earlier import Earlier, joined
from tutor.lesson.scoring import Mark, Score, points
from tutor.lesson.tally import Tally


def together(runs: Sequence[Run]) -> list[Run]:
    """One student's runs in the order of their time; those that go on with another are one."""
    found: list[Run] = []
    for run in runs:
        if not run.again:
            found.append(run)
            continue
        at = next((n for n in reversed(range(len(found))) if _goes_on(found[n], run)), None)
        if at is None:
            found.append(run._replace(findings=(*run.findings, Finding("ui.grade.sitting"))))
        else:
            found.append(_joined(found.pop(at), run))
    return found


def owners(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Whose each run is. Where the recordings name nobody, one that goes on with another belongs
    to whoever that one is of: files may lie where they like, under any name."""
    by_name = {run.works[0].about.sitting: run for run in runs}
    return [_owner(run, by_name, len(runs)) for run in runs]


def _owner(run: Run, by_name: Mapping[str | None, Run], most: int) -> tuple[str, ...]:
    for _ in range(most):  # recordings may name each other in a circle
        work = run.works[0]
        before = by_name.get(work.about.continues) if work.about.continues else None
        if before is None or before.works[0].about.student != work.about.student:
            break
        run = before
    return run.works[0].owner


def _goes_on(before: Run, run: Run) -> bool:
    """Whether `run` begins where `before` was left."""
    one, other = before.works[-1].about, run.works[0].about
    if other.continues is not None and one.sitting != other.continues:
        return False
    if one.hash is None or (one.hash, one.mode) != (other.hash, other.mode):
        return False
    if run.drawn and one.seed != other.seed:
        return False
    then = Earlier(before.tallies, before.over)
    return not before.complete and all(then.own(step) for step in run.again)


def _joined(before: Run, run: Run) -> Run:
    """Both as one way through the lesson."""
    both = joined(Earlier(before.tallies, before.over), run.tallies)
    steps = [(mark.step, both.get(mark.step, Tally())) for mark in run.score.marks]
    findings = {finding: None for finding in map(_frozen, (*before.findings, *run.findings))}
    return run._replace(
        works=(*before.works, *run.works),
        score=Score(tuple(Mark(step, tally, points(tally)) for step, tally in steps)),
        findings=tuple(Finding(key, dict(told)) for key, told in findings),
        timings=(*before.timings, *run.timings),
        edited=before.edited or run.edited,
        tallies=both,
        again=frozenset(),
    )


def _frozen(finding: Finding) -> tuple[str, tuple[tuple[str, object], ...]]:
    return finding.key, tuple(finding.told.items())
