"""Home as the learner sees it: one short screen, single keys, both languages, every width."""

import re
import time
from pathlib import Path

import pytest

from tests.screen.terminal import Terminal
from tutor import course, progress
from tutor.progress import Done, Learnt
from tutor.words import Words

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|4[0-7])[0-9;]*m")
KEYS = {"en": "q leave", "zh": "q 离开"}
LISTED = re.compile(r"(?<![a-z])([x> ]) +([0-9]+)[* ] (?=[a-z0-9-]+ )")
TITLES = {"en": ("Send a mail by hand", "Fetch mail"), "zh": ("手动发送一封邮件", "手动收取邮件")}


def has_done(state: Path, lesson: str) -> None:
    run = Done("2026-01-05T09:00:00Z", "solo", 18)
    assert progress.change(state, lambda learnt: progress.finished(learnt, lesson, run)) is None


def has_begun(state: Path) -> None:
    """The first lesson, which shows a picture, is done."""
    has_done(state, "the-picture")


def has_left(state: Path, lesson: str, step: str) -> None:
    def how(learnt: Learnt) -> Learnt:
        missed = progress.answered(learnt, lesson, "q-post", right=False)
        return progress.left(missed, lesson, step)

    assert progress.change(state, how) is None


@pytest.mark.parametrize("more", [(), ("--no-color",), ("--plain",)], ids=["", "colour", "plain"])
@pytest.mark.parametrize(("language", "columns"), [("en", 80), ("en", 60), ("zh", 80), ("zh", 60)])
def test_the_first_screen_is_short_and_says_one_thing(
    language: str, columns: int, more: tuple[str, ...], tmp_path: Path
) -> None:
    has_begun(tmp_path)
    has_left(tmp_path, "pop3-by-hand", "step-4")
    with Terminal("--lang", language, *more, state=tmp_path, columns=columns) as terminal:
        terminal.until(KEYS[language])
        terminal.until(">")
        rows = [row for row in terminal.rows() if row]
        assert len(rows) <= 8, rows
        text = terminal.text().replace(" ", "")
        assert TITLES[language][1].replace(" ", "") in text, "what was left in the middle"
        assert TITLES[language][0].replace(" ", "") not in text, "and nothing else"
        assert "4" in text
        assert "19" in text
        assert bool(COLOUR.search(terminal.raw)) is not bool(more)
        terminal.type("q\r" if "--plain" in more else "q")
        assert terminal.leave() == 0
        assert "Traceback" not in terminal.text()


@pytest.mark.parametrize("enter", ["", "\r"], ids=["a key", "a key and Enter"])
def test_keys(enter: str, tmp_path: Path) -> None:
    has_begun(tmp_path)
    has_done(tmp_path, "smtp-by-hand")
    with Terminal("--lang", "en", state=tmp_path) as terminal:
        terminal.until("Next: Fetch mail by hand")
        terminal.type(f"L{enter}")
        terminal.until("下一课：手动收取邮件")
        terminal.type(f"l{enter}")
        terminal.until("x  2* smtp-by-hand", above=True)
        terminal.type(f"L{enter}")
        terminal.until("Next: Fetch mail by hand")
        terminal.type(f"r{enter}")
        terminal.until("Which one begins anew")
        terminal.type("2\r")
        terminal.until("This is lost: Send a mail by hand (done on 2026-01-05, 18 points)")
        terminal.until("(y/N)")
        terminal.type("y\r")
        terminal.until("Next: Send a mail by hand")
        terminal.type(f"q{enter}")
        assert terminal.leave() == 0
    assert (tmp_path / "wiretutor" / "config.toml").read_text() == 'lang = "en"\n'
    assert progress.load(tmp_path).learnt["smtp-by-hand"].is_empty


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80])
def test_the_list_fits(columns: int, language: str, tmp_path: Path) -> None:
    """Nothing of it scrolls out of a window of 24 rows before it was read."""
    has_begun(tmp_path)
    has_done(tmp_path, "smtp-by-hand")
    seen: set[int] = set()
    end = {"en": "whatcomesnext.", "zh": "就开始下一课。"}[language]
    more = "".join(Words(language).say(None, "ui.home.more").split())
    with Terminal("--lang", language, state=tmp_path, columns=columns) as terminal:
        terminal.until(KEYS[language])
        terminal.wait(lambda: window(terminal).endswith(">"), "home never waited")
        page = window(terminal)
        terminal.type("l")
        while end not in page:
            page = next_page(terminal, page, (end, more))
            seen |= {int(number) for _, number in LISTED.findall(" ".join(terminal.rows()))}
            time.sleep(0.7)  # no longer an Enter that belongs to the letter before it
            if end not in page:
                terminal.press("enter")
        terminal.type("q")
        assert terminal.leave() == 0
        marked = [(mark, number) for mark, number in LISTED.findall(terminal.text()) if mark != " "]
    assert marked == [("x", "1"), ("x", "2"), (">", "3")], "and no key that came early"
    assert seen == set(range(1, len(course.load().entries) + 1))


def next_page(terminal: Terminal, before: str, ends: tuple[str, ...]) -> str:
    """The window once another page of the list stands in it, whole, and a key is waited for."""

    def is_there() -> bool:
        now = window(terminal)
        return now != before and now.endswith(">") and any(end in now[-160:] for end in ends)

    terminal.wait(is_there, "the rest never came")
    return window(terminal)


def window(terminal: Terminal) -> str:
    """What can be seen, without blanks and breaks."""
    return "".join("".join(terminal.rows()).split())


def test_a_lesson_from_home_and_back(tmp_path: Path) -> None:
    with Terminal("--lang", "zh", state=tmp_path) as terminal:
        terminal.until("谁和谁说话")
        terminal.press("enter")
        terminal.until("第 1/9 步")
        terminal.press("ctrl-d")
        terminal.wait(lambda: terminal.raw.count("q 离开".encode()) == 2, "home never came back")
        terminal.type("2\r")
        terminal.until("第 1/10 步")
        terminal.press("ctrl-d")
        terminal.wait(lambda: terminal.raw.count("q 离开".encode()) == 3, "home never came back")
        terminal.press("ctrl-d")
        assert terminal.leave() == 0


def test_the_language_of_the_last_time(tmp_path: Path) -> None:
    has_begun(tmp_path)
    for first, second in (("Send a mail", "手动发送"), ("手动发送", "Send a mail")):
        with Terminal(state=tmp_path) as terminal:
            terminal.until(first)
            terminal.type("L")
            terminal.until(second)
            terminal.type("q")
            assert terminal.leave() == 0


def test_line_by_line(tmp_path: Path) -> None:
    has_begun(tmp_path)
    has_done(tmp_path, "smtp-by-hand")
    with Terminal("--plain", "--lang", "en", state=tmp_path, columns=60) as terminal:
        terminal.until("Fetch mail by hand")
        terminal.type("l\r")
        terminal.until("what comes next.")
        assert "x 2* smtp-by-hand" in terminal.text()
        terminal.type("r\r")
        terminal.until("Which one begins anew")
        terminal.type("\r")
        terminal.until("Nothing was reset.")
        terminal.type("3\r")
        terminal.until("two questions from earlier lessons")
        terminal.type("\r\r")
        terminal.until("Step 1/19")
        terminal.press("ctrl-d")
        terminal.wait(lambda: terminal.raw.count(b"q leave") == 3, "home never came back")
        terminal.type("q\r")
        assert terminal.leave() == 0
        assert b"\x1b" not in terminal.raw


def test_a_damaged_file_is_one_sentence_on_the_first_screen(tmp_path: Path) -> None:
    (tmp_path / "progress.json").write_text("{")
    with Terminal("--lang", "en", state=tmp_path) as terminal:
        terminal.until("progress was damaged")
        terminal.until("Next: Who talks to whom")
        terminal.type("q")
        assert terminal.leave() == 0
    assert (tmp_path / "progress.json.damaged").read_text() == "{"


def test_what_is_typed_before_the_keys_are_listened_to_counts(tmp_path: Path) -> None:
    with Terminal("--lang", "en", state=tmp_path) as terminal:
        terminal.until("q leave")
        terminal.type("lLq")  # at once: what reads the keys is still on its way
        assert terminal.leave() == 0
        assert "谁和谁说话" in terminal.text()
        assert not [row for row in terminal.rows() if row.startswith(("l", "L"))]


def test_to_leave_needs_no_waiting_either(tmp_path: Path) -> None:
    with Terminal("--lang", "en", state=tmp_path) as terminal:
        terminal.until("q leave")
        terminal.press("ctrl-d")
        assert terminal.leave() == 0
    with Terminal("--lang", "en", state=tmp_path) as terminal:
        terminal.until("q leave")
        terminal.press("ctrl-c")
        assert terminal.leave() == 130
        assert "Traceback" not in terminal.text()
