"""A lesson file to a `Lesson`: held against the schema, then read for what no schema can say."""

from typing import Any, cast

from tutor import data
from tutor.data import DataError, Fault, Mapping, Node, Reason, Schema, Sequence, because
from tutor.lesson import steps, variables, wanted
from tutor.lesson.digest import digest
from tutor.lesson.forms import STEP
from tutor.lesson.model import Lesson, Localized
from tutor.lesson.posts import posts
from tutor.lesson.scene import NOWHERE, Account, Host, Place, Practice
from tutor.lesson.schema import COURSE, LESSON

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
    if not judged:
        from tutor.lesson.shape import shape  # whoever does a shipped lesson has no use for it

        if shape(tree, path, seed).faults:
            from tutor.lesson.surveying import survey

            raise DataError(survey(tree, path, seed).faults)
    faults: list[Fault] = []

    def blame(line: int, column: int, reason: Reason) -> None:
        faults.append(Fault(path, line, column, reason))

    lesson = _lesson(variables.substituted(tree, seed), blame)
    if faults:
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


def _lesson(filled: variables.Substituted, blame: wanted.Blame) -> Lesson:
    """The lesson of a tree that fits the schema."""
    root = steps.mapping(filled.root)
    listed = root.items["steps"]
    done = [
        steps.step(node, data.value(node, STEP), number, blame)
        for number, node in enumerate(listed.items if isinstance(listed, Sequence) else (), 1)
    ]
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
        steps=tuple(done),
        again=None
        if again is None
        else steps.doing(steps.mapping(root.items["again"]), {**again, "id": "again"}, blame),
        review=tuple(typed.get("review", [])),
        local_only=typed.get("local_only", False),
        values=filled.values,
    )


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
