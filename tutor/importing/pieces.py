"""What every reader of a format makes of a text, before anybody asks what it means.

A reader knows its marks and nothing of a protocol; whose a line without a mark is, and what was not
copied, `weaving` finds out.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from tutor.core.wire import NOTHING, Side


class ImportingError(Exception):
    """The text is no transcript; it says the first line that could not be read.

    `key` names the sentence of it in the words, `where` is what stands in its place.
    """

    def __init__(self, key: str, name: str, line: int) -> None:
        self.key = key
        self.where = f"{name}:{line}"
        super().__init__(f"{self.where}: {_ENGLISH[key]}")


_ENGLISH = {
    "error.importing.none": (
        "this line is no server's answer and no command, so no session begins here; write C: or S:"
        " in front of each line, or give the session alone"
    ),
    "error.importing.unmarked": (
        "neither C: nor S: begins this line, though others have a mark; write who said it"
    ),
    "error.importing.empty": "nothing that SMTP or POP3 knows was said; give a session's lines",
}


class Skipped(NamedTuple):
    """A part of a text that was left out: its first line, and what kind of part it is."""

    line: int
    what: str


class Sort(Enum):
    """What a piece is."""

    LINE = "line"
    OPEN = "open"
    TLS = "tls"
    CLOSE = "close"
    GAP = "gap"
    TEXT = "text"
    """Message text that the format does not show (swaks -n, curl)."""
    NOISE = "noise"


class Piece(NamedTuple):
    """One fact of a transcript, from line `number` of its file.

    `side` is None where the format does not mark it. `instead` is what a line is where nobody's
    text is open: a line of the terminal program may also stand in a letter.
    """

    number: int
    sort: Sort
    text: str = ""
    side: Side | None = None
    about: Mapping[str, object] = NOTHING
    instead: "Piece | None" = None


_MOST_SAID = 3
"""Words that an unknown command may have and be one."""
_CUT = frozenset({"...", "....", "…", "……", "[...]", "(...)"})


def is_cut(piece: Piece) -> bool:
    """Whether a line may stand for those of a reply that were not copied."""
    return piece.side is not Side.CLIENT and piece.text.strip() in _CUT


def is_prose(piece: Piece) -> bool:
    """Whether a line without a mark reads as a sentence: some words, or Chinese from its start."""
    text = piece.text.strip()
    if piece.side is not None or any(sign in text for sign in "<@*") or ":" in text.split(" ")[0]:
        return False
    return len(text.split()) > _MOST_SAID or "\u4e00" <= text[:1] <= "\u9fff"


class Found(NamedTuple):
    """A text or block as pieces, and which format it was.

    `whole`: the format shows everything that was said, so what is not there was not said.
    `explicit`: the text says itself where something is missing, so nothing is inferred. `fetched`
    is what it shows of an answer's text in another place, without the dot at the end (curl).
    """

    kind: str
    pieces: list[Piece]
    whole: bool = False
    explicit: bool = False
    fetched: tuple[Piece, ...] = ()
