"""A lesson that plays by itself, as a teacher shows it to a class: it types, somebody goes on.

What is seen and pressed is a `Desk`'s business: a terminal with its keys (`podium`), or lines below
each other (`lectern`).
"""

from collections.abc import Callable, Coroutine, Iterable
from enum import Enum
from typing import Any, Protocol

from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.lesson import Task
from tutor.lesson.solving import protocol_of
from tutor.net.link import Target
from tutor.page import Line, Role, Span
from tutor.render.wrap import width
from tutor.shell.guiding import asking
from tutor.shell.guiding.guide import Guide
from tutor.shell.repl import Repl
from tutor.shell.showing import saying
from tutor.shell.showing.pacing import reading


class Key(Enum):
    """What whoever shows the lesson wants."""

    ON = "on"
    BACK = "back"
    HANDS = "hands"
    BLANK = "blank"
    LEAVE = "leave"


class Desk(Protocol):
    """Where a lesson is shown."""

    async def rest(self, seconds: float | None, keys: str = "", line: str = "") -> Key | str:
        """Wait for a key; after so many seconds it goes on without. One of `keys` is one too.
        `line` stands there and was not sent yet."""

    async def type(self, line: str) -> Key:
        """Let a line appear as somebody types it; ON when it stands there."""

    async def work(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something that may take its time."""

    async def hands(self) -> None:
        """Leave the keyboard to whoever shows the lesson, until it is given back."""

    async def blank(self) -> None:
        """Show nothing until a key is pressed."""


class Reading:
    """Shows lines, and counts how much there is to read."""

    def __init__(self, show: Callable[[Iterable[Line]], None]) -> None:
        self._show = show
        self._cells = 0

    def __call__(self, lines: Iterable[Line]) -> None:
        """Show lines."""
        rows = list(lines)
        self._cells += sum(width(span.text) for row in rows for span in row.spans)
        self._show(rows)

    def pause(self) -> float:
        """Seconds that it takes to read what came since the last pause."""
        cells, self._cells = self._cells, 0
        return reading(cells)


class Show:
    """One lesson shown on a desk. `shown` is what it is read from; where it plays `auto`, it goes
    on by itself when that was read. `opening` is what the lesson connects to by itself."""

    def __init__(
        self, repl: Repl, guide: Guide, shown: Reading, *, auto: bool, opening: Target | None
    ) -> None:
        self.player = saying.Player(guide)
        self._repl = repl
        self._guide = guide
        self._shown = shown
        self._auto = auto
        self._opening = opening
        self._flows = False
        # The one who watches does not predict; the class is asked, see `_guess`.
        repl.foresight.silent = True

    @property
    def goes_back(self) -> bool:
        """Whether the server is ours, and can be what it was."""
        return self._repl.rewind is not None and not self._guide.real

    async def run(self, desk: Desk) -> None:
        """Show the lesson to its end, or until somebody leaves."""
        repl, guide = self._repl, self._guide
        while not repl.done and not guide.finished:
            key = await self._turn(desk)
            self._flows = self._flows and key is Key.ON
            if key is Key.BACK:
                await desk.work(self.back())
            elif key is Key.HANDS:
                await self._hands(desk)
            elif key is Key.BLANK:
                await desk.blank()
            elif key is Key.LEAVE:
                repl.done = True
        if guide.progress.step is not None:
            repl.tell("ui.watch.bye", step=guide.number())

    # -- going on --------------------------------------------------------------------------------

    async def _turn(self, desk: Desk) -> Key | str:
        """The next thing, whatever it is; what was pressed instead of going on."""
        guide, line = self._guide, self.player.next()
        if guide.waits or line is None:
            if not guide.waits:
                self._is_stuck()
            key = await desk.rest(self._pause())
            if key is Key.ON and guide.waits:
                guide.go_on()
                self._repl.keep_up()
            elif key is Key.ON:
                return Key.LEAVE
            return key
        if not self._flows and (key := await desk.rest(self._pause())) is not Key.ON:
            return key
        key = await desk.type(line)
        if key is Key.ON:
            key = await self._guess(desk, line)
        if key is Key.ON:
            await desk.work(self._say(line))
        return key

    def _pause(self) -> float | None:
        return self._shown.pause() if self._auto else None

    def _is_stuck(self) -> None:
        guide = self._guide
        step = guide.progress.step
        if step is not None:
            number = guide.progress.index + 1
            self._repl.tell("ui.watch.stuck", Role.WARN, number=number, id=step.id)

    async def _say(self, line: str) -> None:
        """Say the line that stands there."""
        repl = self._repl
        self.player.take()
        texting = repl.listens is Listens.TEXT
        await saying.say(repl, line)
        # The lines of a letter follow each other: nobody answers them.
        halfway = repl.client is not None and repl.client.waits and repl.client.halfway
        self._flows = halfway or (texting and repl.listens is Listens.TEXT)

    async def _guess(self, desk: Desk, line: str) -> Key | str:
        """Before the line is sent that a step asks to predict: the class says what will come."""
        guide, repl = self._guide, self._repl
        step = guide.progress.step
        if not guide.help.types or not isinstance(step, Task) or step.predict is None:
            return Key.ON
        if not self.player.ends:
            return Key.ON
        wanted = guide.progress.wanted()
        protocol = wanted.protocol if wanted is not None else protocol_of(guide.lesson, step, line)
        repl.tell(f"ui.watch.predict.{protocol}")
        key = await desk.rest(self._pause(), "".join(asking.KEYS[protocol]), line)
        kind = asking.predicted(key, protocol) if isinstance(key, str) else None
        if kind is not None:
            guide.foretell(kind, protocol)
            return Key.ON
        if key is Key.ON:
            guide.explains = step.predict  # nobody said a class, and the why is told all the same
        return key

    # -- going back ------------------------------------------------------------------------------

    async def back(self) -> None:
        """To the beginning of this step, or of the one before where it has not begun."""
        guide, repl = self._guide, self._repl
        index = guide.progress.index - (not self.player.begun)
        if not self.goes_back:
            repl.tell("ui.watch.real", Role.WARN)
        elif index < 0:
            repl.tell("ui.watch.first")
        elif await self._walk(index, 0):
            repl.tell("ui.watch.back")
            self._present()

    async def _walk(self, index: int, lines: int) -> bool:
        """The lesson anew, in silence, up to these lines of this step; says so if it fails."""
        repl, guide = self._repl, self._guide
        repl.muted, guide.waits, self._flows = True, False, False
        try:
            await saying.renew(repl, guide, self._opening)
        finally:
            repl.muted = False
        player = await saying.walk(repl, guide, index, lines)
        self.player = player or saying.Player(guide)
        if player is None:
            repl.tell("ui.watch.lost", Role.WARN)
            self._present()
        return player is not None

    # -- somebody else types ---------------------------------------------------------------------

    async def _hands(self, desk: Desk) -> None:
        """The keyboard is taken over, and given back where it was."""
        repl, guide = self._repl, self._guide
        index, lines = guide.progress.index, self.player.said
        guide.remark("pause", what="takeover")
        guide.away, guide.waits = True, False
        repl.tell("ui.watch.hands")
        await desk.hands()
        repl.done = False
        await desk.work(self._returned(index, lines))

    async def _returned(self, index: int, lines: int) -> None:
        repl, guide = self._repl, self._guide
        found = not self.goes_back or await self._walk(index, lines)
        guide.away = False
        guide.remark("pause", what="back")
        if not self.goes_back:
            self.player.follow()
            repl.tell("ui.watch.real", Role.WARN)
            self._present()
        elif found:
            repl.tell("ui.watch.returned")
            self._present()

    def _present(self) -> None:
        """The step once more; with what its client has said, which was said in silence."""
        self._guide.present()
        step = self._guide.serves
        for line in step.client if step is not None else ():
            spans = (Span(" ->  ", Role.CLIENT), Span(visible(line), Role.CLIENT))
            self._repl.show([Line(spans, 0, 5)])
