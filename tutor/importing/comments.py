"""What a post writes behind a command to explain it: no part of what the client sent.

`mail from:<a@b.example>   // sender`: a gap that nobody types, a mark, and words. No command has
two blanks before such a mark (RFC 5321 4.1.1), so a single blank may stand in a password.
"""

import re

from tutor.importing.pieces import Piece

_MARK = re.compile(r"#|//|<--|←|（")
_MOST_MARKS = 50
"""Marks of a line that are looked at; a line with more is no command with a comment."""


def cut(piece: Piece) -> Piece:
    """A line without the comment behind it; the same where it has none, or its side is marked."""
    if piece.side is not None:
        return piece
    text = piece.text
    for count, mark in enumerate(_MARK.finditer(text)):
        if count == _MOST_MARKS:
            break
        before = text[: mark.start()]
        if _is_apart(before):
            return piece._replace(text=before.rstrip()) if _says(text, mark) else piece
    return piece


def _is_apart(before: str) -> bool:
    """Whether a gap stands at the end: a tab, or two blanks; and a line, no open quotes, before."""
    gap = before[-1:] == "\t" or (before[-2:].isspace() and len(before) > 2)
    return gap and bool(before.strip()) and before.count('"') % 2 == 0


def _says(text: str, mark: re.Match[str]) -> bool:
    """Whether words follow a mark; a bracket is closed at the end of the line."""
    closed = mark[0] != "（" or text.rstrip().endswith("）")
    return closed and any(sign.isalpha() for sign in text[mark.end() :])
