"""A lesson at the prompt: what to do now, what just passed, and the help that was asked for."""

from collections.abc import Callable, Iterable

from tutor.core.events import Closed, Exchange, Opened, Said
from tutor.core.spec import Class
from tutor.core.wire import Remark
from tutor.lesson import (
    Localized,
    Outcome,
    Passed,
    Progress,
    Step,
)
from tutor.page import Line, Role
from tutor.session import Item
from tutor.shell.guiding import asking, cover
from tutor.shell.guiding.cover import Cover
from tutor.shell.guiding.telling import Show, Teller
from tutor.shell.guiding.verdicts import Verdicts
from tutor.shell.guiding.wandering import Turned, Wanderer
from tutor.world import World


class Guide(Wanderer):
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
        super().__init__(world, progress, around or Cover(), pauses=pauses, turned=turned)
        self.presented: Callable[[Step], None] = lambda _step: None
        self.explains: Localized | None = None
        self._untold = False
        self._asked: tuple[str, str] | None = None
        self._foreseen: str | None = None
        self._doubted = ""
        self._teller = Teller(world)
        self._verdicts = Verdicts(self._teller, progress.lesson.protocol)
        self._line: tuple[str, str] | None = None

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
        if self._asked is not None and isinstance(item.event, Said | Opened):
            self._foreseen, self._asked = self._asked[0], None
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
        """The server has closed or was given the time to: the next step, or the last words, which
        who sits at a terminal gets when he has read what stands there."""
        if self._untold:
            self.present()
        if self._last_words and not self._pauses:
            self._last_words = False
            self._finish()

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
        """The next hint, or the line itself; while something is to be read, how to go on."""
        if self.waits:
            self._teller.tell(self._enter())
            return
        from tutor.shell.guiding import hinting

        given = hinting.give(self.progress, self._teller, self._line)
        step = self.progress.step
        if given is not None and step is not None:
            self._line = given.line
            self.remark("hint", step=step.id, number=given.number)

    def foresees(self, line: str) -> str | None:
        """The protocol of this line if its reply is to be predicted; a step asks for that once,
        before its own line leaves. Whoever was asked and sent nothing is not asked again of the
        very same line."""
        step = self.progress.step
        if not self._pauses or step is None or self._foreseen == step.id:
            return None
        asked, self._asked = self._asked, None
        wanted = asking.foreseen(line, self.progress)
        if wanted is None:
            return None
        self._asked = step.id, line
        return None if asked == self._asked else wanted.protocol

    def foretell(self, kind: Class, protocol: str, *, whatever: bool = False) -> None:
        """A prediction of the reply to what is said next, `whatever` it is, or to the line that the
        step is about."""
        step, self._verdicts.protocol = self.progress.step, protocol
        named = step.id if step is not None else None
        more = {"any": True} if whatever else {}
        self.remark("predict", **{"step": named, "class": kind.value, **more})

    def present(self) -> None:
        """What to do now, in full."""
        self._untold = False
        if (step := self.progress.step) is not None:
            if self._world.big:
                self.show([Line(())])
            self._teller.step(self.number(), step)
            self.presented(step)

    def ask_again(self) -> None:
        """The question that waits stands below what was shown since, with its choices."""
        if (question := self.asks) is not None:
            self._teller.step(self.number(), question)

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
        elif leaves:
            self._untold = True  # how the line ends comes before what to do without it
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
