"""The judge and the lessons agree: who does a lesson by its own lines, alone, has all points."""

import pytest

from tests.course.looking import LESSONS, shipped
from tests.grading.desk import Desk
from tests.grading.making import Sitting, whole
from tutor import course


@pytest.fixture(name="desk")
def _desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.mark.parametrize("name", LESSONS)
def test_who_does_it_all_alone_has_all_points(name: str, desk: Desk) -> None:
    entry = course.load().find(name)
    assert entry is not None
    desk.put("li-lei.session.jsonl", whole(entry.path, "solo").text())
    done = desk.told(lesson=name, strict=True)
    assert (done.code, done.err) == (0, "")
    (grade,) = (each for each in done.objects if each["event"] == "grade")
    assert [(step["step"], step["result"]) for step in grade["steps"]] == [
        (step.id, "passed") for step in shipped(name).steps
    ]
    assert (grade["points"], grade["complete"], grade["remarks"]) == (grade["of"], True, [])
    assert grade["course_points"] == grade["course_of"] == entry.points


@pytest.mark.parametrize("name", LESSONS)
def test_who_leaves_before_the_last_step_has_not(name: str, desk: Desk) -> None:
    entry, last = course.load().find(name), shipped(name).steps[-1].id
    assert entry is not None
    half = Sitting(entry.path, "solo").until(last)
    assert isinstance(half, Sitting)
    desk.put("li-lei.session.jsonl", half.text())
    done = desk.told(lesson=name, strict=True)
    grade = done.objects[0]
    assert done.code == 1
    assert [step["step"] for step in grade["steps"] if step["result"] == "missed"] == [last]
    assert grade["course_points"] < entry.points
