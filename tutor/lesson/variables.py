"""A lesson's variables: `{name}` in a text is replaced before the lesson is read.

In scalars of the tree only, never in keys; a name that is not declared stays as it is, because
what servers and letters say may hold braces too. Without a seed the first value is taken, so that
everybody reads the same lesson; with one, each name's value follows from seed, lesson and name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tutor.data import Mapping as Table
from tutor.data import Node, Reason, Scalar, Sequence, because, parts, walk

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")
LARGEST = 2_000_000
"""Characters that a whole lesson may grow to: as much as a file may have."""

_KEPT = frozenset({"format", "id", "vars"})
"""Keys of a lesson in which nothing is replaced: the values depend on the id."""


class Substituted(NamedTuple):
    """The tree with its values in place, and the faults found: line, column, reason."""

    root: Node
    values: Mapping[str, str]
    faults: tuple[tuple[int, int, Reason], ...] = ()


def chosen(root: Node, seed: str | None = None) -> dict[str, str]:
    """The value of each variable of a tree whose `vars` fit their schema."""
    table = _under(root, "vars")
    lesson = _under(root, "id")
    name = lesson.text if isinstance(lesson, Scalar) else ""
    if not isinstance(table, Table):
        return {}
    return {key: _value(node, key, name, seed) for key, node in table.items.items()}


def substituted(root: Node, seed: str | None = None) -> Substituted:
    """The tree with `{name}` replaced. What does not work is told, and left as it was."""
    values = chosen(root, seed)
    if not isinstance(root, Table) or not values:
        return Substituted(root, values)
    faults = [*_ranges(root), *_unused(root, values)]
    if sum(_length(text.text, values) for text in _texts(root)) > LARGEST:
        table = root.items["vars"]
        too_long = because("lesson.grown", most=f"{LARGEST:,}")
        return Substituted(root, values, ((table.line, table.column, too_long),))
    items = {
        key: child if key in _KEPT else _replaced(child, values)
        for key, child in root.items.items()
    }
    return Substituted(root._replace(items=items), values, tuple(faults))


def names(text: str) -> frozenset[str]:
    """The names in braces of a text, declared or not."""
    return frozenset(PLACEHOLDER.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with the known names replaced, once: a value is no place for further names."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _value(node: Node, name: str, lesson: str, seed: str | None) -> str:
    choices = [item.text for item in _scalars(_under(node, "choose"))]
    if choices:
        return choices[_drawn(len(choices), name, lesson, seed)]
    low, high = (int(item.text) for item in _scalars(_under(node, "number")))
    return str(low + _drawn(max(high - low, 0) + 1, name, lesson, seed))


def _drawn(count: int, name: str, lesson: str, seed: str | None) -> int:
    if seed is None:
        return 0
    from hashlib import sha256  # only a seed needs it

    # NUL stands in none of them, so no two drawings share a text.
    digest = sha256("\0".join((seed, lesson, name)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest, "big") % count


def _replaced(node: Node, values: Mapping[str, str]) -> Node:
    if isinstance(node, Table):
        items = {key: _replaced(child, values) for key, child in node.items.items()}
        return node._replace(items=items)
    if isinstance(node, Sequence):
        return node._replace(items=[_replaced(child, values) for child in node.items])
    text = filled(node.text, values)
    if text == node.text:
        return node
    # YAML wants braces quoted; a scalar that is a variable and nothing else may be a number.
    whole = PLACEHOLDER.fullmatch(node.text) is not None
    return node._replace(text=text, quoted=node.quoted and not whole)


def _ranges(root: Table) -> Iterator[tuple[int, int, Reason]]:
    table = root.items["vars"]
    for name, node in table.items.items() if isinstance(table, Table) else ():
        numbers = _scalars(_under(node, "number"))
        low, high = [int(item.text) for item in numbers] or (0, 0)
        if low > high:
            at = numbers[0]
            yield at.line, at.column, because("lesson.backwards", name=name, low=low, high=high)


def _unused(root: Table, values: Mapping[str, str]) -> Iterator[tuple[int, int, Reason]]:
    used = frozenset(name for text in _texts(root) for name in names(text.text))
    table = root.items["vars"]
    for name in values:
        if name not in used and isinstance(table, Table):
            yield *table.marks[name], because("lesson.unused", name=name)


def _texts(root: Table) -> Iterator[Scalar]:
    """Every text in which something may be replaced."""
    for key, child in parts(root):
        if key not in _KEPT:
            yield from (node for node in walk(child) if isinstance(node, Scalar))


def _length(text: str, values: Mapping[str, str]) -> int:
    grown = sum(len(values.get(name, "")) for name in PLACEHOLDER.findall(text))
    return len(text) + grown


def _under(node: Node, key: str) -> Node | None:
    return node.items.get(key) if isinstance(node, Table) else None


def _scalars(node: Node | None) -> list[Scalar]:
    items = node.items if isinstance(node, Sequence) else []
    return [item for item in items if isinstance(item, Scalar)]
