"""Whether an answer is right: a choice by its number, a word by a pattern, a number by nearness."""

import re
import unicodedata
from typing import NamedTuple

from tutor.lesson.model import Choosing, Counting, Localized, Question, Writing

LONGEST = 200
"""Characters of an answer that are looked at: what people type is much shorter."""

_NUMBER = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?"


class Verdict(NamedTuple):
    """What came of an answer. `why` is what may be said now: to a wrong word or number nothing,
    since the reason tells the answer. `misconception` is what a wrong choice shows."""

    right: bool
    why: Localized | None = None
    misconception: str | None = None


def judged(question: Question, given: object) -> Verdict | None:
    """The verdict on an answer; None for what is no answer at all (a choice that is not there, a
    line for the server where a number is asked for)."""
    asks = question.asks
    if isinstance(asks, Choosing):
        number = _number(given)
        if number is None or number != int(number) or not 1 <= number <= len(asks.choices):
            return None
        choice = asks.choices[int(number) - 1]
        return Verdict(number == asks.answer, choice.why, choice.misconception)
    if not isinstance(given, str | int | float) or isinstance(given, bool):
        return None
    if not plain(str(given)) or (isinstance(asks, Counting) and _number(given) is None):
        return None
    right = fits(asks, str(given))
    return Verdict(right, asks.why if right else None)


def fits(asks: Writing | Counting, given: str) -> bool:
    """Whether a typed answer is right."""
    text = plain(given)
    if isinstance(asks, Writing):
        return asks.pattern.fullmatch(text) is not None
    number = _number(text)
    return number is not None and abs(number - asks.number) <= asks.tolerance


def plain(text: str) -> str:
    """An answer as it is compared: full-width digits and letters are those of an input method."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).strip()[:LONGEST]


def right(question: Question) -> int | str:
    """An answer that is right, for whoever shows or proves it."""
    match question.asks:
        case Choosing(answer=answer):
            return answer
        case Writing(example=example):
            return example
        case Counting(number=number):
            return f"{number:.15g}"


def _number(given: object) -> float | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return float(given) if abs(given) < 1e15 else None
    if not isinstance(given, str):
        return None
    text = plain(given).replace(",", "")
    return float(text) if re.fullmatch(_NUMBER, text) else None
