"""Questions, predictions, being the server, two connections: what each kind of step means."""

from pathlib import Path

import pytest

from tests.lesson.rehearsing import SHIPPED, Learner, good
from tutor import staging
from tutor.core.spec import Class
from tutor.lesson import (
    Answered,
    Astray,
    Missed,
    Mode,
    Passed,
    Predicted,
    Question,
    Serve,
    Task,
)
from tutor.lesson.reading import read
from tutor.lesson.scoring import score

KINDS = {
    "connect": Task,
    "meaning": Question,
    "code": Question,
    "octets": Question,
    "letter": Task,
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", ["whole", "server"])
def test_a_lesson_is_done_by_its_own_lines_and_answers(name: str, mode: Mode) -> None:
    lesson = good(name)
    learner = Learner(lesson, mode).until("")
    assert learner.passed == [step.id for step in lesson.steps]
    assert learner.progress.misses == 0
    found = score(lesson, learner.progress.tallies)
    assert found.points == found.of


def test_the_kinds_of_steps() -> None:
    lesson = good("whole")
    for step in lesson.steps:
        if step.id in KINDS:
            assert type(step) is KINDS[step.id]
    assert all(isinstance(step, Serve) for step in good("server").steps)
    assert [question.id for question in lesson.questions] == ["meaning", "code", "octets"]
    assert lesson.local_only
    assert lesson.review == ("smtp-by-hand",)
    connect = lesson.steps[0]
    assert connect.notes is not None
    assert connect.notes.en == connect.notes.zh == "Say who speaks first."
    again = lesson.once_more()
    assert again is not None
    assert [step.id for step in again.steps] == ["again"]
    assert again.once_more() is None


# --- questions ---


def test_a_wrong_choice_has_its_own_why_and_its_misconception() -> None:
    learner = Learner(good("whole")).until("meaning")
    (wrong,) = learner.answer(1)
    assert isinstance(wrong, Answered)
    assert not wrong.right
    assert wrong.misconception == "code-250-is-delivered"
    assert wrong.why is not None
    assert "No letter" in wrong.why.en
    assert learner.here == "meaning"
    right, passed = learner.answer(2)
    assert isinstance(right, Answered)
    assert right.right
    assert isinstance(passed, Passed)
    tally = learner.progress.tallies["meaning"]
    assert (tally.misses, tally.tries, tally.answered) == (1, 2, False)
    assert tally.misconceptions == ("code-250-is-delivered",)
    assert learner.progress.misses == 1


@pytest.mark.parametrize("given", ["587", " ２５ ", "25"])
def test_a_word_fits_the_pattern_as_a_whole(given: str) -> None:
    learner = Learner(good("whole")).until("code")
    assert [type(out) for out in learner.answer(given)] == [Answered, Passed]


@pytest.mark.parametrize("given", ["125", "25 or so", "x" * 10_000])
def test_a_wrong_word_is_told_no_reason(given: str) -> None:
    learner = Learner(good("whole")).until("code")
    (wrong,) = learner.answer(given)
    assert isinstance(wrong, Answered)
    assert (wrong.right, wrong.why) == (False, None)


@pytest.mark.parametrize(
    ("given", "right"), [("20", True), (22, True), ("18.0", True), ("23", False), ("-1", False)]
)
def test_a_number_is_near_enough(given: object, right: bool) -> None:
    learner = Learner(good("whole")).until("octets")
    outcome = learner.answer(given)[0]
    assert isinstance(outcome, Answered)
    assert outcome.right == right


def test_what_is_no_number_is_no_answer_to_one() -> None:
    learner = Learner(good("whole")).until("octets")
    assert learner.answer("telnet mail.example 25") == []
    assert learner.progress.misses == 0


@pytest.mark.parametrize("given", [0, 3, 1.5, True, None, "", "x", [1], {"a": 1}, 10**400])
def test_what_is_no_choice_is_no_answer(given: object) -> None:
    learner = Learner(good("whole")).until("meaning")
    assert learner.answer(given) == []
    assert "meaning" not in learner.progress.tallies


def test_an_answer_to_another_step_means_nothing() -> None:
    learner = Learner(good("whole")).until("meaning")
    assert learner.answer(2, step="code") == []
    assert learner.here == "meaning"


def test_in_the_exam_one_answer_counts() -> None:
    learner = Learner(good("whole"), Mode.EXAM).until("meaning")
    (wrong,) = learner.answer(1)
    assert isinstance(wrong, Answered)
    assert learner.here == "later"
    assert not learner.progress.tallies["meaning"].passed
    learner.until("")
    assert "meaning" not in learner.passed
    found = score(good("whole"), learner.progress.tallies)
    assert (found.points, found.passed) == (found.of - 10, len(found.marks) - 1)
    assert found.misconceptions == ("code-250-is-delivered",)


def test_commands_do_not_pass_a_question() -> None:
    learner = Learner(good("whole")).until("meaning")
    assert learner.say("noop", "frob") == []
    assert learner.here == "meaning"
    assert learner.progress.wanted() is None


# --- predictions ---


def test_a_prediction_is_held_against_the_wire() -> None:
    learner = Learner(good("whole")).until("hello")
    learner.hear("predict", step="hello", **{"class": "ok"})
    predicted, passed = learner.say("ehlo me.example")
    assert isinstance(predicted, Predicted)
    assert isinstance(passed, Passed)
    assert (predicted.said, predicted.came, predicted.right) == (Class.OK, Class.OK, True)
    assert predicted.why is not None
    assert predicted.step is passed.step
    assert learner.progress.tallies["hello"].foretold == (True,)


def test_a_prediction_of_whatever_comes_is_about_the_first_command_behind_it() -> None:
    learner = Learner(good("whole")).until("hello")
    learner.hear("predict", step="hello", any=True, **{"class": "ok"})
    predicted, missed = learner.say("frob", "noop")
    assert isinstance(predicted, Predicted)
    assert isinstance(missed, Missed)
    assert (predicted.came, predicted.right) == (Class.PERMANENT, False)
    assert predicted.why is None, "the lesson's sentence is about another reply"
    assert learner.progress.tallies["hello"].foretold == (False,)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*-*.yaml")), ids=lambda path: path.stem)
def test_what_a_prediction_of_the_course_explains_is_what_comes(path: Path) -> None:
    lesson = staging.furnished(read(path.read_text(encoding="utf-8"), path.name), path.parent)
    learner = Learner(lesson)
    for step in lesson.steps:
        if not isinstance(step, Task) or step.predict is None:
            continue
        learner.until(step.id).say(*step.lines[:-1])
        learner.hear("predict", step=step.id, **{"class": "ok"})
        outcomes = learner.say(step.lines[-1])
        assert [out.why for out in outcomes if isinstance(out, Predicted)] == [step.predict]


def test_a_greeting_can_be_predicted() -> None:
    learner = Learner(good("whole"))
    learner.hear("predict", step="connect", **{"class": "ok"})
    outcomes = learner.say("telnet smtp.practice.example 25")
    assert [type(out) for out in outcomes] == [Predicted, Passed]


def test_a_prediction_in_a_letter_is_about_its_end() -> None:
    learner = Learner(good("whole")).until("letter")
    learner.say("data", "Subject: hi")
    learner.hear("predict", step="letter", **{"class": "permanent-failure"})
    predicted, *_ = learner.say("", "x", ".")
    assert isinstance(predicted, Predicted)
    assert predicted.came is Class.OK
    assert predicted.why is None


def test_nobody_has_to_predict() -> None:
    learner = Learner(good("whole")).until("hello")
    assert learner.hear("predict", step="hello", **{"class": "perhaps"}) == []
    assert [type(out) for out in learner.say("ehlo me.example")] == [Passed]


# --- hints, help, starting elsewhere ---


def test_a_hint_in_a_log_counts_like_one_that_was_asked_for() -> None:
    live, logged = (Learner(good("whole")).until("hello") for _ in range(2))
    for _ in range(3):
        live.progress.hint()
    for number in (1, 2):
        logged.hear("hint", step="hello", number=number)
        live.hear("hint", step="hello", number=number)  # what was asked for is written as well
    assert live.progress.tallies == logged.progress.tallies
    assert live.progress.hints == logged.progress.hints == 2


@pytest.mark.parametrize("number", [None, "2", True, -5, 10**9])
def test_a_strange_hint_harms_nobody(number: object) -> None:
    learner = Learner(good("whole")).until("hello")
    learner.hear("hint", step="hello", number=number)
    assert 0 <= learner.progress.hints <= 99


def test_what_was_caught_up_with_is_assisted() -> None:
    learner = Learner(good("whole")).until("hello")
    for step in ("hello", "meaning"):
        learner.hear("step", step=step, passed=True, assisted=True, catchup=True)
        if step == "hello":
            learner.say("ehlo me.example")
    assert learner.passed == ["connect", "hello", "meaning"]
    assert learner.here == "later"
    learner.until("")
    found = score(good("whole"), learner.progress.tallies)
    assert (found.assisted, found.points) == (2, found.of - 20)


def test_what_a_log_only_tells_changes_nothing() -> None:
    learner = Learner(good("whole")).until("hello")
    learner.hear("step", step="hello", passed=True, assisted=False)
    learner.hear("step", step="nowhere", passed=True, catchup=True)
    learner.hear("mark", step="hello")
    assert learner.here == "hello"
    assert set(learner.progress.tallies) == {"connect"}


def test_while_somebody_else_types_nothing_is_judged() -> None:
    learner = Learner(good("whole")).until("hello")
    learner.hear("pause", what="takeover")
    assert learner.say("frob", "ehlo me.example") == []
    learner.hear("pause", what="back")
    assert learner.here == "hello"
    assert learner.progress.misses == 0
    assert [type(out) for out in learner.say("ehlo me.example")] == [Passed]


def test_a_step_can_be_gone_to_and_back_from() -> None:
    learner = Learner(good("whole")).until("later")
    ghosts = []
    for step in (1, 999, -1):
        learner.progress.go_to(step)
        ghosts.append((learner.here, learner.progress.ghost()))
    again = "ehlo me.example"
    assert ghosts == [("hello", again), (None, None), ("connect", "quit")]


# --- being the server ---


def test_the_servers_lines_are_shown_in_their_turn() -> None:
    learner = Learner(good("server")).until("hello")
    assert learner.progress.ghost() == "250-mail.example"
    learner.say("250-mail.example")
    assert learner.progress.ghost() == "250 8BITMIME"
    learner.say("250 HELP")  # a whole reply, and not the one that was asked for
    assert learner.progress.ghost() == "250-mail.example"


@pytest.mark.parametrize(
    ("step", "lines", "verb"),
    [
        ("greet", ["hello"], "GREETING"),
        ("hello", ["354 go ahead"], "EHLO"),
        ("hello", ["550 no"], "EHLO"),
        ("data", ["250 ok"], "DATA"),
        ("letter", ["550 no"], "."),
    ],
)
def test_a_reply_that_leads_nowhere_is_missed(step: str, lines: list[str], verb: str) -> None:
    learner = Learner(good("server")).until(step)
    outcomes = learner.say(*lines)
    assert [type(out) for out in outcomes] == [Missed]
    assert isinstance(outcomes[0], Missed)
    assert outcomes[0].verb == verb
    assert learner.here == step


def test_what_is_said_behind_a_refusal_counts_for_nothing() -> None:
    path = SHIPPED / "be-the-server.yaml"
    lesson = staging.furnished(read(path.read_text(encoding="utf-8"), path.name), path.parent)
    learner = Learner(lesson).until("pop-open")
    learner.say("-ERR not now", "+OK two messages for you")
    assert learner.here == "pop-open", "the client has given up at the first reply"
    other = Learner(lesson).until("pop-open")
    assert [type(out) for out in other.say("+OK go on", "+OK two messages")] == [Passed]


def test_a_reply_that_is_not_yet_the_goal_is_no_miss() -> None:
    learner = Learner(good("server")).until("envelope")
    assert learner.say("250 ok") == []
    assert [type(out) for out in learner.say("250 ok")] == [Astray]


# --- two connections ---


def test_the_lines_of_two_connections_are_shown_in_their_turn() -> None:
    learner = Learner(good("whole")).until("fetch")
    shown = []
    for line in (":switch", "telnet pop3.practice.example 110", "user bob", "pass carpenter"):
        shown.append(learner.progress.ghost())
        learner.say(line)
        if line == ":switch":
            learner.progress.turn_to(0)
    assert shown == [":switch", "telnet pop3.practice.example 110", "user bob", "pass carpenter"]
    learner.say("stat")
    assert learner.here == "leave"
    assert learner.progress.ghost() == ":switch"
    learner.say(":switch")
    learner.progress.turn_to(1)
    assert learner.progress.ghost() == "quit"


def test_a_step_about_one_connection_is_not_passed_by_the_other() -> None:
    learner = Learner(good("whole")).until("leave")
    assert learner.say("quit") == []  # that was the POP3 line
    assert learner.here == "leave"
