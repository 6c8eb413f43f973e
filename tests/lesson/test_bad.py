"""A set of bad lessons, each beside exactly what is said of it.

After a change that is meant: `python -m tests.lesson.test_bad` writes the texts anew, to be read.
"""

import json
from pathlib import Path

import pytest

from tutor import data
from tutor.data import DataError, ready
from tutor.proving import proven

BAD = Path(__file__).parent / "bad"
LESSONS = sorted(path.stem for path in BAD.glob("*.yaml"))


def verdict(name: str) -> str:
    """What is said of a bad lesson, a line for each fault."""
    path = BAD / f"{name}.yaml"
    try:
        found = proven(data.read(path.read_text(encoding="utf-8"), path.name), path.name, BAD)
    except DataError as error:
        found = error.faults
    return "".join(f"{fault}\n" for fault in found)


@pytest.mark.parametrize("name", LESSONS)
def test_what_is_said_of_a_bad_lesson(name: str) -> None:
    assert verdict(name) == (BAD / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LESSONS)
def test_every_place_is_one_of_the_file(name: str) -> None:
    lines = (BAD / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    for row in verdict(name).splitlines():
        _, line, column, _ = row.split(":", 3)
        assert lines[int(line) - 1][int(column) - 1 :].strip(), row


def test_there_is_a_text_for_each() -> None:
    assert LESSONS
    assert sorted(path.stem for path in BAD.glob("*.txt")) == LESSONS


def test_a_lesson_that_was_made_ready_is_judged_alike(tmp_path: Path) -> None:
    source = (BAD / "detours.yaml").read_bytes()
    tree = data.read(source.decode(), "detours.yaml")
    made = tmp_path / "detours.json"
    made.write_text(ready.dumped(source, tree), encoding="utf-8")
    loaded = ready.load(made, source)
    assert loaded is not None
    assert json.loads(made.read_text(encoding="utf-8"))["crc32"]
    assert proven(loaded, "detours.yaml") == proven(tree, "detours.yaml")


if __name__ == "__main__":
    for each in LESSONS:
        (BAD / f"{each}.txt").write_text(verdict(each), encoding="utf-8")
