"""What a message tells that an exchange carried: its fields, its way, its parts."""

from tutor.annotate.note import LETTER, Note
from tutor.core.events import Exchange
from tutor.message import Message, read

_CARRIES = frozenset({".", "BDAT LAST", "RETR", "TOP"})
_OF_THE_END = frozenset({"message.defect.no-parts", "message.defect.no-end"})
"""What cannot be said of a message whose text TOP has cut off (RFC 1939 7)."""


def message(event: Exchange) -> Message | None:
    """The Internet message that an exchange carried (RETR, TOP, end of text, BDAT LAST)."""
    if event.letter is None or not _carries(event):
        return None
    return read(event.letter.source, event.letter.octets)


def of_letter(event: Exchange) -> list[Note]:
    """The notes of that message; one that was sent is held against its envelope."""
    if event.letter is None or not _carries(event):
        return []
    from tutor.message.notes import tell
    from tutor.message.told import Envelope

    envelope = Envelope(*event.envelope) if event.envelope is not None else None
    found = tell(event.letter.source, event.letter.octets, envelope)
    cut = event.command is not None and event.command.verb == "TOP"
    return [
        Note(LETTER, told.keys, None, told.role, told.args)
        for told in found
        if not (cut and told.keys[0] in _OF_THE_END)
    ]


def _carries(event: Exchange) -> bool:
    return event.command is not None and event.command.phrase.move in _CARRIES
