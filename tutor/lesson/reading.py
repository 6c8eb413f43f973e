"""A lesson file to a `Lesson`: held against the schema, then read for what no schema can say."""

import re
from collections.abc import Iterator
from typing import Any

from tutor import data
from tutor.data import (
    DataError,
    Fault,
    Hole,
    Mapping,
    Node,
    Reason,
    Scalar,
    Sequence,
    because,
    meant,
)
from tutor.lesson import steps, variables, wanted
from tutor.lesson.digest import digest
from tutor.lesson.forms import ID, STEP
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


def course_faults(tree: Node, path: str) -> list[Fault]:
    """All faults of a course's tree, in the order of its file, but those of its lessons' files."""
    faults = data.check(tree, COURSE, path)
    if isinstance(tree, Mapping):
        faults += (Fault(path, *found) for found in _astray(tree))
    return data.in_order(faults)


def _astray(tree: Mapping) -> Iterator[tuple[int, int, Reason]]:
    """Lessons that are named twice, and what is said of lessons that are not named. Where not all
    names are known, that cannot be told."""
    known: set[str] = set()
    listed = tree.items.get("lessons")
    for name, line, column in ids(listed):
        if name in known:
            yield line, column, because("lesson.course.twice", name=name)
        known |= {name, name.lower()}  # if that is another, its form is told
    if not isinstance(listed, Sequence) or len(list(ids(listed))) < len(listed.items):
        return
    for key in ("electives", "points", "class_path", "sections"):
        for name, line, column in ids(tree.items.get(key)):
            if name not in known and re.fullmatch(ID["pattern"], name):
                from difflib import get_close_matches

                near = meant(get_close_matches(name[:80], sorted(known), n=1))
                yield line, column, because("lesson.course.unlisted", name=name, near=near)


def ids(node: Node | None) -> Iterator[tuple[str, int, int]]:
    """The ids in a list, or those that are keys, each with its line and column."""
    if isinstance(node, Sequence):
        for each in node.items:
            if isinstance(each, Scalar) and not isinstance(each, Hole):
                yield each.text, each.line, each.column
    elif isinstance(node, Mapping):
        yield from ((name, *place) for name, place in node.marks.items())


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
