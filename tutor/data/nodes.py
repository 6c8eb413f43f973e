"""The tree that a data file becomes, and the faults found in it.

Lines and columns count from 1, as editors do. A node says how it was written, never what type it
is: that is for the schema to decide (YAML 1.1 would read `12:30` as 750 and `NO` as false).
"""

from typing import NamedTuple, TypeAlias


class Scalar(NamedTuple):
    """One piece of text; `quoted` when in quotes or a block, so certainly meant as text."""

    text: str
    line: int
    column: int
    quoted: bool = False


class Sequence(NamedTuple):
    """A list, in the order of the file."""

    items: "list[Node]"
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and what stands under them; `marks` holds (line, column) of each key itself."""

    items: "dict[str, Node]"
    line: int
    column: int
    marks: dict[str, tuple[int, int]]


Node: TypeAlias = Scalar | Sequence | Mapping
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


class Fault(NamedTuple):
    """One thing to mend, and where; `str` is the form that editors and compilers share."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


MOST_TOLD = 500
"""Faults of one file that are told: whoever has more mends the first ones first."""
_LONGEST_TOLD = 400


def told(faults: list[Fault]) -> list[Fault]:
    """The first faults of a file, in its order; none is long, whatever it quotes."""
    return [_short(fault) for fault in sorted(faults)[:MOST_TOLD]]


def _short(fault: Fault) -> Fault:
    if len(fault.message) <= _LONGEST_TOLD:
        return fault
    return fault._replace(message=f"{fault.message[: _LONGEST_TOLD - 3]}...")


class DataError(Exception):
    """A file that cannot be used; `faults` holds all that was found, in the order of the file."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = sorted(faults)

    def __str__(self) -> str:
        more = len(self.faults) - MOST_TOLD
        rest = [f"... and {more:,} more"] if more > 0 else []
        return "\n".join([*map(str, told(self.faults)), *rest])


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
