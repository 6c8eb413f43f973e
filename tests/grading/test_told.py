"""How grades are told: a table for a terminal, objects for programs, a sheet for Excel."""

import io
import json
import unicodedata
from pathlib import Path

import pytest

from tests.contract.outside import Program
from tests.grading.desk import Desk
from tests.grading.making import SMTP, WHOLE, Sitting, lesson, whole
from tests.screen.terminal import Terminal
from tutor.core.visible import visible
from tutor.grading.sheet import cell

HOSTILE = [
    "\x1b[2J\x1b]0;gone\x07",
    "wang\r\nroot,passed,100",
    "\u202eevil",
    '=HYPERLINK("http://x")',
    "../../etc/passwd",
    "\x9b31m",
    "<b>[red]x[/red]",
    "x" * 5000,
]


@pytest.fixture
def a_class(desk: Desk) -> Desk:
    """Three of a class: one with all, one with half of it, one with something to be looked at."""
    elsewhere = whole().text("c").replace("smtp.practice.example:25", "smtp.elsewhere.example:25")
    half = Sitting(WHOLE).until("later")
    assert isinstance(half, Sitting)
    desk.put("1.session.jsonl", whole().text("a", student="wang"))
    desk.put("2.session.jsonl", half.text("b", student="李丽"))
    desk.put("3.session.jsonl", elsewhere.replace('"student": null', '"student": "zhao"'))
    return desk


# -- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_row_for_each_student_and_one_for_each_step(a_class: Desk, language: str) -> None:
    rows = a_class.grade(language=language).out.splitlines()
    head = next(at for at, row in enumerate(rows) if row.endswith("student"))
    heads = "! points passed assisted missed tries hints steps student"
    assert rows[head].split() == heads.split()
    wang, zhao, li = rows[head + 1 : head + 4]
    assert wang.split() == ["100/100", "10/10", "0", "0", "10", "0", "+" * 10, "wang"]
    assert zhao.split() == ["!", "100/100", "10/10", "0", "0", "10", "0", "+" * 10, "zhao"]
    assert li.split() == ["30/100", "3/10", "0", "7", "3", "0", "+" * 3 + "-" * 7, "李丽"]
    steps = {row.split()[-1]: row.split()[:-1] for row in rows[head + 6 :] if row[:1].isdigit()}
    assert list(steps) == [step.id for step in lesson(WHOLE).steps]
    assert steps["hello"] == ["3", "0", "0", "3", "0"]
    assert steps["goodbye"] == ["2", "0", "1", "2", "0"]
    assert "2" in rows[-1]
    assert "3" in rows[-1]


def test_one_student_is_told_step_by_step(desk: Desk) -> None:
    done = Sitting(WHOLE).until("meaning")
    assert isinstance(done, Sitting)
    done.answer(1)
    done.until("letter")
    desk.put("wang.session.jsonl", done.text())
    rows = [row.split() for row in desk.grade().out.splitlines()]
    assert ["passed", "8/10", "2", "0", "-", "other", "meaning"] in rows
    assert ["missed", "0/10", "0", "0", "-", "-", "letter"] in rows


def test_the_same_remark_about_many_is_one_row(desk: Desk) -> None:
    for name in ("wang", "zhao"):
        desk.put(f"{name}.session.jsonl", whole().text(name, hash="0123456789abcdef"))
    rows = [row for row in desk.grade().out.splitlines() if "edited" in row]
    assert len(rows) == 1
    assert rows[0].startswith(" --  wang, zhao: ")
    (row,) = (row for row in desk.grade().out.splitlines() if row.endswith("zhao"))
    assert not row.startswith("!"), "nobody has to look at it"


def test_a_remark_about_everybody_names_nobody(desk: Desk) -> None:
    for name in ("wang", "zhao", "qian", "sun"):
        desk.put(f"{name}.session.jsonl", whole().text(name, hash="0123456789abcdef"))
    (row,) = (row for row in desk.grade().out.splitlines() if "edited" in row)
    assert row.startswith(" --  All students: ")


def test_hints_that_a_server_does_not_see_are_no_number(desk: Desk) -> None:
    about = {"mode": "class", "student": "wang", "address": "wang@practice.example"}
    desk.put("1.session.jsonl", whole().text("a", **about))
    one = desk.grade().out
    assert "hints -:" in one
    assert ["passed", "10/10", "1", "-", "-", "-", "hello"] in [
        row.split() for row in one.split("\n")
    ]
    desk.put("2.session.jsonl", whole().text("b", student="zhao"))
    wang, zhao = (row.removeprefix("!").split() for row in desk.grade().out.splitlines()[3:5])
    assert (wang[5], zhao[5]) == ("-", "0")


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_terminal_nothing_is_broken(
    a_class: Desk, tmp_path: Path, columns: int, language: str
) -> None:
    arguments = ("grade", str(WHOLE), str(a_class.folder), "--lang", language)
    with Terminal(*arguments, state=tmp_path, columns=columns, rows=50) as terminal:
        assert terminal.leave() == 0
        rows = terminal.rows()
    assert all(cells(row.rstrip()) <= columns for row in rows)
    head = next(at for at, row in enumerate(rows) if row.rstrip().endswith("student"))
    place = rows[head].index("student")
    names = [row[place:].replace(" ", "") for row in rows[head + 1 : head + 4]]
    assert names == ["wang", "zhao", "李丽"], "all names begin under their head"
    assert all(row[:place].isascii() for row in rows[head : head + 4])
    wider = {60: set(), 80: {"tries", "steps"}, 120: {"steps", "mode", "answers", "runs"}}
    assert wider[columns] <= set(rows[head].split())
    assert {"points", "passed", "missed"} <= set(rows[head].split())


def test_progress_is_shown_on_a_terminal_and_gone_behind_it(desk: Desk) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name in ("wang", "\x1b[2Jli"):
        desk.put(f"{len(name)}.session.jsonl", whole().text(name, student=name))
    screen = Screen()
    done = desk.grade(stderr=screen)
    assert "0 of 2" in done.err
    assert "1 of 2" in done.err
    assert done.err.endswith("\r"), "the row is empty again"
    assert done.err.rstrip("\r").endswith(" ")
    assert "\x1b" not in done.err
    assert desk.grade().err == ""


# -- for programs --------------------------------------------------------------------------------


def test_the_sheet_is_for_excel(a_class: Desk) -> None:
    done = a_class.grade(csv=True)
    assert done.out.startswith("\ufeffstudent,result,points,of,")
    assert done.out.count("\n") == done.out.count("\r\n") == 4
    head, *rows = done.cells
    assert {len(row) for row in rows} == {len(head)}
    by_name = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(by_name) == ["wang", "zhao", "李丽"]
    assert [by_name["李丽"][key] for key in ("result", "points", "missed")] == ["missed", "30", "7"]
    assert by_name["wang"]["hello result"] == "passed"
    assert by_name["李丽"]["goodbye result"] == "missed"
    assert by_name["wang"]["hello points"] == "10"
    assert "smtp.elsewhere.example" in by_name["zhao"]["remarks"]


def test_a_sheet_has_a_row_for_refused_work(desk: Desk) -> None:
    desk.put("wang.session.jsonl", whole().text(mode="watch"))
    desk.put("li.session.jsonl", whole().text("li"))
    head, *rows = desk.grade(csv=True).cells
    refused = dict(zip(head, rows[1], strict=True))
    assert (refused["student"], refused["result"], refused["points"]) == ("wang", "refused", "")
    assert "watch" in refused["remarks"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "\r=1"])
def test_a_cell_is_no_formula(text: str) -> None:
    assert str(cell(text))[0] not in "=+-@＝\t\r "
    assert visible(text).strip() in str(cell(text))


def test_a_number_is_a_number() -> None:
    assert [cell(value) for value in (-1, 0, None, "x-1")] == [-1, 0, "", "x-1"]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_a_recording_says_acts_on_anything(desk: Desk, name: str) -> None:
    half = Sitting(WHOLE).until("later")
    assert isinstance(half, Sitting)
    text = half.text(student=name, mode=name, seed=name, server=name, name=name)
    rows = text.splitlines(keepends=True)
    rows[1] = json.dumps([0.0, "open", {"conn": 1, "protocol": name, "peer": name}]) + "\n"
    rows += [json.dumps([99.0, "step", {"step": name[:90], "passed": True}]) + "\n"]
    rows += [json.dumps([99.0, "answer", {"step": name[:90], "given": name}]) + "\n"]
    desk.put("x.session.jsonl", "".join(rows))
    desk.put("y.session.jsonl", text.replace('"id": "whole"', f'"id": {json.dumps(name)}'))
    for done in (desk.grade(), desk.told(), desk.grade(csv=True), desk.grade(language="zh")):
        told = (done.out.removeprefix("\ufeff") + done.err).replace("\r\n", "\n")
        assert all(char == "\n" or visible(char) == char for char in told)
    for row in desk.grade(csv=True).cells:
        assert not any(each.startswith(("=", "+", "-", "@")) for each in row)
    assert len(desk.grade(csv=True).cells) == 3


# -- from outside --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["smtp-by-hand", "good.session.jsonl"], 0, ""),
        (["smtp-by-hand", "good.session.jsonl", "--strict"], 0, ""),
        (["smtp-by-hand", "half.session.jsonl"], 0, ""),
        (["smtp-by-hand", "half.session.jsonl", "--strict"], 1, ""),
        (["smtp-by-hand", "good.session.jsonl", "empty", "--strict"], 1, "no recordings"),
        (["smtp-by-hand", "good.session.jsonl", "none.jsonl"], 2, "none.jsonl"),
        (["smtp-by-hand", "empty"], 1, "Nothing was judged"),
        (["pop3-by-hand", "good.session.jsonl"], 1, "Nothing was judged"),
        (["no-such-lesson", "good.session.jsonl"], 2, "no-such-lesson"),
        (["empty", "good.session.jsonl"], 2, "empty"),
        (["smtp-by-hand"], 2, "usage"),
        (["smtp-by-hand", "-"], 2, "stdin"),
        (["smtp-by-hand", "good.session.jsonl", "--csv", "--json"], 2, "--csv"),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    program = Program(tmp_path)
    home = program.home
    (home / "empty").mkdir(parents=True, exist_ok=True)
    half = Sitting(SMTP).until("data")
    assert isinstance(half, Sitting)
    (home / "good.session.jsonl").write_text(whole(SMTP).text(), encoding="utf-8")
    (home / "half.session.jsonl").write_text(half.text(), encoding="utf-8")
    done = program("grade", *arguments, "--lang", "en")
    assert done.code == code, done.err
    assert said in done.err.decode()
    if said and code == 2:
        assert b"Traceback" not in done.err


def test_what_learn_records_is_judged(tmp_path: Path) -> None:
    program = Program(tmp_path)
    typed = "\n".join(line for step in lesson(SMTP).steps for line in step.lines) + "\n"
    learn = ("learn", "smtp-by-hand", "--mode", "solo", "--record", "li.session.jsonl")
    assert program(*learn, say=typed).code == 0
    done = program("grade", "smtp-by-hand", "li.session.jsonl", "--json", "--strict")
    assert done.code == 0, done.err
    grade = json.loads(done.out.decode().splitlines()[0])
    assert (grade["student"], grade["complete"], grade["remarks"]) == ("li", True, [])
