"""A lesson that plays by itself: its rhythm, its lines, its notes, and what it leaves behind."""

import asyncio
import io
import json
import os
import subprocess
import sys
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.shell.seat import world
from tutor import course
from tutor.cli import main
from tutor.lesson import Lesson, Localized, Question
from tutor.shell.lessons import guided
from tutor.shell.showing import pacing
from tutor.shell.showing.presenting import Notes
from tutor.words import Words

LESSONS = ["smtp-by-hand", "pop3-by-hand"]
MODES = ["watch", "follow", "solo", "exam"]
DONE = {"en": "The lesson is done.", "zh": "本课完成。"}

each_lesson = pytest.mark.parametrize("name", LESSONS)
each_language = pytest.mark.parametrize("language", ["en", "zh"])


# -- the rhythm ----------------------------------------------------------------------------------


@given(st.text(max_size=300), st.integers(0, 2**32))
def test_every_key_has_its_time_and_a_line_its_end(text: str, seed: int) -> None:
    waits = pacing.rhythm(text, seed)
    assert len(waits) == len(text) + 1, "one for each character, one for Enter"
    assert min(waits) > 0
    assert sum(waits) <= pacing.LONGEST + 1e-6
    assert waits == pacing.rhythm(text, seed), "the same text is typed the same way"


def test_a_hand_is_no_metronome() -> None:
    waits = pacing.rhythm("mail from:<alice@163.com>")
    assert len({round(wait, 3) for wait in waits}) > 15
    assert waits[-1] > max(waits[:-1]), "one looks at a line before Enter"
    assert pacing.rhythm("ehlo me", 1) != pacing.rhythm("ehlo me", 2)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_text_is_read_longer_within_limits(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert pacing.LEAST <= pacing.reading(less) <= pacing.reading(more) <= pacing.MOST


# -- without waiting -----------------------------------------------------------------------------


def run(*arguments: str, state: Path) -> tuple[int, str]:
    """The program alone, with nobody at its keyboard: the exit code and all that it said."""

    async def process() -> tuple[int, str]:
        made = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tutor", *arguments, "--state", str(state)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "XDG_CONFIG_HOME": str(state), "PYTHONIOENCODING": "utf-8"},
        )
        out, _ = await made.communicate()
        return made.returncode or 0, out.decode()

    return asyncio.run(process())


@each_language
@each_lesson
@pytest.mark.parametrize("mode", MODES)
def test_a_lesson_types_itself_in_a_pipe(
    name: str, mode: str, language: str, tmp_path: Path
) -> None:
    code, text = run("learn", name, "--auto", "--mode", mode, "--lang", language, state=tmp_path)
    assert code == 0, text
    assert DONE[language] in text
    assert all(line in text for step in course.find(name).steps for line in step.lines)
    assert not (tmp_path / "progress.json").exists(), "nobody has learnt anything by that"
    assert not (tmp_path / "history").exists()
    (kept,) = (tmp_path / "recordings").iterdir()
    told = json.loads(kept.read_text().splitlines()[0])["lesson"]
    assert (told["mode"], told["auto"]) == ("watch", True), "nobody's work, whatever the mode"


def test_auto_alone_is_watching(tmp_path: Path) -> None:
    code, text = run("learn", "smtp-by-hand", "--auto", "--lang", "en", state=tmp_path)
    assert code == 0
    assert "next: AUTH, MAIL, STARTTLS" in text, "with the help of watching"


def test_events_of_a_lesson_that_types_itself(tmp_path: Path) -> None:
    code, text = run("learn", "pop3-by-hand", "--auto", "--json", state=tmp_path)
    assert code == 0
    events = [json.loads(row) for row in text.splitlines() if row.startswith("{")]
    verbs = [row["command"]["verb"] for row in events if row.get("command")]
    assert verbs[:4] == ["GREETING", "USER", "PASS", "STAT"]


@each_language
def test_watching_needs_a_keyboard(language: str, tmp_path: Path) -> None:
    code, text = run("learn", "--mode", "watch", "--lang", language, state=tmp_path)
    assert code == 2
    assert "--auto" in text


UNREACHED = """
format: 1
id: unreached
title: {en: "x", zh: "x"}
protocol: smtp
steps:
  - id: never
    say: {en: "x", zh: "x"}
    type: [noop]
    goal: {command: QUIT, class: ok}
"""


def test_a_lesson_that_its_own_lines_do_not_solve(tmp_path: Path) -> None:
    (tmp_path / "unreached.yaml").write_text(UNREACHED)
    path = str(tmp_path / "unreached.yaml")
    code, text = run("learn", path, "--auto", "--lang", "en", state=tmp_path)
    assert code == 4
    assert "Step 1 (never) was not passed by its own lines." in text


ALL_KINDS = """
format: 1
id: all-kinds
title: {en: "All kinds", zh: "各种步骤"}
protocol: smtp
hosts: {"mail.example:25": smtp, "pop.example:110": pop3}
steps:
  - id: open
    say: {en: "Open the line.", zh: "连接。"}
    type: ["telnet mail.example 25", "ehlo me.example"]
    goal: {state: READY}
    predict: {en: "Every EHLO is welcome.", zh: "EHLO 总会成功。"}
  - id: which
    ask: {en: "Which digit means yes?", zh: "哪个数字表示成功？"}
    choices:
      - {text: {en: "4", zh: "4"}, why: {en: "That is later.", zh: "那是稍后。"}}
      - {text: {en: "2", zh: "2"}, why: {en: "Two is yes.", zh: "2 表示成功。"}}
    answer: 2
  - id: fetch
    connection: pop3
    say: {en: "A second line.", zh: "第二条连接。"}
    type: [":switch", "telnet pop.example 110"]
    goal: {state: AUTHORIZATION}
  - id: over-there
    connection: smtp
    say: {en: "Back to the first.", zh: "回到第一条。"}
    type: [":switch", "noop"]
    goal: {command: NOOP, class: ok}
  - id: be-it
    say: {en: "Now you are the server: greet.", zh: "现在你是服务器：问候。"}
    client: []
    type: ["220 mail.example"]
    goal: {command: GREETING, class: ok}
  - id: answer-it
    say: {en: "Answer the greeting.", zh: "应答问候。"}
    client: ["EHLO me.example"]
    type: ["250 mail.example"]
    goal: {command: EHLO, class: ok}
  - id: number
    ask: {en: "Which port?", zh: "哪个端口？"}
    number: 25
    why: {en: "25 it is.", zh: "就是 25。"}
"""


@pytest.fixture
def kinds(tmp_path: Path) -> str:
    path = tmp_path / "all-kinds.yaml"
    path.write_text(ALL_KINDS, "utf-8")
    return str(path)


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_step_types_itself(mode: str, kinds: str, tmp_path: Path) -> None:
    code, text = run("learn", kinds, "--auto", "--mode", mode, "--lang", "en", state=tmp_path)
    assert code == 0, text


# -- with keys -----------------------------------------------------------------------------------


def shown(keys: str, do: Callable[[], int]) -> int:
    """Run the program with these keys already pressed."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        return do()


def seen(stdout: TextIO) -> str:
    stdout.flush()
    assert isinstance(stdout, io.TextIOWrapper)
    buffer = stdout.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@each_language
@each_lesson
def test_enter_leads_through_a_lesson(name: str, language: str, tmp_path: Path) -> None:
    here = world(tmp_path, language, interactive=True, terminal=True)
    options = guided.Options("watch")
    assert shown("\r" * 300, lambda: guided.run(here, name, options)) == 0
    text = " ".join(seen(here.stdout).split())
    assert DONE[language] in text
    assert not (tmp_path / "progress.json").exists()
    assert (tmp_path / "history").read_text() == "", "nobody has typed these lines"


def test_every_kind_of_step_is_shown_and_gone_back_to(kinds: str, tmp_path: Path) -> None:
    """From the end back to the beginning, step by step, and through once more."""
    here = world(tmp_path, interactive=True, terminal=True)
    options = guided.Options("watch")
    # Each step is shown with two Enters at least; nothing is pressed that could leave.
    keys = "\r" * 22 + "\x1b[D" * 14 + "\r" * 60
    assert shown(keys, lambda: guided.run(here, kinds, options)) == 0
    text = " ".join(seen(here.stdout).split())
    assert "The way back did not lead" not in text
    assert "This is the beginning of the lesson." in text
    assert text.count("Step 1/7 passed.") == 2
    assert text.count("server> 250 mail.example") == 0, "an answer is no line of the client's"
    assert text.count("-> EHLO me.example") == 3, "said, gone back to, and said again"
    assert "Every EHLO is welcome." in text, "why the reply was what it was, though nobody guessed"


def test_a_guess_of_the_class_is_held_against_the_reply(kinds: str, tmp_path: Path) -> None:
    here = world(tmp_path, interactive=True, terminal=True)
    # telnet and its pause, then ehlo, then the guess
    keys = "\r\r\r\r" + "5" + "q"
    assert shown(keys, lambda: guided.run(here, kinds, guided.Options("watch"))) == 0
    text = " ".join(seen(here.stdout).split())
    assert "You said 5, it was 2." in text
    assert text.count("Every EHLO is welcome.") == 1


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The URL of a server that is none of the lesson's."""
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", "serve", "--json", "--smtp", "0", "--pop3", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    ) as serving:
        assert serving.stdout is not None
        yield f"smtp://127.0.0.1:{json.loads(serving.stdout.readline())['smtp']}"
        serving.terminate()


def test_what_a_real_server_was_told_is_not_taken_back(elsewhere: str, tmp_path: Path) -> None:
    here = world(tmp_path, interactive=True, terminal=True)
    options = guided.Options("watch", (f"smtp={elsewhere}",))
    keys = "\r\r\r" + "\x1b[D" + "\tnoop\rquit\r\t" + "\r\r\r\r" + "q"
    assert shown(keys, lambda: guided.run(here, "smtp-by-hand", options)) == 0
    text = " ".join(seen(here.stdout).split())
    assert text.count("What a real server was told cannot be taken back.") == 2
    assert "One step back" not in text
    assert "as they did before" not in text
    assert text.count("$ telnet smtp.163.com 25") == 2, "what leads on from a line that was closed"
    assert "Step 2/10 passed." in text, "the lesson goes on from where the connection stands"


# -- the presenter's notes -----------------------------------------------------------------------


def test_a_block_for_each_step(kinds: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    code, _ = run(
        *("learn", kinds, "--auto", "--lang", "en", "--notes", str(notes)), state=tmp_path
    )
    assert code == 0
    blocks = notes.read_text("utf-8").split("-" * 60)[1:]
    assert len(blocks) == 7
    assert "1/7  Open the line." in blocks[0]
    assert "Types:  ehlo me.example" in blocks[0]
    assert "Every EHLO is welcome." in blocks[0]
    assert "Next:   Which digit means yes?" in blocks[0]
    assert "Answer: 2" in blocks[1]
    assert "Why:    Two is yes." in blocks[1]
    assert "This is the last step." in blocks[-1]


def lesson_with(note: str) -> Lesson:
    lesson = course.find("smtp-by-hand")
    step = lesson.steps[0]
    assert not isinstance(step, Question)
    return lesson._replace(steps=(step._replace(notes=Localized(note, note)), *lesson.steps[1:]))


def test_notes_are_appended_and_harmless(tmp_path: Path) -> None:
    path, lesson = (
        tmp_path / "notes",
        lesson_with("ring\x07 \x1b]0;x\x07 the\u202e bell\nand so on"),
    )
    for _ in range(2):
        notes = Notes(path, lesson, Words("en"))
        notes.tell(lesson.steps[0])
        notes.close()
    text = path.read_text("utf-8")
    assert "ring\\x07 \\x1b]0;x\\x07 the\\u202e bell" in text
    assert "\n  and so on\n" in text
    assert text.count("1/10") == 2
    assert os.stat(path).st_mode & 0o077 == 0


def test_notes_on_a_second_terminal(tmp_path: Path) -> None:
    outer, inner = os.openpty()
    try:
        tty.setraw(inner)
        lesson = lesson_with("the bell")
        notes = Notes(Path(os.ttyname(inner)), lesson, Words("zh"))
        notes.tell(lesson.steps[0])
        assert "the bell" in os.read(outer, 65536).decode()
        notes.close()
    finally:
        os.close(outer)
        os.close(inner)


def test_notes_that_cannot_be_written_stop_nothing(tmp_path: Path) -> None:
    where = tmp_path / "no" / "such" / "place"
    code, text = run(
        *("learn", "smtp-by-hand", "--auto", "--lang", "en", "--notes", str(where)),
        state=tmp_path,
    )
    assert code == 0
    assert "The presenter's notes cannot be written" in text
    code, text = run(
        *("learn", "smtp-by-hand", "--auto", "--lang", "en", "--notes", "/dev/full"),
        state=tmp_path,
    )
    assert code == 0
    assert "The presenter's notes cannot be written" in text


def test_help_names_both_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["learn", "--help"])
    text = capsys.readouterr().out
    assert "--auto" in text
    assert "--notes" in text
