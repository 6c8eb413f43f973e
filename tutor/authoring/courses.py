"""The file that puts lessons in an order, held against the folder in which it stands."""

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from tutor import data
from tutor.data import (
    Arg,
    Fault,
    Hole,
    Mapping,
    Node,
    Reason,
    Scalar,
    Sequence,
    because,
    in_order,
    meant,
)
from tutor.lesson.forms import ID
from tutor.lesson.schema import COURSE

_Found = tuple[int, int, Reason]
IdOf = Callable[[str], str | None]
"""The id in the file of a lesson; None where its file cannot be read."""


def is_course(tree: Node) -> bool:
    """Whether this is meant as a course: lessons, and no steps of its own."""
    return isinstance(tree, Mapping) and "lessons" in tree.items and "steps" not in tree.items


def faults(tree: Node, path: str, there: Collection[str], id_of: IdOf) -> list[Fault]:
    """All faults of a course; `there` are the names of the lessons' files, without their ends."""
    awry = data.check(tree, COURSE, path)
    if not isinstance(tree, Mapping):
        return awry
    found = [*_astray(tree), *_missing(tree, there, id_of)]
    return in_order([*awry, *(Fault(path, *finding) for finding in found)])


def reviewed(tree: Node, path: str, there: Collection[str]) -> list[Fault]:
    """The lessons that a lesson reviews and that are not there."""
    review = tree.items.get("review") if isinstance(tree, Mapping) else None
    return [
        Fault(path, line, column, _lacks(name, there))
        for name, line, column in _ids(review if isinstance(review, Sequence) else None)
        if name not in there and _is_id(name)  # else its form is told
    ]


def _lacks(name: str, there: Collection[str]) -> Reason:
    return because("lesson.course.review", name=name[:80], near=_near(name, there))


def _astray(tree: Mapping) -> Iterator[_Found]:
    """Lessons that are named twice, and what is said of lessons that are not named. Where not all
    names are known, that cannot be told."""
    known: set[str] = set()
    listed = tree.items.get("lessons")
    for name, line, column in _ids(listed):
        if name in known:
            yield line, column, because("lesson.course.twice", name=name)
        known |= {name, name.lower()}  # if that is another, its form is told
    if not isinstance(listed, Sequence) or len(list(_ids(listed))) < len(listed.items):
        return
    for key in ("electives", "points", "class_path", "sections"):
        for name, line, column in _ids(tree.items.get(key)):
            if name not in known and _is_id(name):
                near = _near(name, known)
                yield line, column, because("lesson.course.unlisted", name=name, near=near)


def _missing(tree: Mapping, there: Collection[str], id_of: IdOf) -> Iterator[_Found]:
    known: set[str] = set()
    for name, line, column in _ids(tree.items.get("lessons")):
        if name in known or not _is_id(name):
            continue  # that is told
        known.add(name)
        if name not in there:
            near = _near(name, there)
            yield line, column, because("lesson.course.file", name=name, near=near)
        elif (own := id_of(name)) is not None and own != name:
            yield line, column, because("lesson.course.id", name=name, own=own)


def _is_id(name: str) -> bool:
    return re.fullmatch(ID["pattern"], name) is not None


def _near(name: str, known: Collection[str]) -> Arg:
    return meant(get_close_matches(name[:80], sorted(known), n=1))


def _ids(node: Node | None) -> Iterator[tuple[str, int, int]]:
    """The ids in a list, or those that are keys."""
    if isinstance(node, Sequence):
        for each in node.items:
            if isinstance(each, Scalar) and not isinstance(each, Hole):
                yield each.text, each.line, each.column
    elif isinstance(node, Mapping):
        yield from ((name, *place) for name, place in node.marks.items())
