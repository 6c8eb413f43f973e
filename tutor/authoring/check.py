"""One file judged: first its form, all faults of it at once; when that is clean, the proof."""

import re
from pathlib import Path
from typing import NamedTuple

from tutor import course, data
from tutor.authoring import bounds, courses
from tutor.authoring.proving import PATIENCE, proven
from tutor.data import DataError, Fault, Mapping, Node, Scalar, because
from tutor.lesson.bounds import LONGEST, controls, too_much
from tutor.lesson.surveying import survey
from tutor.staging import furnished, unknown

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Checked(NamedTuple):
    """The verdict on a file.

    path: as it was given
    lines: those of its text, as YAML counts them
    faults: the first ones, in the order of the file; `more` is how many are not among them
    parts: how many steps the lesson has, or lessons the course
    proven: the form was clean, so that the proof came
    """

    path: str
    lines: list[str]
    faults: list[Fault]
    more: int = 0
    parts: int = 0
    course: bool = False
    proven: bool = False

    def source(self, fault: Fault) -> str:
        """The line in which a fault stands."""
        return "".join(self.lines[fault.line - 1 : fault.line])


def check(held: bytes, path: str, folder: Path, patience: float = PATIENCE) -> Checked:
    """Judge a file by its octets; `folder` is where a course has its lessons, `path` is for
    messages. Raises OSError for a folder that cannot be looked into."""
    found = list(bounds.too_long(held, path))
    text, foul = _text(held[:LONGEST], path)
    lines = _LINE_END.split(text)
    if found or foul:
        return _checked(path, lines, found or foul)
    tree, found = data.survey(text, path)
    if tree is None:
        return _checked(path, lines, found)
    if Path(path).name == course.NAME or courses.is_course(tree):
        made = _checked(path, lines, found + _course(tree, path, folder))
        return made._replace(course=True, parts=_count(tree, "lessons"))
    there = [*_lessons(folder), *_lessons(course.folder())]
    found += courses.reviewed(tree, path, there)
    verdict = survey(tree, path)
    sketch = verdict.sketch
    amiss = () if sketch is None else unknown(furnished(sketch, folder), folder)
    found += [*verdict.faults, *(Fault(path, *each) for each in amiss)]
    if found:
        return _checked(path, lines, found)
    try:
        found = proven(tree, path, folder, patience)
    except DataError as error:  # with other values of its variables
        found = error.faults
    made = _checked(path, lines, found)
    return made._replace(parts=_count(tree, "steps"), proven=True)


def _course(tree: Node, path: str, folder: Path) -> list[Fault]:
    """The faults of what puts lessons in an order."""
    heavy = [Fault(path, *found) for found in too_much(tree)]
    if heavy:
        return heavy
    foul = [Fault(path, *found) for found in controls(tree)]
    return foul + courses.faults(tree, path, _lessons(folder), lambda name: _id(folder, name))


def _checked(path: str, lines: list[str], faults: list[Fault]) -> Checked:
    found = data.in_order(faults)
    return Checked(path, lines, found[: data.MOST_TOLD], more=len(found[data.MOST_TOLD :]))


def _text(held: bytes, path: str) -> tuple[str, list[Fault]]:
    """The text of a file, as much of it as can be shown, and where it is none."""
    try:
        return held.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        text = held.decode("utf-8", "replace").removeprefix("\ufeff")
        before = _LINE_END.split(held[: error.start].decode("utf-8-sig"))
        told = because("lesson.octet", octet=f"{held[error.start]:02x}")
        return text, [Fault(path, len(before), len(before[-1]) + 1, told)]


def _lessons(folder: Path) -> list[str]:
    """The names of the lessons' files in a folder, without their ends."""
    return sorted(each.stem for each in folder.glob("*.yaml") if each.name != course.NAME)


def _id(folder: Path, name: str) -> str | None:
    """The id in the file of a lesson, if that can be read: its own faults are told with it."""
    try:
        with (folder / f"{name}.yaml").open("rb") as stream:
            held = bounds.octets(stream)
        tree = None if len(held) > LONGEST else data.read(held.decode("utf-8-sig"), name)
    except (OSError, ValueError, DataError):
        return None
    found = tree.items.get("id") if isinstance(tree, Mapping) else None
    return found.text if isinstance(found, Scalar) else None


def _count(tree: Node, key: str) -> int:
    listed = tree.items.get(key) if isinstance(tree, Mapping) else None
    return 0 if listed is None or isinstance(listed, Scalar) else len(listed.items)
