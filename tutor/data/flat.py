"""Files of words: a mapping of mappings of text, read at each start, so read quickly.

The quick way takes only what is exactly that. For all else `read` is asked, which knows what to
say: there is one judge of what is allowed, and this is a short cut to its verdict.
"""

from collections.abc import Container, Iterator
from typing import TypeAlias, TypeVar

import yaml

from tutor.data.nodes import DataError, Fault, Mapping, Node, Reason, Scalar, because, shown
from tutor.data.reader import events, read

Table: TypeAlias = dict[str, dict[str, str]]
_Event = TypeVar("_Event", bound=yaml.Event)


class _UnusualError(Exception):
    """Something else than words came; no verdict yet."""


def words(text: str, path: str) -> Table:
    """The entries of a file. Raises DataError as `read` does, and for another shape."""
    try:
        return _quick(events(text.removeprefix("\ufeff")))
    except (_UnusualError, yaml.YAMLError, ValueError):
        return _careful(read(text, path), path)


def _quick(source: Iterator[yaml.Event]) -> Table:
    _take(source, yaml.StreamStartEvent)
    _take(source, yaml.DocumentStartEvent)
    _take(source, yaml.MappingStartEvent)
    table: Table = {}
    while (key := _key(source, table)) is not None:
        _take(source, yaml.MappingStartEvent)
        entry = table[key] = {}
        while (name := _key(source, entry)) is not None:
            entry[name] = _take(source, yaml.ScalarEvent).value
    _take(source, yaml.DocumentEndEvent)
    _take(source, yaml.StreamEndEvent)
    return table


def _take(source: Iterator[yaml.Event], *kinds: type[_Event]) -> _Event:
    """The next event, which is of these kinds and carries neither anchor nor tag."""
    event = next(source)
    if not isinstance(event, kinds):
        raise _UnusualError
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise _UnusualError
    return event


def _key(source: Iterator[yaml.Event], known: Container[str]) -> str | None:
    """The next key, a new one; None at the end of the mapping."""
    event = _take(source, yaml.ScalarEvent, yaml.MappingEndEvent)
    if not isinstance(event, yaml.ScalarEvent):
        return None
    if event.value in known or event.value == "<<":
        raise _UnusualError
    return str(event.value)


def _careful(root: Node, path: str) -> Table:
    faults = [Fault(path, node.line, node.column, say) for node, say in _misshapen(root)]
    if faults or not isinstance(root, Mapping):
        raise DataError(faults)
    return {
        key: {name: leaf.text for name, leaf in entry.items.items() if isinstance(leaf, Scalar)}
        for key, entry in root.items.items()
        if isinstance(entry, Mapping)
    }


def _misshapen(root: Node) -> Iterator[tuple[Node, Reason]]:
    if not isinstance(root, Mapping):
        yield root, because("data.words")
        return
    for key, entry in root.items.items():
        if not isinstance(entry, Mapping):
            yield entry, because("data.words.entry", key=shown(key))
            continue
        for name, leaf in entry.items.items():
            if not isinstance(leaf, Scalar):
                yield leaf, because("data.words.text", key=shown(name))
