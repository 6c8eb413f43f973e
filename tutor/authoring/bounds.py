"""How much of a stranger's file is looked at: what is beyond is refused before it costs anything.

The numbers are ten times what the longest lesson of ours needs, or more.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from tutor.data import Fault, Mapping, Node, Scalar, Sequence
from tutor.lesson import variables

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
_MESSAGES = 20
"""Entries of a maildrop: the server is filled with them anew for each way that the proof tries."""


def octets(stream: BinaryIO) -> bytes:
    """What a file holds, and never more of it than tells that it is too long."""
    return stream.read(LONGEST + 1)


def too_long(held: bytes, path: str) -> Iterator[Fault]:
    """The fault of a file that goes on."""
    if len(held) > LONGEST:
        yield Fault(path, 1, 1, f"the file is longer than {LONGEST:,} octets: split the lesson")


def controls(tree: Node, path: str) -> Iterator[Fault]:
    """Texts with characters that nobody can type: an escape wrote them, to act on a terminal."""
    for node in _nodes(tree):
        keys = node.marks if isinstance(node, Mapping) else {}
        texts = {node.text: (node.line, node.column)} if isinstance(node, Scalar) else keys
        for text, place in texts.items():
            found = None if text.isprintable() else _CONTROL.search(text)
            if found is not None:
                told = f"the control character U+{ord(found[0]):04X} in a text: leave it out"
                yield Fault(path, *place, told)


def too_much(tree: Node, path: str) -> Iterator[Fault]:
    """The faults of a tree that would keep the linter busy for too long."""
    entries = braces = 0
    for node in _nodes(tree):
        entries += 1
        if isinstance(node, Scalar) and "{" in node.text:
            braces += len(variables.names(node.text))
    if entries > _ENTRIES:
        told = f"{entries:,} entries in one file; {_ENTRIES:,} are the most: split the lesson"
        yield Fault(path, tree.line, tree.column, told)
    table = _under(tree, "vars")
    if isinstance(table, Mapping):
        count = len(table.items)
        if count > _VARIABLES or count * braces > _COMPARISONS:
            told = f"{count:,} variables and {braces:,} names in braces: fewer of them, please"
            yield Fault(path, table.line, table.column, told)
    yield from _patterns(tree, path)
    dropped = _under(_under(tree, "practice"), "maildrop")
    if isinstance(dropped, Sequence) and len(dropped.items) > _MESSAGES:
        told = f"expected at most {_MESSAGES} in this list"
        yield Fault(path, dropped.line, dropped.column, told)


def _patterns(tree: Node, path: str) -> Iterator[Fault]:
    tables = (node for node in _nodes(tree) if isinstance(node, Mapping))
    found = [node for table in tables if isinstance(node := table.items.get("text"), Scalar)]
    costly = [node for node in found if len(_REPEAT.findall(node.text)) > 1]
    if len(costly) > _PATTERNS:
        node = min(costly[_PATTERNS:], key=lambda node: (node.line, node.column))
        told = f"{len(costly)} patterns with two repeats (* + {{}}); {_PATTERNS} are the most"
        yield Fault(path, node.line, node.column, told)


def _nodes(tree: Node) -> Iterator[Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Scalar):
            waiting.extend(node.items.values() if isinstance(node, Mapping) else node.items)


def _under(node: Node | None, key: str) -> Node | None:
    return node.items.get(key) if isinstance(node, Mapping) else None
