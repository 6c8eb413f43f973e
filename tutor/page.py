"""The neck: items to lines of spans, with everything that anybody said made harmless.

Every output reads these lines (screen, plain text, later pages), so no renderer has to remember to
disarm a control character. What lines there are is decided here; widths and colours are not.
"""

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from tutor.annotate import Note, message
from tutor.core.events import Closed, Exchange, Kept, Opened, Part, Said, Secured
from tutor.core.octets import decode
from tutor.core.spec import Class
from tutor.core.visible import visible
from tutor.core.wire import Side
from tutor.message import Message
from tutor.session import Item
from tutor.words import Words

MOST_ROWS = 12
"""A listing longer than this folds in the middle when little is to be shown."""
MOST_LINES = 40
"""Lines shown of message text; the rest is counted."""
MOST_AGAIN = 400
"""Lines shown of it to whoever asks for the raw text."""
MOST_WIDE = 2000
"""Characters shown of one line; the rest is counted."""


_ANSWERS = frozenset({"AUTH", "AUTH-RESPONSE", ".", "PASS", "APOP"})
"""Where the reply says more than the command in plain words would."""


class Role(Enum):
    """What a span is; a renderer has a style for each."""

    CLIENT = "client"
    SERVER = "server"
    REFUSED = "refused"
    NOTE = "note"
    WARN = "warn"
    LABEL = "label"
    REF = "ref"
    STATE = "state"
    INFO = "info"
    LETTER = "letter"


class Detail(Enum):
    """How much is explained."""

    OFF = "off"
    BRIEF = "brief"
    FULL = "full"


class Span(NamedTuple):
    """A piece of a line with its role."""

    text: str
    role: Role


class Line(NamedTuple):
    """A line: spans behind `indent` blanks, wrapped lines hanging at `hang`; `ref` at the right."""

    spans: tuple[Span, ...]
    indent: int = 0
    hang: int = 0
    ref: str = ""


class Page:
    """Items to lines, for one session. `detail` and the words' language may change on the way.

    `quiet` names what is not said ("useful": the verbs worth trying next); `most_notes` is how many
    notes an exchange has in brief; with `fades` it has fewer for what went well before; without
    `echo` the client's lines are not shown again, because the terminal has them already.
    """

    def __init__(self, words: Words, detail: Detail = Detail.BRIEF, *, pages: bool = True) -> None:
        self.words = words
        self.detail = detail
        self.quiet: frozenset[str] = frozenset()
        self.most_notes = 2
        self.fades = False
        self.echo = True
        self._tls: set[int] = set()
        self._text_lines: dict[int, int] = {}
        self._envelopes: dict[int, tuple[str, tuple[str, ...]]] = {}
        self._states_told = False
        self._letters = pages
        self._well: Counter[tuple[str, ...]] = Counter()

    def lines(self, item: Item) -> list[Line]:
        """The lines of an item, none for what is shown otherwise."""
        return list(self._lines(item))

    def again(self, item: Item, detail: Detail) -> list[Line]:
        """An exchange once more, in another detail (`:why`, F2)."""
        if not isinstance(item.event, Exchange):
            return []
        return list(self._exchange(item, item.event, detail, again=True))

    def _lines(self, item: Item) -> Iterator[Line]:
        event = item.event
        if isinstance(event, Kept):
            yield from self._kept(event)
        elif isinstance(event, Said):
            self._text_lines.pop(event.conn, None)
            yield from self._said(event)
        elif isinstance(event, Exchange):
            yield from self._exchange(item, event, self.detail)
        elif isinstance(event, Opened):
            peer = visible(str(event.wire.about.get("peer", "")))
            played = event.wire.about.get("played")
            key = "ui.connected.practice" if played else "ui.connected"
            yield self._info(self.words.say(None, key, peer=peer))
        elif isinstance(event, Secured):
            yield from self._secured(item, event)
        else:
            yield from self._closed(item, event)

    # -- the client ------------------------------------------------------------------------------

    def _arrow(self, side: Side, conn: int) -> str:
        tls = conn in self._tls
        if side is Side.CLIENT:
            return " ~>  " if tls else " ->  "
        return "<~   " if tls else "<-   "

    def _said(self, said: Said) -> Iterator[Line]:
        if said.letter is not None or not self.echo:
            # The dot that ends a letter was shown with the text.
            return
        yield _wire_line(self._arrow(Side.CLIENT, said.conn), said.command.line, Role.CLIENT)

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
                yield _wire_line(arrow, row.removesuffix("\r"), Role.CLIENT)
            elif shown == MOST_LINES:
                yield self._info(self.words.say(None, "ui.text.folded"))
            shown += 1
        self._text_lines[wire.conn] = shown

    # -- an exchange -----------------------------------------------------------------------------

    def _exchange(
        self, item: Item, event: Exchange, detail: Detail, *, again: bool = False
    ) -> Iterator[Line]:
        full = detail is Detail.FULL
        if full:
            yield from self._notes(item, event, [n for n in item.notes if n.on == "command"])
        yield from self._reply_lines(event, item, detail)
        notes: list[Note] = []
        if full:
            notes = [n for n in item.notes if n.on != "command" and n.line is None]
        elif detail is Detail.BRIEF:
            notes = self._brief(item, event)[: self.most_notes]
            notes = notes if again or not self.fades else self._faded(event, notes)
        fetched = _fetched(event)
        if not fetched:
            yield from self._notes(item, event, notes)
        yield from self._letter_lines(event, detail, again=again)
        if event.facts.sender is not None:
            self._envelopes[event.conn] = event.facts.sender, event.facts.recipients
        if fetched:
            yield from self._notes(item, event, notes)
        if detail is not Detail.OFF:
            yield from self._state_line(item, event)

    def _faded(self, event: Exchange, notes: list[Note]) -> list[Note]:
        """All notes the first time, one the second, none the third; all again after a refusal.

        What warns is always said.
        """
        verb = event.command.phrase.move if event.command is not None else ""
        if not event.kind.went_well:
            self._well = Counter({told: n for told, n in self._well.items() if told[0] != verb})
            return notes
        told = (verb, *(note.keys[0] for note in notes))
        self._well[told] += 1
        room = 3 - self._well[told]
        return [note for n, note in enumerate(notes) if n < room or note.role == "warn"]

    def _letter_lines(self, event: Exchange, detail: Detail, *, again: bool) -> Iterator[Line]:
        """The message of an exchange: raw where wanted, then as its reader sees it."""
        found = message(event)
        if found is None:
            return
        fetched = _fetched(event)
        if fetched and (detail is not Detail.BRIEF or not self._letters):
            yield from self._raw_letter(event, MOST_AGAIN if again else MOST_LINES)
        if self._letters and event.kind is Class.OK and detail is not Detail.OFF:
            yield from self._letter(found)
            if not fetched:
                yield from self._envelope(event)
            elif detail is Detail.BRIEF:
                yield self._info(self.words.say(None, "ui.letter.raw"))

    def _envelope(self, event: Exchange) -> Iterator[Line]:
        """Beside the letter: what was on the envelope, which alone decided who gets it."""
        sender, recipients = self._envelopes.pop(event.conn, (None, ()))
        if sender is None:
            return
        yield Line((Span(self.words.say(None, "ui.envelope.title"), Role.LABEL),), 7, 7)
        for key, addresses in (("from", (sender or "<>",)), ("to", recipients)):
            for address in addresses[:10]:
                text = self.words.say(None, f"ui.envelope.{key}", address=_short(address, 200))
                yield Line((Span(text, Role.LETTER),), 9, 9)

    def _notes(self, item: Item, event: Exchange, notes: list[Note]) -> Iterator[Line]:
        for note in notes:
            yield from self._note(item, note, event)

    def _reply_lines(self, event: Exchange, item: Item, detail: Detail) -> Iterator[Line]:
        reply = event.reply
        if reply is None:
            return
        arrow = self._arrow(Side.SERVER, event.conn)
        role = Role.REFUSED if event.kind.refused else Role.SERVER
        rows = list(reply.lines)
        explained = {n.line: n for n in item.notes if n.line is not None and n.on == "reply"}
        fold = detail is Detail.BRIEF and len(rows) > MOST_ROWS + 2
        for number, row in enumerate(rows):
            if fold and MOST_ROWS - 4 <= number < len(rows) - 4:
                if number == MOST_ROWS - 4:
                    count = len(rows) - MOST_ROWS
                    yield self._info(self.words.say(None, "ui.rows.folded", count=count))
                continue
            yield _wire_line(arrow, row, role)
            if detail is Detail.FULL and number in explained:
                yield from self._note(item, explained[number], event)
        if reply.multi_line and item.protocol.name == "pop3" and not reply.truncated:
            verb = event.command.verb if event.command else ""
            if verb not in ("RETR", "TOP") and event.kind is Class.OK:
                yield _wire_line(arrow, ".", role)
        if reply.truncated:
            yield self._info(self.words.say(None, "ui.truncated", octets=f"{reply.octets:,}"))

    def _raw_letter(self, event: Exchange, most: int) -> Iterator[Line]:
        letter = event.letter
        if letter is None:
            return
        arrow = self._arrow(Side.SERVER, event.conn)
        rows = letter.source.split(b"\n", most)[:most]
        for raw in rows:
            row = raw.removesuffix(b"\r")
            if row or raw is not rows[-1]:
                stuffed = b"." + row if row.startswith(b".") else row
                yield _wire_line(arrow, decode(stuffed)[0], Role.SERVER)
        if letter.lines > most:
            args = {"octets": f"{letter.octets:,}", "lines": most}
            yield self._info(self.words.say(None, "ui.body.folded", **args))
        yield _wire_line(arrow, ".", Role.SERVER)

    def _letter(self, found: Message) -> Iterator[Line]:
        """The letter as its reader will see it."""
        yield Line((Span(self.words.say(None, "ui.letter.title"), Role.LABEL),), 7, 7)
        wanted = {"from", "to", "cc", "bcc", "subject", "date"}
        for name, value in found.headers:
            if name.lower() in wanted:
                label = self.words.say(None, f"ui.letter.{name.lower()}")
                spans = (Span(f"{label}  ", Role.LABEL), Span(_short(value), Role.LETTER))
                yield Line(spans, 9, 9)
        yield Line((), 0)
        rows = found.text.strip("\n").split("\n")
        for row in rows[: MOST_LINES // 2]:
            yield Line((Span(_short(row), Role.LETTER),), 9, 9)
        if len(rows) > MOST_LINES // 2 or found.truncated:
            yield self._info(self.words.say(None, "ui.letter.more", octets=f"{found.octets:,}"))

    # -- notes -----------------------------------------------------------------------------------

    def _brief(self, item: Item, event: Exchange) -> list[Note]:
        """At most two notes: what happened, and what counts now."""
        notes = item.notes
        warned = [note for note in notes if note.role == "warn"]
        reply = [note for note in notes if note.on == "reply" and _about_whole(note)]
        gist = [note for note in notes if note.role == "gist" and self._speaks(item, note)]
        matters = [note for note in notes if note.role == "matters"]
        if event.kind.refused or event.kind is Class.NONE:
            return (reply[:1] + warned)[:2]
        if event.kind is Class.INTERMEDIATE:
            asked = [note for note in notes if note.keys[0].startswith("challenge")]
            return (warned + (asked or reply))[:2]
        told = event.command is not None and event.command.verb in _ANSWERS
        first = warned[:1] or (reply[:1] if told else gist[:1]) or reply[:1]
        if event.command is not None and event.command.verb == "GREETING":
            return (warned[:1] + reply[:1])[:2]
        return first if told and first else (first + matters)[:2]

    def _speaks(self, item: Item, note: Note) -> bool:
        """A gist with a hole in it says nothing."""
        found = self.words.look(item.protocol.name, *note.keys)
        if found is None:
            return False
        return all(note.args.get(name) for name in note.args if f"{{{name}}}" in found.text)

    def _note(self, item: Item, note: Note, event: Exchange) -> Iterator[Line]:
        found = self.words.look(item.protocol.name, *note.keys)
        if found is None or (note.role == "gist" and not self._speaks(item, note)):
            return
        args = {name: _short(str(value), 60) for name, value in note.args.items()}
        text = self.words.say(item.protocol.name, *note.keys, **args)
        label = _label(note, event)
        role = Role.WARN if note.role == "warn" else Role.NOTE
        spans = [Span(f"{label}  ", Role.LABEL)] if label else []
        spans.append(Span(text, role))
        yield Line(tuple(spans), 7, 7 + (len(label) + 2 if label else 0), _first(found.ref))

    def _state_line(self, item: Item, event: Exchange) -> Iterator[Line]:
        useful = ", ".join(event.useful[:3])
        told = self.words.say(None, "ui.next", verbs=useful) if useful else ""
        hint = f"   {told}" if told and "useful" not in self.quiet else ""
        if event.before == event.after:
            return
        path = " -> ".join((event.before, *event.via, event.after))
        yield Line((Span(path, Role.STATE), Span(hint, Role.NOTE)), 5, 5)
        if not self._states_told and item.protocol.name == "smtp":
            self._states_told = True
            yield Line((Span(self.words.say(None, "ui.states.told"), Role.NOTE),), 7, 7)

    # -- the line itself -------------------------------------------------------------------------

    def _secured(self, item: Item, event: Secured) -> Iterator[Line]:
        if "error" not in event.wire.about:
            self._tls.add(event.wire.conn)
        for note in item.notes:
            args = {name: _short(str(value), 60) for name, value in note.args.items()}
            text = self.words.say(item.protocol.name, *note.keys, **args)
            yield self._info(text, Role.WARN if note.role == "warn" else Role.INFO)
        if event.before != event.after:
            yield Line((Span(f"{event.before} -> {event.after}", Role.STATE),), 5, 5)

    def _closed(self, item: Item, event: Closed) -> Iterator[Line]:
        self._tls.discard(event.wire.conn)
        for note in item.notes:
            if self.detail is Detail.OFF and note.on == "state":
                continue
            args = {name: _short(str(value), 60) for name, value in note.args.items()}
            text = self.words.say(item.protocol.name, *note.keys, **args)
            yield self._info(text, Role.WARN if note.role == "warn" else Role.INFO)

    def _info(self, text: str, role: Role = Role.INFO) -> Line:
        return Line((Span(" --  ", Role.INFO), Span(text, role)), 0, 5)


def marked(text: str, role: Role = Role.NOTE) -> tuple[Span, ...]:
    """A lesson's own words: what stands between backticks is to be typed or was on the wire."""
    pieces = visible(text).split("`")
    spans = (Span(piece, Role.LABEL if n % 2 else role) for n, piece in enumerate(pieces))
    return tuple(span for span in spans if span.text)


def info(text: str, role: Role = Role.INFO) -> Line:
    """A line of the program itself, not of the wire."""
    return Line((Span(" --  ", Role.INFO), Span(visible(text), role)), 0, 5)


def _wire_line(arrow: str, text: str, role: Role) -> Line:
    return Line((Span(arrow, role), Span(_short(text), role)), 0, 5)


def _short(text: str, most: int = MOST_WIDE) -> str:
    """Harmless text, and not more of it than anybody reads."""
    if len(text) > most:
        return visible(text[:most]) + f"... (+{len(text) - most:,})"
    return visible(text)


def _fetched(event: Exchange) -> bool:
    return event.command is not None and event.command.verb in ("RETR", "TOP")


def _about_whole(note: Note) -> bool:
    return note.keys[0].startswith(("reply.", "unsolicited", "response.", "enhanced"))


def _label(note: Note, event: Exchange) -> str:
    """The word in front of a note: the code, the keyword, the verb."""
    key = note.keys[0]
    if key.startswith("reply.") and event.reply is not None and event.reply.code:
        return event.reply.code
    if key.startswith("enhanced.") and event.reply is not None:
        return event.reply.enhanced or ""
    if note.role == "gist" and event.command is not None and event.command.known:
        verb = event.command.verb
        return "" if verb.startswith("AUTH-") or verb == "." else verb
    for kind in ("extension.", "capability.", "response.", "parameter."):
        if key.startswith(kind):
            found = key[len(kind) :]
            return "" if found == "hostname" else visible(found)[:24]
    return ""


def _first(ref: str | None) -> str:
    return (ref or "").partition(";")[0]
