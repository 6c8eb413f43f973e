"""How much of a stranger's lesson is looked at: what is beyond is refused before it costs anything.

The numbers are ten times what the longest lesson of ours needs, or more.
"""

import re
from collections.abc import Iterator

from tutor.data import Mapping, Node, Scalar, because, walk
from tutor.lesson.variables import names
from tutor.lesson.wording import Found

LONGEST = 500_000
"""Octets of a file."""
_ENTRIES = 20_000
"""Pieces of text, lists and mappings in it: each of them may become a fault."""
_COMPARISONS = 200_000
"""Names in braces, times variables: each one is compared with each other."""
_VARIABLES = 200
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PATTERNS = 10
"""Regular expressions with two repeats or more: each reply may cost each of them a second."""
_REPEAT = re.compile(r"[*+{]")


def controls(tree: Node) -> Iterator[Found]:
    """Texts with characters that nobody can type: an escape wrote them, to act on a terminal."""
    for node in walk(tree):
        keys = node.marks if isinstance(node, Mapping) else {}
        texts = {node.text: (node.line, node.column)} if isinstance(node, Scalar) else keys
        for text, place in texts.items():
            found = None if text.isprintable() else _CONTROL.search(text)
            if found is not None:
                yield *place, because("lesson.control", code=f"{ord(found[0]):04X}")


def too_much(tree: Node) -> Iterator[Found]:
    """The faults of a tree that would keep its reader busy for too long."""
    entries = braces = 0
    for node in walk(tree):
        entries += 1
        if isinstance(node, Scalar) and "{" in node.text:
            braces += len(names(node.text))
    if entries > _ENTRIES:
        told = because("lesson.entries", count=f"{entries:,}", most=f"{_ENTRIES:,}")
        yield tree.line, tree.column, told
    table = tree.items.get("vars") if isinstance(tree, Mapping) else None
    if isinstance(table, Mapping):
        count = len(table.items)
        if count > _VARIABLES or count * braces > _COMPARISONS:
            told = because("lesson.braces", count=f"{count:,}", names=f"{braces:,}")
            yield table.line, table.column, told
    yield from _patterns(tree)


def _patterns(tree: Node) -> Iterator[Found]:
    tables = (node for node in walk(tree) if isinstance(node, Mapping))
    found = [node for table in tables if isinstance(node := table.items.get("text"), Scalar)]
    costly = [node for node in found if len(_REPEAT.findall(node.text)) > 1]
    if len(costly) > _PATTERNS:
        node = min(costly[_PATTERNS:], key=lambda node: (node.line, node.column))
        told = because("lesson.patterns", count=len(costly), most=_PATTERNS)
        yield node.line, node.column, told
