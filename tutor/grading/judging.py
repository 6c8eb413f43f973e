"""One way through a lesson, judged from its recordings by the judge of the live session."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, What, Wire
from tutor.grading.recording import Recording
from tutor.grading.timings import Timing
from tutor.grading.weaving import Source, woven
from tutor.grading.witness import Witness
from tutor.grading.work import Finding, Work
from tutor.lesson import Lesson, Mode, Progress, Task
from tutor.lesson.scoring import Score, score
from tutor.protocols import PROTOCOLS
from tutor.session import Session

Open = Callable[[Work], Recording]
"""Opens a recording, read from its beginning."""


class Run(NamedTuple):
    """One way through the lesson, judged.

    `score` is of the steps that could be done there, `unasked` names the others; `findings` is what
    people should know of it; `timings` is compared with that of others.
    """

    works: tuple[Work, ...]
    score: Score
    unasked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    timings: tuple[Timing, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every step was passed."""
        return self.score.passed == len(self.score.marks)

    @property
    def missed(self) -> int:
        """How many steps were not passed."""
        return len(self.score.marks) - self.score.passed


def judge(lesson: Lesson, works: Sequence[Work], open_: Open) -> Run:
    """Judge what belongs together. `lesson` has the values of the learner's own seed.

    Raises what `open_` raises, and OSError.
    """
    first = works[0].about
    asked = _asked(lesson) if first.alone else lesson
    progress = Progress(asked, _mode(first.mode))
    taken = [(open_(work), Witness(work, lesson)) for work in works[:1]]
    readings = [_Reading(work, lesson, open_) for work in works]
    del taken
    facts = woven([reading.source for reading in readings])
    _follow(progress, facts, lesson, works)
    edited = any(work.about.hash not in (None, lesson.digest) for work in works)
    findings = [*_told(lesson, asked, works, edited=edited)]
    for reading in readings:
        findings += reading.findings(progress, edited=edited)
    there = {step.id for step in asked.steps}
    return Run(
        tuple(works),
        score(asked, progress.tallies),
        tuple(step.id for step in lesson.steps if step.id not in there),
        tuple(findings),
        tuple(reading.witness.rhythm.timing() for reading in readings),
    )
