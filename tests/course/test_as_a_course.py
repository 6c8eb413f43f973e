"""The shipped lessons are one course: they lead from one to the next, ask what was taught, and
believe the same things about what people believe."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.course.looking import LANGUAGES, LESSONS, shipped
from tests.shell.seat import world
from tutor import course
from tutor.lesson import Choosing, Lesson, Localized, Question, Task
from tutor.lesson.model import Choice
from tutor.page import Line
from tutor.render.wrap import rows
from tutor.shell.guiding.telling import Teller

COURSE = course.load()
ROAD = [entry.id for entry in COURSE.entries if not entry.elective]
ELECTIVES = [entry.id for entry in COURSE.entries if entry.elective]
EXAM = ROAD[-1]
CARD = 16
"""Rows of a card at 80 columns: with the prompt and the pinned row it stands in a window of 24."""
NO_WORDS = {"a", "an", "the", "is", "are", "means", "not", "of", "to", "for"}
# Short ones; and the two walks of the post, on which the replies are met for the first time.
FORETELL_LESS = {"the-picture": 2, "pop3-well-used": 2, "smtp-by-hand": 0, "pop3-by-hand": 0}

each_lesson = pytest.mark.parametrize("name", LESSONS)


def others(lesson: Lesson) -> Iterator[tuple[str, Choice]]:
    """The choices that are not the answer."""
    for question in lesson.questions:
        if isinstance(question.asks, Choosing):
            for number, choice in enumerate(question.asks.choices, 1):
                if number != question.asks.answer:
                    yield question.id, choice


def beliefs() -> Iterator[tuple[str, str, Choice]]:
    """Every misconception there is: its name, where, and the choice."""
    for name in LESSONS:
        for step, choice in others(shipped(name)):
            if choice.misconception is not None:
                yield choice.misconception, f"{name}/{step}", choice


def height(text: Localized, language: str) -> int:
    """Rows of a card at 80 columns, without the blank ones around it."""
    shown: list[Line] = []
    teller = Teller(world(Path(), language))
    teller.show = shown.extend
    teller.card(text)
    return sum(len(list(rows(line, 80))) for line in shown[1:-1])


# -- one leads to the next -----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "following"), list(pairwise(ROAD)))
def test_a_lesson_ends_with_the_name_of_the_next(name: str, following: str) -> None:
    closing = shipped(name).closing
    assert closing is not None
    for language, word in (("en", "Next: "), ("zh", "下一课")):
        last = closing.in_language(language).strip().rpartition("\n\n")[2]
        assert last.startswith(word)
        assert f"`{following}`" in last
        named = set(re.findall("`([a-z0-9-]+)`", closing.in_language(language)))
        assert named & set(LESSONS) == {following}


def test_behind_the_last_one_come_the_electives() -> None:
    assert LESSONS[len(ROAD) :] == ELECTIVES, "they stand behind the road"
    closing = shipped(EXAM).closing
    assert closing is not None
    assert "electives" in closing.en
    assert "选修课" in closing.zh


@each_lesson
def test_what_is_asked_again_was_taught_before(name: str) -> None:
    for earlier in shipped(name).review:
        assert earlier in LESSONS[: LESSONS.index(name)]
        assert shipped(earlier).questions, "there is something to ask"


@each_lesson
def test_it_takes_as_long_as_a_lesson_may(name: str) -> None:
    assert 3 <= (shipped(name).minutes or 0) <= 15


@pytest.mark.parametrize("name", [name for name in LESSONS if name != EXAM])
def test_at_the_end_once_more_without_help(name: str) -> None:
    assert shipped(name).again is not None


# -- what people believe -------------------------------------------------------------------------


@each_lesson
def test_each_other_choice_says_why_and_shows_what_somebody_believes(name: str) -> None:
    for step, choice in others(shipped(name)):
        assert choice.misconception is not None, f"{step}: {choice.text.en}"
        assert len(choice.why.en.split()) > 2, step
        assert re.search("[\u4e00-\u9fff]{2}", choice.why.zh), step


def test_what_is_believed_has_one_name() -> None:
    names = {name for name, _, _ in beliefs()}
    known: dict[frozenset[str], str] = {}
    for name in sorted(names):
        words = frozenset(word.rstrip("s") for word in name.split("-") if word not in NO_WORDS)
        assert words not in known, f"{name} is {known.get(words)}"
        known[words] = name
    # What two names would be thought of first.
    assert len([name for name in names if name.startswith("base64-")]) == 1
    assert {"250-means-delivered", "base64-hides", "to-header-decides-delivery"} <= names
    assert {"dele-deletes-at-once", "user-ok-means-account", "4xx-means-again-at-once"} <= names


def test_no_right_answer_shows_a_misconception() -> None:
    for name in LESSONS:
        for question in shipped(name).questions:
            if isinstance(question.asks, Choosing):
                assert question.asks.choices[question.asks.answer - 1].misconception is None


# -- each by itself ------------------------------------------------------------------------------


@each_lesson
def test_a_card_fits_into_a_window(name: str) -> None:
    lesson = shipped(name)
    steps = [step.aside for step in lesson.steps if not isinstance(step, Question)]
    for text in (lesson.intro, lesson.closing, *steps):
        for language in LANGUAGES if text is not None else ():
            assert text is not None
            assert height(text, language) <= CARD, text.in_language(language)


@each_lesson
def test_there_are_predictions_at_its_hinges(name: str) -> None:
    foretold = [s for s in shipped(name).steps if isinstance(s, Task) and s.predict is not None]
    assert FORETELL_LESS.get(name, 3) <= len(foretold) <= 4


@each_lesson
def test_whoever_shows_it_has_notes(name: str) -> None:
    steps = shipped(name).steps
    assert 2 * sum(step.notes is not None for step in steps) >= len(steps)
