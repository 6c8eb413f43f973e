"""All that is amiss with a lesson's tree, at once: its form, and what no schema can say of it.

A fault in one place hides none in another: what is not sound is left out, and the rest is judged.
What only follows from a fault that is told is not told.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, TypeVar

from tutor import data
from tutor.data import Arg, Fault, Hole, Mapping, Node, Reason, Scalar, Schema, Sequence, because
from tutor.lesson import bounds, pieces, variables, wording
from tutor.lesson.forms import ID
from tutor.lesson.model import Lesson
from tutor.lesson.scene import NOWHERE, Account, Host, Place, Post, Practice
from tutor.lesson.schema import LESSON, VARIABLES
from tutor.lesson.wanted import Blame
from tutor.protocols import PROTOCOLS

_T = TypeVar("_T")
_ANY: Schema = {}


class Survey(NamedTuple):
    """What is amiss with a lesson, in the order of its file; and `sketch`, a lesson that asks of
    the practice server what can be read of this one, and in which there is nothing to do."""

    faults: list[Fault]
    sketch: Lesson | None = None


class _Named(NamedTuple):
    """The variables of a lesson: of the `declared` ones not all may have a value."""

    filled: variables.Substituted
    declared: frozenset[str] = frozenset()


def survey(tree: Node, path: str, seed: str | None = None) -> Survey:
    """Judge a tree, which may have holes; `path` is for messages, `seed` chooses the values of its
    variables."""
    heavy = [Fault(path, *found) for found in bounds.too_much(tree)]
    if heavy:
        return Survey(data.in_order(heavy))
    named = _named(tree, path, seed)
    root = named.filled.root
    faults = {*data.check(root, LESSON, path)}

    def blame(line: int, column: int, reason: Reason) -> None:
        faults.add(Fault(path, line, column, reason))

    for found in _told(tree, named):
        blame(*found)
    _connections(root, blame)
    sketch = _sketch(root, blame)
    return Survey(data.in_order(_once(faults, named.declared)), sketch)


def _once(faults: Collection[Fault], declared: frozenset[str]) -> Iterator[Fault]:
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


# -- variables -----------------------------------------------------------------------------------


def filled(tree: Node, seed: str | None) -> variables.Substituted:
    """The tree with the values of its variables; those that have faults have none."""
    return _named(tree, "", seed).filled


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
    return pieces.sound(alone, VARIABLES)


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
    listed = _steps(named.filled.root)
    yield from wording.awry([node for node in listed if isinstance(node, Mapping)])


# -- what the practice server has to be ----------------------------------------------------------


def _sketch(root: Node, blame: Blame) -> Lesson:
    found = tuple(pieces.step(node, blame) for node in _steps(root))
    for node in pieces.under(root, "again"):
        pieces.again(node, blame)
    faces = {}
    for hosts in pieces.under(root, "hosts"):
        for peer, host in data.parts(hosts) if isinstance(hosts, Mapping) else ():
            faces[f"{peer} {host.line}"] = _face(host, blame)
    practice, owned = Practice(), True
    for node in pieces.under(root, "practice"):
        practice, owned = _practice(node, blame)
    if not owned:
        practice = practice._replace(maildrop=tuple(_anybody(practice.maildrop)))
        found = tuple(each._replace(arrives=tuple(_anybody(each.arrives))) for each in found)
    return Lesson("", pieces.NOTHING, "", found, practice=practice, faces=faces)


def _face(host: Node, blame: Blame) -> Host:
    items = host.items if isinstance(host, Mapping) else {}
    protocol, role, style = (items.get(key) for key in ("protocol", "role", "style"))
    spoken = pieces.text_in(protocol)
    if role is not None and pieces.text_in(role) and spoken in PROTOCOLS and spoken != "smtp":
        blame(role.line, role.column, because("lesson.role"))
    return Host(spoken, style=pieces.text_in(style, ID), at_style=_place(style))


def _practice(node: Node, blame: Blame) -> tuple[Practice, bool]:
    """The practice server, and whether it is known who has an account there."""
    if not isinstance(node, Mapping):
        return Practice(listener=True), False
    style, accounts, listener = (node.items.get(key) for key in ("style", "accounts", "listener"))
    asked = pieces.text_in(style, ID)
    known = accounts.items if isinstance(accounts, Mapping) else {}
    found = Practice(
        style=asked or Practice().style,
        accounts=tuple(Account(user, "") for user in known),
        maildrop=_all(pieces.letters(each, blame) for each in pieces.under(node, "maildrop")),
        faults=_all(pieces.mishaps(each, blame) for each in pieces.under(node, "faults")),
        # Where it is said in another way, nobody is told that there is none.
        listener=listener is not None and pieces.text_in(listener, _ANY) != "false",
        at_style=_place(style),
    )
    return found, accounts is None or (isinstance(accounts, Mapping) and not accounts.partial)


def _all(parts: Iterable[Iterable[_T]]) -> tuple[_T, ...]:
    return tuple(each for part in parts for each in part)


def _anybody(posts: Iterable[Post]) -> Iterator[Post]:
    """The posts, with nobody named for whom they are."""
    return (post._replace(owner="") for post in posts)


def _place(node: Node | None) -> Place:
    return NOWHERE if node is None else Place(node.line, node.column)


# -- the whole of it -----------------------------------------------------------------------------


def _steps(root: Node) -> list[Node]:
    return [each for node in pieces.under(root, "steps") for each in pieces.listed(node)]


def _connections(root: Node, blame: Blame) -> None:
    """A connection that no host of the lesson offers can never be open. Unless all protocols of
    the lesson are known, that cannot be told."""
    items = root.items if isinstance(root, Mapping) else {}
    hosts = items.get("hosts", Mapping({}, 0, 0, {}))
    if not isinstance(hosts, Mapping) or hosts.beyond:
        return
    spoken = [items.get("protocol"), *hosts.items.values()]
    spoken = [node.items.get("protocol") if isinstance(node, Mapping) else node for node in spoken]
    there = {pieces.text_in(node) for node in spoken}
    if not there <= PROTOCOLS.keys():
        return
    for node in [*_steps(root), *pieces.under(root, "again")]:
        for at in pieces.under(node, "connection"):
            if isinstance(at, Scalar) and at.text in PROTOCOLS and at.text not in there:
                blame(at.line, at.column, because("lesson.connection", protocol=at.text))
