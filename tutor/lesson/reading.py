"""A lesson file to a `Lesson`: held against the schema, then read for what no schema can say."""

from collections.abc import Iterator
from typing import Any, cast

from tutor import data
from tutor.data import DataError, Fault, Mapping, Node, Reason, Scalar, Schema, Sequence, because
from tutor.lesson import bounds, steps, variables, wanted, wording
from tutor.lesson.digest import digest
from tutor.lesson.forms import STEP
from tutor.lesson.model import Lesson, Localized, Step
from tutor.lesson.posts import posts
from tutor.lesson.scene import NOWHERE, Account, Host, Place, Practice
from tutor.lesson.schema import COURSE, LESSON, VARIABLES
from tutor.protocols import PROTOCOLS

_Typed = dict[str, Any]


def read(text: str, path: str, seed: str | None = None) -> Lesson:
    """The lesson in a file's text; `path` is for messages, `seed` chooses the values of its
    variables. Raises DataError with all faults."""
    return read_tree(data.read(text, path), path, seed)


def read_tree(tree: Node, path: str, seed: str | None = None, *, judged: bool = False) -> Lesson:
    """The lesson in a file's tree. Raises DataError with all faults.

    `judged`: this very tree was read before, without a seed, and had none; its form is not looked
    at again.
    """
    faults: set[Fault] = set()

    def blame(line: int, column: int, reason: Reason) -> None:
        faults.add(Fault(path, line, column, reason))

    for found in () if judged else bounds.too_much(tree):
        blame(*found)
    if faults:
        raise DataError(faults)
    filled = _filled(tree, path, seed)
    listed = _listed(filled.root)
    awry = [] if judged else data.check(filled.root, LESSON, path)
    faults.update(awry)
    for found in () if judged else _told(tree, filled):
        blame(*found)
    _connections(filled.root, blame)
    # Of a lesson with faults, the steps that have none in their form are read all the same.
    done = [
        steps.step(node, data.value(node, STEP), number, blame)
        for number, node in enumerate(listed, 1)
        if not awry or not data.check(node, STEP, path)
    ]
    lesson = None if awry else _lesson(filled, tuple(done), blame)
    if faults or lesson is None:
        raise DataError(faults)
    return lesson._replace(digest=digest(tree))


def read_course(text: str, path: str) -> tuple[str, ...]:
    """The ids of a course's lessons, in their order. Raises DataError with all faults."""
    return read_course_tree(data.read(text, path), path)


def read_course_tree(tree: Node, path: str) -> tuple[str, ...]:
    """The same of a file's tree."""
    _, typed = _checked(tree, path, COURSE)
    return tuple(typed["lessons"])


def _checked(root: Node, path: str, schema: Schema) -> tuple[Mapping, _Typed]:
    faults = data.check(root, schema, path)
    if faults:
        raise DataError(faults)
    return steps.mapping(root), cast(_Typed, data.value(root, schema))


def _filled(tree: Node, path: str, seed: str | None) -> variables.Substituted:
    """The tree with the values of its variables; as it is where these have faults of their own."""
    table = tree.items.get("vars") if isinstance(tree, Mapping) else None
    if table is None or data.check(table, VARIABLES, path):
        return variables.Substituted(tree, {})
    return variables.substituted(tree, seed)


def _told(tree: Node, filled: variables.Substituted) -> Iterator[wording.Found]:
    """What no schema says of the texts of a tree, and of the values in it."""
    yield from bounds.controls(tree)
    yield from filled.faults
    yield from wording.placeholders(tree, filled.values)
    listed = _listed(filled.root)
    yield from wording.awry([node for node in listed if isinstance(node, Mapping)])


def _listed(root: Node) -> list[Node]:
    listed = root.items.get("steps") if isinstance(root, Mapping) else None
    return listed.items if isinstance(listed, Sequence) else []


def _lesson(filled: variables.Substituted, done: tuple[Step, ...], blame: wanted.Blame) -> Lesson:
    """The lesson of a tree that fits the schema."""
    root = steps.mapping(filled.root)
    rest = {key: node for key, node in root.items.items() if key != "steps"}
    typed = data.value(root._replace(items=rest), LESSON)
    again = typed.get("again")
    return Lesson(
        id=typed["id"],
        title=steps.localized(typed, "title") or Localized("", ""),
        protocol=typed["protocol"],
        minutes=typed.get("minutes"),
        practice=_practice(root.items.get("practice"), typed.get("practice", {}), blame),
        hosts={peer: _spoken(host) for peer, host in typed.get("hosts", {}).items()},
        faces=_faces(root.items.get("hosts"), typed.get("hosts", {}), blame),
        intro=steps.localized(typed, "intro"),
        closing=steps.localized(typed, "closing"),
        steps=done,
        again=None
        if again is None
        else steps.doing(steps.mapping(root.items["again"]), {**again, "id": "again"}, blame),
        review=tuple(typed.get("review", [])),
        local_only=typed.get("local_only", False),
        values=filled.values,
    )


def _connections(root: Node, blame: wanted.Blame) -> None:
    """A connection that no host of the lesson offers can never be open."""
    items = root.items if isinstance(root, Mapping) else {}
    hosts = items.get("hosts")
    spoken = [items.get("protocol"), *(hosts.items.values() if isinstance(hosts, Mapping) else ())]
    spoken = [node.items.get("protocol") if isinstance(node, Mapping) else node for node in spoken]
    there = {node.text for node in spoken if isinstance(node, Scalar)}
    for node in [*_listed(root), *(items[key] for key in ("again",) if key in items)]:
        at = node.items.get("connection") if isinstance(node, Mapping) else None
        if isinstance(at, Scalar) and at.text in PROTOCOLS and at.text not in there:
            blame(at.line, at.column, because("lesson.connection", protocol=at.text))


def _spoken(host: str | _Typed) -> str:
    return host if isinstance(host, str) else str(host["protocol"])


def _faces(node: Node | None, typed: _Typed, blame: wanted.Blame) -> dict[str, Host]:
    """The hosts that are something of their own."""
    items = node.items if isinstance(node, Mapping) else {}
    found = {}
    for peer, host in typed.items():
        at = items[peer]
        if isinstance(host, str) or not isinstance(at, Mapping):
            continue
        style, role = at.items.get("style"), at.items.get("role")
        if role is not None and host["protocol"] != "smtp":
            blame(role.line, role.column, because("lesson.role"))
        found[peer] = Host(**host, at_style=_place(style))
    return found


def _place(node: Node | None) -> Place:
    return NOWHERE if node is None else Place(node.line, node.column)


def _practice(node: Node | None, typed: _Typed, blame: wanted.Blame) -> Practice:
    items = node.items if isinstance(node, Mapping) else {}
    return Practice(
        style=typed.get("style", "textbook"),
        accounts=tuple(
            Account(user, entry["code"], entry.get("public", False), entry.get("name"))
            for user, entry in typed.get("accounts", {}).items()
        ),
        maildrop=posts(items.get("maildrop"), typed.get("maildrop", []), blame),
        faults=steps.mishaps(items.get("faults"), typed.get("faults", []), blame),
        bounces=tuple(typed.get("bounces", [])),
        listener=typed.get("listener", False),
        at_style=_place(items.get("style")),
    )
