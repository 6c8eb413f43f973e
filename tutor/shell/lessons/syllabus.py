"""The course as a list: what is done, what was left in the middle, what comes next."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tutor import course, progress, screen
from tutor.core import jsonlines
from tutor.core.visible import visible
from tutor.course import Course, CourseError, Entry
from tutor.lesson import Lesson
from tutor.lesson.model import Outline
from tutor.page import Line, Role, Span, info
from tutor.progress import EMPTY, Learnt
from tutor.world import World

_WIDEST = 24
"""Columns that an id may take; a longer one pushes its title to the right."""


def known(world: World) -> Learnt:
    """What the learner has done so far; what is amiss with the file is told."""
    found = progress.load(world.state)
    if found.trouble is not None:
        world.complain(found.trouble.key, **found.trouble.told)
    return found.learnt


def blame(world: World, error: CourseError) -> None:
    """What is amiss with a lesson's or a course's file, each fault in its own line."""
    for text in course.said(error, world.words):
        world.complain("ui.verbatim", text=text)


def upcoming(lessons: Course, learnt: Learnt) -> Entry | None:
    """What to do next; None when all is done."""
    done = {name for name, record in learnt.items() if record.done is not None}
    left = {name for name, record in learnt.items() if record.reached}
    return lessons.upcoming(done, left)


def reached(lesson: Lesson | Outline, learnt: Learnt) -> int:
    """How many steps of a lesson were passed when it was left; 0 where that is not known."""
    step = learnt.get(lesson.id, EMPTY).reached
    place = lesson.find(step) if step else None
    if place is None and step.startswith("step-") and step[5:].isdecimal():  # the first format
        place = int(step[5:]) - 1
    return place if place is not None and place < len(lesson.steps) else 0


def run(world: World, name: str | None) -> int:
    """List the lessons of a folder, or the shipped ones; returns the exit code."""
    try:
        lessons = course.load(Path(name) if name is not None else None)
    except CourseError as error:
        blame(world, error)
        return 2
    show(world, lessons, known(world))
    return 0


def show(world: World, lessons: Course, learnt: Learnt) -> None:
    """List the lessons of a course."""
    rows = list(_rows(lessons, learnt))
    if world.json:
        world.stdout.flush()
        for row in rows:
            # JSON is UTF-8 whatever the terminal's code page is (RFC 8259 8.1).
            world.stdout.buffer.write(jsonlines.line(_object(world, row)).encode() + b"\n")
        world.stdout.buffer.flush()
        return
    screen.printer(world)(_lines(world, lessons, rows, sections=True))


def lines(world: World, lessons: Course, learnt: Learnt, *, sections: bool = True) -> list[Line]:
    """The list as lines; without `sections` it is shorter."""
    return list(_lines(world, lessons, list(_rows(lessons, learnt)), sections=sections))


class _Row(NamedTuple):
    """A lesson in the list; the lesson is None where its file has faults."""

    number: int
    entry: Entry
    lesson: Outline | None
    record: progress.Record
    error: CourseError | None
    is_next: bool


def _rows(lessons: Course, learnt: Learnt) -> Iterator[_Row]:
    following = upcoming(lessons, learnt)
    for number, entry in enumerate(lessons.entries, 1):
        lesson, amiss = None, entry.error
        if amiss is None:
            try:
                lesson = course.outline(entry)
            except CourseError as error:
                amiss = error
        record = learnt.get(entry.id, EMPTY)
        yield _Row(number, entry, lesson, record, amiss, entry == following)


def _fault(world: World, row: _Row) -> str:
    """The first thing that keeps a file from being a lesson."""
    return "" if row.error is None else course.said(row.error, world.words)[0]


def _object(world: World, row: _Row) -> dict[str, object]:
    """A row for other programs."""
    entry, lesson, record = row.entry, row.lesson, row.record
    found: dict[str, object] = {"number": row.number, "id": entry.id, "file": str(entry.path)}
    if lesson is None:
        return {**found, "fault": _fault(world, row)}
    run, passed = record.done, reached(lesson, {lesson.id: record})
    total = len(lesson.steps)
    return {
        **found,
        "title": lesson.title._asdict(),
        "protocol": lesson.protocol,
        "minutes": lesson.minutes or course.MINUTES,
        "steps": total,
        "points": entry.points,
        "elective": entry.elective,
        "section": entry.section and entry.section._asdict(),
        "class_minutes": entry.class_minutes,
        "next": row.is_next,
        "done": None if run is None else run._asdict(),
        "again": record.again or None,
        "reached": {"step": lesson.steps[passed], "number": passed + 1} if passed else None,
        "waiting": list(record.waiting),
    }


def _lines(world: World, lessons: Course, rows: list[_Row], *, sections: bool) -> Iterator[Line]:
    language = world.words.language
    wide = min(max((len(each.entry.id) for each in rows), default=0), _WIDEST)
    for row in rows:
        if sections and row.entry.section is not None:
            yield Line((Span(visible(row.entry.section.in_language(language)), Role.LABEL),), 1, 1)
        mark = "x" if row.record.done else ">" if row.is_next else " "
        path = "*" if row.entry.class_minutes else " "
        name = visible(row.entry.id)  # perhaps of a file that has no id
        head = Span(f"{mark}{row.number:>3}{path} {name:<{wide}}  ", Role.LABEL)
        yield Line((head, *_about(world, row)), 0, 6)
    minutes = sum(each.class_minutes or 0 for each in lessons.entries)
    if minutes:
        yield info(world.say("ui.course.class", minutes=minutes))


def _about(world: World, row: _Row) -> tuple[Span, ...]:
    if row.lesson is None:
        return (Span(visible(_fault(world, row)), Role.WARN),)
    title = visible(row.lesson.title.in_language(world.words.language))
    told = world.say("ui.lesson.because.comma").join(_told(world, row, row.lesson))
    about = world.say("ui.course.told", told=told)
    return Span(f"{title}  ", Role.NOTE), Span(about, Role.INFO)


def _told(world: World, row: _Row, lesson: Outline) -> Iterator[str]:
    """What is said of a lesson, in its order."""
    entry, run = row.entry, row.record.done
    yield world.say("ui.course.minutes", minutes=lesson.minutes or course.MINUTES)
    if entry.class_minutes:
        yield world.say("ui.course.minutes.class", minutes=entry.class_minutes)
    if entry.elective:
        yield world.say("ui.course.elective")
    if run is not None:
        yield world.say("ui.lesson.list.done")
    if row.record.again:
        yield world.say("ui.lesson.list.again")
    if run is not None and run.points is not None and entry.points:
        yield world.say("ui.course.scored", points=run.points, most=entry.points)
    elif entry.points:
        yield world.say("ui.course.points", points=entry.points)
    if passed := reached(lesson, {lesson.id: row.record}):
        yield world.say("ui.course.reached", number=passed + 1, total=len(lesson.steps))
    if row.is_next:
        yield world.say("ui.lesson.list.next")
