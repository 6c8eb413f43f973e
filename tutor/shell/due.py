"""Which questions of earlier lessons are asked again before a lesson begins. Shows nothing."""

from collections.abc import Iterator

from tutor import course, progress
from tutor.course import Course, CourseError, Entry
from tutor.lesson import Lesson
from tutor.progress import EMPTY, Learnt, Record
from tutor.shell.cover import Due

COUNT = 2
"""Questions of a review."""


def due(lessons: Course, entry: Entry, lesson: Lesson, learnt: Learnt) -> list[Due]:
    """The questions for the review before a lesson; none for who has done nothing yet.

    What was missed in any other lesson comes first, then what the lesson itself names, then what
    stands before it in the course; in each, what was asked longest ago.
    """
    known: list[tuple[bool, int, int, Due]] = []
    places = _places(lessons, entry, lesson, learnt)
    order = {each.id: number for number, each in enumerate(places)}
    for each in sorted(places, key=lambda place: _rank(learnt[place.id])):
        record = learnt[each.id]
        for found in _questions(each):
            waits = found.question.id in record.waiting
            asked = record.asked.get(found.question.id, 0)
            if waits or record.done is not None:
                told = found._replace(waits=waits, asked=asked)
                known.append((not waits, asked, order[each.id], told))
        if len(known) > 2 * COUNT:
            break  # a file takes its time to read, and these are enough
    known.sort(key=lambda found: found[:3])
    return _not_twice([found for *_, found in known], progress.reviews(learnt))


def _places(lessons: Course, entry: Entry, lesson: Lesson, learnt: Learnt) -> list[Entry]:
    """The lessons whose questions may be asked, the nearest first."""
    before = lessons.entries[: lessons.entries.index(entry)] if entry in lessons.entries else ()
    named = [each for each in map(lessons.find, lesson.review) if each is not None]
    found = []
    for each in dict.fromkeys((*named, *reversed(before), *lessons.entries)):
        record = learnt.get(each.id, EMPTY)
        done = record.done is not None and (each in named or each in before)
        if each.id != entry.id and (done or record.waiting):
            found.append(each)
    return found


def _rank(record: Record) -> tuple[bool, int]:
    """Which lesson is read first: one with something missed, else that of the oldest review."""
    return not record.waiting, max(record.asked.values(), default=0)


def _questions(entry: Entry) -> Iterator[Due]:
    try:
        lesson = course.lesson(entry)
    except CourseError:
        return
    for question in lesson.questions:
        yield Due(lesson.id, lesson.title, question)


def _not_twice(known: list[Due], last: int) -> list[Due]:
    """The first ones; not the very same as the last time where there are others."""
    chosen, rest = known[:COUNT], known[COUNT:]
    if last and rest and all(each.asked == last for each in chosen):
        fresh = next((each for each in rest if each.asked != last), None)
        if fresh is not None:
            chosen[-1] = fresh
    return chosen
