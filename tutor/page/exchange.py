"""The lines of an exchange: its reply row by row, and what its notes say."""

from collections.abc import Iterable, Iterator

from tutor.annotate import Note
from tutor.core.events import Exchange
from tutor.core.spec import Class
from tutor.core.visible import visible
from tutor.page.choosing import speaks
from tutor.page.line import Detail, Line, Role, Span, harmless_info, short, wire_line
from tutor.session import Item
from tutor.words import Words, fill

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
        label = _label(note, event)
        text = fill(found.text, _harmless(note)) if note.args else found.text
        spans = [Span(f"{label}  ", Role.LABEL)] if label else []
        spans.append(Span(text, note_role(note, Role.NOTE)))
        yield Line(tuple(spans), 7, 7 + (len(label) + 2 if label else 0), _first(found.ref))


def note_text(words: Words, item: Item, note: Note) -> str:
    """A note's sentence, its places filled with harmless text."""
    return words.say(item.protocol.name, *note.keys, **_harmless(note))


def _harmless(note: Note) -> dict[str, str]:
    return {name: short(str(value), 60) for name, value in note.args.items()}


def note_role(note: Note, otherwise: Role) -> Role:
    """A warning is a warning wherever it stands."""
    return Role.WARN if note.role in ("warn", "slip") else otherwise


def _label(note: Note, event: Exchange) -> str:
    """The word in front of a note: the code, the keyword, the verb."""
    key, reply = note.keys[0], event.reply
    if (key.startswith("reply.") or note.role == "cause") and reply is not None and reply.code:
        return reply.code
    if key.startswith("enhanced.") and reply is not None:
        return reply.enhanced or ""
    if note.role == "gist" and event.command is not None and event.command.known:
        verb = event.command.verb
        return "" if verb.startswith("AUTH-") or verb == "." else verb
    if key.startswith("header."):
        return visible(str(note.args.get("name", "")))[:40]
    for kind in ("extension.", "capability.", "response.", "parameter."):
        if key.startswith(kind):
            found = key[len(kind) :]
            return "" if found == "hostname" else visible(found)[:24]
    return ""


def _first(ref: str | None) -> str:
    return (ref or "").partition(";")[0]
