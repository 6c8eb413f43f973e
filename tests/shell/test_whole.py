"""The whole program in one process: keys from a pipe, the screen thrown away or looked at."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.shell.seat import world
from tutor import course, progress
from tutor.net.link import Target
from tutor.net.talk import Talk
from tutor.net.ways import Ways
from tutor.shell.lessons import guided, live


def played(keys: str, do: Callable[[], int]) -> int:
    """Run the program with these keys already typed."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        return do()


def seen(stdout: io.TextIOBase) -> str:
    stdout.flush()
    assert isinstance(stdout, io.TextIOWrapper)
    buffer = stdout.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def lesson_keys(name: str) -> str:
    """The solution, with an Enter more behind each step whose card waits for it."""
    lesson = course.find(name)
    keys = ""
    for step in lesson.steps:
        keys += "".join(f"{line}\r" if line else "\r\r" for line in step.lines)
        reads = step.aside is not None or step.why is not None
        keys += "\r" if reads or step is lesson.steps[-1] else ""
    return keys + "\r"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["smtp-by-hand", "pop3-by-hand"])
def test_a_lesson(name: str, language: str, tmp_path: Path) -> None:
    here = world(tmp_path, language, interactive=True, terminal=True)
    assert played(lesson_keys(name), lambda: guided.run(here, name, guided.Options())) == 0
    text = seen(here.stdout)
    assert "Traceback" not in text
    assert {"en": "The lesson is done.", "zh": "本课完成。"}[language] in text
    recordings = list((tmp_path / "recordings").iterdir())
    assert len(recordings) == 1
    history = (tmp_path / "history").read_text()
    assert "telnet" in history
    assert "pass " not in history
    run = progress.load(tmp_path).learnt[name].done
    assert run is not None
    assert run.mode == "follow"
    assert run.lesson in recordings[0].read_text().splitlines()[0], "the hash that a grader sees"


def test_nobody_listens(tmp_path: Path) -> None:
    here = world(tmp_path, interactive=True, terminal=True)
    target = Target("127.0.0.1", 1, protocol="smtp")
    assert played("", lambda: live.run(here, target, Ways())) == 3
    assert "refused the connection" in seen(here.stdout)


def test_a_connection_that_takes_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forever(self: Talk, target: Target) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(Talk, "connect", forever)
    monkeypatch.setattr("tutor.shell.terminal.prompt.GRACE", 0.01)
    here = world(tmp_path, interactive=True, terminal=True)
    keys = "telnet mail.example 25\r\x03:state\rquit\r"
    assert played(keys, lambda: live.run(here, None, Ways())) == 0
    text = seen(here.stdout)
    assert "Given up" in text
    assert "There is no connection." in text


def test_a_fault_of_our_own_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(target: Target, _played: object) -> None:
        raise RuntimeError(target)

    monkeypatch.setattr("tutor.shell.hosts.play", broken)
    here = world(tmp_path, interactive=True, terminal=True)
    played("telnet x 25\r\x04", lambda: live.run(here, None, Ways()))
    assert "The program tripped here (RuntimeError)" in seen(here.stdout)


def left_at(state: Path) -> str:
    return progress.load(state).learnt["smtp-by-hand"].reached


def test_who_leaves_in_the_middle_is_asked_and_told_the_next_time(tmp_path: Path) -> None:
    keys = "telnet smtp.163.com 25\r\r\x04n:quit\r\r:state\r\x04\x04"
    here = world(tmp_path, interactive=True, terminal=True)
    assert played(keys, lambda: guided.run(here, "smtp-by-hand", guided.Options())) == 0
    text = seen(here.stdout)
    assert text.count("nothing was lost") == 2
    stayed, _, left = text.rpartition("nothing was lost")
    assert "closed the connection" not in stayed, "whoever stays has his connection still"
    assert "GREETED" in left
    assert left_at(tmp_path) == "ehlo"
    again = world(tmp_path, interactive=True, terminal=True)
    assert played("quit\r", lambda: guided.run(again, "smtp-by-hand", guided.Options())) == 0
    assert "Last time you reached step 2 of 10: type :catchup 2" in seen(again.stdout)
    assert left_at(tmp_path) == "ehlo"


@pytest.mark.parametrize(
    ("typed", "wants", "asked"),
    [
        ("\n", True, 1),
        ("y\n", True, 1),
        ("ＹＥＳ\n", True, 1),
        ("是\n", True, 1),
        ("n\n", False, 1),
        ("否\n", False, 1),
        ("", False, 1),
        ("quit\n\n", True, 2),
        ("quit\nn\n", False, 2),
        ("telnet smtp.163.com 25\nehlo me\n\n", False, 2),
    ],
)
def test_only_a_yes_is_one(typed: str, wants: bool, asked: int, tmp_path: Path) -> None:
    stdin = io.BytesIO(typed.encode())
    here = world(tmp_path, interactive=True)._replace(stdin=stdin)
    assert guided._wants_more(here) is wants
    assert seen(here.stdout).count("(Y/n)") == asked


def test_a_lesson_of_all_kinds_and_once_more_without_help(tmp_path: Path) -> None:
    keys = (
        "telnet smtp.practice.example 25\r2\r"  # predicted, then Enter: there is a why
        "ehlo me.example\r2\r"
        "1\r2\r\r"  # a question, first answered otherwise
        "mail from:<alice@practice.example>\rrcpt to:<nobody@practice.example>\r"
        "rcpt to:<bob@practice.example>\r"
        "25\r\r20\r\r"
        "data\rSubject: hi\r\r\rx\r.\r"
        ":switch\rtelnet pop3.practice.example 110\ruser bob\rpass carpenter\rstat\r"
        ":switch\rquit\rquit\r\r\r"
        "telnet smtp.practice.example 25\rehlo me.example\r\r\r"
    )
    here = world(tmp_path, interactive=True, terminal=True)._replace(stdin=io.BytesIO(b"\n"))
    lesson = str(Path(__file__).parents[1] / "lesson" / "good" / "whole.yaml")
    assert played(keys, lambda: guided.run(here, lesson, guided.Options())) == 0
    text = seen(here.stdout)
    assert "You said 2, and 2 it was." in text
    assert "Once more by yourself" in text
    assert "Done all by yourself." in text
    record = progress.load(tmp_path).learnt["whole"]
    assert record.done is not None
    assert record.done.mode == "follow"
    assert record.done.points is None, "in follow everything is shown: nothing is scored"
    assert record.again
    assert record.waiting == ("meaning",), "what was missed comes back"
    assert len(list((tmp_path / "recordings").iterdir())) == 1
