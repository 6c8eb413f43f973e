"""A question as the file has it, made into a value."""

import re
from typing import Any

from tutor.data import Mapping, Sequence, because
from tutor.lesson import patterns
from tutor.lesson.answers import fits
from tutor.lesson.model import Choice, Choosing, Counting, Localized, Writing
from tutor.lesson.wanted import Blame

_Typed = dict[str, Any]
_UNSAID = Localized("", "")


def asks(node: Mapping, entry: _Typed, blame: Blame) -> Choosing | Writing | Counting:
    """What a question of a file that fits the schema asks for; the rest is blamed."""
    if "choices" in entry:
        return _choosing(node, entry, blame)
    if "pattern" in entry:
        return _writing(node, entry, blame)
    number = entry["number"]
    if isinstance(number, str):
        unknown(node, number, blame)
        number = 0.0
    return Counting(number, text_of(entry["why"]), entry.get("tolerance", 0.0))


def text_of(entry: _Typed) -> Localized:
    """A text in both languages, without the space around it."""
    return Localized(entry["en"].strip(), entry["zh"].strip())


def _choosing(node: Mapping, entry: _Typed, blame: Blame) -> Choosing:
    choices = tuple(
        Choice(text_of(choice["text"]), text_of(choice["why"]), choice.get("misconception"))
        for choice in entry["choices"]
    )
    right(node, entry["answer"], blame)
    return Choosing(choices, entry["answer"])


def _writing(node: Mapping, entry: _Typed, blame: Blame) -> Writing:
    example = entry["example"].strip()
    pattern = matching(node, entry["pattern"], example, blame)
    return Writing(pattern, example, text_of(entry["why"]))


def unknown(node: Mapping, number: str, blame: Blame) -> None:
    """A number that is a name in braces still has no variable of that name."""
    at = node.items["number"]
    blame(at.line, at.column, because("lesson.variable", name=number[1:-1], near=""))


def right(node: Mapping, answer: int, blame: Blame) -> None:
    """The answer is one of the choices, and none that shows a misconception."""
    listed, at = node.items["choices"], node.items["answer"]
    choices = listed.items if isinstance(listed, Sequence) else []
    if answer > len(choices):
        told = because("lesson.answer", answer=answer, count=len(choices))
        blame(at.line, at.column, told)
        return
    chosen = choices[answer - 1]
    if isinstance(chosen, Mapping) and "misconception" in chosen.items:
        blame(chosen.line, chosen.column, because("lesson.misconception"))


def matching(node: Mapping, source: str, example: str | None, blame: Blame) -> re.Pattern[str]:
    """The pattern, or one that anything fits; and whether the example does, if that is known."""
    at = node.items["pattern"]
    try:
        pattern = patterns.compiled(source)
    except patterns.PatternError as error:
        blame(at.line, at.column, error.reason)
        return patterns.compiled("")
    if example is not None and not fits(Writing(pattern, example, _UNSAID), example):
        at = node.items["example"]
        blame(at.line, at.column, because("lesson.example"))
    return pattern
