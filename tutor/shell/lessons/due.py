"""Which questions of earlier lessons are asked again before a lesson begins. Shows nothing.

The rule: two questions at most. Those that were missed come first, and of these and of the others
those that were asked longest ago. A question that was asked comes back when a whole lesson lies in
between, whether it was missed, passed over or right, and one that was answered right today not
before tomorrow. What was missed may be of any other lesson; the others are of lessons that are done
and stand before this one, or that it names itself.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tutor import course, progress
from tutor.course import Course, CourseError, Entry
from tutor.progress import EMPTY, Learnt, Record
from tutor.shell.guiding.cover import Due

COUNT = 2
"""Questions of a review."""


class Key(NamedTuple):
    """A question: its lesson, and its own id."""

    entry: Entry
    question: str


def keys(
    lessons: Course, entry: Entry, named: tuple[str, ...], learnt: Learnt, today: str
) -> list[Key]:
    """The questions for the review before a lesson; none for who has done nothing yet.

    named: the ids of the lessons that this one names for its review; today: YYYY-MM-DD
    """
    known: list[tuple[bool, int, int, Key]] = []
    places = _places(lessons, entry, named, learnt)
    order = {each.id: number for number, each in enumerate(places)}
    for each in sorted(places, key=lambda place: _rank(learnt[place.id])):
        record = learnt[each.id]
        for question in _questions(each):
            waits = question in record.waiting
            if (waits or record.done is not None) and _is_due(record, question, learnt, today):
                asked = record.asked.get(question, 0)
                known.append((not waits, asked, order[each.id], Key(each, question)))
        if len(known) > 2 * COUNT:
            break  # a file takes its time to read, and these are enough
    known.sort(key=lambda found: found[:3])
    return [key for *_, key in known[:COUNT]]


def due(found: list[Key]) -> list[Due]:
    """The questions themselves."""
    return [each for key in found for each in _read(key)]


def _is_due(record: Record, question: str, learnt: Learnt, today: str) -> bool:
    """Whether a question may be asked again now."""
    asked, now = record.asked.get(question, 0), progress.next_turn(learnt)
    # A number that is still to come is of a file from elsewhere.
    lately = bool(asked) and now - 1 <= asked <= now
    return not lately and record.right.get(question) != today


def _places(lessons: Course, entry: Entry, named: tuple[str, ...], learnt: Learnt) -> list[Entry]:
    """The lessons whose questions may be asked, the nearest first."""
    before = lessons.entries[: lessons.entries.index(entry)] if entry in lessons.entries else ()
    wanted = [each for each in map(lessons.find, named) if each is not None]
    found = []
    for each in dict.fromkeys((*wanted, *reversed(before), *lessons.entries)):
        record = learnt.get(each.id, EMPTY)
        done = record.done is not None and (each in wanted or each in before)
        if each.id != entry.id and (done or record.waiting):
            found.append(each)
    return found


def _rank(record: Record) -> tuple[bool, int]:
    """Which lesson is read first: one with something missed, else the one asked of longest ago."""
    return not record.waiting, max(record.asked.values(), default=0)


def _questions(entry: Entry) -> tuple[str, ...]:
    try:
        return course.outline(entry).questions
    except CourseError:
        return ()


def _read(key: Key) -> Iterator[Due]:
    try:
        lesson = course.lesson(key.entry)
    except CourseError:
        return
    for question in lesson.questions:
        if question.id == key.question:
            yield Due(lesson.id, lesson.title, question)
