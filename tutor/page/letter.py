"""A message of an exchange: raw, as its reader will see it, and beside it the envelope."""

from collections.abc import Iterator

from tutor.annotate import message
from tutor.core.events import Exchange
from tutor.core.octets import decode
from tutor.core.spec import Class
from tutor.message import Message
from tutor.page.line import Detail, Line, Role, Span, harmless_info, short, wire_line
from tutor.words import Words

MOST_LINES = 40
"""Lines shown of message text; the rest is counted."""
MOST_AGAIN = 400
"""Lines shown of it to whoever asks for the raw text."""


class Letters:
    """The letters of one session, and the envelopes that they will be put in.

    With `pages` a letter is shown as its reader will see it; without, only raw.
    """

    def __init__(self, *, pages: bool) -> None:
        self._pages = pages
        self._envelopes: dict[int, tuple[str, tuple[str, ...]]] = {}

    def lines(
        self, words: Words, event: Exchange, detail: Detail, arrow: str, *, again: bool
    ) -> Iterator[Line]:
        """The message of an exchange: raw where wanted, then as its reader sees it."""
        found = message(event)
        if found is None:
            return
        fetched = is_fetched(event)
        if fetched and (detail is not Detail.BRIEF or not self._pages):
            yield from _raw(words, event, arrow, MOST_AGAIN if again else MOST_LINES)
        if self._pages and event.kind is Class.OK and detail is not Detail.OFF:
            yield from _read(words, found)
            if not fetched:
                yield from self._envelope(words, event)
            elif detail is Detail.BRIEF:
                yield harmless_info(words.say(None, "ui.letter.raw"))

    def keep_envelope(self, event: Exchange) -> None:
        """Remember sender and recipients: the exchange that ends the text has them no longer."""
        if event.facts.sender is not None:
            self._envelopes[event.conn] = event.facts.sender, event.facts.recipients

    def _envelope(self, words: Words, event: Exchange) -> Iterator[Line]:
        """Beside the letter: what was on the envelope, which alone decided who gets it."""
        sender, recipients = self._envelopes.pop(event.conn, (None, ()))
        if sender is None:
            return
        yield Line((Span(words.say(None, "ui.envelope.title"), Role.LABEL),), 7, 7)
        for key, addresses in (("from", (sender or "<>",)), ("to", recipients)):
            for address in addresses[:10]:
                text = words.say(None, f"ui.envelope.{key}", address=short(address, 200))
                yield Line((Span(text, Role.LETTER),), 9, 9)


def is_fetched(event: Exchange) -> bool:
    """Whether the exchange brought a message from a maildrop."""
    return event.command is not None and event.command.verb in ("RETR", "TOP")


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
    wanted = {"from", "to", "cc", "bcc", "subject", "date"}
    for name, value in found.headers:
        if name.lower() in wanted:
            label = words.say(None, f"ui.letter.{name.lower()}")
            spans = (Span(f"{label}  ", Role.LABEL), Span(short(value), Role.LETTER))
            yield Line(spans, 9, 9)
    yield Line((), 0)
    rows = found.text.strip("\n").split("\n")
    for row in rows[: MOST_LINES // 2]:
        yield Line((Span(short(row), Role.LETTER),), 9, 9)
    if len(rows) > MOST_LINES // 2 or found.truncated:
        yield harmless_info(words.say(None, "ui.letter.more", octets=f"{found.octets:,}"))
