"""`wiretutor explain --map [smtp|pop3] [--to text|svg|mermaid]`: what is drawn, what is refused."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tutor.explain.diagram import mermaid
from tutor.explain.picture import svg
from tutor.options import sort_out
from tutor.words import Words


def run(home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", "explain", *words],
        env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "kept", "text"),
    [
        (["--map"], ["--map"], []),
        (["--map", "smtp"], ["--map=smtp"], []),
        (["--map=pop3", "--to", "svg"], ["--map=pop3", "--to", "svg"], []),
        (["--to=svg", "--map", "pop3"], ["--to=svg", "--map=pop3"], []),
        (["--map", "--to", "mermaid"], ["--map", "--to", "mermaid"], []),
        (["--map", "nonsense"], ["--map"], ["nonsense"]),
        (["--", "--map", "smtp"], [], ["--map", "smtp"]),
        (["smtp"], [], ["smtp"]),
    ],
)
def test_the_protocol_behind_map_is_no_text(
    words: list[str], kept: list[str], text: list[str]
) -> None:
    given = sort_out(["explain", *words])
    assert given.arguments == ["explain", *kept]
    assert given.text == text


def test_one_map_or_both(tmp_path: Path) -> None:
    both = run(tmp_path, "--map", "--lang", "en")
    one = run(tmp_path, "--map", "pop3", "--to", "text", "--lang", "en")
    assert (both.returncode, one.returncode) == (0, 0)
    assert b"[TRANSACTION]" in one.stdout
    assert b"[READY]" not in one.stdout
    assert one.stdout in both.stdout


def test_pictures_go_to_stdout(tmp_path: Path) -> None:
    drawn = run(tmp_path, "--map", "smtp", "--to", "svg", "--lang", "zh")
    assert drawn.stdout.decode() == svg("smtp", Words("zh"))
    assert ElementTree.fromstring(drawn.stdout).tag.endswith("svg")
    written = run(tmp_path, "--protocol", "pop3", "--map", "--to", "mermaid")
    assert written.stdout.decode() == mermaid("pop3")
    assert not drawn.stderr + written.stderr


@pytest.mark.parametrize(
    "words",
    [["--map", "--to", "svg"], ["--to", "svg"], ["--map", "imap"], ["--map", "smtp", "--to", "x"]],
)
def test_what_cannot_be_drawn_is_a_question_of_usage(tmp_path: Path, words: list[str]) -> None:
    found = run(tmp_path, *words)
    assert found.returncode == 2
    assert not found.stdout
    assert b"--map" in found.stderr or b"--to" in found.stderr
