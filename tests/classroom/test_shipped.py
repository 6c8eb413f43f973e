"""Every shipped lesson can be done in class: as it is printed, and by a student who logs in."""

from pathlib import Path

import pytest

from tutor import staging
from tutor.classroom import Classroom, Happening
from tutor.core.events import Event
from tutor.lesson import Lesson, Step, Task, classwork, solving
from tutor.lesson.reading import read
from tutor.practice import Account, Desk
from tutor.proving import Rehearsal

LESSONS = Path(__file__).parents[2] / "lessons"
FILES = sorted(path for path in LESSONS.glob("*.yaml") if path.name != "course.yaml")
ID = "s01"
WHERE = "192.0.2.1"


class Room(Classroom):
    """A class in which everybody sits at one machine."""

    def desk(self, protocol: str, conn: int = 1, **how: object) -> Desk:
        return super().desk(protocol, conn, **{**how, "peer": WHERE})  # type: ignore[arg-type]


class Pair(Rehearsal):
    """A learner at the class's server; its faults and letters are the class's own."""

    def __init__(self, lesson: Lesson, room: Classroom) -> None:
        super().__init__(lesson)
        self._made = room

    def begin(self, step: Step) -> list[Event]:
        first, self._step = self._step is None, step
        if first and not solving.opens_itself(self._lesson):
            return self._open(solving.opened(self._lesson), self._lesson.protocol)
        return []

    def leave(self) -> None:
        """Cut what is still open."""
        for line in self._lines.values():
            if line.desk is not None:
                line.desk.close("client")


def done(lesson: Lesson, *, as_student: bool) -> tuple[list[object], list[Happening]]:
    """The steps to be passed, and what the teacher was told."""
    told: list[Happening] = []
    # With the lesson's own code: accounts of one code are nothing that a text could tell apart.
    first = staging.people(lesson)[0]
    student = Account(ID, "Li Lei", first.code)
    room = Room(lesson, [student] if as_student else [], tell=told.append)
    tasks = tuple(step for step in lesson.steps if isinstance(step, Task))
    mine = lesson._replace(steps=tasks)
    if as_student:
        mine = classwork.personal(mine, room.address(student), student.code)
    pair = Pair(mine, room)
    for step in mine.steps:
        pair.begin(step)
        for line in step.lines:
            pair.say(line)
    pair.leave()
    return [step.id for step in tasks], told


def passed(told: list[Happening], student: str) -> list[object]:
    mine = [each for each in told if each.student == student and each.kind == "passed"]
    return [each.told["step"] for each in mine]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_as_it_is_printed(path: Path) -> None:
    lesson = staging.furnished(read(path.read_text("utf-8"), path.name), path.parent)
    steps, told = done(lesson, as_student=False)
    assert passed(told, WHERE) == steps


def logs_in(path: Path) -> bool:
    """Whether a lesson logs in as its first account, so that a student can do it with his own."""
    lesson = staging.furnished(read(path.read_text("utf-8"), path.name), path.parent)
    _, told = done(lesson, as_student=True)
    return any(each.kind == "login" and each.student == ID for each in told)


OWN = [path for path in FILES if logs_in(path)]
"""In the others everybody types the printed addresses, and is known by where he sits."""


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_with_an_account_of_ones_own(path: Path) -> None:
    lesson = staging.furnished(read(path.read_text("utf-8"), path.name), path.parent)
    steps, told = done(lesson, as_student=True)
    assert passed(told, ID) == steps


def test_most_lessons_can_be_done_with_an_account_of_ones_own() -> None:
    assert len(OWN) >= len(FILES) - 4
