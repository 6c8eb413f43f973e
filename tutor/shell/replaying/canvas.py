"""What a replay shows: the frame at hand with what came before it, the bar, the place."""

import time
from collections.abc import Callable, Iterator

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import FormattedText

from tutor import screen
from tutor.page import Detail, Span
from tutor.render.wrap import cut, fit, rows
from tutor.replaying.playhead import Playhead
from tutor.replaying.reel import Frame, lines, text
from tutor.world import World

_NARROW = 50
"""Columns that hold no more than the place and whether it plays."""
_DETAILS = (Detail.BRIEF, Detail.FULL, Detail.OFF)


class Cinema:
    """What is on the screen, and what the keys do to it."""

    def __init__(self, world: World, *, speed: float, idle: float, playing: bool) -> None:
        self._world = world
        self._frames: list[Frame] = []
        self._times: list[float] = []
        self._marks: list[int] = []
        self.head = Playhead(self._times, self._marks, speed=speed, idle=idle, playing=playing)
        self._detail = screen.detail(world, Detail.BRIEF)
        self._told = ""
        self._scrolled = 0
        self._wanted = ""
        self._cache: dict[tuple[int, int, Detail, str], list[list[Span]]] = {}
        self.search = Buffer(multiline=False, accept_handler=self._searched)
        self.searching = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self._frames

    def read(self, coming: Iterator[Frame], seconds: float) -> None:
        """Take in more of the recording, for so long; `head.more` tells whether there is more."""
        until = time.monotonic() + seconds
        for frame in coming:
            if frame.marked:
                self._marks.append(len(self._frames))
            self._frames.append(frame)
            self._times.append(frame.at)
            if time.monotonic() > until:
                self.head.more = True
                return
        self.head.more = False

    # -- what is seen ----------------------------------------------------------------------------

    def shown(self, columns: int, height: int) -> FormattedText:
        """The rows that fit: the frame at hand whole if it can be, what came before above it."""
        current = self._rows(self.head.place, columns)
        place = self.head.place
        above: list[list[Span]] = []
        while place > 0 and len(above) + len(current) < height + self._scrolled + len(current):
            place -= 1
            above[:0] = self._rows(place, columns)
            if len(above) > height + self._scrolled:
                break
        every = above + current
        end = len(every) if len(current) <= height else len(above) + height
        end = max(min(height, len(every)), min(len(every), end - self._scrolled))
        out: list[tuple[str, str]] = []
        for row in every[max(0, end - height) : end]:
            out += [(f"class:{span.role.value}", span.text) for span in row]
            out.append(("", "\n"))
        return FormattedText(out)

    def _rows(self, place: int, columns: int) -> list[list[Span]]:
        if not self._frames:
            return []
        key = place, columns, self._detail, self._world.words.language
        if key not in self._cache:
            if len(self._cache) > 2000:
                self._cache.clear()
            frame = self._frames[place]
            found = lines(frame, self._world.words, self._detail, told=place > 1)
            self._cache[key] = [row for line in found for row in rows(line, columns)]
        return self._cache[key]

    def status(self, columns: int) -> FormattedText:
        """The bar, the place, the keys."""
        head, world = self.head, self._world
        total = len(self._frames)
        room = max(columns - 3, 10)
        done = room if head.last == 0 else round(room * head.place / head.last)
        bar = f"[{'=' * max(0, done - 1)}{'>' if done else ''}{'-' * (room - done)}]"
        frame = self._frames[head.place] if self._frames else None
        # The number is what `export --only` takes.
        name = f"{frame.seq} {frame.name}" if frame is not None and frame.name else ""
        state = world.say("ui.replay.playing" if head.playing else "ui.replay.paused")
        left = f"{head.place + 1}/{total}{'+' if head.more else ''}"
        middle = self._told or f"{_clock(head.at)}/{_clock(head.length)}"
        right = f"x{head.speed:g}  {self._detail.value}  {state}"
        if columns < _NARROW:  # the place is worth more than how fast one gets there
            middle, right = self._told, state
        else:
            left = f"{left}  {name}"
        keys = cut(world.say("ui.replay.keys"), columns - 1)
        rows_ = f"{bar}\n{fit(left, middle, right, columns)}\n{keys}"
        return FormattedText([("class:bar", rows_)])

    # -- what is done ----------------------------------------------------------------------------

    def do(self, what: Callable[[], object]) -> None:
        """Something that moves: what was scrolled or told before is over."""
        self._told, self._scrolled = "", 0
        what()

    def mark(self, way: int) -> None:
        """To a chapter."""
        if not self.head.mark(way):
            self._told = self._world.say("ui.replay.no-mark")

    def scroll(self, count: int) -> None:
        """Look above, or down again."""
        self._scrolled = max(0, self._scrolled + count)

    def detail(self) -> None:
        """More, nothing, less."""
        self._detail = _DETAILS[(_DETAILS.index(self._detail) + 1) % len(_DETAILS)]

    def language(self) -> None:
        """The other language."""
        words = self._world.words
        words.switch("en" if words.language == "zh" else "zh")

    def ask(self) -> None:
        """Begin to search."""
        self.head.playing, self.searching = False, True
        self.search.reset()

    def _searched(self, buffer: Buffer) -> bool:
        self._wanted = buffer.text.strip().lower() or self._wanted
        self.searching = False
        self.again()
        return False

    def again(self) -> None:
        """To the next frame that holds what was searched for, round the end."""
        total = len(self._frames)
        for ahead in range(1, total + 1) if self._wanted else ():
            place = (self.head.place + ahead) % total
            if self._wanted in text(self._frames[place]):
                self.head.go(place)
                return
        self._told = self._world.say("ui.replay.not-found", text=cut(self._wanted, 20))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
