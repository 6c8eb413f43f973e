"""What does not fit together is pointed out, and what does is left in peace."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.grading.desk import Desk
from tests.grading.making import WHOLE, Sitting, times, whole, written

Rows = list[list[Any]]


def changed(change: Callable[[dict[str, Any], Rows], object], done: Sitting | None = None) -> str:
    """A good recording, and somebody who thought that it could be better."""
    first, *rest = (json.loads(row) for row in (done or whole()).text().splitlines())
    change(first, rest)
    return written(rest, first, [row[0] for row in rest])


def step(rows: Rows, name: str, kind: str = "step") -> int:
    return next(at for at, row in enumerate(rows) if row[1] == kind and row[2].get("step") == name)


def half() -> Sitting:
    found = Sitting(WHOLE).until("later")
    assert isinstance(found, Sitting)
    return found


def hinted() -> Sitting:
    done = Sitting(WHOLE).until("hello")
    assert isinstance(done, Sitting)
    done.hint()
    done.until("")
    return done


def assisted() -> Sitting:
    done = Sitting(WHOLE).catch_up("hello")
    done.until("")
    return done


CONTRADICTIONS: dict[str, tuple[Callable[[], Sitting], Callable[[Any, Rows], object], str]] = {
    "a step that was not passed": (
        half,
        lambda _head, rows: rows.append(
            [999.0, "step", {"step": "goodbye", "passed": True, "assisted": False}]
        ),
        "claimed",
    ),
    "a step that there is not": (
        whole,
        lambda _head, rows: rows.append([999.0, "step", {"step": "bonus", "passed": True}]),
        "claimed",
    ),
    "help that is denied": (
        assisted,
        lambda _head, rows: rows.append(
            [999.0, "step", {"step": "connect", "passed": True, "assisted": False}]
        ),
        "claimed.alone",
    ),
    "hints that a row denies": (
        hinted,
        lambda _head, rows: rows[step(rows, "hello")][2].update(hints=0),
        "claimed.hints",
    ),
    "hints that the header denies": (
        hinted,
        lambda head, _rows: head["lesson"].update(hints=0),
        "hints",
    ),
    "hints in an exam": (
        hinted,
        lambda head, _rows: head["lesson"].update(mode="exam"),
        "hinted",
    ),
    "an answer without a question": (
        whole,
        lambda _head, rows: rows.insert(3, [rows[2][0], "answer", {"step": "what", "given": 1}]),
        "question",
    ),
    "an answer to a task": (
        whole,
        lambda _head, rows: rows.insert(3, [rows[2][0], "answer", {"step": "hello", "given": 1}]),
        "question",
    ),
    "time that goes back": (
        whole,
        lambda _head, rows: rows[9].__setitem__(0, rows[5][0]),
        "backwards",
    ),
    "another server": (
        whole,
        lambda _head, rows: rows[0][2].update(address="192.0.2.1:25"),
        "server",
    ),
    "another host": (
        whole,
        lambda _head, rows: rows[0][2].update(peer="mail.elsewhere.example:25"),
        "server",
    ),
    "no such mode": (whole, lambda head, _rows: head["lesson"].update(mode="dream"), "mode"),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_a_contradiction_is_pointed_out_and_judged(desk: Desk, what: str) -> None:
    make, change, kind = CONTRADICTIONS[what]
    untouched = desk.told(desk.put("good/x.session.jsonl", make().text()))
    assert untouched.remarks == [], "it comes from the change alone"
    path = desk.put("x.session.jsonl", changed(change, make()))
    done = desk.told(path)
    assert done.code == 0
    assert done.remarks == [kind]
    grade, before = done.objects[0], untouched.objects[0]
    assert grade["points"] == before["points"], "what a row says of itself counts for nothing"


def test_a_contradiction_is_told_with_its_line(desk: Desk) -> None:
    change = CONTRADICTIONS["time that goes back"][1]
    path = desk.put("x.session.jsonl", changed(change))
    (remark,) = desk.told(path).objects[0]["remarks"]
    # The header is line 1, and so row 9 counted from 0 is line 11.
    assert remark["text"].startswith(f"{path}:11: ")


def test_answers_of_a_review_belong_to_another_lesson(desk: Desk) -> None:
    told = {"lesson": "smtp-by-hand", "step": "from-where", "given": 1}
    text = changed(lambda _head, rows: rows.insert(0, [0.0, "answer", told]))
    desk.put("x.session.jsonl", text)
    assert desk.told().remarks == []


def test_a_step_that_an_undo_took_back_was_passed_all_the_same(desk: Desk) -> None:
    done = Sitting(WHOLE).until("meaning")
    assert isinstance(done, Sitting)
    said = done.progress.said
    done.hear("pause", what="undo")
    done.hear("pause", what="undone", to=said - 1, was=1, now=1)
    desk.put("x.session.jsonl", done.text())
    assert "claimed" not in desk.told().remarks


def test_a_lesson_that_was_edited_since_is_said_once_and_no_more(desk: Desk) -> None:
    edited = WHOLE.read_text(encoding="utf-8").replace("Greet.", "Say hello.")
    assert edited != WHOLE.read_text(encoding="utf-8")
    path = desk.put("whole.yaml", edited)

    def change(_head: Any, rows: Rows) -> None:
        rows.append([999.0, "step", {"step": "an-old-one", "passed": True}])
        rows.append([999.0, "answer", {"step": "an-old-question", "given": 1}])

    desk.put("x.session.jsonl", changed(change))
    done = desk.told(lesson=path)
    assert done.code == 0
    assert done.objects[0]["complete"]
    assert done.objects[0]["edited"] is True
    assert done.remarks == ["edited"]


def test_layout_and_comments_are_no_edit(desk: Desk) -> None:
    path = desk.put("whole.yaml", "# for class 3\n" + WHOLE.read_text(encoding="utf-8"))
    desk.put("x.session.jsonl", whole().text())
    assert desk.told(lesson=path).remarks == []


def test_a_torn_last_line_is_a_crash_and_no_contradiction(desk: Desk) -> None:
    text = half().text()
    desk.put("x.session.jsonl", text[:-9])
    done = desk.told()
    assert done.remarks == ["torn"]
    assert "torn" in done.objects[0]["remarks"][0]["text"]
    assert done.objects[0]["passed"] == 3


@pytest.mark.parametrize(("at", "line"), [(4, 5), (-1, None)])
def test_a_damaged_row_is_told_with_its_line(desk: Desk, at: int, line: int | None) -> None:
    rows = whole().text().splitlines(keepends=True)
    rows.insert(at if at > 0 else len(rows), "[1.0, nonsense\n")
    path = desk.put("x.session.jsonl", "".join(rows))
    (remark,) = desk.told().objects[0]["remarks"]
    assert remark["kind"] == "damaged"
    assert remark["text"].startswith(f"{path}:{line or len(rows)}: ")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "watch": ({"mode": "watch"}, "watch"),
    "played by itself": ({"auto": True}, "watch"),
    "another lesson": ({"id": "pop3-by-hand"}, "lesson"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_work_is_refused_and_said_why(desk: Desk, what: str) -> None:
    more, reason = REFUSED[what]
    desk.put("li.session.jsonl", whole().text(**more))
    desk.put("wu.session.jsonl", whole().text("another"))
    done = desk.told()
    assert done.code == 0
    assert [each["event"] for each in done.objects] == ["grade", "refused", "summary"]
    assert (done.objects[1]["student"], done.objects[1]["reason"]) == ("li", reason)
    assert done.objects[0]["student"] == "wu"
    assert desk.told(strict=True).code == 1
    if reason == "lesson":
        assert "pop3-by-hand" in desk.grade().out


def test_a_file_that_is_no_recording_is_told_and_the_rest_judged(desk: Desk) -> None:
    desk.put("li.session.jsonl", whole().text())
    path = desk.put("readme.session.jsonl", "hello\n")
    done = desk.told()
    assert done.code == 0
    assert f"{path}: the first line is no header" in done.err
    assert [each["event"] for each in done.objects] == ["grade", "refused", "summary"]
    assert (done.objects[1]["reason"], done.objects[1]["file"]) == ("unread", str(path))
    assert desk.told(strict=True).code == 1


# -- the same timing -----------------------------------------------------------------------------


def same(desk: Desk, *texts: str) -> dict[str, str]:
    """Who is said to have the same timing, and as whom."""
    for number, text in enumerate(texts):
        desk.put(f"{'abcdefgh'[number]}.session.jsonl", text)
    return {
        each["student"]: remark["text"]
        for each in desk.told().objects[:-1]
        for remark in each["remarks"]
        if remark["kind"] == "same"
    }


def test_a_copied_recording_is_pointed_out_for_both(desk: Desk) -> None:
    text = whole().text()
    assert same(desk, text, whole().text("somebody else"), text) == {
        "a": "The same timing as c: look at both.",
        "c": "The same timing as a: look at both.",
    }


def test_a_copy_with_other_names_in_it_has_the_same_timing(desk: Desk) -> None:
    text = whole().text()
    assert set(same(desk, text, text.replace("me.example", "li.example"))) == {"a", "b"}


def test_a_copy_from_the_middle_on_has_the_same_timing(desk: Desk) -> None:
    done = whole()
    own, other = times("own", len(done.rows)), times("other", len(done.rows))
    at = len(own) // 3
    later = [*own[:at], *(round(when - other[at] + own[at] + 1, 3) for when in other[at:])]
    mixed = written(done.rows, done.header(), later)
    assert set(same(desk, mixed, written(done.rows, done.header(), other))) == {"a", "b"}


def test_two_tries_of_one_student_may_be_the_same(desk: Desk) -> None:
    text = whole().text(student="li")
    assert same(desk, text, text) == {}


def test_programs_type_alike_and_that_says_nothing(desk: Desk) -> None:
    done = whole()
    even = [number * 0.05 for number in range(len(done.rows))]
    own = [[*row] for row in done.rows]
    for row in own:
        if isinstance(row[2], str):
            row[2] = row[2].replace("me.example", "li.example")
    assert (
        same(desk, written(done.rows, done.header(), even), written(own, done.header(), even)) == {}
    )


def test_a_short_start_in_common_says_nothing(desk: Desk) -> None:
    few = Sitting(WHOLE).until("later")
    assert isinstance(few, Sitting)
    assert same(desk, few.text(), few.text()) == {}


def test_nobody_is_accused(desk: Desk) -> None:
    text = whole().text()
    for word in ("cheat", "copied", "copy", "fraud"):
        assert all(word not in said for said in same(desk, text, text).values())
