"""The list of everything that can be explained."""

import unicodedata
from collections.abc import Iterator

from tutor.explain.catalogue import Catalogue, Entry, names_of, preferred
from tutor.explain.lines import Writer
from tutor.page import Line, Role, Span
from tutor.words import Words

_WIDE = 76  # columns of the list
_CELL = 26  # a name that is longer takes more than one column


def listing(words: Words, protocol: str | None = None) -> list[Line]:
    """All that can be explained, in groups and columns; each name is one that `explain` answers."""
    return list(_groups(Writer(words), Catalogue(words, protocol).entries))


def _groups(write: Writer, all_entries: list[Entry]) -> Iterator[Line]:
    groups: dict[tuple[str, str], list[str]] = {}
    for entry in all_entries:
        protocol = entry.protocol.name.upper() if entry.protocol else ""
        names = groups.setdefault((protocol, entry.kind), [])
        names += _called(write.words, entry)
    for number, ((protocol, kind), names) in enumerate(groups.items()):
        if number:
            yield Line(())
        title = f"{protocol} {write.words.say('explain', f'explain.kinds.{kind}')}".strip()
        yield Line((Span(title, Role.STATE),))
        yield from _columns(list(dict.fromkeys(names)))


def _called(words: Words, entry: Entry) -> Iterator[str]:
    """The name of an entry; of terms and states, which textbooks translate, in both languages."""
    yield entry.name
    if entry.kind in ("term", "state") and (names := names_of(words, entry)):
        spelled = entry.name.isascii()
        yield preferred(names, "zh" if spelled else "en")


def _columns(names: list[str]) -> Iterator[Line]:
    """Names in columns of one width; one that needs more takes two of them, or all."""
    cell = min(_CELL, max(map(_width, names), default=0) + 2)
    row: list[Span] = []
    used = 0
    for name in names:
        cells = -(-(_width(name) + 2) // cell)
        if row and used + cells * cell > _WIDE:
            yield Line(tuple(row), 2, 4)
            row, used = [], 0
        blanks = " " * (cells * cell - _width(name))
        row += [Span(name, Role.LABEL), Span(blanks, Role.NOTE)]
        used += cells * cell
    if row:
        yield Line(tuple(row), 2, 4)


def _width(text: str) -> int:
    """Columns on a terminal: two for a Chinese character."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
