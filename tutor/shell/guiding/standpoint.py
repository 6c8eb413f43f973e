"""Where somebody is in a lesson: what is asked for now, and what is shown of it. Says nothing, and
changes nothing."""

from tutor.core.secrets import MASK
from tutor.lesson import Help, Lesson, Localized, Mode, Progress, Question, Serve
from tutor.shell.guiding.cover import Cover, Due
from tutor.shell.guiding.telling import EMPTY
from tutor.world import World


class Standpoint:
    """A learner's place. `waits`: what stands there is to be read first; while somebody is `away`
    from the lesson nothing is judged or asked. `pauses`: somebody sits here and presses Enter."""

    def __init__(self, world: World, progress: Progress, cover: Cover, *, pauses: bool) -> None:
        self.progress = progress
        self.waits = False
        self.away = False
        self._cover = cover
        self._pauses = pauses
        self._last_words = False
        self._world = world

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
        """How the lesson is done; what help there is then stands in `help`."""
        return self.progress.mode

    @property
    def help(self) -> Help:
        """How much help there is."""
        return self.progress.help

    @property
    def asks(self) -> Question | None:
        """The question that waits for its answer."""
        step = self.progress.step
        if self.waits or self.away:
            return None
        return step if isinstance(step, Question) else None

    @property
    def serves(self) -> Serve | None:
        """The step in which the learner is the server, if this is one."""
        step = self.progress.step
        return step if isinstance(step, Serve) and not self.waits else None

    @property
    def has_client(self) -> bool:
        """Whether the lesson brings a client of its own, which the learner is to serve."""
        return any(isinstance(step, Serve) for step in self.lesson.steps)

    @property
    def real(self) -> bool:
        """Whether a real server answers."""
        return self._cover.real

    @property
    def review(self) -> tuple[Due, ...]:
        """The questions that are asked before the lesson begins."""
        return self._cover.review

    @property
    def in_the_middle(self) -> bool:
        """Whether somebody sits here who has begun the lesson and is not through."""
        begun = self._pauses and not self.help.types and self.progress.index > 0
        return begun and self.progress.step is not None

    def ghost(self) -> str | None:
        """The line to type next, where the mode shows it."""
        shown = None if self.waits or self.away else self.progress.ghost()
        # The learner's own code is known to nobody here.
        return None if shown and MASK.decode() in shown else shown

    @property
    def from_memory(self) -> bool:
        """Whether the line would be shown, had it not been typed right often enough."""
        wanted = self.progress.wanted() if self.help.fades else None
        return not self.waits and wanted is not None and wanted.faded

    def task(self) -> str:
        """The pinned row's left part: which step, and what to do."""
        step = self.progress.step
        if self.waits:
            return self._world.say(self._enter())
        if step is None:
            return self._world.say("ui.lesson.done")
        wanted = self.progress.wanted()
        if wanted is not None and wanted.again and self.help.hints != "none":
            again = self._world.say("ui.lesson.again", line=wanted.text or EMPTY)
            return f"{self.number()}  {again}"
        return f"{self.number()}  {self._row(step.task or step.say).replace('`', '')}"

    def number(self, *, shown: bool = False) -> str:
        """Which step it is, of how many; the one that is `shown`, while what passed is read."""
        total = len(self.lesson.steps)
        number = min(self.progress.index + 1 - (shown and self.waits), total)
        return self._world.say("ui.lesson.step", number=number, total=total)

    def _row(self, text: Localized) -> str:
        return text.in_language(self._world.words.language)

    def _enter(self) -> str:
        over = self.progress.step is None and not self._last_words
        return "ui.lesson.enter.last" if over else "ui.lesson.enter"
