"""Going on where a lesson was left, leaving one, the review before it and the words behind it: as
the learner sees them."""

from pathlib import Path

import pytest

from tests.screen.terminal import Terminal
from tests.screen.test_home import has_left
from tutor import progress
from tutor.progress import Done, Learnt

GOOD = Path(__file__).parents[1] / "lesson" / "good"
SAID = {"en": "Steps 1 to 3 were said for you", "zh": "第 1 到第 3 步已替你做完"}
STEP = {"en": "Step 4/19", "zh": "第 4/19 步"}
PASSED = {"en": "Step 4/19 passed.", "zh": "第 4/19 步完成。"}


@pytest.mark.parametrize(
    ("language", "more"), [("en", ()), ("zh", ()), ("en", ("--plain",)), ("zh", ("--big",))]
)
def test_enter_at_home_goes_on(language: str, more: tuple[str, ...], tmp_path: Path) -> None:
    has_left(tmp_path, "pop3-by-hand", "step-4")
    with Terminal("--lang", language, *more, state=tmp_path) as terminal:
        terminal.until(">")
        terminal.press("enter")
        terminal.until(SAID[language])
        terminal.until(STEP[language])
        shown = terminal.text()
        assert "pass SHOUQUANMA163" in shown, "the last exchange, to which the step refers"
        assert "user " not in shown[shown.index(SAID[language]) :], "and nothing before it"
        terminal.until("TRANSACTION>")
        terminal.say("stat", PASSED[language])
        assert "Traceback" not in terminal.text()


ENTER = {"en": "Enter>", "zh": "回车>"}
OWN = {
    "en": "You did steps 1 to 5 before. They were said again",
    "zh": "第 1 到第 5 步你上次已经做过；程序重说了一遍",
}


@pytest.mark.parametrize(("language", "more"), [("en", ()), ("zh", ()), ("zh", ("--plain",))])
def test_a_lesson_in_two_sittings(language: str, more: tuple[str, ...], tmp_path: Path) -> None:
    arguments = ("--lang", language, *more)
    leave = {"en": "Leave at step 6 of 10?", "zh": "现在是第 6 步"}[language]
    with Terminal(*arguments, "learn", "smtp-by-hand", "--mode", "solo", state=tmp_path) as first:
        first.until("$")
        first.say("telnet smtp.163.com 25", ENTER[language])
        first.press("enter")
        first.until("GREETED>")
        first.say("ehlo me.example", ENTER[language])
        first.press("enter")
        first.until("READY>")
        first.say("auth login", "334 dXNl")
        first.until("answer>")
        first.say("YWxpY2VAMTYzLmNvbQ==", "334 UGFz")
        first.until("answer>")
        first.say("U0hPVVFVQU5NQTE2Mw==", ENTER[language])
        first.press("enter")
        first.until("READY>")
        first.say(":quit", leave)
        first.press("ctrl-d")
        assert first.leave() == 0
    with Terminal(*arguments, state=tmp_path) as again:
        again.until({"en": "Go on at step 6 of 10", "zh": "接着做第 6 步"}[language])
        again.press("enter")
        again.until(OWN[language])
        again.until({"en": "Step 6/10", "zh": "第 6/10 步"}[language])
        shown = again.text()
        assert "235 " in shown, "the reply that the step is about"
        assert "ehlo" not in shown[shown.index(OWN[language][:8]) :], "and no more than that"
        again.until("READY>")
        assert "Traceback" not in again.text()


def test_whoever_leaves_is_asked_while_the_line_is_open(tmp_path: Path) -> None:
    with Terminal(
        "--lang", "en", "learn", "smtp-by-hand", "--from", "3", state=tmp_path
    ) as terminal:
        terminal.until("READY>")
        terminal.press("ctrl-d")
        terminal.until("Leave at step 3 of 10?")
        terminal.type("n")
        terminal.until("nothing was lost")
        terminal.say("noop", "250")
        terminal.say(":quit", "Leave at step 3 of 10?")
        terminal.press("ctrl-d")
        assert terminal.leave() == 0
    assert progress.load(tmp_path).learnt["smtp-by-hand"].reached == "auth-login"


def test_an_enter_behind_the_key_that_leaves_begins_no_lesson(tmp_path: Path) -> None:
    with Terminal("--lang", "en", state=tmp_path) as terminal:
        terminal.until("q leave")
        terminal.press("enter")
        terminal.until("Step 1/9")
        terminal.say("telnet smtp.example.org 587", "Enter goes on")
        terminal.press("enter")
        terminal.until("Step 2/9")
        terminal.press("ctrl-d")
        terminal.until("Leave at step 2 of 9?")
        terminal.type("y\r")
        terminal.until("Go on at step 2 of 9")
        terminal.type("l")
        terminal.until("left at step 2 of 9")
        terminal.type("q")
        assert terminal.leave() == 0


@pytest.mark.parametrize("said", [(), ("250-mail.example.test",)], ids=["before", "halfway"])
def test_whoever_is_the_server_is_asked_as_well(said: tuple[str, ...], tmp_path: Path) -> None:
    with Terminal(
        "--lang", "en", "learn", "be-the-server", "--from", "2", state=tmp_path
    ) as terminal:
        terminal.until("server>")
        for line in said:
            terminal.say(line, f"server> {line}")
        terminal.press("ctrl-d")
        terminal.until("Leave at step 2 of 24? The next time goes on there.")
        terminal.type("y")
        assert terminal.leave() == 0
    assert progress.load(tmp_path).learnt["be-the-server"].reached == "hello"


def test_a_prediction_that_is_given_up_sends_nothing(tmp_path: Path) -> None:
    with Terminal("--lang", "en", "learn", str(GOOD / "whole.yaml"), state=tmp_path) as terminal:
        terminal.until("Step 1/10")
        terminal.type("telnet smtp.practice.example 25\r")
        terminal.until("predict>")
        terminal.press("ctrl-c")
        terminal.until("Nothing was sent")
        assert "220 " not in terminal.text()
        terminal.until("$ telnet smtp.practice.example 25")
        terminal.press("enter")
        terminal.until("220 ")
        assert terminal.text().count("Before it is sent") == 1


REVIEWED = """
format: 1
id: {id}
title: {{en: "Lesson {id}", zh: "课 {id}"}}
protocol: smtp
steps:
  - id: q-{id}
    ask: {{en: "What of {id}?", zh: "{id} 呢？"}}
    choices:
      - {{text: {{en: "this", zh: "这"}}, why: {{en: "No.", zh: "不。"}}}}
      - {{text: {{en: "that", zh: "那"}}, why: {{en: "Because.", zh: "因为。"}}}}
    answer: 2
  - id: r-{id}
    ask: {{en: "Which port?", zh: "哪个端口？"}}
    number: 25
    why: {{en: "Relays listen there.", zh: "中继在那里等候。"}}
"""


def reviewed(state: Path) -> Path:
    """A course of two lessons, the first of which is done."""
    folder = state / "course"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(REVIEWED.format(id=name), encoding="utf-8")
    (folder / "course.yaml").write_text("format: 1\nlessons: [one, two]\n")

    def how(learnt: Learnt) -> Learnt:
        return progress.finished(learnt, "one", Done("2026-01-05T09:00:00Z", "follow"))

    assert progress.change(state, how) is None
    return folder


@pytest.mark.parametrize(
    ("language", "more"), [("en", ()), ("zh", ()), ("en", ("--plain",))], ids=["en", "zh", "plain"]
)
def test_whoever_wants_to_be_further_on_ends_the_review(
    language: str, more: tuple[str, ...], tmp_path: Path
) -> None:
    folder = reviewed(tmp_path)
    arguments = ("--lang", language, *more, "learn", str(folder))
    with Terminal(*arguments, state=tmp_path) as terminal:
        terminal.until({"en": "1.  What of one?", "zh": "1.  one 呢？"}[language])
        terminal.until({"en": "answer?>", "zh": "作答>"}[language])
        terminal.say(":catchup 2", {"en": "the lesson begins.", "zh": "现在开始上课。"}[language])
        terminal.until({"en": "Step 1 was said for you", "zh": "第 1 步已替你做完"}[language])
        terminal.until({"en": "Step 2/2  Which port?", "zh": "第 2/2 步  哪个端口？"}[language])
        terminal.say("25", {"en": "Relays listen there.", "zh": "中继在那里等候。"}[language])
        assert {"en": "2.  Which port?", "zh": "2.  哪个端口？"}[language] not in terminal.text()
    assert list(progress.waiting(progress.load(tmp_path).learnt)) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lesson_opens_with_a_review(language: str, tmp_path: Path) -> None:
    folder = reviewed(tmp_path)
    with Terminal("--lang", language, "learn", str(folder), state=tmp_path) as terminal:
        terminal.until(
            {"en": "Before we begin: two questions", "zh": "开始之前，先答两道"}[language]
        )
        terminal.until({"en": "answer?>", "zh": "作答>"}[language])
        terminal.say("1", {"en": "Not this one.", "zh": "不是这个"}[language])
        terminal.say("2", {"en": "Because.", "zh": "因为。"}[language])
        terminal.until({"en": "2.  Which port?", "zh": "2.  哪个端口？"}[language])
        terminal.press("enter")
        terminal.until({"en": "Left for another time.", "zh": "这一题留到下次。"}[language])
        terminal.until({"en": "Step 1/2", "zh": "第 1/2 步"}[language])
        terminal.say("2", {"en": "Because.", "zh": "因为。"}[language])
    assert list(progress.waiting(progress.load(tmp_path).learnt)) == [("one", "q-one")]


def test_points_and_once_more(tmp_path: Path) -> None:
    lesson = str(GOOD / "whole.yaml")
    arguments = ("--lang", "en", "learn", lesson, "--mode", "exam", "--seed", "term 1")
    with Terminal(*arguments, state=tmp_path) as terminal:
        terminal.until("come from the seed term 1")
        terminal.until("This is an exam")
        terminal.say("telnet smtp.practice.example 25", "predict>")
        terminal.type("2")
        terminal.until("GREETED>")
        terminal.say("ehlo me.example", "predict>")
        terminal.press("enter")
        terminal.until("answer?>")
        terminal.say("1", "Your answer is kept;")
        for number in range(4, 11):
            terminal.press("f4")
            terminal.until(": ")
            terminal.type("catchup\r")
            terminal.until(f"Step {number} was said for you")
        terminal.until("Enter>")
        terminal.press("enter")
        terminal.until("Points: 20 of 100.")
        terminal.until("give no points: 7")
        terminal.until("Predictions: 1 of 1")
        terminal.until("Worth another look:")
        terminal.until("No letter was sent yet.")
        _, _, again = terminal.text().partition("Worth another look:")
        assert again.strip().startswith("What does 250 behind RCPT mean?"), "with its question"
        terminal.press("enter")
        terminal.until("Once more by yourself, about two minutes?")
        terminal.type("\r")
        terminal.until("No grey line")
        terminal.say("telnet smtp.practice.example 25", "GREETED>")
        terminal.say("ehlo me.example", "Enter>")
        terminal.press("enter")
        terminal.until("Done all by yourself.")
        assert terminal.leave() == 0
    found = progress.load(tmp_path).learnt["whole"]
    assert found.done is not None
    assert (found.done.mode, found.done.points) == ("exam", 20)
    assert found.again
    header = next((tmp_path / "recordings").iterdir()).read_text().splitlines()[0]
    assert '"seed":"term 1"' in header.replace(" :", ":").replace(": ", ":")
