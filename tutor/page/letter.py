"""A message of an exchange: raw, as its reader will see it, and beside it the envelope."""

from collections.abc import Iterator

from tutor.annotate import LETTER, Note, message
from tutor.core.events import Exchange
from tutor.core.octets import decode
from tutor.core.spec import Class
from tutor.message import Message
from tutor.page.exchange import note_lines
from tutor.page.line import Detail, Line, Role, Span, harmless_info, short, wire_line
from tutor.session import Item
from tutor.words import Words

MOST_LINES = 40
"""Lines shown of message text; the rest is counted."""
MOST_AGAIN = 400
"""Lines shown of it to whoever asks for the raw text."""
MOST_HEAD = 12
"""Lines of a head that is shown as it came beside the letter as its reader sees it."""
_MOST_LOUD = 3
"""What a message tells, where little is to be said."""
_TWINS = {
    "slip.bcc-visible": "message.bcc.visible",
    "slip.cc-without-rcpt": "message.cc.no-rcpt",
    "slip.to-without-rcpt": "message.to.no-rcpt",
    "slip.from-header-vs-mailfrom": "message.from.differs",
    "slip.pop-base64-body": "message.encoding.base64",
    "slip.no-blank-line": "message.defect.no-blank-line",
    "slip.header-fullwidth-colon": "message.defect.no-blank-line",
}
"""Slips that say at the end of an exchange what a note of the letter says too: once is enough."""
_FORM = frozenset(
    {
        "slip.header-fullwidth-colon",
        "slip.blank-line-first",
        "slip.chinese-raw-header",
        "slip.blank-line-first.text",
        "slip.no-blank-line",
    }
)
"""Slips in a letter's form: they make another letter of it than its writer meant, so they are told
where little is said, too."""
_HEAD = frozenset({"from", "to", "cc", "bcc", "subject", "date"})


def letter_lines(
    words: Words,
    item: Item,
    detail: Detail,
    arrow: str,
    *,
    pages: bool,
    again: bool,
    raw: bool = False,
) -> Iterator[Line]:
    """The message of an exchange: raw where wanted, as its reader sees it, what it tells.

    With `pages` a letter is shown as its reader will see it; without, only raw.
    """
    event = item.event
    found = message(event) if isinstance(event, Exchange) else None
    if found is None or not isinstance(event, Exchange):
        return
    fetched = is_fetched(event)
    raw = raw or detail is not Detail.BRIEF or not pages or _is_head_alone(event)
    if fetched and raw:
        yield from _raw(words, event, arrow, MOST_AGAIN if again else MOST_LINES)
    elif fetched:
        yield from _head(event, arrow)
    if not pages or detail is Detail.OFF or not (event.kind is Class.OK or event.assumed):
        return
    yield from _read(words, found)
    if not fetched:
        yield from _envelope(words, event)
    elif not raw:
        yield harmless_info(words.say(None, "ui.letter.raw"))
    full = detail is Detail.FULL
    told = [note for note in item.notes if note.on == LETTER]
    if full or fetched:
        yield from _told(words, item, event, told, full=full)
    else:
        formal = [note for note in told if note.keys[-1] in _FORM]
        # Where a letter has no body, how its subject is written is the least of it.
        formal.sort(key=lambda note: note.keys[-1] == "slip.chinese-raw-header")
        yield from note_lines(words, item, event, formal[:1])


def is_fetched(event: Exchange) -> bool:
    """Whether the exchange brought a message from a maildrop."""
    return event.command is not None and event.command.verb in ("RETR", "TOP")


def _is_head_alone(event: Exchange) -> bool:
    """Whether the head was asked for, and none of the text: TOP with 0 lines (RFC 1939 7)."""
    command = event.command
    asked = command.phrase.argument.split() if command is not None else []
    return command is not None and command.verb == "TOP" and asked[1:] == ["0"]


def _head(event: Exchange, arrow: str) -> Iterator[Line]:
    """The head as it came, if it is short: who wrote which of its lines is worth seeing."""
    source = event.letter.source if event.letter is not None else b""
    rows = [row.removesuffix(b"\r") for row in source.split(b"\n", MOST_HEAD + 1)]
    head = rows[: rows.index(b"")] if b"" in rows[: MOST_HEAD + 1] else []
    for row in head:
        yield wire_line(arrow, decode(row)[0], Role.SERVER)


def _told(
    words: Words, item: Item, event: Exchange, notes: list[Note], *, full: bool
) -> Iterator[Line]:
    """What the message says of itself: all of it, or what is worth a look."""
    if not full:
        loud = [note for note in notes if note.role in ("warn", "matters")][:_MOST_LOUD]
        attached = [note for note in notes if note.keys[0].startswith("message.attachment")]
        yield from note_lines(words, item, event, attached[:_MOST_LOUD] + loud)
    elif notes:
        coached = {_TWINS[note.keys[-1]] for note in item.notes if note.keys[-1] in _TWINS}
        yield Line((Span(words.say(None, "ui.letter.told"), Role.LABEL),), 7, 7)
        for note in notes:
            if coached.intersection(note.keys):
                continue
            depth = note.args.get("depth", 0)
            inward = 2 * depth if isinstance(depth, int) else 0
            for line in note_lines(words, item, event, [note]):
                yield line._replace(indent=line.indent + 2 + inward, hang=line.hang + 2 + inward)


def _envelope(words: Words, event: Exchange) -> Iterator[Line]:
    """Beside the letter: what was on the envelope, which alone decided who gets it."""
    if event.envelope is None:
        return
    sender, recipients = event.envelope
    yield Line((Span(words.say(None, "ui.envelope.title"), Role.LABEL),), 7, 7)
    for key, addresses in (("from", (sender or "<>",)), ("to", recipients)):
        for address in addresses[:10]:
            text = words.say(None, f"ui.envelope.{key}", address=short(address, 200))
            yield Line((Span(text, Role.LETTER),), 9, 9)


def _raw(words: Words, event: Exchange, arrow: str, most: int) -> Iterator[Line]:
    letter = event.letter
    if letter is None:
        return
    rows = letter.source.split(b"\n", most)[:most]
    for raw in rows:
        row = raw.removesuffix(b"\r")
        if row or raw is not rows[-1]:
            stuffed = b"." + row if row.startswith(b".") else row
            yield wire_line(arrow, decode(stuffed)[0], Role.SERVER)
    if letter.lines > most:
        args = {"octets": f"{letter.octets:,}", "lines": most}
        yield harmless_info(words.say(None, "ui.body.folded", **args))
    yield wire_line(arrow, ".", Role.SERVER)


def _read(words: Words, found: Message) -> Iterator[Line]:
    """The letter as its reader will see it."""
    yield Line((Span(words.say(None, "ui.letter.title"), Role.LABEL),), 7, 7)
    for name, value in found.headers:
        if name.lower() in _HEAD:
            label = words.say(None, f"ui.letter.{name.lower()}")
            spans = (Span(f"{label}  ", Role.LABEL), Span(short(value), Role.LETTER))
            yield Line(spans, 9, 9)
    yield Line((), 0)
    rows = _readable(found).strip("\n").split("\n")
    for row in rows[: MOST_LINES // 2]:
        yield Line((Span(short(row), Role.LETTER),), 9, 9)
    if len(rows) > MOST_LINES // 2 or found.truncated:
        yield harmless_info(words.say(None, "ui.letter.more", octets=f"{found.octets:,}"))


def _readable(found: Message) -> str:
    """The text; HTML without its tags, and nothing of it fetched."""
    if found.kind != "text/html":
        return found.text
    from tutor.message.html import as_text

    return as_text(found.text)
