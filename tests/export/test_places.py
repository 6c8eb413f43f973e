"""Where an export goes, and what is left when it cannot: nothing half-done, and a sentence."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tutor.cli import main

TALK = "S: 220 x\nC: NOOP\nS: 250 ok\nC: QUIT\nS: 221 bye\n"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK)
    return path


def export(path: Path, *words: str) -> int:
    return main(["export", str(path), "--lang", "en", *words])


@pytest.mark.parametrize(
    ("out", "told"),
    [("none/x", "The folder "), ("folder", "is a folder"), ("", "is a folder")],
)
def test_a_place_that_is_none(
    talk: Path, out: str, told: str, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(talk.parent)
    Path("folder").mkdir()
    assert export(talk, "--to", "text", "-o", out, "--force") == 2
    assert told in capfd.readouterr().err


def test_what_is_read_is_not_written_over(talk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    link = talk.with_name("link")
    link.symlink_to(talk)
    for out in (talk, link):
        assert export(talk, "--to", "json", "-o", str(out), "--force") == 2
        assert "another name" in capfd.readouterr().err
    assert talk.read_text() == TALK


def test_a_link_stays_one(talk: Path) -> None:
    link, target = talk.with_name("link"), talk.with_name("target")
    target.write_text("old")
    link.symlink_to(target)
    assert export(talk, "--to", "text", "-o", str(link), "--force") == 0
    assert link.is_symlink()
    assert "C: NOOP" in target.read_text()


def test_a_pipe_of_the_file_system_takes_it(talk: Path) -> None:
    pipe = talk.with_name("pipe")
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    assert export(talk, "--to", "text", "-o", str(pipe)) == 0
    reader.join()
    assert "C: NOOP" in got[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--only", "900"), "they end with 4"),
        (("--mask", ""), "hides nothing"),
    ],
)
def test_what_would_do_nothing_is_told(
    talk: Path, words: tuple[str, ...], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert export(talk, "--to", "text", *words) == 2
    found = capfd.readouterr()
    assert told in found.err
    assert found.out == ""


def test_a_picture_that_nobody_reads_is_not_drawn(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    talk = tmp_path / "long.txt"
    talk.write_text("S: 220 x\n" + "C: NOOP\nS: 250 ok\n" * 1000)
    out = tmp_path / "it.svg"
    assert export(talk, "--to", "svg", "-o", str(out)) == 2
    assert "--only" in capfd.readouterr().err
    assert export(talk, "--to", "svg", "--only", "3-5", "-o", str(out)) == 0


def test_brief_is_the_default_and_full_says_more(
    talk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for words in ((), ("--detail", "brief"), ("--detail", "full"), ("--detail", "off")):
        assert export(talk, "--to", "markdown", *words) == 0
        found[words[-1:]] = capfd.readouterr().out
    assert found[()] == found[("brief",)]
    sizes = [len(found[(name,)]) for name in ("off", "brief", "full")]
    assert sizes == sorted(set(sizes))


def started(talk: Path, *words: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tutor", "export", str(talk), *words]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


def long(folder: Path) -> Path:
    path = folder / "long.txt"
    path.write_text("S: 220 x\n" + "C: NOOP\nS: 250 ok\n" * 20_000)
    return path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_in_the_middle_it_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    talk, out = long(tmp_path), tmp_path / "out"
    out.mkdir()
    with started(talk, "--to", "html", "-o", str(out / "it"), start_new_session=True) as process:
        until = time.monotonic() + 30
        while not list(out.iterdir()):
            assert time.monotonic() < until
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(30) not in (0, -number)
    assert list(out.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    talk, out = long(tmp_path), tmp_path / "out"
    out.mkdir()

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    with started(talk, "--to", "json", "-o", str(out / "it"), preexec_fn=narrow) as process:
        assert process.wait(60) != 0
    assert list(out.iterdir()) == []
