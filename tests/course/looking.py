"""The shipped course, and what a learner must have seen of a lesson whatever drew it."""

import re
from collections.abc import Iterator
from functools import cache

from tutor import course
from tutor.lesson import Lesson, Mode, Question
from tutor.lesson.model import Choosing, Localized

LESSONS = [entry.id for entry in course.load().entries]
LANGUAGES = ("en", "zh")
MODES = tuple(mode.value for mode in Mode)
DONE = {"en": "The lesson is done.", "zh": "本课完成。"}

_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")
_RAW = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STUMBLED = re.compile(
    "Traceback|The program tripped|Something in wiretutor itself|was not passed by its own lines"
    "|程序在这里绊了|wiretutor 自身出了问题"
)
_CHINESE = re.compile("[\u4e00-\u9fff]{4}")
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")


@cache
def shipped(name: str) -> Lesson:
    """A lesson of the course."""
    return course.find(name)


def letters(text: str) -> str:
    """What is left when layout, marks and line breaks are gone: by that a text is found again."""
    return "".join(char for char in text if char.isalnum())


def last_words(text: Localized, language: str) -> str:
    """The last paragraph of a card."""
    return text.in_language(language).strip().rpartition("\n")[2]


def texts(lesson: Lesson) -> Iterator[Localized]:
    """Every text of a lesson that a learner may be shown."""
    found: list[Localized | None] = [lesson.title, lesson.intro, lesson.closing]
    steps = [*lesson.steps, *([lesson.again] if lesson.again is not None else [])]
    for step in steps:
        found += [step.say, step.task, step.aside, step.why, *step.hints]
        if isinstance(step, Question):
            asks = step.asks
            choices = asks.choices if isinstance(asks, Choosing) else ()
            found += [text for choice in choices for text in (choice.text, choice.why)]
            found.append(None if isinstance(asks, Choosing) else asks.why)
            continue
        found += [detour.say for detour in step.astray]
        found.append(getattr(step, "predict", None))
    yield from (text for text in found if text is not None)


def sentences(lesson: Lesson) -> Iterator[str]:
    """The English sentences of a lesson, those that are long enough to be no server's."""
    for text in texts(lesson):
        for sentence in _SENTENCE.split(text.en):
            if len(sentence.split()) >= 5 and letters(sentence) not in letters(text.zh):
                yield sentence


def faults(text: str, name: str, language: str) -> list[str]:
    """What should not stand in what a learner has read of a lesson from its first card on, and
    what is missing in it."""
    lesson, seen = shipped(name), letters(text)
    found = [f"{match[0]!r}" for match in _STUMBLED.finditer(text)]
    found += [f"raw {match[0]!r}" for match in _RAW.finditer(text)]
    found += [f"{match[0]} was never filled" for match in _PLACEHOLDER.finditer(text)]
    if language == "zh":
        found += [f"English: {each}" for each in sentences(lesson) if letters(each) in seen]
    else:
        words = [each.zh for each in texts(lesson) if _CHINESE.search(each.zh)]
        found += [f"Chinese: {each}" for each in words if letters(each) in seen]
    told = [each.in_language(language) for each in (lesson.intro, lesson.closing) if each]
    told += [step.say.in_language(language) for step in lesson.steps]
    return found + [f"not seen: {each}" for each in told if letters(each) not in seen]
