"""`replay` on a terminal: a recording played, paused, searched, and gone back in."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from tutor.page import Role
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report
from tutor.render.terminal import LIGHT, THEME
from tutor.replaying.reel import Frame, reel
from tutor.session import Session
from tutor.shell.replaying.canvas import Cinema
from tutor.world import World

_SLICE = 0.02
"""Seconds of reading between two looks at the keys; a long recording is shown at once."""
_REDRAWN = 0.5
"""Seconds between two looks at how much there is now."""
_CONTROLS = 3
"""Rows at the bottom: the bar, where it stands, the keys."""


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
