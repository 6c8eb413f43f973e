"""Each lesson that ships: clean, proven, and done by its own lines in both languages and all modes.

A start of the program costs four times what a lesson does. So all 144 ways are gone in this
process, and every lesson in both languages once more by a process of its own, the modes in turn.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.course.looking import DONE, LANGUAGES, LESSONS, MODES, faults, letters, shipped
from tests.shell.seat import world
from tutor import course
from tutor.authoring.check import check
from tutor.shell.lessons import guided
from tutor.world import World

ROOT = Path(__file__).parents[2]
STARTED = [
    (name, MODES[(at + 2 * turn) % 4], language)
    for at, name in enumerate(LESSONS)
    for turn, language in enumerate(LANGUAGES)
]
VARIED = [name for name in LESSONS if shipped(name).values]


def said(here: World) -> str:
    """All that was written for the learner."""
    here.stdout.flush()
    assert isinstance(here.stdout, io.TextIOWrapper)
    assert isinstance(here.stdout.buffer, io.BytesIO)
    return here.stdout.buffer.getvalue().decode()


def test_there_is_a_course() -> None:
    assert len(LESSONS) >= 17
    assert VARIED, "an exam that is the same for everybody is none"


@pytest.mark.parametrize("name", LESSONS)
def test_clean_and_proven(name: str) -> None:
    entry = course.load().find(name)
    assert entry is not None
    report = check(entry.path.read_bytes(), entry.path.name, entry.path.parent)
    assert [str(fault) for fault in report.faults] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_in_every_mode(name: str, language: str, tmp_path: Path) -> None:
    for mode in MODES:
        here = world(tmp_path / mode, language)
        assert guided.run(here, name, guided.Options(mode=mode, auto=True)) == 0
        text = said(here)
        assert faults(text, name, language) == [], mode
        assert DONE[language] in text
        for step in shipped(name).steps:
            for line in step.lines:
                assert letters(line) in letters(text), f"{mode}: {step.id} never said {line}"


@pytest.mark.parametrize("name", VARIED)
@pytest.mark.parametrize("seed", ["1", "7", "term 2", "Ada"])
def test_with_values_of_ones_own(name: str, seed: str, tmp_path: Path) -> None:
    lesson = course.find(name, seed)
    here = world(tmp_path, "en")
    assert guided.run(here, name, guided.Options(mode="exam", auto=True, seed=seed)) == 0
    seen = letters(said(here))
    assert all(letters(line) in seen for step in lesson.steps for line in step.lines)
    assert all(letters(value) in seen for value in lesson.values.values())


@pytest.mark.parametrize(("name", "mode", "language"), STARTED)
def test_started_in_a_pipe(name: str, mode: str, language: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tutor", "learn", name, "--auto", "--mode", mode),
            *("--lang", language, "--state", str(tmp_path)),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        timeout=60,
        check=False,
    )
    text = done.stdout.decode()
    assert done.returncode == 0, text + done.stderr.decode()
    assert faults(text, name, language) == []
