"""The lessons there are: the shipped course, folders and files of others, and their faults."""

from functools import partial
from pathlib import Path

import jsonschema
import pytest

from tests.faults import SPOKEN
from tests.shell.seat import world
from tutor import course, progress
from tutor.course import Course, CourseError, Entry
from tutor.lesson.schema import COURSE
from tutor.progress import Done, Learnt
from tutor.shell.lessons import enrolling, guided, syllabus

LESSON = """\
format: 1
id: {id}
title: {{en: "Lesson {id}", zh: "第 {id} 课"}}
protocol: smtp
hosts: {{"mail.example:25": smtp}}
steps:
  - id: connect
    say: {{en: "Connect.", zh: "连接。"}}
    type: ["telnet mail.example 25"]
    goal: {{state: GREETED}}
"""
MINE = """\
format: 1
title: {en: "Mine", zh: "我的"}
lessons: [zebra, ant, newt]
electives: [ant]
points: {zebra: 5}
class_path: {zebra: 30, newt: 45}
sections:
  ant: {en: "For who wants more", zh: "还想多学"}
"""


def written(folder: Path, *names: str, order: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.yaml").write_text(LESSON.format(id=name), "utf-8")
    if order is not None:
        (folder / "course.yaml").write_text(order, "utf-8")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return written(tmp_path / "mine", "ant", "newt", "zebra", order=MINE)


def ids(found: Course) -> list[str]:
    return [entry.id for entry in found.entries]


# -- the shipped course --------------------------------------------------------------------------


def test_the_shipped_course_is_whole() -> None:
    shipped = course.load()
    assert shipped.title is not None
    for entry in shipped.entries:
        assert course.lesson(entry).id == entry.id == entry.name
        assert entry.points, "home shows what a lesson is worth"
    path = [entry for entry in shipped.entries if entry.class_minutes]
    assert path
    assert sum(entry.class_minutes or 0 for entry in path) <= 90
    assert not any(entry.elective for entry in path)


def test_the_schema_of_a_course_is_one_that_editors_understand() -> None:
    jsonschema.Draft202012Validator.check_schema(COURSE)


# -- folders and files of others -----------------------------------------------------------------


def test_a_folder_with_an_order_is_a_course(mine: Path) -> None:
    found = course.load(mine)
    assert ids(found) == ["zebra", "ant", "newt"]
    zebra, ant, newt = found.entries
    assert (zebra.points, zebra.class_minutes, zebra.elective) == (5, 30, False)
    assert (ant.points, ant.class_minutes, ant.elective) == (None, None, True)
    assert ant.section is not None
    assert ant.section.zh == "还想多学"
    assert newt.name == str(mine / "newt.yaml")
    assert course.lesson(newt).title.en == "Lesson newt"


def test_a_folder_without_one_has_its_lessons_by_file_name(tmp_path: Path) -> None:
    folder = written(tmp_path / "loose", "zebra", "ant")
    (folder / "b.yaml").write_text("format: 1\nid: [", "utf-8")
    (folder / "c.yml").write_bytes(b"\xff\xfe\x00")
    (folder / "notes.txt").write_text("no lesson", "utf-8")
    (folder / "d.yaml").mkdir()
    found = course.load(folder)
    assert ids(found) == ["ant", "b", "c", "zebra"]
    assert [entry.error is not None for entry in found.entries] == [False, True, True, False]
    amiss = found.entries[1].error
    assert amiss is not None
    assert course.said(amiss, SPOKEN["en"])[0].startswith("b.yaml:")


def test_a_name_means_a_lesson_a_file_or_a_folder(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert course.choose("pop3-by-hand")[1] == course.load().find("pop3-by-hand")
    assert course.choose(str(mine)) == (course.load(mine), None)
    found, entry = course.choose(str(mine / "zebra.yaml"))
    assert entry is not None
    following = found.after(entry)
    assert following is not None
    assert following.name == str(mine / "ant.yaml"), "its folder says what follows"
    (mine / "course.yaml").unlink()
    found, entry = course.choose(str(mine / "zebra.yaml"))
    assert entry is not None
    assert found.after(entry) is None
    # A shipped lesson is found by its id wherever one stands.
    monkeypatch.chdir(written(mine.parent / "smtp-by-hand", "ant").parent)
    assert course.find("smtp-by-hand").id == "smtp-by-hand"
    assert course.choose("./smtp-by-hand")[1] is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("no-such-lesson", "There is no lesson no-such-lesson. There are: the-picture, "),
        ("none.yaml", "none.yaml: No such file or directory"),
        (".", ". holds no lessons"),
    ],
)
def test_what_is_none_of_them(
    name: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError) as caught:
        course.find(name)
    (told,) = course.said(caught.value, SPOKEN["en"])
    assert told.startswith(fault)
    assert "Errno" not in told


def test_one_of_a_folder_has_to_be_named_where_one_is_wanted(mine: Path) -> None:
    with pytest.raises(CourseError, match="one of zebra, ant, newt"):
        course.find(str(mine))


@pytest.mark.parametrize(
    ("order", "faults"),
    [
        ("format: 1\nlessons: []\n", ["2:10: expected at least 1 in this list"]),
        ("format: 1\nlessons: [../../secret]\n", ["2:11: expected small letters"]),
        ("format: 1\nlessons: [a, b, a]\n", ["2:17: the lesson `a` is named twice"]),
        (
            "format: 1\nlessons: [a]\nelectives: [b]\npoints: {c: 5}\nclass_path: {d: 9}\n",
            [
                "3:13: `b` is not among `lessons`",
                "4:10: `c` is not among `lessons`",
                "5:14: `d` is not among `lessons`",
            ],
        ),
        ("format: 1\nlessons: [a]\npoints: {a: 0}\n", ["3:13: 0 is out of range"]),
        ("format: 1\nlessons: [a]\nclass_path: {a: x}\n", ["3:17: expected a whole number"]),
        ("format: 1\nlessons: [a]\nsections: {a: {en: x}}\n", ["3:15: the key `zh` is missing"]),
        ("format: 1\nlessons: [a]\npionts: {a: 1}\n", ["3:1: unknown key `pionts` (did you mean"]),
    ],
)
def test_a_course_with_faults_says_where(order: str, faults: list[str], tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        course.load(written(tmp_path / "c", order=order))
    told = course.said(caught.value, SPOKEN["en"])
    assert len(told) == len(faults)
    for line, fault in zip(told, faults, strict=True):
        assert line.startswith(f"course.yaml:{fault}")


def test_a_lesson_of_another_id_is_not_taken_for_it(tmp_path: Path) -> None:
    folder = written(tmp_path / "c", "ant", order="format: 1\nlessons: [newt]\n")
    (folder / "ant.yaml").rename(folder / "newt.yaml")
    with pytest.raises(CourseError) as caught:
        course.lesson(course.load(folder).entries[0])
    told = "newt.yaml: its id is ant; course.yaml says newt"
    assert course.said(caught.value, SPOKEN["en"]) == [told]


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "big.yaml").open("wb") as stream:
        stream.truncate(1 << 33)
    with pytest.raises(CourseError) as caught:
        course.find(str(tmp_path / "big.yaml"))
    assert "longer than" in course.said(caught.value, SPOKEN["en"])[0]


# -- what comes next -----------------------------------------------------------------------------


def test_electives_come_last_and_what_was_left_comes_first() -> None:
    entries = tuple(Entry(name, name, Path(name), elective=name == "b") for name in "abcd")
    found = Course((*entries, Entry("x", "x", Path("x"), error=CourseError("no"))))

    def upcoming(done: str, left: str = "") -> str | None:
        entry = found.upcoming(done, left)
        return entry and entry.id

    assert upcoming("") == "a"
    assert upcoming("a") == "c"
    assert upcoming("acd") == "b"
    assert upcoming("abcd") is None, "what has faults is never offered"
    assert upcoming("a", left="bd") == "d", "of two that were left, the one that is asked for"
    assert upcoming("a", left="b") == "b"
    assert upcoming("ab", left="b") == "c"


def finished(lesson: str, learnt: Learnt) -> Learnt:
    return progress.finished(learnt, lesson, Done())


def test_learning_a_folder_goes_from_one_lesson_to_the_next(mine: Path, tmp_path: Path) -> None:
    here = world(tmp_path)
    for expected in ("zebra", "newt", "ant", "zebra"):
        chosen = enrolling.choose(here, str(mine), None)
        assert chosen.lesson.id == expected
        progress.change(tmp_path, partial(finished, expected))
    chosen = enrolling.choose(here, str(mine), None)
    following = enrolling.cover(here, chosen, enrolling.Options(), again=False).following()
    assert following is not None
    assert following[0] == str(mine / "ant.yaml"), "what `learn` can be told"


def test_the_list_shows_sections_marks_and_faults(mine: Path, tmp_path: Path) -> None:
    (mine / "newt.yaml").write_text('format: 1\nid: "\\e[2J"\n', "utf-8")
    here = world(tmp_path, "en")
    assert syllabus.run(here, str(mine)) == 0
    here.stdout.flush()
    text = here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]
    rows = text.splitlines()
    assert rows[0].startswith(">  1* zebra")
    assert rows[0].endswith("(10 min, 30 in class, 5 points, next)")
    assert rows[1].strip() == "For who wants more"
    assert "elective" in rows[2]
    assert rows[3].startswith("   3* newt")
    assert "newt.yaml:" in rows[3]
    assert "75 minutes in all" in rows[4]
    assert "\x1b" not in text


@pytest.mark.parametrize(("language", "told"), [("en", "There is no lesson"), ("zh", "没有 what")])
def test_it_is_told_in_the_language_of_the_learner(
    language: str, told: str, tmp_path: Path
) -> None:
    here = world(tmp_path, language)
    assert guided.run(here, "what", guided.Options()) == 2
    assert told in here.stderr.getvalue()  # type: ignore[attr-defined]
