"""The tree that a data file becomes, and the faults found in it.

Lines and columns count from 1, as editors do. A node says how it was written, never what type it
is: that is for the schema to decide (YAML 1.1 would read `12:30` as 750 and `NO` as false).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias


class Scalar(NamedTuple):
    """One piece of text; `quoted` when in quotes or a block, so certainly meant as text."""

    text: str
    line: int
    column: int
    quoted: bool = False


class Hole(Scalar):
    """Where something was meant that is not known: of that a fault was told, and no other is."""

    __slots__ = ()


class Sequence(NamedTuple):
    """A list, in the order of the file."""

    items: "list[Node]"
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and what stands under them; `marks` holds (line, column) of each key itself.

    `beyond` is what a fault kept out of `items`: what stands under a key that was given before,
    and, under a name that is no key of `items`, what may have meant to bring further ones.
    """

    items: "dict[str, Node]"
    line: int
    column: int
    marks: dict[str, tuple[int, int]]
    beyond: "tuple[tuple[str, Node], ...]" = ()

    @property
    def partial(self) -> bool:
        """Whether a key that is not there may have been meant to be."""
        return any(key not in self.items for key, _ in self.beyond)


Node: TypeAlias = Scalar | Sequence | Mapping
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


Arg: TypeAlias = "str | int | Reason | tuple[str, ...]"
"""What fills a place: a literal, a part that has words of its own, or names in a row."""


class Reason(NamedTuple):
    """What is amiss, in no language yet: a key of words, and what fills their places, by name.

    `blaming` says it. `str` is for whoever mends the program, not for people.
    """

    key: str
    args: tuple[tuple[str, Arg], ...] = ()

    def __str__(self) -> str:
        return f"{self.key}({', '.join(f'{name}={arg}' for name, arg in self.args)})"


def because(key: str, /, **args: Arg) -> Reason:
    """The reason with this key. Wherever it stands, the key is written out: a test reads them."""
    return Reason(key, tuple(args.items()))


def meant(near: list[str]) -> Arg:
    """The part that suggests the first of some names; nothing where there is none."""
    return because("data.near", near=near[0]) if near else ""


class Fault(NamedTuple):
    """One thing to mend, and where."""

    path: str
    line: int
    column: int
    reason: Reason

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.reason}"


MOST_TOLD = 500
"""Faults of one file that are told: whoever has more mends the first ones first."""


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Each fault once, in the order of the file."""
    return sorted(set(faults), key=lambda fault: (fault[:3], str(fault.reason)))


class DataError(Exception):
    """A file that cannot be used; `faults` holds all that was found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults[:MOST_TOLD]))


class Survey(NamedTuple):
    """A file as far as it can be read: its tree (None where that is not whole), and its faults, in
    the order of the file. With faults the tree has holes, or entries beyond its items."""

    tree: Node | None
    faults: list[Fault]


def parts(node: Mapping) -> Iterator[tuple[str, Node]]:
    """What stands under each key, also where the key was given before."""
    yield from node.items.items()
    yield from (entry for entry in node.beyond if entry[0] in node.items)


def walk(root: Node) -> Iterator[Node]:
    """Every node of a tree, in no order that means anything."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Mapping):
            waiting.extend(child for _, child in parts(node))
        elif isinstance(node, Sequence):
            waiting.extend(node.items)


def plain(node: Node) -> Plain:
    """The node as dict, list and str: every scalar is the text that the author typed."""
    match node:
        case Mapping(items=items):
            return {key: plain(child) for key, child in items.items()}
        case Sequence(items=children):
            return [plain(child) for child in children]
        case Scalar(text=text):
            return text


def shown(text: str) -> str:
    """A file's text as a message may repeat it: short, one line, without control characters."""
    cut = text if len(text) <= 40 else text[:37] + "..."
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut)
