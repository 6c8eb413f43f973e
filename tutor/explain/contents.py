"""The list of everything that can be explained."""

import unicodedata
from collections.abc import Iterator

from tutor.explain.catalogue import Catalogue, Entry, names_of, preferred
from tutor.explain.lines import Writer
from tutor.page import Line, Role, Span
from tutor.words import Words

_WIDE = 76  # columns of the list
_CELL = 26  # a name that is longer takes more than one column
_PAIR = 38  # the same for names in both languages


def listing(words: Words, protocol: str | None = None) -> list[Line]:
    """All that can be explained, in groups and columns; each name is one that `explain` answers."""
    return list(_groups(Writer(words), Catalogue(words, protocol).entries))


def _groups(write: Writer, all_entries: list[Entry]) -> Iterator[Line]:
    groups: dict[tuple[str, str], dict[tuple[str, ...], None]] = {}
    for entry in all_entries:
        protocol = entry.protocol.name.upper() if entry.protocol else ""
        names = groups.setdefault((protocol, entry.kind), {})
        names[_called(write.words, entry)] = None
    for number, ((protocol, kind), called) in enumerate(groups.items()):
        if number:
            yield Line(())
        title = f"{protocol} {write.words.say('explain', f'explain.kinds.{kind}')}".strip()
        yield Line((Span(title, Role.STATE),))
        yield from _columns(list(called))


def _called(words: Words, entry: Entry) -> tuple[str, ...]:
    """The name of an entry; of terms and states, which textbooks translate, in both languages."""
    names = names_of(words, entry)
    if entry.kind not in ("term", "state") or not names:
        return (entry.name,)
    return entry.name, preferred(names, "zh" if entry.name.isascii() else "en")


def _columns(called: list[tuple[str, ...]]) -> Iterator[Line]:
    """Names in columns of one width; what needs more takes two of them, or all."""
    widest = max((_width(" ".join(names)) for names in called), default=0) + 2
    cell = min(widest, _PAIR if any(len(names) > 1 for names in called) else _CELL)
    row: list[Span] = []
    used = 0
    for names in called:
        wide = _width(" ".join(names))
        cells = -(-(wide + 2) // cell)
        if row and used + cells * cell > _WIDE:
            yield Line(tuple(row), 2, 4)
            row, used = [], 0
        for name in names:
            row += [Span(name, Role.LABEL), Span(" ", Role.NOTE)]
        row[-1] = Span(" " * (cells * cell - wide), Role.NOTE)
        used += cells * cell
    if row:
        yield Line(tuple(row), 2, 4)


def _width(text: str) -> int:
    """Columns on a terminal: two for a Chinese character."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
