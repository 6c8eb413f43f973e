"""What lies in a mailbox of a lesson, as the file has it, made into values."""

from collections.abc import Iterator
from typing import Any

from tutor.data import Mapping, Node, Sequence, because
from tutor.lesson.scene import NOWHERE, Place, Post
from tutor.lesson.wanted import Blame

_Typed = dict[str, Any]


def posts(node: Node | None, entries: list[str | _Typed], blame: Blame) -> tuple[Post, ...]:
    """The entries of a maildrop, or those that arrive; the nodes fit their schema."""
    nodes = node.items if isinstance(node, Sequence) else []
    return tuple(_post(at, entry, blame) for at, entry in zip(nodes, entries, strict=True))


def _post(node: Node, entry: str | _Typed, blame: Blame) -> Post:
    if isinstance(entry, str) or not isinstance(node, Mapping):
        return Post(named=str(entry), place=Place(node.line, node.column))
    letter = entry.get("letter")
    at = node.items.get("letter") or node.items.get("file") or node.items["octets"]
    numbers = dict(_numbers(node, entry, blame))
    return Post(
        source=None if letter is None else letter.encode("utf-8", "replace"),
        file=entry.get("file", ""),
        octets=numbers.get("octets", 0),
        times=numbers.get("count", 1),
        owner=entry.get("for", ""),
        place=Place(at.line, at.column),
        at_owner=_place(node.items.get("for")),
    )


def _numbers(node: Mapping, entry: _Typed, blame: Blame) -> Iterator[tuple[str, int]]:
    """How large and how many; a name in braces that is left is no variable."""
    for key in ("octets", "count"):
        value = entry.get(key)
        if isinstance(value, str):
            at = node.items[key]
            blame(at.line, at.column, because("lesson.variable", name=value[1:-1], near=""))
        elif value is not None:
            yield key, value


def _place(node: Node | None) -> Place:
    return NOWHERE if node is None else Place(node.line, node.column)
