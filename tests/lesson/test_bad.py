"""A set of bad lessons, each beside exactly what `lessons check` says of it in either language.

After a change that is meant: `python -m tests.lesson.test_bad` writes the texts anew, to be read.
"""

import json
import re
from pathlib import Path

import pytest

from tests import faults
from tutor import data
from tutor.authoring.check import check
from tutor.data import Fault, ready
from tutor.proving import proven
from tutor.words import LANGUAGES

BAD = Path(__file__).parent / "bad"
LESSONS = sorted(path.stem for path in BAD.glob("*.yaml"))
both = pytest.mark.parametrize("language", LANGUAGES)


def expected(name: str, language: str) -> Path:
    """Where it stands what is said of a bad lesson."""
    return BAD / (f"{name}.txt" if language == "en" else f"{name}.{language}.txt")


def found(name: str) -> list[Fault]:
    """What is amiss with a bad lesson."""
    path = BAD / f"{name}.yaml"
    return check(path.read_bytes(), path.name, BAD).faults


def verdict(name: str, language: str = "en") -> str:
    """What is said of it, a line for each fault."""
    return "".join(f"{faults.row(fault, language)}\n" for fault in found(name))


@both
@pytest.mark.parametrize("name", LESSONS)
def test_what_is_said_of_a_bad_lesson(name: str, language: str) -> None:
    assert verdict(name, language) == expected(name, language).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LESSONS)
def test_the_same_is_said_of_the_same_places_in_chinese(name: str) -> None:
    english, chinese = verdict(name).splitlines(), verdict(name, "zh").splitlines()
    assert len(english) == len(chinese)
    for one, other in zip(english, chinese, strict=True):
        *place, _ = one.split(": ", 1)
        assert other.startswith(f"{place[0]}: ")
        assert literals(one) == literals(other)
        assert re.search("[\u4e00-\u9fff]", other)
        assert not re.search(r"[a-z]+ (?:the|a|of|to|in|is|has|or|no) ", bare(other)), other


def literals(told: str) -> set[str]:
    """What a message quotes of the lesson, which no language changes."""
    return set(re.findall("`([^`]*)`", told)) - {"", "、"}


def bare(told: str) -> str:
    """A message without what it quotes."""
    return re.sub("`[^`]*`", "", told)


@pytest.mark.parametrize("name", LESSONS)
def test_every_place_is_one_of_the_file(name: str) -> None:
    lines = (BAD / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    for row in verdict(name).splitlines():
        _, line, column, _ = row.split(":", 3)
        assert lines[int(line) - 1][int(column) - 1 :].strip(), row


def test_there_is_a_text_for_each() -> None:
    assert LESSONS
    texts = {expected(name, language) for name in LESSONS for language in LANGUAGES}
    assert set(BAD.glob("*.txt")) == texts


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
        for spoken in LANGUAGES:
            expected(each, spoken).write_text(verdict(each, spoken), encoding="utf-8")
