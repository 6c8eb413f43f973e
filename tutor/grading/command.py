"""`wiretutor grade`: recordings in, grades out."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tutor import course, screen
from tutor.core import jsonlines
from tutor.core.visible import visible
from tutor.grading import files, objects, sheet, table
from tutor.grading.judging import Run, judge
from tutor.grading.students import Grades, Student, students, together
from tutor.grading.work import CLASS, Finding, Work, refusal
from tutor.lesson import Lesson
from tutor.log import LogError
from tutor.render.fleeting import Fleeting
from tutor.render.wrap import cut
from tutor.world import World

_STDIN = "-"

_NAME = 24
"""Cells of a name that a row of progress has room for."""


class Options(NamedTuple):
    """What was asked for: the lesson, the recordings, and how to tell."""

    lesson: str
    files: Sequence[str]
    strict: bool = False
    csv: bool = False


class _Gathered:
    """What came of the files so far.

    empty: names that led to no recording of this lesson; unopened: that could not be opened
    """

    def __init__(self) -> None:
        self.works: list[Work] = []
        self.refused: list[tuple[Work, Finding]] = []
        self.unread: list[tuple[str, str]] = []
        self.empty = 0
        self.unopened = 0


def run(world: World, options: Options) -> int:
    """Judge; returns the exit code."""
    if options.csv and world.json:
        return _usage(world, "error.grade.both")
    if _STDIN in options.files:
        return _usage(world, "error.grade.stdin")
    try:
        found, entry = course.choose(options.lesson)
        if entry is None:
            found_in = ", ".join(each.id for each in found.entries)
            told = {"path": options.lesson, "ids": found_in}
            raise course.CourseError(options.lesson, "error.lesson.which", **told)
        lesson = course.lesson(entry)
    except course.CourseError as error:
        _blame(world, error)
        return 2
    gathered = _gather(world, options.files, lesson)
    runs = _judged(world, gathered, entry, lesson)
    grades = Grades(lesson, students(runs), gathered.refused, entry.points)
    _tell(world, options, grades, gathered)
    if not runs:
        world.complain("error.grade.nothing", lesson=lesson.id)
    return _code(options, grades.students, gathered)


def _usage(world: World, key: str) -> int:
    world.complain("error.usage", reason=world.say(key), command="grade")
    return 2


def _blame(world: World, error: course.CourseError) -> None:
    for text in course.said(error, world.words):
        world.complain("ui.verbatim", text=text)


def _code(options: Options, found: Sequence[Student], gathered: _Gathered) -> int:
    if gathered.unopened:
        return 2
    failed = any(not each.run.complete for each in found)
    refused = any(finding.kind != "refused.nobody" for _, finding in gathered.refused)
    failed = failed or refused or bool(gathered.unread or gathered.empty)
    return 1 if not found or (options.strict and failed) else 0


# -- what is read --------------------------------------------------------------------------------


def _gather(world: World, names: Iterable[str], lesson: Lesson) -> _Gathered:
    """The work that names lead to, and what is none."""
    gathered, seen = _Gathered(), set[str]()
    for name in names:
        try:
            found = files.find(name)
        except (OSError, ValueError) as error:  # a path with NUL in it is a ValueError
            reason = world.trouble(error) if isinstance(error, OSError) else "?"
            world.complain("error.file", path=name, reason=reason)
            gathered.unopened += 1
            continue
        works = 0
        for each in found:
            if (real := files.real(each.path)) in seen:
                works += 1  # named before, and told of then
                continue
            seen.add(real)
            works += _take(world, gathered, each, lesson.id)
        gathered.empty += not works
        if not found:
            world.complain("error.grade.empty", path=name)
    return _named(gathered)


def _take(world: World, gathered: _Gathered, found: files.Found, lesson: str) -> bool:
    """Whether a file is work to be judged; if not, why is told, now or later."""
    try:
        work = files.work(found, lesson)
    except (OSError, LogError) as error:
        _unread(world, gathered, found.path, error)
        return False
    finding = refusal(work, lesson)
    if finding is None:
        gathered.works.append(work)
    else:
        gathered.refused.append((work, finding))
    return finding is None


def _named(gathered: _Gathered) -> _Gathered:
    """In a class where people log in, a connection on which nobody did is nobody's work, but for
    what comes from where somebody logged in with the account that the lesson prints."""
    classes = [work for work in gathered.works if work.about.mode == CLASS]
    owners = {work.owner for work in classes if not work.about.nobody}
    if owners:
        nobody = [w for w in gathered.works if w.about.nobody and w.owner not in owners]
        gathered.refused += [
            (work, Finding("ui.grade.refused.nobody", {"file": work.file})) for work in nobody
        ]
        gathered.works = [work for work in gathered.works if work not in nobody]
    return gathered


def _judged(world: World, gathered: _Gathered, entry: course.Entry, lesson: Lesson) -> list[Run]:
    """All work judged, one way through the lesson after the other."""
    groups, runs, done, total = together(gathered.works), [], 0, len(gathered.works)
    with Fleeting(world, wanted=total > 1) as progress:
        for group in groups:
            name = cut(visible(group[0].name), _NAME)
            progress.show(world.say("ui.grade.progress", done=done, total=total, name=name))
            done += len(group)
            seed = group[0].about.seed if lesson.values else None
            try:
                own = course.lesson(entry, seed) if seed is not None else lesson
                runs.append(judge(own, group, files.open_work))
            except (OSError, LogError, course.CourseError) as error:
                progress.clear()
                _unread(world, gathered, group[0].file, error)
    return runs


def _unread(world: World, gathered: _Gathered, file: str, error: Exception) -> None:
    """A file that is no recording, or that cannot be read; the rest goes on."""
    if isinstance(error, OSError):
        text = world.say("error.file", path=file, reason=world.trouble(error))
    else:
        ours = course.said(error, world.words) if isinstance(error, course.CourseError) else []
        text = world.say("error.grade.log", reason="\n".join(ours) or error)
    gathered.unread.append((file, text))
    world.complain("ui.verbatim", text=text)


# -- what is told --------------------------------------------------------------------------------


def _tell(world: World, options: Options, grades: Grades, gathered: _Gathered) -> None:
    if world.json:
        _write(world, (f"{jsonlines.line(each)}\n" for each in _objects(world, grades, gathered)))
        return
    if options.csv:
        rows = sheet.rows(grades, _say(world))
        _write(world, [sheet.BOM, *rows])
        return
    if grades.students or grades.refused:
        screen.printer(world)(table.lines(grades, world.words, _columns(world)))


def _columns(world: World) -> int:
    """Cells in a row of the terminal; what COLUMNS says where there is none, else 80."""
    try:
        return os.get_terminal_size(world.stdout.fileno()).columns
    except (OSError, ValueError):
        return shutil.get_terminal_size().columns


def _objects(world: World, grades: Grades, gathered: _Gathered) -> Iterator[dict[str, object]]:
    say, lesson = _say(world), grades.lesson.id
    for each in grades.students:
        yield objects.student(each, lesson, grades.most, say)
    for work, finding in grades.refused:
        yield objects.refused(work, lesson, finding, say)
    for file, text in gathered.unread:
        yield objects.unread(file, text)
    yield objects.summary(grades.students, lesson, len(grades.refused), len(gathered.unread))


def _say(world: World) -> objects.Say:
    return lambda finding: visible(world.say(finding.key, **finding.told))


def _write(world: World, texts: Iterable[str]) -> None:
    """UTF-8 whatever the terminal's code page is (RFC 8259 8.1), line ends as they are."""
    world.stdout.flush()
    for text in texts:
        world.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    world.stdout.buffer.flush()
