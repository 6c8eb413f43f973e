"""The file that puts lessons in an order, held against the folder in which it stands."""

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from tutor.data import Arg, Fault, Mapping, Node, Reason, Sequence, because, in_order, meant
from tutor.lesson.forms import ID
from tutor.lesson.reading import course_faults, ids

_Found = tuple[int, int, Reason]
IdOf = Callable[[str], str | None]
"""The id in the file of a lesson; None where its file cannot be read."""


def is_course(tree: Node) -> bool:
    """Whether this is meant as a course: lessons, and no steps of its own."""
    return isinstance(tree, Mapping) and "lessons" in tree.items and "steps" not in tree.items


def faults(tree: Node, path: str, there: Collection[str], id_of: IdOf) -> list[Fault]:
    """All faults of a course; `there` are the names of the lessons' files, without their ends."""
    awry = course_faults(tree, path)
    if not isinstance(tree, Mapping):
        return awry
    return in_order([*awry, *(Fault(path, *found) for found in _missing(tree, there, id_of))])


def reviewed(tree: Node, path: str, there: Collection[str]) -> list[Fault]:
    """The lessons that a lesson reviews and that are not there."""
    review = tree.items.get("review") if isinstance(tree, Mapping) else None
    return [
        Fault(path, line, column, _lacks(name, there))
        for name, line, column in ids(review if isinstance(review, Sequence) else None)
        if name not in there and _is_id(name)  # else its form is told
    ]


def _lacks(name: str, there: Collection[str]) -> Reason:
    return because("lesson.course.review", name=name[:80], near=_near(name, there))


def _missing(tree: Mapping, there: Collection[str], id_of: IdOf) -> Iterator[_Found]:
    known: set[str] = set()
    for name, line, column in ids(tree.items.get("lessons")):
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
