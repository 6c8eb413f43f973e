"""What of a recording does not fit together: said, and left to people to judge."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from tutor.core.wire import NOTHING, Remark, What, Wire
from tutor.grading.recording import Recording
from tutor.grading.timings import Rhythm
from tutor.grading.work import Finding, Work
from tutor.lesson import HELP, Lesson, Mode, Question, Tally

_MOST_CLAIMS = 1000
_MOST_TOLD = 5
_BACKWARDS = 0.05
"""Seconds: two clocks of one program may differ by less."""
_HOME = ("127.", "[::1]", "::1", "localhost:")


class Witness:
    """Sees the rows of one recording as they stand in the file."""

    def __init__(self, work: Work, lesson: Lesson) -> None:
        self.rhythm = Rhythm()
        self._work = work
        self._lesson = lesson
        self._at = float("-inf")
        self._rows: dict[str, tuple[int, str]] = {}
        self._claims: dict[str, tuple[int, Mapping[str, object]]] = {}
        self._strange: dict[str, int] = {}

    def see(self, number: int, fact: Wire | Remark) -> None:
        """The row of this number."""
        if fact.at < self._at - _BACKWARDS:
            self._first("ui.grade.backwards", number)
        self._at = max(self._at, fact.at)
        self.rhythm.see(fact)
        if isinstance(fact, Remark):
            self._hear(number, fact)
        elif fact.what is What.OPEN and not self._plausible(fact):
            peer = fact.about.get("address") or fact.about.get("peer")
            self._first("ui.grade.server", number, peer[:60] if isinstance(peer, str) else "?")

    def findings(
        self,
        recording: Recording,
        passed: Collection[str],
        tallies: Mapping[str, Tally],
        *,
        edited: bool,
    ) -> Iterator[Finding]:
        """All that was found, once the recording was read and its way was judged: `passed` holds
        the steps that ever were, those that an undo took back as well.

        Of a lesson that was edited since, its rows may well say something else than we find.
        """
        for key, (line, what) in self._rows.items():
            if not (edited and key == "ui.grade.server"):
                yield self._found(key, line, what=what)
        if not edited:
            yield from self._asked()
            yield from islice(self._claimed(passed, tallies), _MOST_TOLD)
        hints = sum(tally.hints for tally in tallies.values())
        said = self._work.about.hints
        if said is not None and said != hints:
            yield self._found("ui.grade.hints", 1, said=_number(said), given=hints)
        if recording.damaged:
            yield self._found("ui.grade.damaged", recording.worst, count=recording.damaged)
        if recording.torn:
            yield self._found("ui.grade.torn", 0)

    def _hear(self, number: int, remark: Remark) -> None:
        value = remark.value if isinstance(remark.value, dict) else NOTHING
        step = value.get("step")
        named = step if isinstance(step, str) and len(step) < 100 else None
        if remark.kind == "hint" and self._unhelped:
            self._first("ui.grade.hinted", number, str(self._work.about.mode))
        elif value.get("lesson") not in (None, self._lesson.id):
            return  # an answer of the review
        elif remark.kind == "answer" and len(self._strange) < _MOST_CLAIMS:
            self._strange.setdefault(named or "?", number)
        elif remark.kind == "step" and named is not None:
            self._claim(number, named, value)

    def _claim(self, number: int, step: str, value: Mapping[str, object]) -> None:
        """What a row says of a step that passed; those that the program says come beforehand."""
        if value.get("passed") is not True or value.get("catchup") is True:
            return
        if len(self._claims) < _MOST_CLAIMS:
            told = {key: value[key] for key in ("assisted", "hints") if key in value}
            self._claims[step] = number, told

    @property
    def _unhelped(self) -> bool:
        mode = self._work.about.mode
        return mode in {each.value for each in Mode} and HELP[Mode(mode)].hints == "none"

    def _plausible(self, opened: Wire) -> bool:
        """Whether the practice server can have been there, if the header says that it was."""
        about = opened.about
        if self._work.about.server != "practice" or self._work.about.alone:
            return True
        if about.get("served") is True:
            return True
        address, peer = about.get("address"), about.get("peer")
        if isinstance(address, str) and address:
            return address.startswith(_HOME)
        if not isinstance(peer, str):
            return False
        hosts = {host.lower() for host in self._lesson.hosts}
        return not peer or peer.lower() in hosts or peer.startswith(_HOME)

    def _asked(self) -> Iterator[Finding]:
        """Answers to what this lesson does not ask."""
        asks = {step.id for step in self._lesson.steps if isinstance(step, Question)}
        strange = [each for each in self._strange.items() if each[0] not in asks]
        for step, line in strange[:_MOST_TOLD]:
            yield self._found("ui.grade.question", line, step=step)

    def _claimed(self, passed: Collection[str], tallies: Mapping[str, Tally]) -> Iterator[Finding]:
        """What its rows say of steps, and the judge does not find."""
        for step, (line, told) in self._claims.items():
            tally = tallies.get(step, Tally())
            hints = told.get("hints")
            if step not in passed:
                yield self._found("ui.grade.claimed", line, step=step)
            elif tally.assisted and told.get("assisted") is False:
                yield self._found("ui.grade.claimed.alone", line, step=step)
            elif type(hints) is int and hints != tally.hints:
                said = _number(hints)
                yield self._found(
                    "ui.grade.claimed.hints", line, step=step, said=said, given=tally.hints
                )

    def _first(self, key: str, number: int, what: str = "") -> None:
        self._rows.setdefault(key, (number, what))

    def _found(self, key: str, line: int, **told: object) -> Finding:
        return Finding(key, {"file": self._work.file, "line": line, **told})


def _number(value: int) -> object:
    return value if abs(value) < 10**9 else "?"
