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
from tutor.shell import due as choosing
from tutor.shell import reviewing
from tutor.shell.cover import Due
from tutor.shell.due import due

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


def asked(lessons: Course, name: str, learnt: Learnt) -> list[str]:
    entry = lessons.find(name)
    assert entry is not None
    return [each.question.id for each in due(lessons, entry, course.lesson(entry), learnt)]


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


STEPS = [(name, f"{name}{number}") for name in "abc" for number in (1, 2)]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=12))
def test_never_the_same_two_in_a_row(
    lessons: Course, answered: list[tuple[tuple[str, str], bool]]
) -> None:
    learnt, last = done("a", "b", "c"), set[str]()
    for (name, step), right in answered:
        learnt = progress.answered(learnt, name, step, right=right)
        entry = lessons.find("d")
        assert entry is not None
        found = due(lessons, entry, course.lesson(entry), learnt)
        ids = {each.question.id for each in found}
        assert len(ids) == choosing.COUNT
        assert ids != last
        waiting = {step for _, step in progress.waiting(learnt)}
        assert not waiting or waiting & ids, "what was missed comes back first"
        learnt, last = progress.asked(learnt, [each.key for each in found]), ids


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
