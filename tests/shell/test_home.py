"""Home in one process: what it offers, what its keys do, and what they leave behind."""

import contextlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.lesson.rehearsing import SHIPPED
from tests.shell.seat import world
from tutor import course, progress, settings
from tutor.progress import Done, Learnt
from tutor.shell.home import home
from tutor.shell.home.choosing import Lines
from tutor.shell.home.letters import Letters
from tutor.shell.lessons import enrolling, syllabus
from tutor.world import World


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own settings are touched."""
    monkeypatch.setattr("tutor.settings.config_file", lambda: tmp_path / "config.toml")
    return tmp_path / "config.toml"


@pytest.fixture(autouse=True)
def two_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course of two of the shipped lessons: what is offered does not depend on what they add."""
    place = tmp_path / "two-lessons"
    place.mkdir()
    for name in ("smtp-by-hand", "pop3-by-hand"):
        shutil.copy(course.folder() / f"{name}.yaml", place)
    order = "\n".join(
        [
            "format: 1",
            "lessons: [smtp-by-hand, pop3-by-hand]",
            "points: {smtp-by-hand: 20, pop3-by-hand: 20}",
            "class_path: {smtp-by-hand: 40, pop3-by-hand: 40}",
        ]
    )
    (place / "course.yaml").write_text(order)
    monkeypatch.setattr("tutor.course.folder", lambda: place)


def happened(state: Path, *changes: Callable[[Learnt], Learnt]) -> None:
    for each in changes:
        assert progress.change(state, each) is None


def finished(lesson: str, points: int | None = None) -> Callable[[Learnt], Learnt]:
    run = Done("2026-01-05T09:00:00Z", "solo", points)
    return lambda learnt: progress.finished(learnt, lesson, run)


def left(lesson: str, step: str) -> Callable[[Learnt], Learnt]:
    return lambda learnt: progress.left(learnt, lesson, step)


def missed(lesson: str, step: str) -> Callable[[Learnt], Learnt]:
    return lambda learnt: progress.answered(learnt, lesson, step, right=False)


def seen(here: World) -> str:
    here.stdout.flush()
    assert isinstance(here.stdout, io.TextIOWrapper)
    buffer = here.stdout.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def complaints(here: World) -> str:
    assert isinstance(here.stderr, io.StringIO)
    return here.stderr.getvalue()


def at_home(state: Path, lines: str, language: str = "en") -> World:
    """Home with these lines typed under --plain."""
    here = world(state, language, interactive=True, terminal=True, plain=True)
    here = here._replace(stdin=io.BytesIO(lines.encode()))
    assert home.run(here) == 0
    return here


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """The lessons that home begins, and at which step; none of them is really done."""
    found: list[tuple[str, str | None]] = []

    def run(_world: World, name: str, options: object) -> int:
        found.append((name, options.start))  # type: ignore[attr-defined]
        return 0

    monkeypatch.setattr("tutor.shell.lessons.guided.run", run)
    return found


# -- what is offered -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ([], "Next: Send a mail by hand   about 10 minutes"),
        ([finished("smtp-by-hand")], "Next: Fetch mail by hand   about 12 minutes"),
        ([left("pop3-by-hand", "stat")], "Go on at step"),
        ([left("smtp-by-hand", "ehlo")], "Go on at step 2 of 10: Send a mail by hand"),
        ([left("smtp-by-hand", "gone-since")], "Next: Send a mail by hand"),
        (
            [finished("smtp-by-hand"), finished("pop3-by-hand")],
            "Every lesson is done. The first one again: Send a mail by hand",
        ),
        # who goes through a lesson once more and leaves is not held to it
        ([finished("smtp-by-hand"), left("smtp-by-hand", "ehlo")], "Next: Fetch mail by hand"),
    ],
)
def test_one_thing_is_offered(
    changes: list[Callable[[Learnt], Learnt]], offered: str, tmp_path: Path
) -> None:
    happened(tmp_path, *changes)
    assert offered in seen(at_home(tmp_path, ""))


def asked(count: int) -> str:
    return f"Questions from earlier lessons, asked first: {count}"


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ([], 0),
        ([finished("the-picture")], 2),
        ([finished("the-picture"), missed("envelope-and-header", "proof")], 2),
        ([finished("the-picture"), left("smtp-by-hand", "ehlo")], 0),  # it is gone on with
        ([missed("envelope-and-header", "proof")], 1),
        ([missed("envelope-and-header", "gone-since")], 0),
    ],
)
def test_home_says_how_many_questions_will_be_asked(
    changes: list[Callable[[Learnt], Learnt]],
    count: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tutor.course.folder", lambda: SHIPPED)
    happened(tmp_path, *changes)
    here = world(tmp_path, interactive=True, terminal=True)
    found = course.load()
    entry = syllabus.upcoming(found, syllabus.known(here))
    assert entry is not None
    text = seen(at_home(tmp_path, "q\n"))
    assert (asked(count) in text) is bool(count)
    assert ("asked first" in text) is bool(count)
    learnt = syllabus.known(here)
    start = syllabus.reached(course.outline(entry), learnt) or None
    chosen = enrolling.Chosen(course.lesson(entry), found, entry)
    options = enrolling.Options(start=start and str(start + 1))
    assert len(enrolling.cover(here, chosen, options, again=False).review) == count


def test_enter_begins_where_the_lesson_was_left(
    begun: list[tuple[str, str | None]], tmp_path: Path
) -> None:
    at_home(tmp_path, "\n2\npop3-by-hand\nq\n")
    assert begun == [("smtp-by-hand", None), ("pop3-by-hand", None), ("pop3-by-hand", None)]
    begun.clear()
    happened(tmp_path, left("smtp-by-hand", "ehlo"))
    at_home(tmp_path, "\n1\nq\n")
    assert begun == [("smtp-by-hand", "ehlo")] * 2


@pytest.mark.parametrize("typed", ["what", "0", "99", "²", "-1", "Lx"])
def test_what_is_no_lesson_is_said(
    typed: str, begun: list[tuple[str, str | None]], tmp_path: Path
) -> None:
    text = seen(at_home(tmp_path, f"{typed}\nq\n"))
    assert text.count("That is no lesson") == 1
    assert begun == []


def test_the_course_shows_what_is_done(tmp_path: Path) -> None:
    happened(tmp_path, finished("smtp-by-hand", 18), left("pop3-by-hand", "step-4"))
    text = seen(at_home(tmp_path, "l\nq\n"))
    assert "x  1* smtp-by-hand" in text
    assert "(10 min, 40 in class, done, 18 of 20 points)" in text
    assert ">  2* pop3-by-hand" in text
    assert "left at step 4 of 19, next)" in text


def test_a_damaged_file_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "progress.json").write_text("{")
    assert complaints(at_home(tmp_path, "l\nl\nq\n")).count("was damaged") == 1
    assert complaints(at_home(tmp_path, "q\n")) == ""


# -- language ------------------------------------------------------------------------------------


def test_the_language_changes_at_once_and_is_remembered(config: Path, tmp_path: Path) -> None:
    text = seen(at_home(tmp_path, "L\nq\n"))
    assert text.index("Send a mail by hand") < text.index("手动发送一封邮件")
    assert settings.load(config).lang == "zh"
    assert "Send a mail by hand" in seen(at_home(tmp_path, "L\nq\n", "zh"))
    assert settings.load(config).lang == "en"


CONFIG = '# mine\nrecord = false  # never\nlang = "en" # here\n\n[other]\nlang = "fr"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, 'lang = "zh"\n'),
        ("", 'lang = "zh"\n'),
        (CONFIG, CONFIG.replace('lang = "en" #', 'lang = "zh"  #')),
        ('[other]\nlang = "fr"\n', 'lang = "zh"\n[other]\nlang = "fr"\n'),
        ("record = true", 'lang = "zh"\nrecord = true\n'),
    ],
)
def test_the_rest_of_the_settings_stays_as_it_was_written(
    before: str | None, after: str, config: Path
) -> None:
    if before is not None:
        config.write_text(before)
    settings.remember_language(config, "zh")
    assert config.read_text() == after


@pytest.mark.parametrize("before", ["nonsense", 'x = """\nlang = "en"\n"""\n', 'lang = "de"'])
def test_what_is_not_understood_is_not_written_over(
    before: str, config: Path, tmp_path: Path
) -> None:
    config.write_text(before)
    here = at_home(tmp_path, "L\nq\n")
    assert "手动发送一封邮件" in seen(here), "it holds until the learner leaves"
    assert "没能记住" in complaints(here)
    assert config.read_text() == before


# -- reset ---------------------------------------------------------------------------------------


def test_reset_names_what_is_lost_and_asks(tmp_path: Path) -> None:
    happened(
        tmp_path,
        finished("smtp-by-hand", 18),
        missed("smtp-by-hand", "q-a"),
        left("pop3-by-hand", "step-4"),
    )
    before = progress.load(tmp_path)
    for lines in ("r\n\nq\n", "r\nnonsense\nq\n", "r\n1\n\nq\n", "r\nall\nn\nq\n", "r\n1\n"):
        text = seen(at_home(tmp_path, lines))
        assert "Nothing was reset." in text
        assert progress.load(tmp_path) == before
    text = seen(at_home(tmp_path, "r\n1\ny\nq\n"))
    lost = "Send a mail by hand (done on 2026-01-05, 18 points, missed questions: 1)"
    assert f"This is lost: {lost}. Your recordings stay." in text
    learnt = progress.load(tmp_path).learnt
    assert learnt["smtp-by-hand"].is_empty
    assert learnt["pop3-by-hand"].reached == "step-4"


def test_reset_of_all_and_of_what_is_no_part_of_the_course(tmp_path: Path) -> None:
    happened(tmp_path, finished("smtp-by-hand"), left("my-own", "hello"))
    text = seen(at_home(tmp_path, "r\nall\nyes\nr\nq\n"))
    assert "my-own (left in the middle)" in text
    assert "Lessons that begin anew: 2" in text
    assert "there is nothing to reset" in text
    assert all(record.is_empty for record in progress.load(tmp_path).learnt.values())
    happened(tmp_path, left("my-own", "hello"))
    at_home(tmp_path, "r\nmy-own\n好\nq\n", "zh")
    assert progress.load(tmp_path).learnt["my-own"].is_empty


# -- keys ----------------------------------------------------------------------------------------


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@contextlib.contextmanager
def keyboard(keys: str) -> Iterator[tuple[Letters, Clock]]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        clock = Clock()
        yield Letters(clock), clock


@pytest.mark.parametrize(
    ("keys", "choices"),
    [
        ("lLrq", ["l", "L", "r", "q"]),
        ("l\rL\nq", ["l", "L", "q"]),  # an Enter out of habit belongs to the letter
        ("\rl\r\r", ["", "l", ""]),  # but one only
        ("12\r1\r", ["12", "1"]),
        ("pop3-by-hand\r", ["pop3-by-hand"]),  # no letter within a word is a key
        ("1l\x7f\r", ["1"]),
        ("\x1b[A\x1bOPq", ["q"]),  # arrows and F-keys choose nothing
        ("\x04", [None]),
    ],
)
def test_a_letter_acts_at_once(keys: str, choices: list[str | None]) -> None:
    with keyboard(keys) as (letters, _):
        assert [letters.key() for _ in choices] == choices


def test_enter_after_a_while_is_a_choice() -> None:
    with keyboard("l") as (letters, clock), contextlib.ExitStack():
        assert letters.key() == "l"
    with keyboard("l\r") as (letters, clock):
        assert letters.key() == "l"
        assert clock.now == 100.0
    with keyboard("r\r1\ry\rq") as (letters, _):
        assert letters.key() == "r"
        assert [letters.line("which?"), letters.line("sure?"), letters.key()] == ["1", "y", "q"]


def test_a_line_may_begin_with_a_letter_that_is_a_key() -> None:
    with keyboard("relay\rl") as (letters, _):
        assert [letters.line("which?"), letters.key()] == ["relay", "l"]


# -- the list ------------------------------------------------------------------------------------


def test_the_list_for_other_programs(tmp_path: Path) -> None:
    happened(tmp_path, finished("smtp-by-hand", 18), left("pop3-by-hand", "step-4"))
    here = world(tmp_path, json=True)
    assert syllabus.run(here, None) == 0
    first, second = (json.loads(line) for line in seen(here).splitlines())
    assert first["id"] == "smtp-by-hand"
    assert first["done"] == {
        "at": "2026-01-05T09:00:00Z",
        "mode": "solo",
        "points": 18,
        "lesson": "",
    }
    assert (first["points"], first["class_minutes"], first["next"]) == (20, 40, False)
    assert second["reached"]["number"] == 4
    assert second["next"]
    assert course.find("pop3-by-hand").steps[3].id == second["reached"]["step"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    for name in ("none", "."):
        here = world(tmp_path)
        place = tmp_path / name
        assert syllabus.run(here, str(place)) == 2
        assert str(place) in complaints(here)


def test_the_list_is_leafed_through_in_a_low_window(
    begun: list[tuple[str, str | None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece fits, nothing is left out, and only the last says what Enter begins."""
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((50, 8)))
    here = world(tmp_path, "en", interactive=True, terminal=True)
    here = here._replace(stdin=io.BytesIO(b"l\n" + b"\n" * 20 + b"q\n"))
    monkeypatch.setattr(home.Home, "_chooser", lambda self: Lines(self._world))
    assert home.run(here) == 0
    pieces = seen(here).partition("q leave")[2].partition("wiretutor")[0].split("\n> ")
    listed = [piece for piece in pieces if "--" in piece]
    assert len(listed) > 1
    assert all(len(piece.splitlines()) <= 8 for piece in listed)
    assert all(entry.id in "".join(listed) for entry in course.load().entries)
    assert ["goes on" in piece for piece in listed] == [True] * (len(listed) - 1) + [False]
    assert [name for name, _ in begun][:1] == ["smtp-by-hand"], "Enter behind the last begins"
