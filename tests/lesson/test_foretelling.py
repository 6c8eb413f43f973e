"""Which line a step's prediction is about: asked for before it leaves, held against its reply."""

from pathlib import Path

import pytest

from tests.lesson.rehearsing import SHIPPED, Learner, good
from tutor import staging
from tutor.core.spec import Class
from tutor.lesson import Lesson, Predicted, Task, goals
from tutor.lesson.likeness import alike
from tutor.lesson.model import Localized
from tutor.lesson.reading import read
from tutor.shell.guiding import asking

SAY = Localized("Go on.", "继续。")
FOUND = goals.Answered(kind=Class.OK)


def step(line: str, goal: goals.Goal = FOUND) -> Task:
    return Task("step", SAY, goal, (line,), predict=SAY)


def shipped(name: str) -> Lesson:
    path = SHIPPED / f"{name}.yaml"
    return staging.furnished(read(path.read_text(encoding="utf-8"), path.name), path.parent)


@pytest.mark.parametrize(
    ("own", "typed", "same"),
    [
        ("retr 1", "RETR 1", True),
        ("retr 1", "retr 2", False),
        ("retr 1", "retr", False),
        ("retr 1", "list", False),
        ("pass sesame", "PASS sesame", True),
        ("pass sesame", "pass Sesame", False),
        ("user bob", "user carol", False),
        ("ehlo me.example", "EHLO you.example", True),
        ("ehlo me.example", "ehlo", False),
        ("ehlo me.example", "helo me.example", False),
        ("rcpt to:<bob@example.test>", "RCPT TO: <Bob@example.test>", True),
        ("rcpt to:<bob@example.test>", "rcpt to:<bob@example.test", False),
        ("rcpt to:<bob@example.test>", "rcpt to:<dave@example.test>", False),
        ("rcpt to:<bob@example.test>", "rcpt to:bob@example.test", False),
        ("mail from:<a@b>", "mail from:<me@home.example>", True),
        ("mail from:<a@b>", "mail from:<>", False),
        ("mail from:<>", "mail from:<a@b>", False),
        ("mail from:<a@b> size=99", "mail from:<a@b>", False),
        ("mail from:<a@b>", "mail from:<a@b> size=99", False),
        ("mail from:<a@b>", "mail to:<a@b>", False),
        (".", ".", True),
        (".", "..", False),
        ("Ym9i", "Ym9i", True),
        ("Ym9i", "YWxpY2U=", False),
        ("****", "bXkgb3du", True),
        ("telnet mail.example 25", "nc -C mail.example 25", True),
        ("telnet mail.example 25", "telnet mail.example 110", False),
        ("openssl s_client -connect mail.example:995", "telnet mail.example 995", False),
        ("telnet mail.example 25", "quit", False),
        ("quit", "telnet mail.example 25", False),
        ("noop", "", False),
    ],
)
def test_a_line_is_the_steps_own_where_its_reply_is(own: str, typed: str, *, same: bool) -> None:
    assert alike(typed, step(own)) is same


@pytest.mark.parametrize(
    "goal",
    [
        goals.Answered(command="MAIL", code="553"),
        goals.Envelope(sender="bob@example.test"),
        goals.All((goals.Answered(command="MAIL"), goals.Envelope(sender="bob@example.test"))),
    ],
)
def test_a_goal_that_asks_for_more_means_this_sender(goal: goals.Goal) -> None:
    asked = step("mail from:<bob@example.test>", goal)
    assert alike("MAIL FROM:<bob@example.test>", asked)
    assert not alike("mail from:<me@example.test>", asked)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*-*.yaml")), ids=lambda path: path.stem)
def test_every_prediction_of_the_course_is_asked_for_at_the_last_line_alone(path: Path) -> None:
    lesson = shipped(path.stem)
    learner = Learner(lesson)
    for each in lesson.steps:
        if not isinstance(each, Task) or each.predict is None:
            continue
        learner.until(each.id)
        *first, last = each.lines
        for line in first:
            assert asking.foreseen(line, learner.progress) is None, (each.id, line)
            learner.say(line)
            if line.startswith(":"):
                learner.progress.did(line)
            learner.progress.turn_to(learner.stage.active)
        assert asking.foreseen(last, learner.progress) is not None, each.id
        learner.say(last)


def test_lines_for_the_program_need_not_be_typed() -> None:
    learner = Learner(shipped("logging-in")).until("plain")
    now = learner.progress.step
    assert isinstance(now, Task)
    assert now.lines[0].startswith(":b64")
    wanted = asking.foreseen(now.lines[-1], learner.progress)
    assert wanted is not None
    assert wanted.protocol == "smtp"


def test_what_has_to_be_said_first_has_to_be_said() -> None:
    learner = Learner(shipped("pop3-states")).until("marked")
    assert asking.foreseen("retr 2", learner.progress) is None, "it is not marked yet"
    learner.say("dele 2")
    assert asking.foreseen("retr 3", learner.progress) is None
    assert asking.foreseen("retr 2", learner.progress) is not None


def test_a_letter_may_end_before_the_solutions_does() -> None:
    learner = Learner(shipped("envelope-and-header")).until("other-from")
    learner.say("data", "from: dean@example.test")
    assert asking.foreseen("", learner.progress) is None
    learner.say("", "No more.")
    assert asking.foreseen(".", learner.progress) is not None


def test_another_line_leaves_a_prediction_open() -> None:
    learner = Learner(shipped("envelope-and-header")).until("dave-reads")
    learner.hear("predict", step="dave-reads", **{"class": "ok"})
    assert not any(isinstance(out, Predicted) for out in learner.say("list", "stat"))
    (predicted, *_) = learner.say("retr 1")
    assert isinstance(predicted, Predicted)
    assert (predicted.right, predicted.step) == (True, learner.outcomes[-1].step)


def test_a_prediction_is_over_with_the_step_whose_line_was_never_said() -> None:
    learner = Learner(shipped("envelope-and-header")).until("carol-looks")
    learner.hear("predict", step="carol-looks", **{"class": "ok"})
    learner.say("stat")  # the goal takes that as well
    assert learner.here != "carol-looks"
    learner.until("dave-reads").say("retr 1")
    assert not any(isinstance(out, Predicted) for out in learner.outcomes)


def test_the_greeting_is_the_reply_to_a_call_alone() -> None:
    learner = Learner(good("whole"))
    learner.hear("predict", step="connect", **{"class": "ok"})
    assert isinstance(learner.say("telnet smtp.practice.example 25")[0], Predicted)
    other = Learner(good("whole")).until("hello")
    other.hear("predict", step="hello", **{"class": "ok"})
    assert other.say(":drop", "telnet smtp.practice.example 25") == [], "hello is not over yet"
    assert isinstance(other.say("ehlo me.example")[0], Predicted)
