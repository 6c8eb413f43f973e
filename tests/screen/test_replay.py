"""`replay` on a terminal, as whoever shows a recording sees it."""

from pathlib import Path

import pytest

from tests.dialogues import notation
from tests.screen.terminal import Terminal
from tutor import log
from tutor.cli import main
from tutor.core.wire import Remark
from tutor.session import Session

DIALOGUES = Path(__file__).parents[1] / "dialogues"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two chapters: a mail is sent, and mail is fetched."""
    path = tmp_path / f"two{log.SUFFIX}"
    with log.create(path) as stream:
        recorder = log.Recorder(stream.write, log.Header("smtp", "mail.example:25"))
        session = Session(sinks=[lambda item: recorder(item.event)])
        for number, name in enumerate(("smtp/walkthrough-163", "pop3/mailbox"), 1):
            recorder.remark(Remark(number * 9.0, "mark", f"Chapter {number}"))
            source = notation.source((DIALOGUES / f"{name}.txt").read_text("utf-8"))
            for wire in notation.wires(source):
                session.see(wire._replace(conn=number, at=wire.at + 9 * number))
    return path


def replay(recording: Path, *words: str, **size: int) -> Terminal:
    state = recording.parent / "state"
    state.mkdir()
    return Terminal("replay", str(recording), "--lang", "en", *words, state=state, **size)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (60, 20)])
def test_steps_forward_and_back(recording: Path, columns: int, rows: int) -> None:
    with replay(recording, "--step", columns=columns, rows=rows) as terminal:
        terminal.until("1/")
        terminal.until("paused")
        terminal.press("right", "right")
        terminal.until(" 3/")
        assert "ehlo 163.com" in terminal.text()
        terminal.press("left")
        terminal.until(" 2/")
        assert "ehlo 163.com" not in terminal.text()
        assert all(len(row) <= columns for row in terminal.rows())


def test_it_plays_by_itself_pauses_and_gets_faster(recording: Path) -> None:
    with replay(recording) as terminal:
        terminal.until("playing")
        terminal.until(" 3/")
        terminal.type(" ")
        terminal.until("paused")
        terminal.type("+")
        terminal.until("x2 ")
        terminal.type("--")
        terminal.until("x0.5 ")


def test_chapters_search_detail_and_language(recording: Path) -> None:
    with replay(recording, "--step") as terminal:
        terminal.until("paused")
        terminal.type("]")
        terminal.until("Chapter 2")
        terminal.type("]")
        terminal.until("no chapter there")
        terminal.type("[")
        terminal.until(" 1/")
        terminal.type("/rcpt to")
        terminal.press("enter")
        terminal.until("RCPT 250")
        terminal.type("/nowhere")
        terminal.press("enter")
        terminal.until("nowhere: not found")
        terminal.type("d")
        terminal.until("full")
        terminal.type("l")
        terminal.until("已暂停")
        assert "信封" in terminal.text()


def test_resizing_redraws_and_q_leaves(recording: Path) -> None:
    with replay(recording, "--step") as terminal:
        terminal.until("paused")
        terminal.press("right")
        terminal.until(" 2/")
        terminal.resize(60, 16)
        terminal.until(" 2/")
        terminal.type("q")
        assert terminal.leave() == 0


def test_a_part_of_it(recording: Path) -> None:
    with replay(recording, "--step", "--from", "3", "--to", "4") as terminal:
        terminal.until("1/2")
        assert "auth login" in terminal.text()


def test_a_long_recording_is_shown_at_once_and_read_on(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("S: 220 x\n" + "C: NOOP\nS: 250 ok\n" * 4000)
    with replay(path, "--step") as terminal:
        terminal.until("4003  ")
        terminal.press("right")
        terminal.until(" 2/4003")
        terminal.type("G")
        terminal.until("4003/4003")


@pytest.mark.parametrize("words", [("--speed", "0"), ("--speed", "nan"), ("--idle", "-1")])
def test_no_speed_at_all_is_none(recording: Path, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as told:
        main(["replay", str(recording), *words, "--lang", "en"])
    assert told.value.code == 2


@pytest.mark.parametrize("words", [("--from", "900"), ("--from", "5", "--to", "3")])
def test_nothing_to_show_is_told(
    recording: Path, words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(recording), *words, "--lang", "en"]) == 2
    assert "no exchange to show" in capfd.readouterr().err


def test_a_very_small_window(recording: Path) -> None:
    with replay(recording, "--step") as terminal:
        terminal.until("paused")
        terminal.resize(20, 5)
        terminal.press("right")
        terminal.until("2/")
        terminal.press("right")
        terminal.until("3/")
        terminal.resize(80, 24)
        terminal.until("ehlo 163.com")
        terminal.until("3/")
