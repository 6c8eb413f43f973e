"""The form of a lesson's tree: what its schema says, and what no schema can say of texts and names.

A tree may have holes, and be sound in parts only: what can be judged of it is judged all the same.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from tutor import data
from tutor.data import Arg, Fault, Hole, Mapping, Node, Reason, Scalar, Schema, Sequence, because
from tutor.lesson import bounds, variables, wording
from tutor.lesson.forms import DEFS, TEXT
from tutor.lesson.schema import LESSON, VARIABLES
from tutor.lesson.wanted import Blame
from tutor.protocols import PROTOCOLS


class Shape(NamedTuple):
    """A tree with the values of its variables, and what is amiss with its form. Of the variables
    that it `declared` not all need have a value; a tree that is `heavy` is not looked at further.
    """

    root: Node
    faults: list[Fault]
    declared: frozenset[str] = frozenset()
    heavy: bool = False


class _Named(NamedTuple):
    """The variables of a lesson: of the `declared` ones not all may have a value."""

    filled: variables.Substituted
    declared: frozenset[str] = frozenset()


def shape(tree: Node, path: str, seed: str | None = None) -> Shape:
    """Judge a tree, which may have holes; `path` is for messages, `seed` chooses the values of its
    variables."""
    heavy = [Fault(path, *found) for found in bounds.too_much(tree)]
    if heavy:
        return Shape(tree, data.in_order(heavy), heavy=True)
    named = _named(tree, path, seed)
    root = named.filled.root
    faults = data.check(root, LESSON, path)

    def blame(line: int, column: int, reason: Reason) -> None:
        faults.append(Fault(path, line, column, reason))

    for found in _told(tree, named):
        blame(*found)
    _connections(root, blame)
    return Shape(root, data.in_order(faults), named.declared)


def once(faults: Collection[Fault], declared: frozenset[str]) -> Iterator[Fault]:
    """The faults without those that call a name in braces unknown which is told better, or is that
    of a variable whose own faults are told."""
    of_names = [each for each in faults if each.reason.key == "lesson.variable"]
    better = {each[:3] for each in of_names if _arg(each, "near")}
    for each in faults:
        bare = each.reason.key == "lesson.variable" and not _arg(each, "near")
        if not bare or (each[:3] not in better and _arg(each, "name") not in declared):
            yield each


def _arg(fault: Fault, name: str) -> Arg:
    return dict(fault.reason.args)[name]


def sound(node: Node, schema: Schema) -> bool:
    """Whether nothing is amiss with the form of a node, and nothing of it is unknown."""
    whole = not any(isinstance(each, Hole) for each in data.walk(node))
    return whole and not data.check(node, {**schema, "$defs": DEFS}, "")


def text_in(node: Node | None, schema: Schema = TEXT) -> str:
    """The text that a node is, if that is sound."""
    return node.text if isinstance(node, Scalar) and sound(node, schema) else ""


def listed(node: Node | None) -> list[Node]:
    """The items of a list; none where it is none."""
    return node.items if isinstance(node, Sequence) else []


def under(node: Node, key: str) -> Iterator[Node]:
    """What stands under a key, also where that is given twice."""
    if isinstance(node, Mapping):
        yield from (part for name, part in data.parts(node) if name == key)


# -- variables -----------------------------------------------------------------------------------


def _named(tree: Node, path: str, seed: str | None) -> _Named:
    table = tree.items.get("vars") if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping) or not isinstance(table, Mapping):
        return _Named(variables.Substituted(tree, {}))
    sound = {key: node for key, node in table.items.items() if _is_variable(table, key, node)}
    reduced = tree._replace(items={**tree.items, "vars": table._replace(items=sound)})
    made = variables.substituted(reduced, seed)
    declared = frozenset(key for key, _ in (*table.items.items(), *table.beyond))
    root = made.root
    if isinstance(root, Mapping):
        lost = declared - made.values.keys()
        items = {key: _hollow(node, lost) if lost else node for key, node in root.items.items()}
        root = root._replace(items={**items, "vars": table})
    return _Named(made._replace(root=root), declared)


def _is_variable(table: Mapping, key: str, node: Node) -> bool:
    alone = table._replace(items={key: node}, beyond=())
    return sound(alone, VARIABLES)


def _hollow(node: Node, lost: frozenset[str]) -> Node:
    """The node with a hole for each text whose variable has no value."""
    if isinstance(node, Mapping):
        items = {key: _hollow(child, lost) for key, child in node.items.items()}
        return node._replace(items=items)
    if isinstance(node, Sequence):
        return node._replace(items=[_hollow(child, lost) for child in node.items])
    if "{" in node.text and variables.names(node.text) & lost:
        return Hole(*node)
    return node


def _told(tree: Node, named: _Named) -> Iterator[wording.Found]:
    """What no schema says of the texts of a tree, and of the values in it."""
    yield from bounds.controls(tree)
    yield from named.filled.faults
    yield from wording.placeholders(tree, named.declared)
    listed = steps(named.filled.root)
    yield from wording.awry([node for node in listed if isinstance(node, Mapping)])


# -- the whole of it -----------------------------------------------------------------------------


def steps(root: Node) -> list[Node]:
    return [each for node in under(root, "steps") for each in listed(node)]


def _connections(root: Node, blame: Blame) -> None:
    """A connection that no host of the lesson offers can never be open. Unless all protocols of
    the lesson are known, that cannot be told."""
    items = root.items if isinstance(root, Mapping) else {}
    hosts = items.get("hosts", Mapping({}, 0, 0, {}))
    if not isinstance(hosts, Mapping) or hosts.beyond:
        return
    spoken = [items.get("protocol"), *hosts.items.values()]
    spoken = [node.items.get("protocol") if isinstance(node, Mapping) else node for node in spoken]
    there = {text_in(node) for node in spoken}
    if not there <= PROTOCOLS.keys():
        return
    for node in [*steps(root), *under(root, "again")]:
        for at in under(node, "connection"):
            if isinstance(at, Scalar) and at.text in PROTOCOLS and at.text not in there:
                blame(at.line, at.column, because("lesson.connection", protocol=at.text))
