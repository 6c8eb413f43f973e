"""Which notes of an exchange are worth saying when little is to be said."""

from collections import Counter

from tutor.annotate import LETTER, Note, is_about_form, is_cause
from tutor.core.events import Exchange
from tutor.core.spec import Class
from tutor.session import Item
from tutor.words import Words

_ANSWERS = frozenset({"AUTH", "AUTH-RESPONSE", ".", "PASS", "APOP"})
"""Where the reply says more than the command in plain words would."""
_LOUD = ("gist", "warn", "slip", "cause", "advice", "server", "matters")


def brief(words: Words, item: Item, event: Exchange) -> list[Note]:
    """At most two notes: what happened, and what counts now."""
    notes = [note for note in item.notes if note.on != LETTER]
    by_role = {role: [note for note in notes if note.role == role] for role in _LOUD}
    warned, slips, matters = by_role["warn"], by_role["slip"], by_role["matters"]
    reply = [note for note in notes if note.on == "reply" and _about_whole(note)]
    gist = [note for note in by_role["gist"] if speaks(words, item, note)]
    causes = [note for note in warned if is_cause(note)]
    if causes and is_about_form(event, item.cause):
        return (causes + slips + [note for note in warned if note not in causes])[:2]
    if by_role["cause"]:
        # A slip says what happened and what to do in one: it is the better answer.
        return (slips + by_role["cause"][:1] + warned + by_role["advice"])[:2]
    if event.kind.refused or event.kind is Class.NONE:
        return (reply[:1] + slips + warned)[:2]
    if event.kind is Class.INTERMEDIATE:
        asked = [note for note in notes if note.keys[0].startswith("challenge")]
        return (warned + slips + (asked or reply))[:2]
    told = event.command is not None and event.command.verb in _ANSWERS
    first = warned[:1] or (reply[:1] if told else gist[:1]) or reply[:1]
    if event.command is not None and event.command.verb == "GREETING":
        return (warned[:1] + slips + reply[:1] + by_role["server"])[:2]
    return (first + slips)[:2] if told and first else (first + slips + matters)[:2]


def speaks(words: Words, item: Item, note: Note) -> bool:
    """A gist with a hole in it says nothing."""
    found = words.look(item.protocol.name, *note.keys)
    if found is None:
        return False
    return all(note.args.get(name) for name in note.args if f"{{{name}}}" in found.text)


class Fading:
    """What went well before needs fewer words each time."""

    def __init__(self) -> None:
        self._well: Counter[tuple[str, ...]] = Counter()

    def left(self, event: Exchange, notes: list[Note]) -> list[Note]:
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


def _about_whole(note: Note) -> bool:
    return note.keys[0].startswith(("reply.", "unsolicited", "response.", "enhanced"))
