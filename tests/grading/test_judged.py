"""What a recording is worth: as much as the session was to the judge that sat beside it."""

from pathlib import Path

import pytest

from tests.grading.desk import Desk
from tests.grading.making import SERVER, SMTP, WHOLE, Sitting, lesson, of_class, times, whole
from tutor.lesson.scoring import score

ALL = [step.id for step in lesson(WHOLE).steps]


@pytest.mark.parametrize("mode", ["follow", "solo", "exam"])
@pytest.mark.parametrize("path", [WHOLE, SERVER, SMTP], ids=lambda path: path.stem)
def test_who_does_it_all_has_all_points(desk: Desk, path: Path, mode: str) -> None:
    desk.put("wang-li.session.jsonl", whole(path, mode).text())
    done = desk.told(lesson=path, strict=True)
    assert (done.code, done.err) == (0, "")
    grade, summary = done.objects
    assert grade["event"] == "grade"
    assert (grade["student"], grade["mode"], grade["server"]) == ("wang-li", mode, "practice")
    assert {step["result"] for step in grade["steps"]} == {"passed"}
    assert [step["step"] for step in grade["steps"]] == [s.id for s in lesson(path).steps]
    assert (grade["points"], grade["complete"]) == (grade["of"], True)
    assert grade["remarks"] == []
    assert (summary["event"], summary["students"], summary["complete"]) == ("summary", 1, 1)


def test_the_same_as_to_the_judge_who_sat_beside(desk: Desk) -> None:
    done = Sitting(WHOLE).until("hello")
    assert isinstance(done, Sitting)
    done.hear("predict", step="hello", **{"class": "ok"})
    done.hint()
    done.say("mail from:<alice@practice.example>")  # before the greeting: astray
    done.say("frob")
    done.say("ehlo me.example")
    done.answer(1)  # what many believe
    done.answer(2)
    desk.put("x.session.jsonl", done.text())
    done_by_hand = score(lesson(WHOLE), done.progress.tallies)
    grade = desk.told().objects[0]
    assert (grade["points"], grade["of"]) == (done_by_hand.points, done_by_hand.of)
    for step, mark in zip(grade["steps"], done_by_hand.marks, strict=True):
        assert (step["tries"], step["hints"]) == (mark.tally.tries, mark.tally.hints)
        assert (step["points"], step["step"]) == (mark.points, mark.step)
    assert grade["hints"] == 1
    assert grade["predictions"] == {"right": 1, "of": 1}, "it was about the greeting alone"
    assert grade["answers"] == {"right": 0, "of": 1}, "the first answer counts"
    assert grade["misconceptions"] == ["code-250-is-delivered"]
    assert (grade["passed"], grade["missed"]) == (3, len(ALL) - 3)
    assert grade["remarks"] == []


def test_what_the_program_said_is_assisted(desk: Desk) -> None:
    done = Sitting(WHOLE).catch_up("later")
    done.until("")
    desk.put("x.session.jsonl", done.text())
    grade = desk.told(strict=True)
    assert grade.code == 0, "assisted is not failed"
    results = [step["result"] for step in grade.objects[0]["steps"]]
    assert results == ["assisted"] * 3 + ["passed"] * (len(ALL) - 3)
    assert [step["points"] for step in grade.objects[0]["steps"]][:3] == [0, 0, 0]
    assert (grade.objects[0]["assisted"], grade.remarks) == (3, [])


def test_half_done_fails_only_when_asked_to(desk: Desk) -> None:
    desk.put("x.session.jsonl", Sitting(WHOLE).until("later").text())  # type: ignore[attr-defined]
    assert desk.told().code == 0
    assert desk.told(strict=True).code == 1
    assert desk.told().objects[0]["missed"] == len(ALL) - 3


def test_each_student_has_values_of_his_own(desk: Desk) -> None:
    for name in ("one", "two", "three"):
        desk.put(f"{name}.session.jsonl", whole(seed=name).text(name))
    assert len({tuple(lesson(WHOLE, seed).values.items()) for seed in ("one", "two", "three")}) > 1
    done = desk.told(strict=True)
    assert done.code == 0, done.out
    assert [each["seed"] for each in done.objects[:3]] == ["one", "three", "two"]
    # With another seed's values it is another task.
    text = whole(seed="one").text().replace('"seed": "one"', '"seed": null')
    other = desk.told(desk.put("x/y.session.jsonl", text))
    alike = lesson(WHOLE, "one").values == lesson(WHOLE).values
    assert other.objects[0]["complete"] is alike


def test_the_course_gives_its_points(desk: Desk) -> None:
    desk.put("x.session.jsonl", Sitting(SMTP).until("auth-login").text())  # type: ignore[attr-defined]
    grade = desk.told(lesson="smtp-by-hand").objects[0]
    steps = len(lesson(SMTP).steps)
    assert (grade["points"], grade["of"]) == (20, steps * 10)
    assert grade["course_points"] == round(grade["course_of"] * 2 / steps)
    assert desk.told(lesson=WHOLE).code == 1, "it belongs to another lesson"


def test_of_several_runs_the_best_counts(desk: Desk) -> None:
    half = Sitting(WHOLE).until("later")
    assert isinstance(half, Sitting)
    desk.put("1.session.jsonl", half.text("a", "2026-01-05T09:00:00Z", student="li"))
    desk.put("2.session.jsonl", whole().text("b", "2026-01-06T09:00:00Z", student="li"))
    desk.put("3.session.jsonl", half.text("c", "2026-01-07T09:00:00Z", student="li"))
    done = desk.told(strict=True)
    grade = done.of("li")
    assert (done.code, grade["complete"], grade["started"]) == (0, True, "2026-01-06T09:00:00Z")
    assert [each["started"][:10] for each in grade["others"]] == ["2026-01-05", "2026-01-07"]
    assert [each["complete"] for each in grade["others"]] == [False, False]
    assert done.objects[-1]["recordings"] == 3


def test_of_equal_runs_the_latest_counts(desk: Desk) -> None:
    desk.put("1.session.jsonl", whole().text("a", "2026-01-07T09:00:00Z", student="li"))
    desk.put("2.session.jsonl", whole().text("b", "2026-01-05T09:00:00Z", student="li"))
    assert desk.told().of("li")["started"] == "2026-01-07T09:00:00Z"


def in_two_sittings(mode: str = "solo", seed: str | None = None) -> tuple[Sitting, Sitting]:
    """Somebody who misses once, leaves before `later`, comes back and does the rest."""
    first = Sitting(WHOLE, mode, seed)
    first.until("hello")
    first.say("frob")
    first.until("later")
    second = Sitting(WHOLE, mode, seed).catch_up("later", again=True)
    second.until("")
    return first, second


def test_two_sittings_are_one_run(desk: Desk) -> None:
    first, second = in_two_sittings()
    desk.put("li/1.session.jsonl", first.text("a", student="li"))
    alone = first.text("a", student="wang")
    desk.put("2.session.jsonl", second.text("b", "2026-01-06T09:00:00Z", student="li"))
    desk.put("3.session.jsonl", whole().text("c", student="zhao"))
    done = desk.told()
    grade, once = done.of("li"), done.of("zhao")
    assert grade["complete"]
    assert (grade["assisted"], grade["missed"]) == (0, 0)
    assert grade["points"] == once["points"] - 2, "the miss of the first sitting"
    assert len(grade["files"]) == 2
    assert grade["others"] == []
    assert grade["remarks"] == []
    # Somebody else's first sitting is none of his, and alone the second one proves nothing.
    desk.put("li/1.session.jsonl", alone)
    grade = desk.told().of("li")
    assert grade["assisted"] == 3
    assert [each["kind"] for each in grade["remarks"]] == ["sitting"]


def test_a_sitting_names_the_one_that_it_goes_on_with(desk: Desk) -> None:
    first, second = in_two_sittings()
    desk.put("monday.session.jsonl", first.text("a", sitting="m1"))
    desk.put("other.session.jsonl", first.text("a", sitting="m2"))
    later = second.text("b", "2026-01-06T09:00:00Z", sitting="t1", continues="m1")
    desk.put("tuesday.session.jsonl", later)
    done = desk.told()
    grade = done.of("monday")
    assert (grade["complete"], grade["assisted"], len(grade["files"])) == (True, 0, 2)
    assert not done.of("other")["complete"]
    assert done.objects[-1]["students"] == 2


def test_who_is_named_gets_nobody_elses_first_sitting(desk: Desk) -> None:
    first, second = in_two_sittings()
    desk.put("1.session.jsonl", first.text("a", student="li", sitting="m1"))
    later = second.text("b", "2026-01-06T09:00:00Z", student="wang", continues="m1")
    desk.put("2.session.jsonl", later)
    assert desk.told().of("wang")["assisted"] == 3


@pytest.mark.parametrize(
    "more", [{"hash": "0" * 16}, {"mode": "follow"}, {"seed": "x"}], ids=["hash", "mode", "seed"]
)
def test_another_lesson_mode_or_other_values_are_no_first_sitting(
    desk: Desk, more: dict[str, str]
) -> None:
    first, second = in_two_sittings()
    desk.put("1.session.jsonl", first.text("a", student="li", **more))
    desk.put("2.session.jsonl", second.text("b", "2026-01-06T09:00:00Z", student="li"))
    assert desk.told().of("li")["assisted"] == 3


def test_what_was_said_for_somebody_then_is_not_his_own_now(desk: Desk) -> None:
    _, second = in_two_sittings()
    desk.put("1.session.jsonl", Sitting(WHOLE).catch_up("later").text("a", student="li"))
    desk.put("2.session.jsonl", second.text("b", "2026-01-06T09:00:00Z", student="li"))
    assert desk.told().of("li")["assisted"] == 3


def test_three_sittings(desk: Desk) -> None:
    first, _ = in_two_sittings()
    second = Sitting(WHOLE).catch_up("later", again=True)
    second.until("letter")
    third = Sitting(WHOLE).catch_up("letter", again=True)
    third.until("")
    for number, each in enumerate((first, second, third), 1):
        text = each.text(str(number), f"2026-01-0{number}T09:00:00Z", student="li")
        desk.put(f"{number}.session.jsonl", text)
    grade = desk.told().of("li")
    assert (grade["complete"], grade["assisted"], len(grade["files"])) == (True, 0, 3)


def test_a_class_has_one_way_over_all_its_connections(desk: Desk) -> None:
    done = whole()
    for number, text in of_class(done, "alice", times("x", len(done.rows))).items():
        desk.put(f"20260105-090000-{number:05}.session.jsonl", text)
    told = desk.told(strict=True)
    assert told.code == 0, told.out
    grade = told.of("alice")
    assert (grade["mode"], grade["complete"], len(grade["files"])) == ("class", True, 2)
    assert grade["unasked"] == ["meaning", "code", "octets"]
    assert [step["step"] for step in grade["steps"]] == [
        e for e in ALL if e not in grade["unasked"]
    ]
    assert told.remarks == ["unasked"]
    assert told.objects[-1]["students"] == 1


def test_a_class_may_try_again(desk: Desk) -> None:
    first = Sitting(WHOLE).until("letter")
    assert isinstance(first, Sitting)
    texts = of_class(first, "alice", times("x", len(first.rows)))
    desk.put("a.session.jsonl", texts[1])
    second = whole()
    for number, text in of_class(second, "alice", times("y", len(second.rows))).items():
        desk.put(f"b{number}.session.jsonl", text.replace("2026-01-05T09", "2026-01-05T10"))
    grade = desk.told().of("alice")
    assert (grade["complete"], len(grade["files"]), grade["others"]) == (True, 3, [])


def test_where_people_log_in_a_connection_without_a_login_is_nobodys(desk: Desk) -> None:
    done = whole()
    texts = of_class(done, "alice", times("x", len(done.rows)))
    for number, text in texts.items():
        desk.put(f"{number}.session.jsonl", text)
    nobody = texts[1].replace(', "address": "alice@practice.example"', "")
    desk.put("3.session.jsonl", nobody.replace('"student": "alice"', '"student": "192.0.2.7"'))
    told = desk.told(strict=True)
    assert told.code == 0, "nobody cannot fail"
    assert [each["student"] for each in told.objects[:-1]] == ["alice", "192.0.2.7"]
    assert told.objects[1]["reason"] == "nobody"
    assert "Connections on which nobody logged in: 1." in desk.grade().out
    assert len(desk.grade(csv=True).cells) == 2


def test_a_free_session_is_judged_by_the_wire_alone(desk: Desk) -> None:
    done = whole()
    rows = done.text().splitlines(keepends=True)
    free = '{"wiretutor": 1, "protocol": "smtp", "peer": "x", "started": "", "lesson": null}\n'
    desk.put("li.session.jsonl", free + "".join(r for r in rows[1:] if '"answer"' not in r))
    told = desk.told()
    assert told.of("li")["complete"]
    assert "unnamed" in told.remarks
