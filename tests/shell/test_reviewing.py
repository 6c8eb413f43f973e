"""The review before a lesson: which questions come, how they are asked, what is remembered."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shell.seat import run, seated
from tutor import course, progress
from tutor.course import Course
from tutor.lesson import Question
from tutor.progress import Done, Learnt
from tutor.shell.guiding.cover import Due
from tutor.shell.lessons import due as choosing
from tutor.shell.lessons import reviewing

LESSON = """
format: 1
id: {id}
title: {{en: "Lesson {id}", zh: "课 {id}"}}
protocol: smtp
{more}
steps:
{steps}
"""
QUESTION = """
  - id: {id}
    ask: {{en: "What of {id}?", zh: "{id} 呢？"}}
    choices:
      - {{text: {{en: "this", zh: "这"}}, why: {{en: "No.", zh: "不。"}}, misconception: m-{id}}}
      - {{text: {{en: "that", zh: "那"}}, why: {{en: "Because.", zh: "因为。"}}}}
    answer: 2
"""


def made(folder: Path) -> Course:
    """Four lessons with two questions each; the last one names the first in its `review`."""
    names = ("a", "b", "c", "d")
    for name in names:
        steps = "".join(QUESTION.format(id=f"{name}{n}") for n in (1, 2))
        more = "review: [a]" if name == "d" else ""
        text = LESSON.format(id=name, more=more, steps=steps)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "course.yaml").write_text(f"format: 1\nlessons: [{', '.join(names)}]\n")
    return course.load(folder)


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return made(tmp_path_factory.mktemp("course"))


TODAY, TOMORROW = "2026-01-05", "2026-01-06"


def asked(lessons: Course, name: str, learnt: Learnt, today: str = TODAY) -> list[str]:
    entry = lessons.find(name)
    assert entry is not None
    review = course.lesson(entry).review
    assert review == course.outline(entry).review
    found = choosing.keys(lessons, entry, review, learnt, today)
    questions = choosing.due(found)
    assert [(each.entry.id, each.question) for each in found] == [each.key for each in questions]
    return [each.question.id for each in questions]


def reviewed(learnt: Learnt, *steps: str) -> Learnt:
    return progress.asked(learnt, [(step[0], step) for step in steps])


def done(*names: str) -> Learnt:
    learnt: Learnt = {}
    for name in names:
        learnt = progress.finished(learnt, name, Done("2026-01-05T09:00:00Z", "solo"))
    return learnt


def test_who_has_done_nothing_is_asked_nothing(lessons: Course) -> None:
    assert asked(lessons, "a", {}) == []
    assert asked(lessons, "c", {}) == []
    assert asked(lessons, "c", progress.left({}, "b", "b2")) == []
    assert asked(lessons, "a", done("a")) == [], "and nobody what the lesson itself asks"


def test_what_comes_first(lessons: Course) -> None:
    learnt = done("a", "b")
    assert asked(lessons, "c", learnt) == ["b1", "b2"], "of the lesson just before"
    assert asked(lessons, "d", learnt) == ["a1", "a2"], "what the lesson names"
    missed = progress.answered(learnt, "a", "a2", right=False)
    assert asked(lessons, "c", missed) == ["a2", "b1"]
    assert asked(lessons, "b", progress.answered(done("b"), "d", "d1", right=False)) == ["d1"]
    settled = progress.answered(missed, "a", "a2", right=True)
    assert asked(lessons, "c", settled) == ["b1", "b2"]


def test_what_was_asked_comes_back_when_a_lesson_lies_in_between(lessons: Course) -> None:
    learnt = progress.answered(done("a", "b"), "a", "a2", right=False)
    assert asked(lessons, "c", learnt) == ["a2", "b1"]
    learnt = reviewed(learnt, "a2", "b1")  # and both are passed over
    assert asked(lessons, "c", learnt) == ["b2", "a1"], "who leaves and begins again gets others"
    assert asked(lessons, "d", learnt) == ["a1", "b2"]
    learnt = progress.finished(learnt, "c", Done())
    assert "a2" not in asked(lessons, "d", learnt), "that lesson was the one it was asked in"
    learnt = progress.finished(learnt, "b", Done())
    assert asked(lessons, "d", learnt)[0] == "a2", "now one lies in between"


def test_what_is_missed_in_a_lesson_is_not_asked_before_the_very_next_one(lessons: Course) -> None:
    learnt = reviewed(progress.answered(done("a"), "b", "b1", right=False), "b1")
    learnt = progress.finished(learnt, "b", Done())
    assert "b1" not in asked(lessons, "c", learnt)
    learnt = progress.finished(learnt, "c", Done())
    assert asked(lessons, "d", learnt)[0] == "b1"


def test_what_was_answered_right_today_is_not_asked_today(lessons: Course) -> None:
    learnt = done("a", "b")
    for step in ("a1", "a2", "b1"):
        learnt = progress.answered(learnt, step[0], step, right=True, day=TODAY)
    assert asked(lessons, "c", learnt) == ["b2"]
    learnt = progress.answered(learnt, "b", "b2", right=True, day=TODAY)
    assert asked(lessons, "c", learnt) == []
    assert asked(lessons, "c", learnt, TOMORROW) == ["b1", "b2"]


STEPS = [(name, f"{name}{number}") for name in "abc" for number in (1, 2)]
DAYS = st.sampled_from(["2026-01-05", "2026-01-06", "2026-01-07"])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans(), DAYS), max_size=12))
def test_the_rule(lessons: Course, answered: list[tuple[tuple[str, str], bool, str]]) -> None:
    learnt, last = done("a", "b", "c"), set[str]()
    days = sorted(day for *_, day in answered)
    for today, ((name, step), right, _) in zip(days, answered, strict=True):
        learnt = progress.answered(learnt, name, step, right=right, day=today)
        ids = asked(lessons, "d", learnt, today)
        assert len(ids) <= choosing.COUNT
        assert not last & set(ids), "nothing twice in a row"
        assert not right or step not in ids
        missed = {step for _, step in progress.waiting(learnt)}
        waits = [step in missed for step in ids]
        assert waits == sorted(waits, reverse=True), "what was missed comes first"
        learnt = progress.finished(reviewed(learnt, *ids), name, Done())
        last = set(ids)


def test_numbers_of_an_older_file_keep_nothing_back_for_ever(lessons: Course) -> None:
    learnt = done("a", "b")
    old = {name: record._replace(turn=0, asked={f"{name}1": 7}) for name, record in learnt.items()}
    assert len(asked(lessons, "c", old)) == choosing.COUNT


def questions(lessons: Course) -> list[Due]:
    found = []
    for entry in lessons.entries[:2]:
        lesson = course.lesson(entry)
        question = lesson.steps[0]
        assert isinstance(question, Question)
        found.append(Due(lesson.id, lesson.title, question))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_asked_and_remembered(lessons: Course, language: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, language=language) as seat:
            seat.answers += ["7", ":state", "1", "2", "２"]
            await reviewing.ask(seat.repl, questions(lessons))
            text = seat.screen()
            begins = {"en": "Before we begin: two questions", "zh": "开始之前，先答两道"}
            assert begins[language] in text
            assert {"en": "From Lesson a:", "zh": "选自《课 a》："}[language] in text
            assert {"en": "1 to 2", "zh": "1 到 2"}[language] in text
            assert text.index({"en": "No.", "zh": "不。"}[language]) < text.index(
                {"en": "Because.", "zh": "因为。"}[language]
            )

    run(test)
    learnt = progress.load(tmp_path).learnt
    assert list(progress.waiting(learnt)) == [("a", "a1")], "the first answer counts"
    assert learnt["b"].missed == {}
    assert learnt["a"].asked == {"a1": 1}
    assert learnt["b"].asked == {"b1": 1}
    assert learnt["a"].right == {}
    assert learnt["b"].right == {"b1": progress.today()}


def test_a_right_answer_settles_and_enter_skips(lessons: Course, tmp_path: Path) -> None:
    def missed(learnt: Learnt) -> Learnt:
        for name in ("a", "b"):
            learnt = progress.answered(
                learnt, name, f"{name}1", right=False, misconception=f"m-{name}1"
            )
        return learnt

    assert progress.change(tmp_path, missed) is None

    async def test() -> None:
        async with seated(tmp_path) as seat:
            seat.answers += ["2", ""]
            await reviewing.ask(seat.repl, questions(lessons))
            assert "Left for another time." in seat.screen()

    run(test)
    learnt = progress.load(tmp_path).learnt
    assert list(progress.waiting(learnt)) == [("b", "b1")]
    assert not learnt["a"].misconceptions["m-a1"].waits
    assert learnt["b"].misconceptions["m-b1"].waits


def test_who_leaves_in_the_middle_was_asked_what_he_answered(
    lessons: Course, tmp_path: Path
) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            seat.answers += ["2", ":quit"]
            await reviewing.ask(seat.repl, questions(lessons))
            assert seat.repl.done

    run(test)
    learnt = progress.load(tmp_path).learnt
    assert learnt["a"].asked == {"a1": 1}
    assert "b" not in learnt


@pytest.mark.parametrize("line", [":catchup 3", "：catchup 3", ":cat 3"])
def test_whoever_wants_to_be_further_on_skips_what_is_left(
    lessons: Course, line: str, tmp_path: Path
) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            seat.answers += ["2", line, "2"]
            assert await reviewing.ask(seat.repl, questions(lessons)) == line
            assert seat.answers == ["2"], "nothing more is asked"
            assert "left for another time; the lesson begins" in seat.screen()
            assert "Only a lesson has steps" not in seat.screen(), "it waits for the lesson"

    run(test)
    learnt = progress.load(tmp_path).learnt
    assert learnt["a"].right == {"a1": progress.today()}
    assert learnt["b"].asked == {"b1": 1}
    assert learnt["b"].right == {}


def test_the_lessons_hints_are_not_for_the_review(lessons: Course, tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            seat.answers += [":hint", "2", "2"]
            assert await reviewing.ask(seat.repl, questions(lessons)) == ""
            assert "There is no hint here." in seat.screen()

    run(test)
