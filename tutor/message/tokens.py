"""Tokens of structured header fields: quoted strings and comments in one piece (RFC 5322 3.2)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

LONGEST = 1 << 16
"""Characters of a field that are read; a thousand addresses need half of them."""
WORD, QUOTED, COMMENT = "word", "quoted", "comment"

_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_NESTING = re.compile(r"\\.|[()]", re.DOTALL)
_PAIR = re.compile(r"\\(.)", re.DOTALL)


class Token(NamedTuple):
    """A token: `kind` is WORD, QUOTED, COMMENT, or the special character itself.

    The text of a quoted string or a comment comes without its quotes or outer parentheses.
    """

    kind: str
    text: str


def tokens(value: str, specials: str) -> Iterator[Token]:
    """The tokens of a field's value; words end at white space, at quotes and at `specials`.

    A quote or a parenthesis that is never closed is passed over. That takes one look to the end
    of the field for each of the two, however many of them there are.
    """
    value = value[:LONGEST]
    pattern = _pattern(specials)
    open_ended: set[str] = set()
    at = 0
    while (found := pattern.match(value, at)) is not None:
        at = found.end()
        mark = found[2]
        if found[1]:
            yield Token(WORD, found[1])
        elif mark in ('"', "(") and mark not in open_ended:
            end = _closing(value, at - 1, mark)
            if end < 0:
                open_ended.add(mark)
                continue
            text = _PAIR.sub(r"\1", value[at : end - 1])
            yield Token(QUOTED if mark == '"' else COMMENT, text)
            at = end
        elif mark and mark in specials:
            yield Token(mark, mark)


@cache
def _pattern(specials: str) -> re.Pattern[str]:
    """White space, then a word or one other character; a domain literal belongs to its word."""
    marks = re.escape(specials)
    word = rf'(?:[^\s"()\\\[{marks}]++|\\.?|\[[^\s"()\[\]]{{0,100}}\]|\[)++'
    return re.compile(rf"\s*+(?:({word})|(.))", re.DOTALL)


def _closing(value: str, start: int, mark: str) -> int:
    """The end of what the quote or parenthesis at `start` opens; -1 when it is never closed."""
    if mark == '"':
        found = _QUOTED.match(value, start)
        return found.end() if found else -1
    depth = 0
    for found in _NESTING.finditer(value, start):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return -1
