"""Which lessons there are: the shipped course, a folder of somebody's own, or one file.

A lesson is read when it is asked for: the first screen needs one of them, not all.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from tutor import data
from tutor.data import DataError, Fault, Node, because, ready
from tutor.lesson import Lesson
from tutor.lesson.bounds import LONGEST
from tutor.lesson.model import Localized, Outline
from tutor.lesson.reading import course_faults, read_tree
from tutor.lesson.schema import COURSE
from tutor.words import Words

NAME = "course.yaml"
MINUTES = 10
"""What a lesson takes that does not say."""

_PACKAGE = Path(__file__).resolve().parent
_MOST = 500
"""Lessons of a folder that are looked at."""
_SUFFIXES = (".yaml", ".yml")


class CourseError(Exception):
    """There is no such lesson, or a file has faults; the text is for whoever mends the program.

    `key` names the sentence for people, `told` fills it; what has faults has none: see `said`.
    """

    def __init__(self, text: str, key: str = "", **told: object) -> None:
        super().__init__(text)
        self.key = key
        self.told = told
        self.faults: list[Fault] = []

    @classmethod
    def of(cls, faults: list[Fault]) -> Self:
        """That of a file with faults, in their order."""
        found = cls("\n".join(map(str, faults[: data.MOST_TOLD])))
        found.faults = faults
        return found


class Entry(NamedTuple):
    """A lesson's place in a course.

    name: what `learn` calls it: the id of a shipped lesson, the file of another
    class_minutes: what it takes in the marked path for a class; None where it is not part of that
    error: what keeps its file from being a lesson, of several faults the first one
    """

    id: str
    name: str
    path: Path
    points: int | None = None
    elective: bool = False
    section: Localized | None = None
    class_minutes: int | None = None
    error: CourseError | None = None


class Course(NamedTuple):
    """Lessons in their order."""

    entries: tuple[Entry, ...]
    title: Localized | None = None

    def find(self, lesson: str) -> Entry | None:
        """The place of a lesson."""
        return next((each for each in self.entries if each.id == lesson), None)

    def after(self, entry: Entry) -> Entry | None:
        """What follows it."""
        place = self.entries.index(entry) + 1
        return self.entries[place] if place < len(self.entries) else None

    def upcoming(self, done: Collection[str], left: Collection[str] = ()) -> Entry | None:
        """What to do next: what was left in the middle, else the first that is not done, the
        electives last; None when all is done."""
        todo = [each for each in self.entries if each.id not in done and each.error is None]
        return min(todo, key=lambda each: (each.id not in left, each.elective), default=None)


def said(error: CourseError, words: Words) -> list[str]:
    """What is amiss, in the language of the words: a sentence, or a row for each fault."""
    from tutor import blaming

    if error.key:
        told = error.told.items()
        args = {k: blaming.trouble(words, v) if isinstance(v, OSError) else v for k, v in told}
        return [words.say(None, error.key, **args)]
    return list(blaming.rows(words, error.faults)) or [str(error)]


def folder() -> Path:
    """Where the shipped lessons are: in the wheel inside the package, in a checkout beside it."""
    beside = _PACKAGE.parent / "lessons"
    return beside if (beside / NAME).is_file() else _PACKAGE / "lessons"


def load(where: Path | None = None) -> Course:
    """The shipped course, or that of a folder: as its course.yaml says, else all its lessons by
    the names of their files. Raises CourseError."""
    place = folder() if where is None else where
    try:
        if not (place / NAME).is_file():
            if not (entries := tuple(_unlisted(place))):
                raise CourseError("no lessons in this folder", "error.lesson.folder", path=place)
            return Course(entries)
        tree, made = _tree(place / NAME)
        return _read_course(tree, place, shipped=where is None, judged=made)
    except (OSError, ValueError, DataError) as error:
        raise _amiss(place, error) from error


def lesson(entry: Entry, seed: str | None = None) -> Lesson:
    """The lesson of a place; `seed` chooses the values of its variables. Raises CourseError."""
    found = _lesson(entry.path, seed)
    if found.id != entry.id:
        told = {"path": entry.path.name, "own": found.id, "course": NAME, "id": entry.id}
        raise CourseError("another id", "lesson.course.other", **told)
    return found


def outline(entry: Entry) -> Outline:
    """What a list tells of a lesson. Raises CourseError.

    A shipped one is not judged again for that: whoever does it will see to it.
    """
    from tutor.lesson import outlining

    if entry.path.parent.resolve() != folder().resolve():
        return outlining.outline(lesson(entry))
    try:
        tree, _ = _tree(entry.path)
    except (OSError, ValueError, DataError) as error:
        raise _amiss(entry.path, error) from error
    return outlining.sketched(tree, entry.id)


def find(name: str, seed: str | None = None) -> Lesson:
    """A lesson by its id or its file; `seed` as in `lesson`. Raises CourseError."""
    course, entry = choose(name)
    if entry is None:
        ids = ", ".join(each.id for each in course.entries)
        raise CourseError(f"one of {ids}", "error.lesson.which", path=name, ids=ids)
    return lesson(entry, seed)


def choose(name: str) -> tuple[Course, Entry | None]:
    """What a name means: a shipped lesson, a file (in its folder's course, if there is one), or a
    folder (then no lesson of it). Raises CourseError."""
    shipped, path = load(), Path(name)
    if (entry := shipped.find(name)) is not None:
        return shipped, entry
    if path.is_dir():
        return load(path), None
    if path.suffix in _SUFFIXES or path.exists():
        return _file(path)
    ids = ", ".join(each.id for each in shipped.entries)
    raise CourseError("no such lesson", "error.lesson.none", name=name, ids=ids)


def _file(path: Path) -> tuple[Course, Entry]:
    """One file; what follows it is known where its folder has an order."""
    alone = Entry(_lesson(path).id, str(path), path)
    if (path.parent / NAME).is_file():
        course = load(path.parent)
        entry = course.find(alone.id)
        if entry is not None and entry.path == path:
            return course, entry
    return Course((alone,)), alone


def _unlisted(place: Path) -> Iterator[Entry]:
    """The lessons of a folder without an order; one with faults has its place, too."""
    paths = sorted(each for each in place.iterdir() if each.suffix in _SUFFIXES and each.is_file())
    for path in paths[:_MOST]:
        try:
            yield Entry(_lesson(path).id, str(path), path)
        except CourseError as error:
            yield Entry(path.stem, str(path), path, error=_first(error))


def _first(error: CourseError) -> CourseError:
    """The same with one fault, and without what it came from: a list keeps it."""
    if error.key:
        return CourseError(str(error), error.key, **error.told)
    return CourseError.of(error.faults[:1])


def _read_course(tree: Node, place: Path, *, shipped: bool, judged: bool) -> Course:
    """What a course.yaml says; `judged`: it has no faults, as who made it ready has seen."""
    if not judged and (faults := course_faults(tree, NAME)):
        raise DataError(faults)
    typed = data.value(tree, COURSE)
    entries = []
    for name in typed["lessons"]:
        path = place / f"{name}.yaml"
        section = typed.get("sections", {}).get(name)
        entries.append(
            Entry(
                name,
                name if shipped else str(path),
                path,
                points=typed.get("points", {}).get(name),
                elective=name in typed.get("electives", ()),
                section=section and Localized(**section),
                class_minutes=typed.get("class_path", {}).get(name),
            )
        )
    return Course(tuple(entries), Localized(**typed["title"]) if "title" in typed else None)


def _lesson(path: Path, seed: str | None = None) -> Lesson:
    try:
        tree, made = _tree(path)
        return read_tree(tree, path.name, seed, judged=made and seed is None)
    except (OSError, ValueError, DataError) as error:
        raise _amiss(path, error) from error


def _amiss(path: Path, error: Exception) -> CourseError:
    """What is amiss with a file or a folder, without Python's own words."""
    if isinstance(error, DataError):
        return CourseError.of(error.faults)
    if isinstance(error, OSError):
        told = {"path": error.filename or path, "reason": error}
        return CourseError(str(error), "error.file", **told)
    return CourseError("no UTF-8", "lesson.course.text", path=path)


def _tree(path: Path) -> tuple[Node, bool]:
    """What the build made of a shipped file, else what its text says; and which of the two."""
    with path.open("rb") as stream:
        source = stream.read(LONGEST + 1)
    if len(source) > LONGEST:
        told = because("lesson.long", most=f"{LONGEST:,}")
        raise DataError([Fault(path.name, 1, 1, told)])
    # Only beside a shipped file the JSON is our own build's; a stranger's might say anything.
    shipped = path.parent.resolve() == folder().resolve()
    made = ready.load(path.with_suffix(".json"), source) if shipped else None
    if made is not None:
        return made, True
    return data.read(source.decode("utf-8-sig"), path.name), False
