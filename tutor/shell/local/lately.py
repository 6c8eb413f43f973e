"""What was said last, shown to who did not see it: the exchange that the next step is about, and in
a dialogue or a letter what opened it."""

from collections.abc import Iterator, Sequence

from tutor.core.events import Closed, Event, Exchange, Opened, Said
from tutor.core.spec import Listens
from tutor.page import Line, Page, info
from tutor.session import Item
from tutor.shell.repl import Repl

MOST = 16
"""Rows that are shown; of more the middle is left out."""
_LAST = 12
"""Rows of these at the end, where the reply is."""


class Lately:
    """A sink that sees what is said while nothing is shown."""

    def __init__(self) -> None:
        self._items: list[Item] = []

    def __call__(self, item: Item) -> None:
        """One more item; of a connection that ended long ago nothing is wanted any more."""
        if isinstance(item.event, Opened):
            ended = {each.conn for each in self._items if isinstance(each.event, Closed)}
            self._items = [each for each in self._items if each.conn not in ended]
        self._items.append(item)

    def show(self, repl: Repl) -> None:
        """Show the last exchange, as the page shows any."""
        lines = self._lines(repl)
        if len(lines) > MOST:
            folded = repl.world.say("ui.catchup.folded", count=len(lines) - MOST)
            lines = [*lines[: MOST - _LAST], info(folded), *lines[-_LAST:]]
        if lines:
            repl.show([Line(()), *lines])

    def _lines(self, repl: Repl) -> list[Line]:
        items = self._of_one(repl)
        start, page = _start([each.event for each in items]), _page(repl, items)
        # All goes by the page, so that it knows what is under TLS and how long the letter is.
        shown = [page.lines(_sparing(each)) for each in items]
        return [line for lines in shown[start:] for line in lines]

    def _of_one(self, repl: Repl) -> list[Item]:
        """What was said on the connection of the last exchange, or on that of a dialogue that waits
        for its answer."""
        spoken = [each for each in self._items if isinstance(each.event, Exchange | Said)]
        conn = spoken[-1].conn if spoken else 0
        if _in_dialogue(repl) and any(each.conn == repl.talk.current for each in spoken):
            conn = repl.talk.current
        mine = (each for each in self._items if each.conn == conn)
        return [each for each in mine if not isinstance(each.event, Closed)]


def _sparing(item: Item) -> Item:
    """A letter that was sent stands there as it was typed: not once more as it is read."""
    event = item.event
    if isinstance(event, Exchange) and event.envelope is not None:
        return item._replace(event=event._replace(letter=None))
    return item


def _page(repl: Repl, items: Sequence[Item]) -> Page:
    """A page that explains as much as the sitting's own, of which nothing has been told yet."""
    page = Page(repl.world.words, repl.page.detail)
    page.most_notes, page.quiet = repl.page.most_notes, repl.page.quiet
    page.resume(_under_tls(items), told=True)
    return page


def _under_tls(items: Sequence[Item]) -> Iterator[int]:
    """The connection, where it was under TLS before the first of these items."""
    for item in items[:1]:
        event = item.event
        if isinstance(event, Said):
            spoken = (each.event for each in items if isinstance(each.event, Exchange))
            event = next(spoken, event)
        if isinstance(event, Exchange) and event.facts.tls:
            yield item.conn


def _in_dialogue(repl: Repl) -> bool:
    return repl.talk.unwired or repl.listens in (Listens.SASL, Listens.TEXT)


def _start(events: Sequence[Event]) -> int:
    """Where the last exchange begins: with the connection, or with the command that opened it; the
    lines of a login and of a letter are part of what they belong to."""
    last = max((n for n, each in enumerate(events) if isinstance(each, Exchange)), default=0)
    openers = (n for n, each in enumerate(events[: last + 1]) if _opens(each))
    return max(openers, default=0)


def _opens(event: Event) -> bool:
    if isinstance(event, Said):
        return event.letter is None and not event.command.verb.startswith("AUTH-")
    return isinstance(event, Opened)
