"""The lines of an exchange: its reply row by row, and what its notes say."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from tutor.annotate import Note
from tutor.core.events import Exchange
from tutor.core.spec import Class
from tutor.core.visible import visible
from tutor.page.choosing import speaks
from tutor.page.line import Detail, Line, Role, Span, harmless_info, short, wire_line
from tutor.session import Item
from tutor.words import Words, fill

_MOST_KEPT = 1000
"""Sentences without an argument whose lines are kept; labels may be a server's own words."""
_WARNING = ("warn", "slip")
_NAMED = frozenset({"extension", "capability", "response", "parameter"})
MOST_ROWS = 12
"""A listing longer than this folds in the middle when little is to be shown."""


def reply_lines(
    words: Words, item: Item, event: Exchange, detail: Detail, arrow: str
) -> Iterator[Line]:
    """A reply as it came; in full each row is followed by what it means."""
    reply = event.reply
    if reply is None:
        return
    role = Role.REFUSED if event.kind.refused else Role.SERVER
    rows = list(reply.lines)
    explained = {n.line: n for n in item.notes if n.line is not None and n.on == "reply"}
    fold = detail is Detail.BRIEF and len(rows) > MOST_ROWS + 2
    for number, row in enumerate(rows):
        if fold and MOST_ROWS - 4 <= number < len(rows) - 4:
            if number == MOST_ROWS - 4:
                count = len(rows) - MOST_ROWS
                yield harmless_info(words.say(None, "ui.rows.folded", count=count))
            continue
        yield wire_line(arrow, row, role)
        if detail is Detail.FULL and number in explained:
            yield from note_lines(words, item, event, [explained[number]])
    if reply.multi_line and item.protocol.name == "pop3" and not reply.truncated:
        verb = event.command.verb if event.command else ""
        if verb not in ("RETR", "TOP") and event.kind is Class.OK:
            yield wire_line(arrow, ".", role)
    if reply.truncated:
        yield harmless_info(words.say(None, "ui.truncated", octets=f"{reply.octets:,}"))


def note_lines(words: Words, item: Item, event: Exchange, notes: Iterable[Note]) -> Iterator[Line]:
    """What the notes say, each behind its label."""
    for note in notes:
        found = words.look(item.protocol.name, *note.keys)
        if found is None or (note.role == "gist" and not speaks(words, item, note)):
            continue
        label, is_loud = _label(note, event), note.role in _WARNING
        if "{" in found.text:
            text = fill(found.text, _harmless(note, found.text))
            yield _note_line(label, text, is_loud, found.ref)
        else:
            yield _kept_line(label, found.text, is_loud, found.ref)


def _note_line(label: str, text: str, is_loud: bool, ref: str | None) -> Line:
    """A sentence behind its label, in the place of notes."""
    said = Span(text, Role.WARN if is_loud else Role.NOTE)
    spans = (Span(f"{label}  ", Role.LABEL), said) if label else (said,)
    return Line(spans, 7, 7 + (len(label) + 2 if label else 0), _first(ref))


# What is said without an argument is the same for every exchange of its kind.
_kept_line = lru_cache(_MOST_KEPT)(_note_line)


def note_text(words: Words, item: Item, note: Note) -> str:
    """A note's sentence, its places filled with harmless text."""
    found = words.look(item.protocol.name, *note.keys)
    return fill(found.text, _harmless(note, found.text)) if found else note.keys[0]


def _harmless(note: Note, text: str) -> dict[str, str]:
    """What fills the places of a sentence."""
    return {
        name: short(str(value), 60)
        for name, value in note.args.items()
        if f"{{{name}}}" in text
    }  # fmt: skip


def note_role(note: Note, otherwise: Role) -> Role:
    """A warning is a warning wherever it stands."""
    return Role.WARN if note.role in _WARNING else otherwise


def _label(note: Note, event: Exchange) -> str:
    """The word in front of a note: the code, the keyword, the verb."""
    reply = event.reply
    kind, _, found = note.keys[0].partition(".")
    if (kind == "reply" or note.role == "cause") and reply is not None and reply.code:
        return reply.code
    if kind == "enhanced" and reply is not None:
        return reply.enhanced or ""
    if note.role == "gist" and event.command is not None and event.command.known:
        verb = event.command.verb
        return "" if verb.startswith("AUTH-") or verb == "." else verb
    if kind == "header":
        return visible(str(note.args.get("name", "")))[:40]
    if kind in _NAMED and found != "hostname":
        return visible(found)[:24]
    return ""


def _first(ref: str | None) -> str:
    return (ref or "").partition(";")[0]
