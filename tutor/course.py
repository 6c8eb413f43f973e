"""The lessons there are: found beside the package, in the wheel or in a checkout."""

from dataclasses import dataclass
from pathlib import Path

from tutor import lesson as lessons
from tutor.data import DataError
from tutor.lesson import Lesson
from tutor.page import Line, Role, Span
from tutor.world import World

_PACKAGE = Path(__file__).resolve().parent


class CourseError(Exception):
    """There is no such lesson, or its file has faults; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Course:
    """The shipped lessons in their order."""

    lessons: tuple[Lesson, ...]


def folder() -> Path:
    """Where the shipped lessons are: in the wheel inside the package, in a checkout beside it."""
    beside = _PACKAGE.parent / "lessons"
    return beside if (beside / "course.yaml").is_file() else _PACKAGE / "lessons"


def load() -> Course:
    """The shipped course. Raises CourseError."""
    home = folder()
    try:
        order = lessons.read_course((home / "course.yaml").read_text("utf-8"), "course.yaml")
        return Course(tuple(_read(home / f"{name}.yaml") for name in order))
    except (OSError, DataError) as error:
        raise CourseError(str(error)) from error


def find(name: str) -> Lesson:
    """A lesson by its id or its file. Raises CourseError."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        try:
            return _read(path)
        except (OSError, UnicodeError, DataError) as error:
            raise CourseError(str(error)) from error
    course = load()
    for each in course.lessons:
        if each.id == name:
            return each
    known = ", ".join(each.id for each in course.lessons)
    raise CourseError(f"{name}: no such lesson (there are: {known})")


def show(world: World) -> int:
    """List the lessons."""
    from tutor import screen

    language = world.words.language
    rows = []
    for number, each in enumerate(load().lessons, 1):
        minutes = world.say("ui.lesson.minutes", minutes=each.minutes or 10)
        spans = (
            Span(f"{number:>2}  {each.id:<16}", Role.LABEL),
            Span(f"{each.title.in_language(language)}  ({minutes})", Role.NOTE),
        )
        rows.append(Line(spans, 0, 20))
    screen.printer(world)(rows)
    return 0


def _read(path: Path) -> Lesson:
    return lessons.read(path.read_text("utf-8-sig"), path.name)
