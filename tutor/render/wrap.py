"""Lines to rows of a given width: words stay whole, Chinese breaks anywhere but before a comma."""

import unicodedata
from collections.abc import Iterator

from tutor.page import Line, Role, Span

_NOT_FIRST = frozenset("，。；：！？、）》」』】”’…,.;:!?)]}")
_NOT_LAST = frozenset("（《「『【“‘([{")


def width(text: str) -> int:
    """Terminal cells of a text."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def rows(line: Line, columns: int) -> Iterator[list[Span]]:
    """The rows of a line: spans that fit into `columns` cells, the reference at the right edge."""
    room = max(columns - 1, 20)
    hang = min(line.hang, room // 2)
    row, used = _blank(line.indent), line.indent
    at, text = 0, "".join(span.text for span in line.spans)
    for piece in _pieces(text):
        at, left = at + len(piece), piece
        if used > hang and left.strip() and used + _needs(left) > room:
            yield row
            row, used, left = _blank(hang), hang, piece.lstrip()
        while used + _needs(left) > room:
            head = _head(left, room - used)
            yield [*row, *_spans(line, at - len(left), len(head))]
            row, used, left = _blank(hang), hang, left[len(head) :]
        row += _spans(line, at - len(left), len(left))
        used += width(left)
    if line.ref and used + len(line.ref) + 2 <= room:
        row.append(Span(" " * (room - used - len(line.ref)) + line.ref, Role.REF))
    yield row


def _spans(line: Line, start: int, length: int) -> Iterator[Span]:
    """What stands at these places of the line's text, in its roles."""
    for span in line.spans:
        text = span.text[max(start, 0) : max(start + length, 0)]
        if text:
            yield Span(text, span.role)
        start -= len(span.text)


def _blank(cells: int) -> list[Span]:
    return [Span(" " * cells, Role.INFO)] if cells else []


def _needs(text: str) -> int:
    """Cells of a piece; the blank behind it may hang over the edge."""
    return width(text.rstrip())


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pieces(text: str) -> Iterator[str]:
    """Where a row may break: behind blanks, and around wide characters."""
    piece = ""
    for char in text:
        if piece and _may_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST or not _cells(after):
        return False
    return before == " " or _cells(before) == 2 or _cells(after) == 2


def _head(text: str, room: int) -> str:
    """As much of a long piece as fits, at least one character."""
    used = 0
    for number, char in enumerate(text):
        used += _cells(char)
        if used > room and number:
            return text[: _before(text, number)]
    return text


def _before(text: str, number: int) -> int:
    """Where to cut so that the next row does not begin with a full stop, if that can be had."""
    for earlier in range(number, max(number - 4, 0), -1):
        if text[earlier] not in _NOT_FIRST and _cells(text[earlier]):
            return earlier
    return number


def cut(text: str, room: int) -> str:
    """As much of a text as fits into `room` cells, with an ellipsis where something is missing."""
    if width(text) <= room:
        return text
    return _head(text, room - 1) + "…" if room > 1 else ""


def fit(left: str, middle: str, right: str, columns: int) -> str:
    """One row of three parts: the middle goes first when it gets narrow, then the left is cut."""
    room = columns - width(right) - 2
    if width(left) + width(middle) + 4 <= room:
        gap = room - width(left) - width(middle) - 2
        return f" {left}{' ' * gap} {middle}  {right}"
    left = cut(left, room - 1)
    return f" {left}{' ' * (room - width(left))} {right}"
