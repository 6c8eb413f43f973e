"""The lessons that ship: read without a fault, passed by their own lines, and not before."""

import re
from pathlib import Path

import pytest

from tests.lesson.playing import Player, lines, typed
from tests.lesson.walks import POP3, SMTP
from tutor import course
from tutor.lesson import Lesson, Mode, Passed, Progress, Question, solution
from tutor.lesson.model import Localized
from tutor.lesson.reading import read
from tutor.lesson.wording import columns

LESSONS = Path(__file__).parents[2] / "lessons"
WALKS = {"smtp-by-hand": SMTP, "pop3-by-hand": POP3}
# Words that blame, or that make light of what is hard for a beginner.
UNKIND = re.compile(r"\b(wrong|mistakes?|simply|just|obviously|easy)\b|只需|仅仅|错|登陆", re.I)
# The post's slips, each with a word of its own that the closing cards must have.
SLIPS = {
    "smtp-by-hand": [
        "ase64",
        "EHLO",
        "RCPT",
        "Bcc|bcc",
        "empty|空行",
        "Content-Type",
        "dot|点",
        "5321",
    ],
    "pop3-by-hand": ["UPDATE", "QUIT", r"pop\.163\.com"],
}


def load(name: str) -> Lesson:
    path = LESSONS / f"{name}.yaml"
    return read(path.read_text(encoding="utf-8"), str(path))


def texts(lesson: Lesson) -> list[Localized]:
    """Every text of a lesson that a learner may see."""
    found = [lesson.title, lesson.intro, lesson.closing]
    for step in lesson.steps:
        found += [step.say, step.task, step.aside, *step.hints]
        if not isinstance(step, Question):
            found += [detour.say for detour in step.astray]
    return [text for text in found if text is not None]


@pytest.fixture(params=WALKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_course_names_every_lesson() -> None:
    named = [entry.id for entry in course.load().entries]
    assert set(named) == {path.stem for path in LESSONS.glob("*.yaml")} - {"course"}
    assert all(load(lesson).id == lesson for lesson in named)


def test_each_step_passes_by_its_own_lines_and_not_before(name: str) -> None:
    lesson = load(name)
    progress, player = Progress(lesson), Player(lesson.public)
    for index, (step_id, dialogue) in enumerate(WALKS[name].items()):
        assert progress.step is not None
        assert (progress.index, progress.step.id) == (index, step_id)
        outcomes = [outcome for event in player.play(dialogue) for outcome in progress.see(event)]
        assert [type(outcome) for outcome in outcomes] == [Passed], outcomes
    assert progress.step is None
    assert progress.misses == 0


def test_the_walk_types_what_the_lesson_says(name: str) -> None:
    said = [(step_id, tuple(typed(dialogue))) for step_id, dialogue in WALKS[name].items()]
    assert said == solution(load(name))


def test_watch_shows_every_line_in_its_turn(name: str) -> None:
    lesson = load(name)
    progress, player = Progress(lesson, Mode.WATCH), Player(lesson.public)
    for dialogue in WALKS[name].values():
        for line in lines(dialogue):
            for word in typed(line):
                assert progress.ghost() == word
            for event in player.line(line):
                progress.see(event)
    assert progress.ghost() is None


def test_no_step_passes_by_the_lines_of_another_lesson(name: str) -> None:
    other = next(walk for key, walk in WALKS.items() if key != name)
    progress, player = Progress(load(name)), Player()
    for dialogue in other.values():
        for event in player.play(dialogue):
            assert not any(isinstance(outcome, Passed) for outcome in progress.see(event))


def test_the_words_are_kind(name: str) -> None:
    for text in texts(load(name)):
        assert not UNKIND.search(text.en), text.en
        assert not UNKIND.search(text.zh), text.zh


def test_both_languages_name_the_same_lines(name: str) -> None:
    for text in texts(load(name)):
        assert set(re.findall("`([^`]+)`", text.en)) == set(re.findall("`([^`]+)`", text.zh))


def test_chinese_is_written_as_chinese(name: str) -> None:
    for text in texts(load(name)):
        assert re.search("[\u4e00-\u9fff]", text.zh)
        assert not re.search("[\u4e00-\u9fff][,;!?]", text.zh), text.zh
        assert not re.search("[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", text.zh), (
            text.zh
        )


def test_every_step_is_complete(name: str) -> None:
    for step in load(name).steps:
        assert step.task is not None
        assert max(columns(step.task.en), columns(step.task.zh)) <= 60
        assert 2 <= len(step.hints) <= 3
        assert step.hints[-1].en != step.hints[0].en
        assert len(re.findall(r"[.?!](?= |$)", re.sub("`[^`]*`", "", step.say.en))) <= 2
    assert 5 <= (load(name).minutes or 0) <= 15


def test_every_slip_of_the_post_is_on_the_closing_card(name: str) -> None:
    closing = load(name).closing
    assert closing is not None
    for word in SLIPS[name]:
        assert re.search(word, closing.en), word
        assert re.search(word, closing.zh), word
    asides = [step.aside.en for step in load(name).steps if step.aside]
    assert sum("thanks to the post" in aside for aside in asides) >= 2
