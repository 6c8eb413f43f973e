"""What teaches to write a lesson is true: its examples are proven, and it leaves no key out."""

import re
from pathlib import Path

import pytest

from tests.authoring.test_published import keys
from tutor import practice
from tutor.authoring.check import check
from tutor.core.spec import Class
from tutor.lesson.schema import COURSE, LESSON

LESSONS = Path(__file__).parents[2] / "lessons"
TEXT = (LESSONS / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
WHOLE = {
    match[1]: block for block in BLOCKS if (match := re.search(r"^id: (\S+)", block, re.MULTILINE))
}
PIECES = [block for block in BLOCKS if block.startswith("- ")]
HEAD = """format: 1
id: piece
title: {en: "T", zh: "题"}
protocol: smtp
vars: {size: {number: [20, 40]}}
hosts: {"smtp.163.com:25": smtp, "pop3.163.com:110": pop3}
practice: {accounts: {"bob@163.com": {code: "SHOUQUANMA163", public: true}}}
steps:
- ask: {en: "{size}?", zh: "{size}？"}
  number: "{size}"
  why: {en: "So.", zh: "所以。"}
- say: {en: "Connect.", zh: "连接。"}
  type: ["telnet smtp.163.com 25"]
  goal: {state: GREETED}
"""


def told(text: str, name: str, folder: Path) -> list[str]:
    return [str(fault) for fault in check(text.encode(), name, folder).faults]


def test_there_are_examples() -> None:
    assert list(WHOLE) == ["first-words", "server-once"]
    assert len(PIECES) == 5
    assert len(BLOCKS) == 11


@pytest.mark.parametrize("name", WHOLE)
def test_an_example_is_a_proven_lesson(name: str) -> None:
    checked = check(WHOLE[name].encode(), f"{name}.yaml", LESSONS)
    assert list(map(str, checked.faults)) == []
    assert checked.proven
    assert checked.parts >= 2


@pytest.mark.parametrize("piece", PIECES, ids=range(len(PIECES)))
def test_a_piece_fits_into_a_lesson(piece: str) -> None:
    assert told(HEAD + piece, "piece.yaml", LESSONS) == []


def test_the_course_is_one_of_the_examples(tmp_path: Path) -> None:
    for name, text in WHOLE.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    course = next(block for block in BLOCKS if "class_path:" in block)
    assert told(course, "course.yaml", tmp_path) == []
    (tmp_path / "server-once.yaml").unlink()
    assert len(told(course, "course.yaml", tmp_path)) == 1


def test_every_key_and_every_name_is_taught() -> None:
    words = set(re.findall(r"[\w.-]+", " ".join(re.findall(r"`[^`\n]+`", TEXT) + BLOCKS)))
    wanted = {key for schema in (LESSON, COURSE) for key, _ in keys(schema)}
    wanted |= {kind.value for kind in Class} | {*practice.STYLES, *practice.KNOWN}
    assert sorted(wanted - words) == []


def test_shipped_lessons_tell_editors_where_the_schema_is() -> None:
    files = sorted(path for path in LESSONS.glob("*.yaml") if path.name != "course.yaml")
    assert files
    for text in [*WHOLE.values(), *(path.read_text(encoding="utf-8") for path in files)]:
        assert text.startswith("# yaml-language-server: $schema=lesson.schema.json\n")
