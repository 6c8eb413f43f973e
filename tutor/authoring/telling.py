"""Faults as people and editors read them: the place, the line itself, a mark under the column."""

import unicodedata
from collections.abc import Iterator

from tutor import blaming
from tutor.authoring.check import Checked
from tutor.core.visible import visible
from tutor.data import Fault
from tutor.words import Words

_WIDEST = 70
_BEFORE = 40
"""Columns of a source line that are shown at most, and those of them in front of the mark: with
the indent and two ellipses it is one row of eighty."""
_INDENT = "    "
_LONGEST_SOURCE = 1000
_COMBINING = ("Mn", "Me")


def rows(checked: Checked, words: Words) -> Iterator[str]:
    """The rows of a file's faults: message, source line, mark."""
    for fault in checked.faults:
        yield visible(blaming.row(words, fault))
        yield from _shown(checked.source(fault), fault.column)


def told(checked: Checked, fault: Fault, words: Words) -> dict[str, object]:
    """A fault for other programs: places count from 1, columns in characters; `key` is the same in
    every language."""
    bare, suggestion = blaming.suggested(fault.reason)
    return {
        "path": fault.path,
        "line": fault.line,
        "column": fault.column,
        "key": fault.reason.key,
        "message": blaming.cut(blaming.said(words, bare)),
        "suggestion": suggestion,
        "source": checked.source(fault)[:_LONGEST_SOURCE],
    }


def columns(text: str) -> int:
    """Columns of a terminal that a harmless text fills: a Chinese character takes two."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.category(char) in _COMBINING for char in text)


def _shown(source: str, column: int) -> Iterator[str]:
    """The line and the mark; of a long line what stands around the mark."""
    if not source.strip():
        return
    at = column - 1
    before = visible(source[max(0, at - _WIDEST) : at])
    behind = visible(source[at : at + _WIDEST])
    whole = len(source) <= _WIDEST and columns(before + behind) <= _WIDEST
    if not whole:
        room = max(_BEFORE, _WIDEST - columns(behind))
        kept = _fitting(before[::-1], room)[::-1]
        before = kept if kept == before and at <= _WIDEST else f"...{kept}"
        kept = _fitting(behind, _WIDEST - columns(before))
        behind = kept if kept == behind and len(source) - at <= _WIDEST else f"{kept}..."
    yield f"{_INDENT}{before}{behind}".rstrip()
    yield f"{_INDENT}{' ' * columns(before)}^"


def _fitting(text: str, room: int) -> str:
    """As much of a text as fits into so many columns."""
    used = 0
    for number, char in enumerate(text):
        used += columns(char)
        if used > room:
            return text[:number]
    return text
