"""Both lessons from the first key to the last, as the learner sees them."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screen.terminal import PROMPT, Terminal
from tutor import course

ENTER = {"en": "Enter>", "zh": "回车>"}
CLOSING = {"en": "The lesson is done.", "zh": "本课完成。"}
STEP = {"en": "Step {}/{}", "zh": "第 {}/{} 步"}


def lines(name: str) -> Iterator[tuple[int, str, bool]]:
    """Each line of the solution: the number of its step, the line, and whether Enter is wanted
    before the next."""
    lesson = course.find(name)
    for number, step in enumerate(lesson.steps, 1):
        for at, line in enumerate(step.lines):
            last = at == len(step.lines) - 1
            over = number == len(lesson.steps)
            reads = step.aside is not None or step.why is not None
            yield number, line, last and (reads or over)


def do(terminal: Terminal, name: str, language: str, *, first: int = 1, last: int = 99) -> None:
    """Type the solution; where a card waits for Enter, press it."""
    total = len(course.find(name).steps)
    previous = 0
    for number, line, waits in lines(name):
        if not first <= number <= last:
            continue
        if number != previous and number <= total:
            terminal.until(STEP[language].format(number, total))
        previous = number
        before = terminal.raw.count(PROMPT)
        terminal.type(line)
        if not line:
            terminal.press("enter")
        else:
            terminal.until(line)
            terminal.press("enter")
        terminal.prompted(before)
        if waits:
            terminal.until(ENTER[language])
            terminal.press("enter")
            if number < total:
                terminal.until(ENTER[language], gone=True)
            else:
                terminal.until(CLOSING[language], above=True)
                terminal.press("enter")
                terminal.until("(Y/n)")  # once more by oneself: not today
                terminal.type("n\r")


def _last(terminal: Terminal) -> str:
    """The lowest row that is not empty: the pinned one."""
    return next((row for row in reversed(terminal.rows()) if row), "")


@pytest.mark.parametrize(("language", "columns"), [("en", 80), ("zh", 60), ("zh", 80), ("en", 120)])
def test_a_mail_is_sent(language: str, columns: int, tmp_path: Path) -> None:
    with Terminal(
        "learn", "smtp-by-hand", "--lang", language, state=tmp_path, columns=columns
    ) as terminal:
        do(terminal, "smtp-by-hand", language)
        assert terminal.leave() == 0
        text = terminal.text()
    assert "SHOUQUANMA163" in text, "the code that the lesson gives out is to be seen"
    assert "<- 235 Authentication successful" in text
    assert "-> subject:This is a test email. Ignore it" in text
    title = {"en": "The letter as its reader sees it:", "zh": "收信人看到的信："}[language]
    envelope = {"en": "The envelope it went in:", "zh": "它的信封："}[language]
    assert title in text[text.index("-> . ") if "-> . " in text else 0 :]
    assert text.index(title) < text.index(envelope)
    assert "DATA -> READY" in text
    assert "pop3-by-hand" in text, "what comes next"
    assert '"smtp-by-hand"' in (tmp_path / "progress.json").read_text()


def test_mail_is_fetched(tmp_path: Path) -> None:
    with Terminal("learn", "pop3-by-hand", "--lang", "en", state=tmp_path) as terminal:
        do(terminal, "pop3-by-hand", "en")
        assert terminal.leave() == 0
        text = terminal.text()
    assert "+OK 35 11563487" in text
    assert "... 24 more lines like these" in text
    assert "自动回复:hello world" in text
    assert "您的邮件我已经收到了" in text
    assert "TRANSACTION -> UPDATE -> CLOSED" in text
    assert "The line was cut without QUIT" in text
    assert "$ telnet pop3.163.com 110" in text, "what was typed belongs to the transcript"
    assert "TRANSACTION> :drop" in text


def test_mail_is_fetched_in_chinese_on_a_narrow_screen(tmp_path: Path) -> None:
    with Terminal("learn", "pop3-by-hand", "--lang", "zh", state=tmp_path, columns=60) as terminal:
        do(terminal, "pop3-by-hand", "zh", last=6)
        terminal.until("您的邮件我已经收到了")
        terminal.wait(lambda: "第 7/19 步" in _last(terminal), "the pinned row never came")


def test_raw_letter_on_a_key(tmp_path: Path) -> None:
    with Terminal("learn", "pop3-by-hand", "--lang", "en", state=tmp_path) as terminal:
        do(terminal, "pop3-by-hand", "en", last=6)
        terminal.press("f2")
        terminal.until("Detail: full.", above=True)
        terminal.until("<- Subject: =?gbk?B?19S2r7vYuLQ6aGVsbG8gd29ybGQ=?=", above=True)
        terminal.until("<- xPq1xNPKvP7O0tLRvq3K1bW9wcujrNC70LujoQ==", above=True)


def test_a_big_letter_does_not_stall_the_prompt(tmp_path: Path) -> None:
    with Terminal("learn", "pop3-by-hand", "--lang", "en", state=tmp_path) as terminal:
        do(terminal, "pop3-by-hand", "en", last=5)
        terminal.say("retr 32", "octets in all")
        terminal.until("Enter>")
        terminal.say("noop", "-> noop")
        assert len(terminal.raw) < 100_000


def test_alone_and_on_a_projector(tmp_path: Path) -> None:
    with Terminal(
        "learn", "smtp-by-hand", "--mode", "solo", "--big", "--lang", "en", state=tmp_path
    ) as terminal:
        terminal.until("You find the lines yourself.")
        assert "[telnet" not in terminal.text()
        terminal.say("telnet smtp.163.com 25", "Enter>")
        assert "next:" not in terminal.text()
        terminal.press("enter")
        terminal.until("GREETED>")
        terminal.press("enter")
        terminal.until("Nothing was typed. F1 gives a hint")
        terminal.press("f1")
        terminal.until("The greeting is one word and a name")
        terminal.say("ehlo 163.com", "Step 2/10 passed.")
        notes = [row for row in terminal.rows() if row.startswith("       EHLO")]
        assert len(notes) == 1


def test_what_is_shown_is_not_taken_for_typed_where_there_is_no_grey(tmp_path: Path) -> None:
    with Terminal(
        "learn", "smtp-by-hand", "--no-color", "--lang", "en", state=tmp_path
    ) as terminal:
        terminal.until("$ [telnet smtp.163.com 25]")
        terminal.press("enter")
        terminal.until("Nothing was typed.")
        terminal.press("right")
        terminal.until("$ telnet smtp.163.com 25")


def test_line_by_line_to_the_end(tmp_path: Path) -> None:
    with Terminal("learn", "smtp-by-hand", "--plain", "--lang", "en", state=tmp_path) as terminal:
        for number, line, waits in lines("smtp-by-hand"):
            terminal.until(f"Step {number}/10")
            before = terminal.raw.count(b"> ") + terminal.raw.count(b"$ ")
            terminal.type(f"{line}\r")
            terminal.wait(
                lambda n=before: terminal.raw.count(b"> ") + terminal.raw.count(b"$ ") > n,
                f"no prompt after {line!r}",
            )
            if waits:
                terminal.until("Enter>")
                terminal.press("enter")
        terminal.until(CLOSING["en"], above=True)
        terminal.press("enter")
        terminal.until("(Y/n)")
        terminal.type("n\r")
        assert terminal.leave() == 0
        assert b"\x1b" not in terminal.raw
        assert "The letter as its reader sees it:" in terminal.text()


OWN = Path(__file__).parents[1] / "lesson" / "good"
PREDICT = {"en": "predict>", "zh": "预测>"}
ANSWER = {"en": "answer?>", "zh": "作答>"}


@pytest.mark.parametrize(
    ("language", "wrong", "foretold"),
    [("en", "Not this one.", "You said 5, it was 2."), ("zh", "不是这个", "你预测 5，结果是 2。")],
)
def test_a_prediction_is_one_key_and_a_question_waits(
    language: str, wrong: str, foretold: str, tmp_path: Path
) -> None:
    with Terminal(
        "learn", str(OWN / "whole.yaml"), "--lang", language, state=tmp_path, columns=60
    ) as terminal:
        terminal.say("telnet smtp.practice.example 25", PREDICT[language])
        terminal.type("5")
        terminal.until(foretold)
        terminal.until(ENTER[language])
        terminal.type("50\r")  # who types the whole code and Enter has typed one key
        terminal.wait(lambda: "50" not in _last_prompt(terminal), "the rest of a code stayed")
        time.sleep(0.7)  # no longer a habit
        terminal.press("enter")
        terminal.until("GREETED>")
        terminal.say("ehlo me.example", PREDICT[language])
        terminal.press("enter")
        terminal.until(ENTER[language])
        terminal.press("enter")
        terminal.until(ANSWER[language])
        terminal.until(STEP[language].format(3, 10))
        terminal.say("1", wrong)
        terminal.say(":state", "READY")
        terminal.say("2", ENTER[language])
        terminal.press("enter")
        terminal.until("READY>")
        assert f"{ANSWER[language]} 1" in terminal.text(), "it stays on the screen"
        assert "-> 1" not in terminal.text(), "and goes to nobody"


def _last_prompt(terminal: Terminal) -> str:
    """The row that is typed in."""
    return next((row for row in reversed(terminal.rows()[:-1]) if ">" in row), "")


@pytest.mark.parametrize("plain", [False, True])
def test_the_learner_is_the_server(plain: bool, tmp_path: Path) -> None:
    more = ["--plain"] if plain else []
    with Terminal(
        "learn", str(OWN / "server.yaml"), "--lang", "en", *more, state=tmp_path
    ) as terminal:
        terminal.until("server>")
        terminal.say("220 mail.example ready", "-> EHLO me.example")
        # Under --plain the terminal shows what is typed.
        terminal.say("250-mail.example", "[250 8BITMIME]" if plain else "server> 250-mail.example")
        terminal.say("250 8BITMIME", "-> RCPT TO:<b@mail.example>")
        terminal.say("550 no", "server>")
        terminal.say("250 ok", "The client begins this step again.")
        terminal.say(":quit", "")
        if plain:
            assert b"\x1b" not in terminal.raw


def test_two_lines_and_which_one_is_typed_to(tmp_path: Path) -> None:
    with Terminal("learn", "smtp-by-hand", "--lang", "en", state=tmp_path) as terminal:
        terminal.say("telnet smtp.163.com 25", "Enter>")
        terminal.press("enter")
        terminal.until("GREETED>")
        terminal.say(":switch", "stays open")
        terminal.say("telnet smtp.163.com 25", "2 GREETED>")
        terminal.say(":switch", "1 GREETED>")
        terminal.until("smtp.163.com:25, clear")


def test_a_local_command_where_nothing_is_local(tmp_path: Path) -> None:
    """Held back once; F1 helps there, F4 takes it over, and Enter again sends it."""
    with Terminal(
        "learn", "smtp-by-hand", "--mode", "solo", "--lang", "en", state=tmp_path
    ) as terminal:
        terminal.say("telnet smtp.163.com 25", "Enter>")
        terminal.press("enter")
        terminal.until("GREETED>")
        terminal.say("ehlo me.example", "Enter>")
        terminal.press("enter")
        terminal.until("READY>")
        terminal.say("auth login", "answer>")
        terminal.say(":hint", "Nothing is local here")
        terminal.until("answer> :hint")
        assert "-> :hint" not in " ".join(terminal.text().split())
        terminal.press("f1")
        terminal.until("one line of base64")
        time.sleep(0.5)  # the prompt comes back below the hint
        terminal.press("f4")
        terminal.until("answer>", gone=True)
        terminal.press("enter")
        terminal.until("press F3, and the line turns")
        terminal.until("answer>")
        assert "535" not in terminal.text()
        terminal.say(":hint", "answer> :hint")
        terminal.press("enter")
        terminal.until("535", above=True)
