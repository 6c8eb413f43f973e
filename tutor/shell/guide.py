"""A lesson at the prompt: what to do now, what just passed, and the help that was asked for."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tutor.core.events import Closed, Exchange
from tutor.lesson import Astray, Lesson, Localized, Missed, Mode, Passed, Progress
from tutor.page import Line, Role, Span, info, marked
from tutor.session import Item
from tutor.world import World

Show = Callable[[Iterable[Line]], None]
Following = Callable[[], Lesson | None]


class Place(NamedTuple):
    """Where somebody is in a lesson; `:undo` goes back to it."""

    progress: Progress
    waits: bool


class Guide:
    """A sink that judges events, and the words that go with the judgement.

    `following` finds the lesson that comes after this one, if there is one; `reached` is how many
    steps were passed the last time.
    """

    def __init__(
        self,
        world: World,
        progress: Progress,
        *,
        pauses: bool,
        following: Following | None = None,
        reached: int = 0,
        real: bool = False,
    ) -> None:
        self.progress = progress
        self.waits = False
        self._following = following
        self._reached = reached
        self._real = real
        self._begun = False
        self._last_words = False
        self.show: Show = lambda _lines: None
        self._world = world
        self._pauses = pauses

    @property
    def lesson(self) -> Lesson:
        """The lesson that is being done."""
        return self.progress.lesson

    @property
    def finished(self) -> bool:
        """Whether every step has passed and the last words were read."""
        return self.progress.step is None and not self.waits and not self._last_words

    @property
    def mode(self) -> Mode:
        """How much help there is."""
        return self.progress.mode

    def begin(self) -> None:
        """The title, the introduction and the first step; the step alone for who stayed."""
        if self._begun:
            self.present()
            return
        self._begun = True
        lesson = self.lesson
        minutes = self._world.say("ui.lesson.minutes", minutes=lesson.minutes or 10)
        title = (Span(self._text(lesson.title), Role.LABEL), Span(f"   {minutes}", Role.INFO))
        self.show([Line(()), Line(title, 1, 1)])
        if lesson.intro is not None:
            self._card(lesson.intro)
        if self._real:
            self._tell("ui.lesson.real")
        if self._pauses:
            shown = self.mode in (Mode.FOLLOW, Mode.WATCH)
            how = "plain" if self._world.plain else "follow" if shown else "solo"
            self.show([info(self._world.say(f"ui.lesson.how.{how}"))])
            self.show([Line(())])
        if self._reached:
            total = len(lesson.steps)
            self._tell("ui.lesson.reached", number=self._reached + 1, total=total)
        self.present()

    def see(self, item: Item) -> None:
        """Judge an event and say what came of it."""
        leaves = isinstance(item.event, Exchange) and item.event.after == "CLOSED"
        for outcome in self.progress.see(item.event):
            if isinstance(outcome, Passed):
                self._passed(outcome, leaves=leaves)
            elif isinstance(outcome, Astray):
                self._say(outcome.text, Role.WARN)
            elif isinstance(outcome, Missed):
                self._missed(outcome)
        if isinstance(item.event, Closed):
            self.settle()

    def settle(self) -> None:
        """The last words, once the server has closed or was given the time to; who sits at a
        terminal has first read what stands there."""
        if self._last_words and not self._pauses:
            self._last_words = False
            self._finish()

    def place(self) -> Place:
        """Where the learner is now; whatever happens later does not change it."""
        return Place(self.progress.copy(), self.waits)

    def go_back(self, place: Place) -> None:
        """The learner is there again."""
        self.progress, self.waits, self._last_words = place.progress.copy(), False, False

    def go_on(self) -> None:
        """Enter was pressed: the next step, or the end."""
        self.waits = False
        if self.progress.step is not None:
            self.present()
        elif self._last_words:
            self._last_words = False
            self._finish()

    def give_hint(self) -> None:
        """The next hint; after the last one, the line itself. Who has to go back gets the line."""
        if self.waits:
            self._tell(self._enter())
            return
        wanted = self.progress.wanted()
        if wanted is not None and (wanted.again or wanted.later) and self.mode is not Mode.EXAM:
            self.progress.hints += 1
            self._tell("ui.lesson.example", line=_shown(wanted.text))
            return
        hint = self.progress.hint()
        if hint is not None:
            self._say(hint, Role.NOTE)
            return
        step = self.progress.step
        if step is None or self.mode is Mode.EXAM:
            self._tell("ui.lesson.no-hint")
            return
        self._tell("ui.lesson.example", line=_shown(self._next_line()))

    def ghost(self) -> str | None:
        """The line to type next, where the mode shows it."""
        return None if self.waits else self.progress.ghost()

    @property
    def from_memory(self) -> bool:
        """Whether the line would be shown, had it not been typed right often enough."""
        wanted = self.progress.wanted()
        return not self.waits and wanted is not None and wanted.faded

    def task(self) -> str:
        """The pinned row's left part: which step, and what to do."""
        step = self.progress.step
        if self.waits:
            return self._world.say(self._enter())
        if step is None:
            return self._world.say("ui.lesson.done")
        wanted = self.progress.wanted()
        if wanted is not None and wanted.again and self.mode is not Mode.EXAM:
            again = self._world.say("ui.lesson.again", line=_shown(wanted.text))
            return f"{self.number()}  {again}"
        return f"{self.number()}  {self._text(step.task or step.say).replace('`', '')}"

    def number(self) -> str:
        """Which step it is, of how many."""
        total = len(self.lesson.steps)
        number = min(self.progress.index + 1, total)
        return self._world.say("ui.lesson.step", number=number, total=total)

    def _enter(self) -> str:
        over = self.progress.step is None and not self._last_words
        return "ui.lesson.enter.last" if over else "ui.lesson.enter"

    def _next_line(self) -> str:
        wanted, step = self.progress.wanted(), self.progress.step
        if wanted is not None or step is None:
            return wanted.text if wanted is not None else ""
        return step.lines[0] if step.lines else ""

    def _passed(self, outcome: Passed, *, leaves: bool) -> None:
        steps = self.lesson.steps
        number = steps.index(outcome.step) + 1
        self._tell("ui.lesson.passed", number=number, total=len(steps))
        if outcome.step.aside is not None:
            self._card(outcome.step.aside)
        if self.progress.step is None:
            self._last_words = leaves or self._pauses
            self.waits = self._pauses
            if not self._last_words:
                self._finish()
        elif self._pauses and outcome.step.aside is not None:
            self.waits = True
        elif number == self.progress.index:
            self.present()

    def _finish(self) -> None:
        self._tell("ui.lesson.finished")
        if self.lesson.closing is not None:
            self._card(self.lesson.closing)
        following = self._following() if self._following is not None and self._pauses else None
        if following is not None:
            title = self._text(following.title)
            self._tell("ui.lesson.following", title=title, id=following.id)
        self.waits = self._pauses

    def _missed(self, outcome: Missed) -> None:
        if outcome.times != 2 or self.progress.ghost() is not None:
            return
        if self.mode is Mode.SOLO:
            self._tell("ui.lesson.ask")
        elif self.mode is Mode.FOLLOW:
            self._tell("ui.lesson.example", line=_shown(self._next_line()))

    def present(self) -> None:
        """What to do now, in full."""
        step = self.progress.step
        if step is None:
            return
        number = self.number()
        spans = (Span(f"{number}  ", Role.LABEL), *marked(self._text(step.say)))
        self.show([Line(spans, 1, 1)])

    def _card(self, text: Localized) -> None:
        self.show([Line(())])
        for row in _paragraphs(self._text(text)):
            self.show([Line(marked(row), 3, 5 if row.startswith("- ") else 3)])
        self.show([Line(())])

    def _say(self, text: Localized, role: Role) -> None:
        self.show([Line((Span(" --  ", Role.INFO), *marked(self._text(text), role)), 0, 5)])

    def _tell(self, key: str, **args: object) -> None:
        self.show([info(self._world.say(key, **args), Role.LABEL)])

    def _text(self, text: Localized) -> str:
        return text.in_language(self._world.words.language)


def _paragraphs(text: str) -> list[str]:
    """Markdown's lines: those of a paragraph are one, list items and blank lines stand alone."""
    rows: list[str] = []
    for line in text.strip().splitlines():
        flows = rows and rows[-1] and line.strip() and not line.startswith("- ")
        if flows:
            rows[-1] += ("" if rows[-1][-1] > "\u2e80" else " ") + line.strip()
        else:
            rows.append(line.strip())
    return rows


def _shown(line: str) -> str:
    return line or "⏎"
