"""The list of everything that can be explained."""

from collections.abc import Iterator

from tutor.explain.catalogue import Catalogue, Entry
from tutor.explain.lines import Writer
from tutor.page import Line, Role, Span
from tutor.words import Words


def listing(words: Words, protocol: str | None = None) -> list[Line]:
    """All that can be explained, in groups; each name is one that `explain` answers."""
    return list(_groups(Writer(words), Catalogue(words, protocol).entries))


def _groups(write: Writer, all_entries: list[Entry]) -> Iterator[Line]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in all_entries:
        name = entry.protocol.name.upper() if entry.protocol else ""
        groups.setdefault((name, entry.kind), []).append(entry)
    for number, ((protocol, kind), entries) in enumerate(groups.items()):
        if number:
            yield Line(())
        title = f"{protocol} {write.words.say(None, f'explain.kinds.{kind}')}".strip()
        yield Line((Span(title, Role.STATE),))
        for entry in entries:
            yield write.note(entry.protocol, (entry.key,), entry.name)
