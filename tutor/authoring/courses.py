"""The file that puts lessons in an order, held against the folder in which it stands."""

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from tutor import data
from tutor.data import Fault, Mapping, Node, Scalar, Sequence
from tutor.lesson.forms import ID
from tutor.lesson.schema import COURSE

IdOf = Callable[[str], str | None]
"""The id in the file of a lesson; None where its file cannot be read."""


def is_course(tree: Node) -> bool:
    """Whether this is meant as a course: lessons, and no steps of its own."""
    return isinstance(tree, Mapping) and "lessons" in tree.items and "steps" not in tree.items


def faults(tree: Node, path: str, there: Collection[str], id_of: IdOf) -> list[Fault]:
    """All faults of a course; `there` are the names of the lessons' files, without their ends."""
    awry = data.check(tree, COURSE, path)
    if awry or not isinstance(tree, Mapping):
        return awry
    found = [*_astray(tree), *_missing(tree, there, id_of)]
    return sorted({Fault(path, *finding) for finding in found})


def reviewed(tree: Node, path: str, there: Collection[str]) -> list[Fault]:
    """The lessons that a lesson reviews and that are not there."""
    review = tree.items.get("review") if isinstance(tree, Mapping) else None
    return [
        Fault(path, line, column, f"there is no lesson `{name[:80]}`{_near(name, there)}")
        for name, line, column in _ids(review if isinstance(review, Sequence) else None)
        if name not in there and re.fullmatch(ID["pattern"], name)  # else its form is told
    ]


def _astray(tree: Mapping) -> Iterator[tuple[int, int, str]]:
    """Lessons that are named twice, and what is said of lessons that are not named."""
    known: set[str] = set()
    for name, line, column in _ids(tree.items["lessons"]):
        if name in known:
            yield line, column, f"the lesson `{name}` is named twice"
        known.add(name)
    for key in ("electives", "points", "class_path", "sections"):
        for name, line, column in _ids(tree.items.get(key)):
            if name not in known:
                yield line, column, f"`{name}` is not among `lessons`{_near(name, known)}"


def _missing(tree: Mapping, there: Collection[str], id_of: IdOf) -> Iterator[tuple[int, int, str]]:
    for name, line, column in _ids(tree.items["lessons"]):
        if name not in there:
            told = f"there is no file `{name}.yaml` in this folder{_near(name, there)}"
            yield line, column, told
        elif (own := id_of(name)) not in (None, name):
            yield line, column, f"the lesson in `{name}.yaml` says that its id is `{own}`"


def _near(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name[:80], sorted(known), n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""


def _ids(node: Node | None) -> Iterator[tuple[str, int, int]]:
    """The ids in a list, or those that are keys."""
    if isinstance(node, Sequence):
        scalars = (each for each in node.items if isinstance(each, Scalar))
        yield from ((each.text, each.line, each.column) for each in scalars)
    elif isinstance(node, Mapping):
        yield from ((name, *place) for name, place in node.marks.items())
