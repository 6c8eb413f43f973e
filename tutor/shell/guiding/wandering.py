"""A lesson that goes to and fro: taken back, walked again, begun anew. Nothing is judged meanwhile,
and a recording is told."""

from collections.abc import Callable

from tutor.core.wire import Remark
from tutor.lesson import Progress, Step
from tutor.shell.guiding.cover import Cover
from tutor.shell.guiding.standpoint import Standpoint
from tutor.world import World

Turned = Callable[[Step | None, Step | None], None]


class Wanderer(Standpoint):
    """A learner's place that can be left and come back to. `turned` is told which step is over and
    which one begins; `record` writes down what is no wire, at the time that `clock` tells."""

    def __init__(
        self, world: World, progress: Progress, around: Cover, *, pauses: bool, turned: Turned
    ) -> None:
        super().__init__(world, progress, around, pauses=pauses)
        self.record: Callable[[Remark], None] = lambda _remark: None
        self.clock: Callable[[], float] = lambda: 0.0
        self._turned = turned

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
