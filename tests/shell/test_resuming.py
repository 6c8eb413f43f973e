"""A lesson in two sittings: what was done by oneself counts, is said again as such, and is scored;
what was not does not, and a lesson that was changed meanwhile begins anew."""

import io
import json
from pathlib import Path

import pytest

from tests.shell.seat import world
from tests.shell.test_whole import played, seen
from tutor import course, progress
from tutor.progress import Counted
from tutor.shell.lessons import guided
from tutor.shell.lessons.enrolling import Options, again

LESSON = """
format: 1
id: two-sittings
title: {en: "Two sittings", zh: "分两次做"}
protocol: smtp
vars:
  friend: {choose: ["bob", "carol"]}
practice:
  accounts:
    "alice@practice.example": {code: "wonderland", public: true}
hosts: {"smtp.practice.example:25": smtp}
steps:
  - id: connect
    say: {en: "Connect.", zh: "连接。"}
    type: ["telnet smtp.practice.example 25"]
    goal: {state: GREETED}
  - id: hello
    say: {en: "Greet.", zh: "问好。"}
    type: ["ehlo me.example"]
    goal: {command: EHLO, class: ok}
    hints: [{en: "A word and a name.", zh: "一个词加一个名字。"}]
  - id: meaning
    ask: {en: "What does 250 mean?", zh: "250 是什么意思？"}
    choices:
      - {text: {en: "No", zh: "不行"}, why: {en: "It is yes.", zh: "是可以。"}, misconception: no}
      - {text: {en: "Yes", zh: "可以"}, why: {en: "A 2.", zh: "以 2 开头。"}}
    answer: 2
  - id: sender
    say: {en: "A sender; think of {friend}.", zh: "发件人；想着 {friend}。"}
    type: ["mail from:<alice@practice.example>"]
    goal: {command: MAIL, class: ok}
    hints: [{en: "MAIL.", zh: "MAIL。"}, {en: "MAIL FROM.", zh: "MAIL FROM。"}]
  - id: goodbye
    say: {en: "Leave.", zh: "离开。"}
    type: ["quit"]
    goal: {command: QUIT, class: ok}
"""
FIRST = "telnet smtp.practice.example 25\r:hint\rfrob\rmail from:<x@y>\rehlo me.example\r2\r"
SOLO = Options("solo")


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    file = tmp_path / "two-sittings.yaml"
    file.write_text(LESSON, encoding="utf-8")
    return file


def sit(lesson: Path, keys: str, options: Options, language: str = "en") -> str:
    here = world(lesson.parent, language, interactive=True, terminal=True)
    assert played(keys, lambda: guided.run(here, str(lesson), options)) == 0
    assert isinstance(here.stdout, io.TextIOWrapper)
    return " ".join(seen(here.stdout).split())


def left(lesson: Path) -> progress.Record:
    return progress.load(lesson.parent).learnt["two-sittings"]


def goes_on(lesson: Path) -> Options:
    """What home begins."""
    return again(left(lesson), left(lesson).reached)


def rows(state: Path, recording: int) -> list[list[object]]:
    path = sorted((state / "recordings").iterdir())[recording]
    return [json.loads(row) for row in path.read_bytes().splitlines()[1:]]


LEAVE = "\x04\x04"
REST = "mail from:<alice@practice.example>\rquit\r\r\r"


def whole(lesson: Path) -> tuple[int | None, str]:
    """The points of the same lesson without leaving it."""
    alone = lesson.parent / "alone"
    alone.mkdir()
    copy = alone / lesson.name
    copy.write_bytes(lesson.read_bytes())
    text = sit(copy, f"{FIRST}\r{REST}", SOLO)
    done = left(copy).done
    assert done is not None
    return done.points, text


def test_both_sittings_are_scored_as_one(lesson: Path) -> None:
    sit(lesson, FIRST + LEAVE, SOLO)
    found = left(lesson)
    assert found.reached == "sender"
    assert found.sitting is not None
    assert (found.sitting.mode, found.sitting.lesson) == ("solo", course.find(str(lesson)).digest)
    steps = found.sitting.steps
    assert list(steps) == ["connect", "hello", "meaning"]
    assert steps["connect"] == Counted(passed=True)
    assert steps["hello"].passed
    assert steps["hello"].hints == 1
    assert steps["hello"].misses > 0
    assert steps["meaning"] == Counted(passed=True, answered=True)
    text = sit(lesson, REST, goes_on(lesson))
    assert "You did steps 1 to 3 before. They were said again" in text
    assert "done with help" not in text
    assert "give no points" not in text
    done, (points, once) = left(lesson).done, whole(lesson)
    assert done is not None
    assert done.points == points
    assert f"Points: {points} of 50." in text
    assert f"Points: {points} of 50." in once
    assert left(lesson).sitting is None
    assert left(lesson).reached == ""


def test_the_recording_of_the_second_sitting_says_who_typed(lesson: Path) -> None:
    sit(lesson, FIRST + LEAVE, SOLO)
    sit(lesson, REST, goes_on(lesson))
    said = [row[2] for row in rows(lesson.parent, 1) if row[1] == "step"]
    mark = {"step": "hello", "passed": True, "assisted": True, "catchup": True, "again": True}
    assert mark in said
    assert {"step": "hello", "passed": True, "assisted": True} in said
    assert {"step": "sender", "passed": True, "assisted": False} in said


def test_what_the_step_has_cost_before_it_was_left_is_paid(lesson: Path) -> None:
    sit(lesson, f"{FIRST}\r:hint\rmail to:<x>\r{LEAVE}", SOLO)
    sitting = left(lesson).sitting
    assert sitting is not None
    assert not sitting.steps["sender"].passed
    assert sitting.steps["sender"].misses == 1
    sit(lesson, f":hint\r{LEAVE}", goes_on(lesson))
    once_more = left(lesson).sitting
    assert once_more is not None
    assert once_more.token != sitting.token
    same = once_more._replace(token=sitting.token)
    assert same == sitting, "the same hint is paid for once"
    text = sit(lesson, REST, goes_on(lesson))
    assert "hints 2." in text, "one in each of two steps"


def test_steps_beyond_what_was_done_are_said_for_the_learner(lesson: Path) -> None:
    sit(lesson, f"{FIRST}{LEAVE}", SOLO)
    text = sit(lesson, ":catchup 5\rquit\r\r\r", SOLO)
    assert "type :catchup 4 to go on there. What you did yourself still counts" in text
    assert "Steps 1 to 4 were said once more: 3 of them you did before" in text
    assert "give no points: 1" in text


@pytest.mark.parametrize(
    "options", [Options("follow"), Options("solo", seed="another")], ids=["mode", "seed"]
)
def test_in_another_mode_or_with_other_values_it_is_help(options: Options, lesson: Path) -> None:
    sit(lesson, f"{FIRST}{LEAVE}", SOLO)
    text = sit(lesson, f":catchup 4\r{LEAVE}", options)
    assert "The steps before it count as done with help" in text
    assert "Steps 1 to 3 were said for you" in text


def test_a_lesson_that_was_changed_begins_anew_and_says_so(lesson: Path) -> None:
    sit(lesson, f"{FIRST}{LEAVE}", SOLO)
    lesson.write_text(LESSON.replace('"Greet."', '"Greet it."'), encoding="utf-8")
    text = sit(lesson, f"telnet smtp.practice.example 25\r{LEAVE}", goes_on(lesson))
    assert "This lesson was changed after you left it" in text
    assert "were said" not in text
    assert text.index("was changed") < text.index("Step 1/5")
    assert left(lesson).reached == "hello"


def test_what_an_older_program_kept_is_gone_on_with_as_before(lesson: Path) -> None:
    def how(learnt: progress.Learnt) -> progress.Learnt:
        return progress.left(learnt, "two-sittings", "sender")

    assert progress.change(lesson.parent, how) is None
    text = sit(lesson, LEAVE, goes_on(lesson))
    assert "Steps 1 to 3 were said for you" in text


def test_an_exam_goes_on_with_its_own_values(lesson: Path) -> None:
    sit(lesson, f"telnet smtp.practice.example 25\r{LEAVE}", Options("exam"))
    sitting = left(lesson).sitting
    assert sitting is not None
    assert sitting.seed
    text = sit(lesson, LEAVE, goes_on(lesson))
    assert f"seed {sitting.seed}" in text
    assert "You did step 1 before." in text
