"""A lesson shown to a class: what stands on the projector, and what each key does."""

import json
from pathlib import Path

import pytest

from tests.screen.terminal import Terminal
from tutor import course

LESSONS = ["smtp-by-hand", "pop3-by-hand"]


def watching(state: Path, *more: str, name: str = "smtp-by-hand", columns: int = 80) -> Terminal:
    return Terminal("learn", name, "--mode", "watch", *more, state=state, columns=columns)


def lowest(terminal: Terminal) -> str:
    return next((row for row in reversed(terminal.rows()) if row), "")


def at_step(terminal: Terminal, number: int, *, total: int = 10) -> None:
    """Wait until the row below says which step it is, and nothing is being typed."""
    row = f"Step {number}/{total}"
    terminal.wait(lambda: row in lowest(terminal), f"{row} never came")


def on_to(terminal: Terminal, *expected: str) -> None:
    """Press Enter for each of these, and wait for it."""
    for text in expected:
        terminal.press("enter")
        terminal.until(text)


def test_enter_goes_on_and_the_line_is_typed_by_a_hand(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("The program types. Enter goes on")
        at_step(terminal, 1)
        assert "Enter on  Left back  Tab take over  b blank  q leave" in lowest(terminal)
        assert "$ t" not in terminal.text(), "nothing is typed before somebody goes on"
        terminal.press("enter")
        for part in ("$ tel", "$ telnet smtp", "$ telnet smtp.163.com 25"):
            terminal.until(part)
        terminal.until("Step 1/10 passed.")
        terminal.until("Enter>")
        on_to(terminal, "Step 2/10  220 means")
        terminal.until("GREETED>")


def test_enter_while_it_types_finishes_the_line(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("Step 1/10  SMTP")
        terminal.press("enter")
        terminal.until("$ t")
        before = len(terminal.raw)
        terminal.press("enter")
        terminal.until("Step 1/10 passed.")
        typed = terminal.raw[before:].decode(errors="replace")
        assert "$ telnet smtp.163.com 2\x1b" not in typed, "no letter after the other any more"


@pytest.mark.parametrize("key", [" ", "\x1b[C"])
def test_other_keys_that_go_on(key: str, tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("Step 1/10  SMTP")
        terminal.type(key)
        terminal.until("$ t")
        terminal.type(key)
        terminal.until("Step 1/10 passed.")


def greeted(terminal: Terminal) -> None:
    """To the end of step 2: the server was greeted, and its card is there."""
    terminal.until("Step 1/10  SMTP")
    terminal.press("enter")
    terminal.until("$ t")
    on_to(terminal, "Enter>", "Step 2/10  220")
    terminal.until("GREETED>")
    terminal.press("enter")
    terminal.until("GREETED> e")
    on_to(terminal, "Step 2/10 passed.")
    terminal.until("Enter>")


def test_left_goes_back_and_the_server_with_it(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        greeted(terminal)
        terminal.press("left")
        terminal.until("One step back")
        terminal.until("GREETED>")
        at_step(terminal, 2)
        terminal.press("left")
        terminal.until("$")
        at_step(terminal, 1)
        terminal.press("left")
        terminal.until("This is the beginning of the lesson.")
        terminal.press("enter")
        terminal.until("$ t")
        terminal.press("enter")
        terminal.until("Enter>")
        assert terminal.text().count("Step 1/10 passed.") == 2


def test_tab_takes_over_and_gives_back_where_it_was(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        greeted(terminal)
        on_to(terminal, "Step 3/10  The line AUTH")
        terminal.until("READY>")
        terminal.press("tab")
        terminal.until("The keyboard is yours, and nothing is judged.")
        terminal.wait(lambda: "Tab gives it back" in lowest(terminal), "the row says nothing")
        terminal.say("auth plain", "-> auth plain")
        terminal.until("answer>")
        terminal.say("*", "501")
        terminal.say("quit", "-> quit")
        terminal.until("$")
        assert "Step 3/10 passed." not in terminal.text(), "what a teacher shows is not judged"
        terminal.press("tab")
        terminal.until("Back in the lesson")
        terminal.until("READY>")
        at_step(terminal, 3)
        terminal.press("enter")
        terminal.until("READY> a")
        on_to(terminal, "334 dXNlcm5hbWU6")
        terminal.until("Step 3/10 passed.")


def test_what_was_sent_while_taken_over_is_taken_back(tmp_path: Path) -> None:
    """A message marked as deleted is there again, and the deletion of the lesson still counts."""
    with watching(tmp_path, "--lang", "en", name="pop3-by-hand") as terminal:
        terminal.until("Step 1/19  POP3")
        for number in range(1, 5):
            terminal.press("enter")
            terminal.wait(lambda: len(lowest(terminal)) > 0, "no row")
            terminal.press("enter")
            terminal.until(f"Step {number}/19 passed.")
            if number == 1:
                on_to(terminal, "Step 2/19")
        terminal.until("TRANSACTION>")
        terminal.press("tab")
        terminal.until("The keyboard is yours")
        terminal.say("dele 3", "marked")
        terminal.say("quit", "$")
        terminal.press("tab")
        terminal.until("Back in the lesson")
        terminal.until("TRANSACTION>")
        terminal.press("tab")
        terminal.say("stat", "+OK 35 11563487")


def test_a_taken_keyboard_is_given_back_by_leaving_too(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("Step 1/10  SMTP")
        terminal.press("tab")
        terminal.until("The keyboard is yours")
        terminal.say("exit", "Back in the lesson")
        terminal.press("tab")
        terminal.until("Tab gives it back")
        terminal.press("ctrl-d")
        at_step(terminal, 1)


def test_b_blanks_the_screen(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("Step 1/10  SMTP")
        before = len(terminal.raw)
        terminal.type("b")
        terminal.wait(lambda: b"\x1b[?1049h" in terminal.raw[before:], "no other screen")
        terminal.type("x")
        terminal.wait(lambda: b"\x1b[?1049l" in terminal.raw[before:], "nothing came back")
        at_step(terminal, 1)
        terminal.press("enter")
        terminal.until("$ t")


@pytest.mark.parametrize("key", ["q", "\x03", "\x04"])
def test_leaving_at_once_with_a_goodbye(key: str, tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("Step 1/10  SMTP")
        at_step(terminal, 1)
        terminal.type(key)
        terminal.until("The demonstration ends at Step 1/10.")
        assert terminal.leave() == 0
    assert not (tmp_path / "progress.json").exists()


def test_other_keys_and_pasted_text_mean_nothing(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en") as terminal:
        terminal.until("Step 1/10  SMTP")
        at_step(terminal, 1)
        terminal.type("hello 123")
        terminal.paste("quit\nquit")
        terminal.type("\x7f\x01\x0b\x1b[A\x12")
        terminal.press("enter")
        terminal.until("$ t")
        terminal.press("enter")
        terminal.until("Step 1/10 passed.")
        assert "hello" not in terminal.text()


@pytest.mark.parametrize(("language", "columns"), [("en", 60), ("zh", 60), ("zh", 80), ("en", 120)])
def test_the_row_fits(language: str, columns: int, tmp_path: Path) -> None:
    keys = {"en": "Tab take over", "zh": "Tab 接管键盘"}[language]
    with watching(tmp_path, "--lang", language, columns=columns) as terminal:
        wanted = "".join(keys.split())
        terminal.wait(lambda: wanted in "".join(lowest(terminal).split()), "no keys in the row")
        assert ("not connected" in lowest(terminal)) is (columns == 120)


def test_for_a_projector(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en", "--big") as terminal:
        greeted(terminal)
        terminal.wait(lambda: lowest(terminal).strip() == "Step 2/10", "more than a number below")
        rows = terminal.rows()
        notes = [row for row in rows if row.startswith("       EHLO")]
        assert len(notes) == 1
        assert "next:" not in terminal.text()
        said = next(number for number, row in enumerate(rows) if row.startswith(" ->  ehlo"))
        assert rows[said - 1] == "", "an exchange stands by itself"


def test_from_a_step(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en", "--from", "3") as terminal:
        terminal.until("Step 3/10  The line AUTH")
        terminal.until("READY>")
        assert "220 163.com" not in terminal.text(), "no more than the last exchange"
        assert "-> ehlo" in terminal.text()
        terminal.press("left")
        terminal.until("One step back")
        terminal.until("GREETED>")
        at_step(terminal, 2)


@pytest.mark.parametrize("mode", ["watch", "follow", "solo", "exam"])
def test_it_types_itself_at_a_terminal_in_every_mode(mode: str, tmp_path: Path) -> None:
    """At its own pace; whoever has no time presses Enter."""
    total = len(course.find("smtp-by-hand").steps)
    with Terminal(
        *("learn", "smtp-by-hand", "--auto", "--mode", mode, "--lang", "en"), state=tmp_path
    ) as terminal:
        terminal.until("$ tel")  # nobody pressed a key
        terminal.press(*["enter"] * 150)
        assert terminal.leave() == 0
        assert f"Step {total}/{total} passed." in terminal.text()
    (kept,) = (tmp_path / "recordings").iterdir()
    told = json.loads(kept.read_text().splitlines()[0])["lesson"]
    assert (told["mode"], told["auto"]) == ("watch", True)


def test_line_by_line(tmp_path: Path) -> None:
    with watching(tmp_path, "--lang", "en", "--plain") as terminal:
        terminal.until("Before Enter: < goes back")
        terminal.until("$")
        on_to(terminal, "$ telnet smtp.163.com 25")
        terminal.until("Step 1/10 passed.")
        terminal.until("Enter>")
        on_to(terminal, "Step 2/10  220", "-> ehlo 163.com")
        terminal.until("Step 2/10 passed.")
        terminal.type("<")
        on_to(terminal, "One step back")
        terminal.type("\t")
        on_to(terminal, "The keyboard is yours")
        terminal.say("noop", "NOOP")
        terminal.type("\t")
        on_to(terminal, "Back in the lesson")
        terminal.type("q")
        on_to(terminal, "The demonstration ends at Step 2/10.")
        assert terminal.leave() == 0
        assert terminal.raw.count(b"\x1b[") == 0, "nothing is redrawn"


def test_without_redraw_it_waits_for_nobody(tmp_path: Path) -> None:
    with Terminal(
        *("learn", "pop3-by-hand", "--auto", "--plain", "--lang", "zh"), state=tmp_path
    ) as terminal:
        assert terminal.leave() == 0
        assert "第 19/19 步完成。" in terminal.text()
        assert terminal.raw.count(b"\x1b[") == 0
