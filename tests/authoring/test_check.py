"""What `lessons check` finds, in which order, and how it says it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import faults
from tests.faults import SPOKEN, said
from tutor import blaming
from tutor.authoring import telling
from tutor.authoring.check import Checked, check
from tutor.data import Fault, because

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "lesson" / "bad"
GOOD = [
    *sorted((ROOT / "lessons").glob("*.yaml")),
    *sorted((ROOT / "tests" / "lesson" / "good").glob("*.yaml")),
]
HEAD = 'format: 1\nid: x\ntitle: {en: "T", zh: "题"}\nprotocol: smtp\n'


def judged(path: Path) -> Checked:
    return check(path.read_bytes(), path.name, path.parent)


def told(text: str, folder: Path = ROOT, name: str = "x.yaml", language: str = "en") -> list[str]:
    return [faults.row(fault, language) for fault in check(text.encode(), name, folder).faults]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_said_of_a_good_file(path: Path) -> None:
    checked = judged(path)
    assert checked.faults == []
    assert checked.parts > 0
    assert checked.course is (path.name == "course.yaml")
    assert checked.proven is not checked.course


def test_the_proof_comes_when_the_form_is_clean() -> None:
    assert not judged(BAD / "questions.yaml").proven
    assert not judged(BAD / "style.yaml").proven
    assert judged(BAD / "detours.yaml").proven


def test_what_the_practice_server_has_not_is_told_where_it_stands() -> None:
    text = HEAD + (
        'practice: {style: coremial, maildrop: ["walkthrough-35", "../../etc/passwd"]}\n'
        'steps: [{say: {en: "S", zh: "说"}, type: ["ehlo a.example"], goal: {command: EHLO}}]\n'
    )
    assert told(text) == [
        "x.yaml:5:19: no style has the name `coremial` (did you mean `coremail`?)",
        "x.yaml:5:58: no maildrop has the name `../../etc/passwd` (there are: walkthrough-35)",
    ]


def test_a_file_that_is_no_utf8_says_where() -> None:
    held = HEAD.encode() + "intro: {en: a, zh: 课}\n".encode("gbk")
    checked = check(held, "x.yaml", ROOT)
    assert [faults.row(fault) for fault in checked.faults] == [
        "x.yaml:5:20: the octet 0xbf is no UTF-8: save the file as UTF-8"
    ]
    assert checked.source(checked.faults[0]).startswith("intro: ")


def test_a_course_is_held_against_its_folder(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("id: one", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("id: three", encoding="utf-8")
    text = "format: 1\nlessons: [one, two, tow, one]\nelectives: [ones]\npoints: {one: 5}\n"
    assert told(text, tmp_path, "course.yaml") == [
        "course.yaml:2:16: the lesson in `two.yaml` says that its id is `three`",
        "course.yaml:2:21: there is no file `tow.yaml` in this folder (did you mean `two`?)",
        "course.yaml:2:26: the lesson `one` is named twice",
        "course.yaml:3:13: `ones` is not among `lessons` (did you mean `one`?)",
    ]
    assert told("format: 1\nlessons: [One]\n", tmp_path, "mine.yaml") == [
        "mine.yaml:2:11: expected small letters, digits and single hyphens"
    ]
    assert told("format: 1\nlessons: [one]\n", tmp_path, "course.yaml") == []
    assert check(b"format: 1\nlessons: [one]\n", "course.yaml", tmp_path).parts == 1


def test_all_that_is_amiss_with_a_course_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("id: other", encoding="utf-8")
    text = (
        "format: 2\nlessons: [one, Two, tow, one]\nlessons: [three]\n"
        "points: {two: 0, ones: 5}\ntitle: {en: T}\n"
    )
    assert told(text, tmp_path, "course.yaml") == [
        "course.yaml:1:9: expected 1; found 2",
        "course.yaml:2:11: the lesson in `one.yaml` says that its id is `other`",
        "course.yaml:2:16: expected small letters, digits and single hyphens",
        "course.yaml:2:21: there is no file `tow.yaml` in this folder",
        "course.yaml:2:26: the lesson `one` is named twice",
        "course.yaml:3:1: the key `lessons` is given twice (first in line 2)",
        "course.yaml:4:15: 0 is out of range (1 to 1000)",
        "course.yaml:4:18: `ones` is not among `lessons` (did you mean `one`?)",
        "course.yaml:5:8: the key `zh` is missing",
    ]
    assert told("format: 1\nlessons: [*one]\npoints: {one: 0}\n", tmp_path, "course.yaml") == [
        "course.yaml:2:11: an alias (*one): write it out, or quote the text",
        "course.yaml:3:15: 0 is out of range (1 to 1000)",
    ]


def test_a_control_character_hides_no_other_fault() -> None:
    text = HEAD + (
        "intro: {en: 'a\x00', zh: 'b\x1b'}\n"
        'steps: [{say: {en: "S"}, type: ["ehlo a.example"], goal: {command: EHLLO}}]\n'
    )
    assert told(text) == [
        "x.yaml:5:15: the control character U+0000 cannot stand in a file",
        "x.yaml:6:15: the key `zh` is missing",
        "x.yaml:6:68: no command has the name `EHLLO` (did you mean `EHLO`?)",
    ]


def test_a_lesson_that_is_reviewed_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine", encoding="utf-8")
    text = HEAD + (
        "review: [mine, smtp-by-hand, smtp-by-hans]\n"
        'steps: [{say: {en: "S", zh: "说"}, type: ["ehlo a.example"], goal: {command: EHLO}}]\n'
    )
    assert told(text, tmp_path) == [
        "x.yaml:5:30: there is no lesson `smtp-by-hans` (did you mean `smtp-by-hand`?)"
    ]


def test_a_suggestion_stands_by_itself_for_editors() -> None:
    near = because("data.near", near="number")
    bare, suggestion = blaming.suggested(because("data.unknown", key="nmber", near=near))
    assert (said(bare), said(bare, "zh")) == ("unknown key `nmber`", "不认识的键 `nmber`")
    assert suggestion == "number"
    near = because("data.near.variable", near="{b}")
    bare, suggestion = blaming.suggested(because("lesson.variable", name="a", near=near))
    assert (said(bare), suggestion) == ("no variable has the name `a`", "{b}")
    whole = because("data.unknown", key="x (did you mean `y`?)", near="")
    assert blaming.suggested(whole) == (whole, None)


def shown(source: str, column: int) -> list[str]:
    checked = Checked("x", [source], [Fault("x", 1, column, because("m"))])
    return list(telling.rows(checked, SPOKEN["en"]))


def test_the_mark_stands_under_the_column() -> None:
    assert shown("id: x", 5) == ["x:1:5: m", "    id: x", "        ^"]
    # a Chinese character takes two columns, a combining one none
    assert shown("zh: 应答 e\u0301 x", 11) == [
        "x:1:11: m",
        "    zh: 应答 e\u0301 x",
        "               ^",
    ]
    # what is made visible moves what stands behind it
    assert shown("a\x1b[1mb", 6) == ["x:1:6: m", "    a\\x1b[1mb", "            ^"]
    assert shown("\t\tx", 3) == ["x:1:3: m", "            x", "            ^"]
    assert shown("", 1) == ["x:1:1: m"]


@given(
    st.text(alphabet=st.sampled_from("ab {}\t应\u0301\x1b\u202e\u0000"), max_size=400),
    st.integers(1, 402),
)
def test_a_shown_line_fits_its_row_and_is_harmless(source: str, column: int) -> None:
    rows = shown(source, min(column, len(source) + 1))[1:]
    assert len(rows) in (0, 2)
    for row in rows:
        assert telling.columns(row) <= 80
        assert not set(row) & set("\x1b\u202e\u0000\t")
    if rows:
        assert rows[1].strip() == "^"
    if rows and telling.columns(source[column - 1 : column].strip()):  # no accent by itself
        assert telling.columns(rows[1]) <= telling.columns(rows[0])


def test_a_long_line_is_shown_around_its_mark() -> None:
    source = "".join(f"{n:04}" for n in range(100))
    row, mark = shown(source, 201)[1:]
    assert row[mark.index("^") :].startswith("0050")
    assert row.strip().startswith("...")
    assert row.endswith("...")
