"""What is quick stays quick: the short commands import none of the heavy packages.

prompt_toolkit alone starts twelve times as slowly as bare Python, asyncio and rich six times. The
output is a pipe here, so that plain output is what is asked for.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"prompt_toolkit", "asyncio", "ssl", "email", "rich"}

TRANSCRIPT = """\
S: 220 mail.example.test ESMTP
C: EHLO client.example.test
S: 250-mail.example.test
S: 250 PIPELINING
C: QUIT
S: 221 2.0.0 Bye
"""


def imported(tmp_path: Path, *argv: str) -> set[str]:
    """The top-level packages that ``python argv`` imports, as ``-X importtime`` tells."""
    home = {f"XDG_{what}_HOME": str(tmp_path / what) for what in ("CONFIG", "STATE", "DATA")}
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *argv],
        env={**os.environ, **home, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    rows = (line for line in run.stderr.splitlines() if line.startswith("import time:"))
    return {row.rpartition("|")[2].strip().partition(".")[0] for row in rows}


def test_the_measure_sees_a_heavy_import(tmp_path: Path) -> None:
    assert "asyncio" in imported(tmp_path, "-c", "import asyncio")


@pytest.mark.parametrize("command", ["--help", "--version", "lessons list", "explain 250"])
def test_short_commands_stay_light(tmp_path: Path, command: str) -> None:
    before = imported(tmp_path, "-c", "pass")  # what the environment itself brings (.pth files)
    seen = imported(tmp_path, "-m", "tutor", *command.split()) - before
    assert "tutor" in seen
    assert not seen & HEAVY


def test_annotate_needs_no_shell(tmp_path: Path) -> None:
    pasted = tmp_path / "pasted.txt"
    pasted.write_text(TRANSCRIPT, encoding="utf-8")
    seen = imported(tmp_path, "-m", "tutor", "annotate", str(pasted))
    assert "tutor" in seen
    assert not seen & {"prompt_toolkit", "asyncio"}
