"""Which format a text or a block of a post is in, without being told."""

from collections.abc import Callable
from itertools import islice

from tutor.importing import arrows, dialogue, literals, openssl, terminal
from tutor.importing.connections import is_speech
from tutor.importing.pieces import Found
from tutor.importing.rows import Row, encoded

_MOST = 400
"""Lines that are looked at before it is decided."""

_MARKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("smtplib", literals.is_smtplib),
    ("poplib", literals.is_poplib),
    ("screen", arrows.is_screen),
    ("swaks", arrows.is_swaks),
    ("dialogue", dialogue.is_marked),
    ("curl", arrows.is_curl),
    ("arrows", arrows.is_drawn),
)


def kind_of(rows: list[Row]) -> str:
    """The format of the first line that has a mark, if it comes before anything bare is said."""
    curled = any(row.text.startswith(("< ", "> ")) for row in rows)
    pairs = {"curl": curled, "arrows": arrows.are_drawn(rows)}
    for row in islice((row for row in rows if row.text.strip()), _MOST):
        for kind, is_marked in _MARKS:
            if is_marked(row.text) and pairs.get(kind, True):
                return kind
        if is_speech(encoded(row.text.strip(), "utf-8")):
            break
        if terminal.opens(row.text) and not pairs["arrows"]:
            break
        if openssl.begins(row.text):
            break
    return "telnet"


def begins(text: str) -> bool:
    """Whether a line could be the first of a transcript, whatever its format."""
    marked = any(is_marked(text) for _, is_marked in _MARKS)
    return marked or openssl.begins(text) or is_speech(encoded(text.strip(), "utf-8"))


def read(rows: list[Row], name: str) -> Found:
    """The pieces of a text in whatever format. Raises ImportingError for what is none."""
    kind = kind_of(rows)
    if kind == "dialogue":
        return dialogue.read(rows, name)
    readers = {
        "smtplib": literals.smtplib,
        "poplib": literals.poplib,
        "screen": arrows.screen,
        "swaks": arrows.swaks,
        "curl": arrows.curl,
        "arrows": arrows.drawn,
    }
    return readers.get(kind, terminal.read)(rows)
