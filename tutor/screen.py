"""Where items are shown: as JSON lines, as plain text, or on a terminal."""

from collections.abc import Callable, Iterable

from tutor.page import Detail, Line, Page
from tutor.session import Item, Sink
from tutor.world import World

Show = Callable[[Iterable[Line]], None]


def printer(world: World) -> Show:
    """A function that prints lines as this world wants them."""
    if world.terminal and not world.plain:
        from tutor.render.terminal import Terminal

        return Terminal(world.stdout, colour=world.colour).show
    from tutor.render.plain import text

    def show(lines: Iterable[Line]) -> None:
        world.stdout.write(text(lines))
        world.stdout.flush()

    return show


def sink(world: World, page: Page | None = None, show: Show | None = None) -> Sink:
    """The sink that shows a session in this world."""
    if world.json:
        from tutor.render import json

        def write(item: Item) -> None:
            line = json.line(item, world.words)
            if line is not None:
                # JSON is UTF-8 whatever the terminal's code page is (RFC 8259 8.1).
                world.stdout.flush()
                world.stdout.buffer.write(line.encode() + b"\n")
                world.stdout.buffer.flush()

        return write
    the_page = page or Page(world.words, detail(world))
    the_show = show or printer(world)

    def print_lines(item: Item) -> None:
        lines = the_page.lines(item)
        if lines:
            the_show(lines)

    return print_lines


def detail(world: World, default: Detail = Detail.FULL) -> Detail:
    """How much to explain: what the settings say, else the default of the command."""
    if world.big:
        return Detail.BRIEF
    return Detail(world.settings.detail) if world.settings.detail else default
