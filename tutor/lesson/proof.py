"""A lesson proven: no step passes before its own lines, each by them, all detours are reached, and
the grey line leads through it.

A pure walk against a stage that is handed in: the practice server without its sockets. What the
texts say differs between the languages and nothing else does, so one walk stands for both.
"""

from collections.abc import Iterator

from tutor.core.events import Event, Exchange
from tutor.core.spec import Class
from tutor.core.wire import Remark
from tutor.data import Arg, because
from tutor.lesson import answers, goals, leading
from tutor.lesson.helping import Mode
from tutor.lesson.judging import Progress
from tutor.lesson.model import Lesson, Question, Serve, Step, Task
from tutor.lesson.outcomes import Astray, Outcome, Predicted
from tutor.lesson.proposals import Proposal, proposals
from tutor.lesson.scene import Mishap, Place
from tutor.lesson.stage import Finding, Play, Stage, shown

MOST_LINES = 25_000
"""Lines that are said to reach detours, in all: some ten seconds, and ten times what a lesson of
twenty steps needs."""


def prove(lesson: Lesson, play: Play) -> list[Finding]:
    """All that is to be mended in a lesson, in the order of its file; nothing if it is proven."""
    house = _House(play)
    findings = set(_Walk(lesson, house.stage(lesson)).findings())
    if not findings:  # where the solution does not lead, nothing that is read off it does
        findings.update(leading.astray(lesson, house.stage(lesson)))
    for number, step in enumerate(lesson.steps):
        if not isinstance(step, Question) and step.astray:
            findings.update(_unreached(lesson, number, step, house))
    again = lesson.once_more()
    if again is not None:
        findings.update(_Walk(again, house.stage(again)).findings())
    house.clear()
    for mishap in _mishaps(lesson):
        if mishap.place not in house.struck:
            findings.add(Finding(*mishap.place, because("lesson.fault.unstruck")))
    return sorted(findings, key=lambda finding: (finding[:2], str(finding.reason)))


class _House:
    """Stages, one for each play, and what is kept of them all: which faults struck, and how many
    lines may still be said, so that the proof of a stranger's lesson ends."""

    def __init__(self, play: Play) -> None:
        self.struck: set[Place] = set()
        self.left = MOST_LINES
        self._play = play
        self._stage: Stage | None = None

    def stage(self, lesson: Lesson) -> Stage:
        """A new stage; the one before is done with."""
        self.clear()
        self._stage = self._play(lesson)
        return self._stage

    def clear(self) -> None:
        """The last stage is done with."""
        if self._stage is not None:
            self.struck.update(self._stage.struck)
        self._stage = None


class _Walk:
    """The solution, line by line."""

    def __init__(self, lesson: Lesson, stage: Stage) -> None:
        self._lesson = lesson
        self._stage = stage
        self._progress = Progress(lesson, Mode.SOLO)
        self._heard = ""
        # What the server refused last, and what of a step it had refused before its last reply.
        self._no: Arg = ""
        self._refused: Arg = ""

    def findings(self) -> Iterator[Finding]:
        """Walk to the end, whatever is found on the way."""
        early = 0
        for number, step in enumerate(self._lesson.steps):
            self._see(self._stage.begin(step))
            if isinstance(step, Question):
                value = {"step": step.id, "given": answers.right(step)}
                self._progress.hear(Remark(0.0, "answer", value))
                continue
            if number < early or self._holds(number, step):
                yield Finding(*step.at_goal, because("lesson.proof.sooner"))
                self._progress.go_to(number)
            yield from self._typed(number, step)
            early = self._progress.index
            self._progress.go_to(number + 1)

    def _holds(self, number: int, step: Task | Serve) -> bool:
        standing = self._progress.standing
        none: frozenset[goals.Leaf] = frozenset()
        return self._progress.index > number or goals.holds(
            step.goal, none, standing, step.connection
        )

    def _typed(self, number: int, step: Task | Serve) -> Iterator[Finding]:
        last, self._no, self._refused = len(step.lines), "", ""
        foretold = not isinstance(step, Task) or step.predict is None
        for at, line in enumerate(step.lines, 1):
            if not foretold and at == last:
                value = {"step": step.id, "class": Class.OK.value}
                self._progress.hear(Remark(0.0, "predict", value))
            before = self._progress.index
            speak = self._stage.serve if isinstance(step, Serve) else self._stage.say
            outcomes = self._see(speak(line))
            foretold |= any(isinstance(outcome, Predicted) for outcome in outcomes)
            yield from _strayed(step, line, outcomes)
            if before == number < self._progress.index and at < last:
                yield Finding(*step.place, because("lesson.proof.unfinished", number=at))
        if self._progress.index <= number:
            yield Finding(*step.at_goal, because("lesson.proof.short", heard=self._last()))
        if not foretold:
            yield Finding(*step.place, because("lesson.proof.unanswered"))

    def _last(self) -> Arg:
        """What the server said last, and what it had refused before."""
        if not self._heard:
            return ""
        if not self._refused:
            return because("lesson.proof.heard", reply=self._heard)
        return because("lesson.proof.refused", reply=self._heard, before=self._refused)

    def _see(self, events: list[Event]) -> list[Outcome]:
        for event in events:
            if isinstance(event, Exchange) and event.reply is not None and event.reply.lines:
                if self._no and not self._refused:
                    self._refused = self._no
                self._heard = shown(event.reply.lines[-1])
                line = event.command.line if event.command is not None else ""
                refused = because("lesson.proof.got", line=shown(line), reply=self._heard)
                self._no = refused if event.kind.refused else ""
        return [outcome for event in events for outcome in self._progress.see(event)]


def _strayed(step: Task | Serve, line: str, outcomes: list[Outcome]) -> Iterator[Finding]:
    for outcome in outcomes:
        for detour in step.astray if isinstance(outcome, Astray) else ():
            if isinstance(outcome, Astray) and outcome.text is detour.say:
                told = because("lesson.detour.walked", line=shown(line))
                yield Finding(*detour.place, told)


def _unreached(lesson: Lesson, number: int, step: Task | Serve, house: _House) -> Iterator[Finding]:
    """The detours of a step that nothing leads onto."""
    reached: set[int] = set()
    for at, detour in enumerate(step.astray):
        ways = proposals(lesson, step, detour)
        while at not in reached and house.left > 0 and (way := next(ways, None)) is not None:
            texts = [out.text for out in _taken(lesson, number, way, house)]
            reached.update(
                other
                for other, known in enumerate(step.astray)
                if any(text is known.say for text in texts)
            )
        if at not in reached:
            told = because("lesson.detour.unreached")
            if house.left <= 0:
                told = because("lesson.detour.long")
            elif detour.tries:
                told = because("lesson.detour.try")
            yield Finding(*detour.place, told)


def _taken(lesson: Lesson, number: int, way: Proposal, house: _House) -> list[Astray]:
    """The detours onto which a way leads that begins in front of a step."""
    stage = house.stage(lesson)
    progress = Progress(lesson._replace(steps=lesson.steps[: number + 1]), Mode.SOLO)
    house.left -= len(way.lines) + sum(len(step.lines) for step in lesson.steps[: number + 1])
    for step in lesson.steps[:number]:
        _said(stage, progress, step, step.lines)
    progress.go_to(number)
    step = lesson.steps[number]
    if way.refused is not None:
        stage.refuse(*way.refused)
    outcomes = _said(stage, progress, step, (*step.lines[: way.own], *way.lines))
    return [outcome for outcome in outcomes if isinstance(outcome, Astray)]


def _said(stage: Stage, progress: Progress, step: Step, lines: tuple[str, ...]) -> list[Outcome]:
    speak = stage.serve if isinstance(step, Serve) else stage.say
    events = [stage.begin(step), *map(speak, lines)]
    return [outcome for heard in events for event in heard for outcome in progress.see(event)]


def _mishaps(lesson: Lesson) -> Iterator[Mishap]:
    yield from lesson.practice.faults
    for step in lesson.steps:
        if isinstance(step, Task):
            yield from step.faults
