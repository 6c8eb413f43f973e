"""`replay` on a terminal: a recording played, paused, searched, and gone back in."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from tutor import screen
from tutor.page import Detail, Role, Span
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report
from tutor.render.terminal import LIGHT, THEME
from tutor.render.wrap import cut, fit, rows
from tutor.replaying.playhead import Playhead
from tutor.replaying.reel import Frame, lines, reel, text
from tutor.session import Session
from tutor.world import World

_SLICE = 0.02
"""Seconds of reading between two looks at the keys; a long recording is shown at once."""
_REDRAWN = 0.5
"""Seconds between two looks at how much there is now."""
_CONTROLS = 3
"""Rows at the bottom: the bar, where it stands, the keys."""
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
        name = frame.name if frame is not None else ""
        state = world.say("ui.replay.playing" if head.playing else "ui.replay.paused")
        left = f"{head.place + 1}/{total}{'+' if head.more else ''}  {name}"
        middle = self._told or f"{_clock(head.at)}/{_clock(head.length)}"
        right = f"x{head.speed:g}  {self._detail.value}  {state}"
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


def run(
    world: World,
    name: str,
    speed: float,
    idle: float,
    *,
    step: bool,
    first: int = 0,
    last: int | None = None,
) -> int:
    """Play a recording until it is left; returns the exit code. Raises ReadingError."""
    found = read(world, name)
    cinema = Cinema(world, speed=speed, idle=idle, playing=not step)
    session = Session(PROTOCOLS.get(found.header.protocol or ""))
    coming = reel(session, found.facts, first, last)
    cinema.read(coming, _SLICE)
    while cinema.empty and cinema.head.more:
        cinema.read(coming, _SLICE)
    if cinema.empty:
        world.complain("error.replay.nothing")
        code = 2 if first or last is not None else 0
    else:
        asyncio.run(_play(cinema, coming, world))
        code = 0
    report(world, found)
    return code


async def _play(cinema: Cinema, coming: Iterator[Frame], world: World) -> None:
    app = _application(cinema, world)

    async def tick() -> None:
        while True:
            due = cinema.head.due(time.monotonic())
            await asyncio.sleep(0.1 if due is None else min(due, 0.1))
            if cinema.head.tick(time.monotonic()):
                cinema.do(lambda: None)
                app.invalidate()

    async def load() -> None:
        redrawn = time.monotonic()
        while cinema.head.more:
            cinema.read(coming, _SLICE)
            if time.monotonic() - redrawn > _REDRAWN or not cinema.head.more:
                redrawn = time.monotonic()
                app.invalidate()
            await asyncio.sleep(0)

    tasks = [asyncio.ensure_future(each) for each in (tick(), load())]
    try:
        await app.run_async()
    finally:
        for task in tasks:
            task.cancel()


def _application(cinema: Cinema, world: World) -> Application[None]:
    def size() -> tuple[int, int]:
        found = app.output.get_size()
        return found.columns, max(1, found.rows - _CONTROLS)

    picture = FormattedTextControl(lambda: cinema.shown(*size()), focusable=True)
    status = FormattedTextControl(lambda: cinema.status(size()[0]))
    search = BufferControl(cinema.search, input_processors=[BeforeInput("/")])
    asks = Condition(lambda: cinema.searching)
    layout = HSplit(
        [
            Window(picture, wrap_lines=False, always_hide_cursor=True),
            ConditionalContainer(Window(search, height=1), asks),
            Window(status, height=_CONTROLS, always_hide_cursor=True),
        ]
    )
    app: Application[None] = Application(
        layout=Layout(layout),
        key_bindings=_keys(cinema, asks, search, picture),
        style=_style(world),
        full_screen=True,
        color_depth=None if world.colour else ColorDepth.DEPTH_1_BIT,
    )
    app.ttimeoutlen = 0.05
    return app


def _keys(cinema: Cinema, asks: Condition, search: Any, picture: Any) -> KeyBindings:
    keys, head = KeyBindings(), cinema.head

    def on(*names: str, do: Callable[[], object], moves: bool = True) -> None:
        for name in names:

            @keys.add(name, filter=~asks)
            def _(_event: Any) -> None:
                cinema.do(do) if moves else do()

    on("space", do=head.toggle)
    on("right", "enter", do=lambda: head.step(1))
    on("left", "backspace", do=lambda: head.step(-1))
    on("[", do=lambda: cinema.mark(-1))
    on("]", do=lambda: cinema.mark(1))
    on("+", "=", do=lambda: head.faster(2))
    on("-", do=lambda: head.faster(0.5))
    on("home", "g", do=lambda: head.go(0))
    on("end", "G", do=lambda: head.go(head.last))
    on("d", do=cinema.detail)
    on("l", do=cinema.language)
    on("n", do=cinema.again)
    on("up", do=lambda: cinema.scroll(1), moves=False)
    on("down", do=lambda: cinema.scroll(-1), moves=False)
    on("pageup", do=lambda: cinema.scroll(10), moves=False)
    on("pagedown", do=lambda: cinema.scroll(-10), moves=False)

    @keys.add("/", filter=~asks)
    def _ask(event: Any) -> None:
        cinema.do(cinema.ask)
        event.app.layout.focus(search)

    @keys.add("enter", filter=asks)
    def _find(event: Any) -> None:
        cinema.search.validate_and_handle()
        event.app.layout.focus(picture)

    @keys.add("escape", filter=asks)
    @keys.add("c-c", filter=asks)
    def _give_up(event: Any) -> None:
        cinema.searching = False
        event.app.layout.focus(picture)

    @keys.add("q", filter=~asks)
    @keys.add("escape", filter=~asks)
    @keys.add("c-c", filter=~asks)
    @keys.add("c-d", filter=~asks)
    def _leave(event: Any) -> None:
        event.app.exit()

    return keys


def _style(world: World) -> Style:
    """The looks of the terminal's other output, in this library's words."""
    theme = LIGHT if world.settings.theme == "light" else THEME
    looks = {role.value: _look(theme[role]) for role in Role}
    return Style.from_dict({**looks, "bar": "reverse"})


def _look(name: str) -> str:
    plain = ("bold", "dim")
    return " ".join(word if word in plain else f"ansi{word}" for word in name.split())


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
