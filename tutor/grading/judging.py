"""One way through a lesson, judged from its recordings by the judge of the live session."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, What, Wire
from tutor.grading.recording import Recording
from tutor.grading.timings import Timing
from tutor.grading.weaving import Source, woven
from tutor.grading.witness import Witness
from tutor.grading.work import CLASS, Finding, Work
from tutor.lesson import Lesson, Mode, Outcome, Passed, Progress, Tally
from tutor.lesson.classwork import in_class, personal
from tutor.lesson.scoring import Score, score
from tutor.protocols import PROTOCOLS
from tutor.session import Session

Open = Callable[[Work], Recording]
"""Opens a recording, read from its beginning."""

_NOTHING: Mapping[str, Tally] = MappingProxyType({})
_MODES = {each.value: each for each in Mode}


class Run(NamedTuple):
    """One way through the lesson, judged.

    score: of the steps that could be done there; unasked: the ids of the others
    findings: what people should know of it; timings: of each recording, to be compared with others
    edited: the lesson was another one then
    tallies: what was counted of each step; over: the ids of those that were behind at its end
    again: of the steps that its rows say were done in an earlier sitting and were said again
    drawn: the seed chose values
    """

    works: tuple[Work, ...]
    score: Score
    unasked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    timings: tuple[Timing, ...] = ()
    edited: bool = False
    tallies: Mapping[str, Tally] = _NOTHING
    over: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    drawn: bool = False

    @property
    def complete(self) -> bool:
        """Whether every step was passed."""
        return self.score.passed == len(self.score.marks)

    @property
    def missed(self) -> int:
        """How many steps were not passed."""
        return len(self.score.marks) - self.score.passed


class _Taken:
    """A recording on its way to the judge, under the eyes of its witness."""

    def __init__(self, work: Work, lesson: Lesson, open_: Open) -> None:
        self.work = work
        self.witness = Witness(work, lesson)
        self._open = open_
        self._recording: Recording | None = None

    @property
    def source(self) -> Source:
        """Where the rows come from, opened when they are wanted."""
        return Source(self.work.began or 0.0, self.work.exact, self._facts)

    def _facts(self) -> Iterator[Wire | Remark]:
        self._recording = self._open(self.work)
        protocol = self._recording.header.protocol
        for number, fact in self._recording.rows:
            self.witness.see(number, fact)
            yield _opened(fact, protocol) if isinstance(fact, Wire) else fact

    def findings(self, passed: set[str], way: Progress, *, edited: bool) -> Iterator[Finding]:
        """What does not fit together, once all was judged."""
        assert self._recording is not None
        return self.witness.findings(self._recording, passed, way.tallies, edited=edited)


def judge(lesson: Lesson, works: Sequence[Work], open_: Open) -> Run:
    """Judge what belongs together. `lesson` has the values of the learner's own seed.

    Raises what `open_` raises, and OSError.
    """
    about = works[0].about
    own = in_class if about.alone else personal
    asked = own(lesson, about.address or "")
    way = Progress(asked, _MODES.get(about.mode or "", Mode.SOLO))
    taken = [_Taken(work, asked if about.alone else lesson, open_) for work in works]
    session = Session(PROTOCOLS[lesson.protocol], Secrets(asked.public))
    passed: set[str] = set()
    again: set[str] = set()
    for fact in woven([each.source for each in taken]):
        again.update(_again(fact, asked))
        outcomes = way.hear(fact) if isinstance(fact, Remark) else _seen(way, session, fact)
        passed.update(each.step.id for each in outcomes if isinstance(each, Passed))
    there = {step.id for step in asked.steps}
    unasked = tuple(step.id for step in lesson.steps if step.id not in there)
    edited = any(work.about.hash not in (None, lesson.digest) for work in works)
    findings = [*_told(works, len(unasked), edited=edited)]
    for each in taken:
        findings += each.findings(passed, way, edited=edited)
    timings = tuple(each.witness.rhythm.timing() for each in taken)
    marks = score(asked, way.tallies)
    run = Run(tuple(works), marks, unasked, tuple(findings), timings, edited)
    over = frozenset(step.id for step in asked.steps[: way.index])
    return run._replace(
        tallies=dict(way.tallies), over=over, again=frozenset(again), drawn=bool(lesson.values)
    )


def _again(fact: Wire | Remark, lesson: Lesson) -> Iterator[str]:
    """The step that a row says was done before, and is said again from here on."""
    if isinstance(fact, Remark) and fact.kind == "step" and isinstance(fact.value, dict):
        step = fact.value.get("step")
        marked = fact.value.get("catchup") is True and fact.value.get("again") is True
        if marked and isinstance(step, str) and lesson.find(step) is not None:
            yield step


def _opened(wire: Wire, protocol: str | None) -> Wire:
    """A connection whose row does not say what is spoken there speaks what the header says."""
    if wire.what is not What.OPEN or "protocol" in wire.about:
        return wire
    return wire._replace(about={**wire.about, "protocol": protocol})


def _seen(way: Progress, session: Session, wire: Wire) -> list[Outcome]:
    return [outcome for item in session.see(wire) for outcome in way.see(item.event)]


def _told(works: Sequence[Work], unasked: int, *, edited: bool) -> Iterator[Finding]:
    """What is to be said of the way as a whole."""
    about = works[0].about
    if edited:
        yield Finding("ui.grade.edited")
    if about.lesson is None:
        yield Finding("ui.grade.unnamed")
    elif about.mode not in (*_MODES, CLASS):
        yield Finding("ui.grade.mode", {"mode": about.mode or "-"})
    if unasked:
        yield Finding("ui.grade.unasked", {"count": unasked})
