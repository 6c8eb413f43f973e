"""The lessons there are: found beside the package, in the wheel or in a checkout."""

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from tutor import data
from tutor.data import DataError, Node, ready
from tutor.lesson import Lesson
from tutor.lesson.reading import read_course_tree, read_tree
from tutor.page import Line, Role, Span
from tutor.world import World

_PACKAGE = Path(__file__).resolve().parent


class CourseError(Exception):
    """There is no such lesson, or its file has faults; the text says what and where."""


class Course(NamedTuple):
    """The shipped lessons in their order."""

    lessons: tuple[Lesson, ...]


def folder() -> Path:
    """Where the shipped lessons are: in the wheel inside the package, in a checkout beside it."""
    beside = _PACKAGE.parent / "lessons"
    return beside if (beside / "course.yaml").is_file() else _PACKAGE / "lessons"


def load() -> Course:
    """The shipped course. Raises CourseError."""
    return Course(tuple(_shipped(name) for name in order()))


def order() -> tuple[str, ...]:
    """The ids of the shipped lessons. Raises CourseError."""
    try:
        return read_course_tree(_tree(folder() / "course.yaml"), "course.yaml")
    except (OSError, DataError) as error:
        raise CourseError(str(error)) from error


def after(lesson: Lesson) -> Lesson | None:
    """The lesson that follows in the course, if any. Raises CourseError."""
    ids = order()
    place = ids.index(lesson.id) + 1 if lesson.id in ids else len(ids)
    return _shipped(ids[place]) if place < len(ids) else None


def find(name: str) -> Lesson:
    """A lesson by its id or its file. Raises CourseError."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        try:
            return _read(path)
        except (OSError, UnicodeError, DataError) as error:
            raise CourseError(str(error)) from error
    ids = order()
    if name in ids:
        return _shipped(name)
    raise CourseError(f"{name}: no such lesson (there are: {', '.join(ids)})")


def show(world: World, done: Collection[str] | None = None) -> int:
    """List the lessons; with those that are done, what to do next is marked too."""
    from tutor import screen

    language = world.words.language
    rows = []
    following = None
    for number, each in enumerate(load().lessons, 1):
        minutes = world.say("ui.lesson.minutes", minutes=each.minutes or 10)
        if done is not None and each.id in done:
            minutes = f"{minutes}, {world.say('ui.lesson.list.done')}"
        elif done is not None and following is None:
            following = each
            minutes = f"{minutes}, {world.say('ui.lesson.list.next')}"
        spans = (
            Span(f"{number:>2}  {each.id:<16}", Role.LABEL),
            Span(f"{each.title.in_language(language)}  ({minutes})", Role.NOTE),
        )
        rows.append(Line(spans, 0, 20))
    screen.printer(world)(rows)
    return 0


def _shipped(name: str) -> Lesson:
    try:
        return _read(folder() / f"{name}.yaml")
    except (OSError, DataError) as error:
        raise CourseError(str(error)) from error


def _read(path: Path) -> Lesson:
    return read_tree(_tree(path), path.name)


def _tree(path: Path) -> Node:
    """What the build made of a shipped file, else what its text says."""
    source = path.read_bytes()
    made = ready.load(path.with_suffix(".json"), source)
    return made if made is not None else data.read(source.decode("utf-8-sig"), path.name)
