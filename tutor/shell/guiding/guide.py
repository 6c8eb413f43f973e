"""A lesson at the prompt: what to do now, what just passed, and the help that was asked for."""

from collections.abc import Callable, Iterable

from tutor.core.events import Closed, Exchange
from tutor.core.spec import Class
from tutor.core.wire import Remark
from tutor.lesson import (
    Localized,
    Outcome,
    Passed,
    Progress,
    Question,
    Step,
    Task,
)
from tutor.page import Line, Role
from tutor.session import Item
from tutor.shell.guiding import asking, cover
from tutor.shell.guiding.cover import Cover
from tutor.shell.guiding.standpoint import Standpoint
from tutor.shell.guiding.telling import Show, Teller
from tutor.shell.guiding.verdicts import Verdicts, next_line
from tutor.world import World

Turned = Callable[[Step | None, Step | None], None]


class Guide(Standpoint):
    """A sink that judges events and remarks, and the words that go with the judgement.

    `around` is what surrounds the lesson; `turned` is told which step is over and which one begins,
    `presented` which one was told to the learner. What it `explains` is said when the step passes.
    """

    def __init__(
        self,
        world: World,
        progress: Progress,
        *,
        pauses: bool,
        around: Cover | None = None,
        turned: Turned = lambda _before, _now: None,
    ) -> None:
        super().__init__(world, progress, around or Cover(), pauses=pauses)
        self.record: Callable[[Remark], None] = lambda _remark: None
        self.clock: Callable[[], float] = lambda: 0.0
        self.presented: Callable[[Step], None] = lambda _step: None
        self.explains: Localized | None = None
        self._foreseen: str | None = None
        self._doubted = ""
        self._turned = turned
        self._teller = Teller(world)
        self._verdicts = Verdicts(self._teller, progress.lesson.protocol)

    @property
    def show(self) -> Show:
        """Where lines are shown."""
        return self._teller.show

    @show.setter
    def show(self, show: Show) -> None:
        self._teller.show = show

    def begin(self) -> None:
        """The title, the introduction and the first step, unless it begins at a later one."""
        self._turned(None, self.progress.step)
        how = self.help if self._pauses else None
        cover.begin(self._teller, self._world, self.lesson, self._cover, how)
        if not self._cover.start:
            self.present()

    # -- what happens ----------------------------------------------------------------------------

    def see(self, item: Item) -> None:
        """Judge an event and say what came of it."""
        leaves = isinstance(item.event, Exchange) and item.event.after == "CLOSED"
        before = self.progress.step
        outcomes = self.progress.see(item.event)
        if self.away:
            return
        self._judged(before, outcomes, leaves=leaves)
        if isinstance(item.event, Closed):
            self.settle()

    def remark(self, kind: str, **value: object) -> None:
        """What is no wire: written down and judged, each once."""
        remark = Remark(round(self.clock(), 3), kind, value)
        self.record(remark)
        before = self.progress.step
        outcomes = self.progress.hear(remark)
        if not self.away:
            self._judged(before, outcomes)

    def answer(self, text: str) -> None:
        """An answer to the question that waits."""
        step = self.asks
        if step is None or not text.strip():
            return
        given, again = asking.given(step, text), text == self._doubted
        self._doubted = ""
        if given is None:
            self._teller.tell(asking.wanted(step), count=asking.count(step))
        elif not again and asking.is_line(step, text):
            self._doubted = text
            self._teller.tell("ui.lesson.answer.line")
        else:
            self.remark("answer", step=step.id, given=given)

    def settle(self) -> None:
        """The last words, once the server has closed or was given the time to; who sits at a
        terminal has first read what stands there."""
        if self._last_words and not self._pauses:
            self._last_words = False
            self._finish()

    def place(self) -> int:
        """Where the learner is now, for `go_back`: how many commands were said before."""
        return self.progress.said

    def stage(self, before: Step | None, now: Step | None) -> None:
        """What a step has in store goes, and what another one has comes."""
        self._turned(before, now)

    def clear(self) -> None:
        """What the step has in store for the learner is taken away: its way is walked again."""
        self._turned(self.progress.step, None)
        self._pause(what="undo")

    def go_back(self, place: int | None, was: int, now: int) -> None:
        """The learner is at that place, on another connection; None: where a line was cut."""
        before = self.progress.step
        self._pause(what="undone", to=place, was=was, now=now)
        self.waits, self._last_words = False, False
        self._turned(before, self.progress.step)

    def restart(self) -> None:
        """The lesson begins anew; what was counted stays."""
        self._pause(what="anew")
        self.waits, self._last_words = False, False
        self._turned(None, self.progress.step)

    def give_up(self) -> None:
        """The way back was not found: the lesson goes on where it stands."""
        self._pause(what="back")
        self._turned(None, self.progress.step)

    def _pause(self, **value: object) -> None:
        """Judged are events, not how the program goes to and fro; a recording has to know of it."""
        remark = Remark(round(self.clock(), 3), "pause", value)
        self.record(remark)
        self.progress.hear(remark)

    def go_on(self) -> None:
        """Enter was pressed: the next step, or the end."""
        self.waits = False
        if self.progress.step is not None:
            self.present()
        elif self._last_words:
            self._last_words = False
            self._finish()

    # -- help ------------------------------------------------------------------------------------

    def give_hint(self) -> None:
        """The next hint; after the last one, the line itself. Who has to go back gets the line."""
        step, wanted = self.progress.step, self.progress.wanted()
        if self.waits:
            self._teller.tell(self._enter())
        elif step is None or self.help.hints == "none":
            self._teller.tell("ui.lesson.no-hint")
        elif wanted is not None and wanted.again:
            self._teller.example(wanted.text)
        elif (wanted is None or not wanted.later) and (hint := self.progress.hint()) is not None:
            self.remark("hint", step=step.id, number=self.progress.hinted)
            self._teller.say(hint, Role.NOTE)
        elif isinstance(step, Question):
            self._teller.tell("ui.lesson.no-hint")
        else:
            self.remark("hint", step=step.id, number=len(step.hints) + 1)
            self._teller.example(next_line(self.progress))

    def foresees(self, line: str) -> str | None:
        """The protocol of this line if its reply is to be predicted; a step asks for that once."""
        step = self.progress.step
        if not self._pauses or not isinstance(step, Task) or step.predict is None:
            return None
        wanted = self.progress.wanted()
        if self._foreseen == step.id or wanted is None or wanted.again:
            return None
        if not asking.leads(line, step, wanted.text):
            return None
        self._foreseen = step.id
        return wanted.protocol

    def foretell(self, kind: Class, protocol: str) -> None:
        """A prediction of the reply to what is said next."""
        step, self._verdicts.protocol = self.progress.step, protocol
        named = step.id if step is not None else None
        self.remark("predict", **{"step": named, "class": kind.value})

    def present(self) -> None:
        """What to do now, in full."""
        if (step := self.progress.step) is not None:
            if self._world.big:
                self.show([Line(())])
            self._teller.step(self.number(), step)
            self.presented(step)

    # -- what came of it -------------------------------------------------------------------------

    def _judged(
        self, before: Step | None, outcomes: Iterable[Outcome], *, leaves: bool = False
    ) -> None:
        """Say what came of something; behind a step that passed comes the next one."""
        reads = []
        for outcome in outcomes:
            if isinstance(outcome, Passed):
                self._write_down(outcome.step)
                reads.append(self._explain())
            reads.append(self._verdicts.tell(outcome, self.progress))
        now = self.progress.step
        if now is before:
            return
        self._turned(before, now)
        if now is None:
            self._last_words = leaves or self._pauses
            self.waits = self._pauses
            if not self._last_words:
                self._finish()
        elif self._pauses and any(reads):
            self.waits = True
        else:
            self.present()

    def _explain(self) -> bool:
        """Whether there was something to say now."""
        text, self.explains = self.explains, None
        if text is not None:
            self._teller.say(text, Role.NOTE)
        return text is not None

    def _write_down(self, step: Step) -> None:
        assisted = self.progress.counted[step.id].assisted
        self.remark("step", step=step.id, passed=True, assisted=assisted)

    def _finish(self) -> None:
        cover.end(self._teller, self.progress, self._cover, sits=self._pauses)
        self.waits = self._pauses and not self._cover.task
