"""A question as the file has it, made into a value."""

from typing import Any

from tutor.data import Mapping, Sequence, because
from tutor.lesson import patterns
from tutor.lesson.answers import fits
from tutor.lesson.model import Choice, Choosing, Counting, Localized, Writing
from tutor.lesson.wanted import Blame

_Typed = dict[str, Any]


def asks(node: Mapping, entry: _Typed, blame: Blame) -> Choosing | Writing | Counting:
    """What a question of a file that fits the schema asks for; the rest is blamed."""
    if "choices" in entry:
        return _choosing(node, entry, blame)
    if "pattern" in entry:
        return _writing(node, entry, blame)
    number = entry["number"]
    if isinstance(number, str):
        at = node.items["number"]
        blame(at.line, at.column, because("lesson.variable", name=number[1:-1], near=""))
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
    answer: int = entry["answer"]
    if answer > len(choices):
        at = node.items["answer"]
        told = because("lesson.answer", answer=answer, count=len(choices))
        blame(at.line, at.column, told)
    elif choices[answer - 1].misconception is not None:
        listed = node.items["choices"]
        at = listed.items[answer - 1] if isinstance(listed, Sequence) else listed
        blame(at.line, at.column, because("lesson.misconception"))
    return Choosing(choices, answer)


def _writing(node: Mapping, entry: _Typed, blame: Blame) -> Writing:
    at, example = node.items["pattern"], entry["example"].strip()
    try:
        pattern = patterns.compiled(entry["pattern"])
    except patterns.PatternError as error:
        blame(at.line, at.column, error.reason)
        pattern = patterns.compiled("")
        return Writing(pattern, example, text_of(entry["why"]))
    found = Writing(pattern, example, text_of(entry["why"]))
    if not fits(found, example):
        at = node.items["example"]
        blame(at.line, at.column, because("lesson.example"))
    return found
