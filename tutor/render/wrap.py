"""Lines to rows of a given width: words stay whole, Chinese breaks anywhere but before a comma."""

import unicodedata
from collections.abc import Iterator

from tutor.page import Line, Role, Span

_NOT_FIRST = set("，。；：！？、）》」』”’…,.;:!?)]}")


def width(text: str) -> int:
    """Terminal cells of a text."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def rows(line: Line, columns: int) -> Iterator[list[Span]]:
    """The rows of a line: spans that fit into `columns` cells, the reference at the right edge."""
    room = max(columns - 1, 20)
    current: list[Span] = [Span(" " * line.indent, Role.INFO)] if line.indent else []
    used = line.indent
    hang = min(line.hang, room // 2)
    for span in line.spans:
        for piece in _pieces(span.text):
            size = width(piece)
            if used + size > room and used > hang and piece.strip():
                yield current
                current, used = [Span(" " * hang, Role.INFO)], hang
                piece, size = piece.lstrip(), width(piece.lstrip())
            while used + size > room:
                head = _head(piece, room - used)
                yield [*current, Span(head, span.role)]
                current, used = [Span(" " * hang, Role.INFO)], hang
                piece = piece[len(head) :]
                size = width(piece)
            current.append(Span(piece, span.role))
            used += size
    if line.ref and used + len(line.ref) + 2 <= room:
        current.append(Span(" " * (room - used - len(line.ref)) + line.ref, Role.REF))
    yield current


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pieces(text: str) -> Iterator[str]:
    """Where a row may break: behind blanks, and around wide characters."""
    piece = ""
    for char in text:
        wide = _cells(char) == 2
        if (
            piece
            and char not in _NOT_FIRST
            and (wide or piece[-1] == " " or _cells(piece[-1]) == 2)
        ):
            if not (char == " "):
                yield piece
                piece = ""
        piece += char
    if piece:
        yield piece


def _head(text: str, room: int) -> str:
    """As much of a long piece as fits, at least one character."""
    used = 0
    for number, char in enumerate(text):
        used += _cells(char)
        if used > room and number:
            return text[:number]
    return text


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
