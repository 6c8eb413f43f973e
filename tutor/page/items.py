"""Items to lines, one after the other: what each kind of item shows, and in which order."""

from collections.abc import Iterable, Iterator

from tutor.annotate import Note
from tutor.core.events import Closed, Exchange, Gap, Kept, Opened, Part, Said, Secured
from tutor.core.octets import decode
from tutor.core.visible import visible
from tutor.core.wire import Side
from tutor.page.choosing import Fading, brief
from tutor.page.exchange import note_lines, note_role, note_text, reply_lines
from tutor.page.letter import MOST_LINES, is_fetched, letter_lines
from tutor.page.line import Detail, Line, Role, Span, arrow, harmless_info, wire_line
from tutor.session import Item
from tutor.words import Words


class Page:
    """Items to lines, for one session. `detail` and the words' language may change on the way.

    `quiet` names what is not said ("useful": the verbs worth trying next); `most_notes` is how many
    notes an exchange has in brief; with `fades` it has fewer for what went well before; without
    `echo` the client's lines are not shown again, because the terminal has them already; with `raw`
    a fetched letter is shown as it came in brief too.
    """

    def __init__(self, words: Words, detail: Detail = Detail.BRIEF, *, pages: bool = True) -> None:
        self.words = words
        self.detail = detail
        self.quiet: frozenset[str] = frozenset()
        self.most_notes = 2
        self.fades = False
        self.echo = True
        self.raw = False
        self._tls: set[int] = set()
        self._text_lines: dict[int, int] = {}
        self._states_told = False
        self._pages = pages
        self._fading = Fading()

    def lines(self, item: Item) -> list[Line]:
        """The lines of an item, none for what is shown otherwise."""
        event = item.event
        if isinstance(event, Kept) and event.part is not Part.TEXT:
            return []
        return list(self._lines(item))

    def resume(self, tls: Iterable[int], *, told: bool) -> None:
        """Go on in the middle of a session: these connections are under TLS, and with `told` what
        is said only once was said."""
        self._tls = set(tls)
        self._states_told = told

    def again(self, item: Item, detail: Detail) -> list[Line]:
        """An exchange once more, in another detail (`:why`, F2)."""
        if not isinstance(item.event, Exchange):
            return []
        return list(self._exchange(item, item.event, detail, again=True))

    def _lines(self, item: Item) -> Iterator[Line]:
        event = item.event
        if isinstance(event, Kept):
            yield from self._kept(event)
            if self.detail is not Detail.OFF:
                yield from self._infos(item, item.notes)
        elif isinstance(event, Said):
            self._text_lines.pop(event.conn, None)
            yield from self._said(event)
        elif isinstance(event, Exchange):
            yield from self._exchange(item, event, self.detail)
        elif isinstance(event, Opened):
            peer = visible(str(event.wire.about.get("peer", "")))
            played = event.wire.about.get("played")
            key = "ui.connected.practice" if played else "ui.connected"
            yield harmless_info(self.words.say(None, key, peer=peer))
        elif isinstance(event, Secured):
            yield from self._secured(item, event)
        elif isinstance(event, Closed):
            yield from self._closed(item, event)
        elif isinstance(event, Gap) and "fragment" in event.wire.about and item.fragment != 1:
            text = self.words.say(None, "ui.fragment", number=item.fragment)
            yield harmless_info(text, Role.LABEL)

    # -- the client ------------------------------------------------------------------------------

    def _arrow(self, side: Side, conn: int) -> str:
        return arrow(side, tls=conn in self._tls)

    def _said(self, said: Said) -> Iterator[Line]:
        if said.letter is not None or not self.echo:
            # The dot that ends a letter was shown with the text.
            return
        yield wire_line(self._arrow(Side.CLIENT, said.conn), said.command.line, Role.CLIENT)

    def _kept(self, kept: Kept) -> Iterator[Line]:
        wire = kept.wire
        if wire.side is not Side.CLIENT or kept.part is not Part.TEXT or not self.echo:
            return
        shown = self._text_lines.get(wire.conn, 0)
        rows = decode(wire.data)[0].split("\n")
        if rows and not rows[-1]:
            rows.pop()
        arrow = self._arrow(Side.CLIENT, wire.conn)
        for number, row in enumerate(rows):
            last_dot = number == len(rows) - 1 and row in (".\r", ".")
            if shown < MOST_LINES or last_dot:
                yield wire_line(arrow, row.removesuffix("\r"), Role.CLIENT)
            elif shown == MOST_LINES:
                yield harmless_info(self.words.say(None, "ui.text.folded"))
            shown += 1
        self._text_lines[wire.conn] = shown

    # -- an exchange -----------------------------------------------------------------------------

    def _exchange(
        self, item: Item, event: Exchange, detail: Detail, *, again: bool = False
    ) -> Iterator[Line]:
        full = detail is Detail.FULL
        arrow = self._arrow(Side.SERVER, event.conn)
        if full:
            on_command = [n for n in item.notes if n.on == "command" and n.role != "slip"]
            yield from note_lines(self.words, item, event, on_command)
        yield from reply_lines(self.words, item, event, detail, arrow)
        notes: list[Note] = []
        if full:
            notes = [n for n in item.notes if _follows(n)]
        elif detail is Detail.BRIEF:
            notes = brief(self.words, item, event)[: self.most_notes]
            notes = notes if again or not self.fades else self._fading.left(event, notes)
        fetched = is_fetched(event)
        if not fetched:
            yield from note_lines(self.words, item, event, notes)
        yield from letter_lines(
            self.words, item, detail, arrow, pages=self._pages, again=again, raw=self.raw
        )
        if fetched:
            yield from note_lines(self.words, item, event, notes)
        if detail is not Detail.OFF:
            yield from self._state_line(item, event)

    def _state_line(self, item: Item, event: Exchange) -> Iterator[Line]:
        if event.before == event.after:
            return
        useful = ", ".join(event.useful[:3])
        told = self.words.say(None, "ui.next", verbs=useful) if useful else ""
        hint = f"   {told}" if told and "useful" not in self.quiet else ""
        path = " -> ".join((event.before, *event.via, event.after))
        yield Line((Span(path, Role.STATE), Span(hint, Role.NOTE)), 5, 5)
        if not self._states_told and item.protocol.name == "smtp":
            self._states_told = True
            yield Line((Span(self.words.say(None, "ui.states.told"), Role.NOTE),), 7, 7)

    # -- the line itself -------------------------------------------------------------------------

    def _secured(self, item: Item, event: Secured) -> Iterator[Line]:
        if "error" not in event.wire.about:
            self._tls.add(event.wire.conn)
        yield from self._infos(item, item.notes)
        if event.before != event.after:
            yield Line((Span(f"{event.before} -> {event.after}", Role.STATE),), 5, 5)

    def _closed(self, item: Item, event: Closed) -> Iterator[Line]:
        self._tls.discard(event.wire.conn)
        off = self.detail is Detail.OFF
        yield from self._infos(item, (n for n in item.notes if not (off and n.on == "state")))

    def _infos(self, item: Item, notes: Iterable[Note]) -> Iterator[Line]:
        for note in notes:
            yield harmless_info(note_text(self.words, item, note), note_role(note, Role.INFO))


def _follows(note: Note) -> bool:
    """Whether a note stands behind the reply: a slip does, whatever it is about."""
    return note.role == "slip" or (note.on in ("reply", "state") and note.line is None)
