"""Where items are shown: as JSON lines, as plain text, or on a terminal."""

from collections.abc import Callable, Iterable

from tutor.page import Detail, Line, Page
from tutor.session import Item, Sink
from tutor.world import World

Show = Callable[[Iterable[Line]], None]


def printer(world: World, *, live: bool = True) -> Show:
    """A function that prints lines as this world wants them; if `live`, at once."""
    if world.terminal and not world.plain:
        from tutor.render.terminal import Terminal

        return Terminal(world.stdout, colour=world.colour).show
    from tutor.render.plain import text

    def show(lines: Iterable[Line]) -> None:
        world.stdout.write(text(lines))
        if live:
            world.stdout.flush()

    return show


def sink(
    world: World, page: Page | None = None, show: Show | None = None, *, live: bool = True
) -> Sink:
    """The sink that shows a session in this world.

    If nobody waits for the next line (not `live`), what is said leaves in blocks.
    """
    if world.json:
        return _json_sink(world, live=live)
    the_page = page or Page(world.words, detail(world))
    the_show = show or printer(world, live=live)

    def print_lines(item: Item) -> None:
        lines = the_page.lines(item)
        if lines:
            the_show(lines)

    return print_lines


def _json_sink(world: World, *, live: bool) -> Sink:
    from tutor.render.json import Lines

    lines = Lines(world.words)
    world.stdout.flush()
    # JSON is UTF-8 whatever the terminal's code page is (RFC 8259 8.1).
    out = world.stdout.buffer

    def write(item: Item) -> None:
        line = lines.line(item)
        if line is None:
            return
        if live:
            world.stdout.flush()
        out.write(line + b"\n")
        if live:
            out.flush()

    return write


def detail(world: World, default: Detail = Detail.FULL) -> Detail:
    """How much to explain: what the settings say, else the default of the command."""
    if world.big:
        return Detail.BRIEF
    return Detail(world.settings.detail) if world.settings.detail else default
