"""`wiretutor lessons check`, `schema`, `new` and `export`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tutor import course, staging
from tutor.authoring import bounds, start, telling
from tutor.authoring.check import Checked, check
from tutor.core import jsonlines
from tutor.core.visible import visible
from tutor.data import Fault
from tutor.lesson import Lesson
from tutor.render.fleeting import Fleeting
from tutor.replacing import replace
from tutor.world import World

SCHEMA = "lesson.schema.json"
"""Beside a lesson: what its first line names, so that an editor finds the schema."""
_STDIN = "-"
_SUFFIXES = (".yaml", ".yml")


class _Seen(NamedTuple):
    """What came of all files."""

    faults: int = 0
    with_faults: int = 0
    unopened: int = 0


# -- check ---------------------------------------------------------------------------------------


def check_files(world: World, names: Sequence[str]) -> int:
    """Judge files and folders; returns the exit code."""
    files: list[str] = []
    seen = _Seen()
    for name in names:
        found = _files(world, name)
        files += (each for each in found if each not in files)
        seen = seen._replace(unopened=seen.unopened + (not found))
    with Fleeting(world, wanted=len(files) > 1 and not world.plain) as progress:
        for number, path in enumerate(files, 1):
            name = visible(Path(path).name)[:30]
            told = {"number": number, "total": len(files), "path": name}
            progress.show(world.say("ui.check.progress", **told))
            checked = _checked(world, path)
            progress.clear()
            if checked is None:
                seen = seen._replace(unopened=seen.unopened + 1)
                continue
            _tell(world, checked)
            count = len(checked.faults) + checked.more
            seen = seen._replace(
                faults=seen.faults + count, with_faults=seen.with_faults + bool(count)
            )
    if seen.faults and not world.json:
        _write(world, [world.say("ui.check.count", count=seen.faults, files=seen.with_faults)])
    return 2 if seen.unopened else 1 if seen.faults else 0


def _files(world: World, name: str) -> list[str]:
    """The files that a name means: those of a folder, or this one."""
    if name == _STDIN or not name or not Path(name).is_dir():
        return [name]
    try:
        held = sorted(each for each in Path(name).iterdir() if each.suffix in _SUFFIXES)
        found = [each for each in held if each.is_file()]  # a pipe would wait for ever
    except OSError as error:
        world.complain("error.file", path=name, reason=world.trouble(error))
        return []
    if not found:
        world.complain("error.lesson.folder", path=name)
    return [str(each) for each in found]


def _checked(world: World, path: str) -> Checked | None:
    """The verdict on a file; None, and said so, when it cannot be opened."""
    try:
        if path == _STDIN:
            return check(bounds.octets(world.stdin), path, Path())
        with Path(path).open("rb") as stream:
            held = bounds.octets(stream)
        return check(held, path, Path(path).parent)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and course.load().find(path) is not None:
            world.complain("error.lesson.shipped", name=path)
        else:
            world.complain("error.file", path=path, reason=world.trouble(error))
    except ValueError:  # a path with NUL in it
        world.complain("error.file", path=path, reason="?")
    return None


def _tell(world: World, checked: Checked) -> None:
    if world.json:
        found = (telling.told(checked, fault, world.words) for fault in checked.faults)
        _write_octets(world, (jsonlines.line(each).encode() + b"\n" for each in found))
        return
    _write(world, [*telling.rows(checked, world.words), *_verdict(world, checked)])


def _verdict(world: World, checked: Checked) -> Iterator[str]:
    path = checked.path
    if checked.more:
        yield world.say("ui.check.more", path=path, count=checked.more)
    if not checked.faults:
        key = "ui.check.course" if checked.course else "ui.check.clean"
        yield world.say(key, path=path, count=checked.parts)
    elif not checked.course and not checked.proven:
        yield world.say("ui.check.unproven", path=path)


# -- schema --------------------------------------------------------------------------------------


def schema(world: World) -> int:
    """Print the JSON Schema of lessons, in the language of the author; returns the exit code."""
    from tutor.authoring import published

    text = json.dumps(published.schema(world.words), ensure_ascii=False, indent=2)
    # JSON is UTF-8 whatever the terminal's code page is (RFC 8259 8.1).
    _write_octets(world, [text.encode() + b"\n"])
    return 0


# -- new -----------------------------------------------------------------------------------------


def new(world: World, path: Path) -> int:
    """Write the start of a lesson; returns the exit code."""
    name = start.named(path)
    if name is None:
        world.complain("error.lesson.name", path=path, better=start.better(path))
        return 2
    text = start.text(name, world.words.language).encode()
    if world.force:
        replace(path, text)
    else:
        with path.open("xb") as stream:
            stream.write(text)
    _write(world, [world.say("ui.check.new", path=path)])
    if not path.with_name(SCHEMA).exists():
        _write(world, [world.say("ui.check.editor", schema=path.with_name(SCHEMA))])
    return 0


# -- export --------------------------------------------------------------------------------------


def export(world: World, name: str, out: Path | None, *, key: bool) -> int:
    """Print a worksheet, or its key; returns the exit code."""
    from tutor.authoring.worksheet import worksheet
    from tutor.export import putting

    try:
        lesson = _lesson(name)
    except course.CourseError as error:
        for text in course.said(error, world.words):
            world.complain("ui.verbatim", text=text)
        return 2
    page = worksheet(lesson, world.words, key=key)
    with putting.written(world, out) as stream:
        stream.write(page.encode("utf-8", "backslashreplace"))
    return 0


def _lesson(name: str) -> Lesson:
    """A lesson that can be played. Raises CourseError."""
    found, entry = course.choose(name)
    if entry is None:
        ids = ", ".join(each.id for each in found.entries)
        raise course.CourseError(name, "error.lesson.which", path=name, ids=ids)
    lesson = staging.furnished(course.lesson(entry), entry.path.parent)
    amiss = staging.unknown(lesson, entry.path.parent)
    faults = [Fault(str(entry.path), *each) for each in amiss]
    if faults:
        raise course.CourseError.of(faults)
    return lesson


def _write(world: World, rows: Iterable[str]) -> None:
    for row in rows:
        world.stdout.write(f"{visible(row)}\n")
    world.stdout.flush()


def _write_octets(world: World, parts: Iterable[bytes]) -> None:
    world.stdout.flush()
    out = world.stdout.buffer
    for part in parts:
        out.write(part)
    out.flush()
