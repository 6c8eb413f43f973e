"""A lesson file to a `Lesson`: held against the schema, then read for what no schema can say."""

import unicodedata
from collections.abc import Iterator
from typing import Any, cast

from tutor import data
from tutor.data import DataError, Fault, Mapping, Node, Scalar, Sequence
from tutor.data.schema import Schema
from tutor.lesson import wanted
from tutor.lesson.model import Account, Detour, Lesson, Localized, Practice, Step
from tutor.lesson.schema import COURSE, LESSON

WIDEST_TASK = 60
"""Columns of a task: with the step's number and title it stands in one row of eighty."""

_Typed = dict[str, Any]


def read(text: str, path: str) -> Lesson:
    """The lesson in a file's text; `path` is for messages. Raises DataError with all faults."""
    return read_tree(data.read(text, path), path)


def read_tree(tree: Node, path: str) -> Lesson:
    """The lesson in a file's tree. Raises DataError with all faults."""
    root, typed = _checked(tree, path, LESSON)
    steps = [_mapping(node) for node in _items(root.items["steps"])]
    faults = [Fault(path, *found) for found in _awry(steps)]
    lesson = Lesson(
        id=typed["id"],
        title=_localized(typed, "title") or Localized("", ""),
        protocol=typed["protocol"],
        minutes=typed.get("minutes"),
        practice=_practice(typed.get("practice", {})),
        hosts=typed.get("hosts", {}),
        intro=_localized(typed, "intro"),
        closing=_localized(typed, "closing"),
        steps=tuple(
            _step(node, entry, number, lambda *found: faults.append(Fault(path, *found)))
            for number, (node, entry) in enumerate(zip(steps, typed["steps"], strict=True), 1)
        ),
    )
    if faults:
        raise DataError(faults)
    return lesson


def read_course(text: str, path: str) -> tuple[str, ...]:
    """The ids of a course's lessons, in their order. Raises DataError with all faults."""
    return read_course_tree(data.read(text, path), path)


def read_course_tree(tree: Node, path: str) -> tuple[str, ...]:
    """The same of a file's tree."""
    _, typed = _checked(tree, path, COURSE)
    return tuple(typed["lessons"])


def _checked(root: Node, path: str, schema: Schema) -> tuple[Mapping, _Typed]:
    faults = data.check(root, schema, path)
    if faults:
        raise DataError(faults)
    return _mapping(root), cast(_Typed, data.value(root, schema))


def _step(node: Mapping, entry: _Typed, number: int, blame: wanted.Blame) -> Step:
    return Step(
        id=entry.get("id", f"step-{number}"),
        say=_text_of(entry["say"]),
        goal=wanted.goal(node.items["goal"], blame),
        lines=tuple(entry["type"]),
        task=_localized(entry, "task"),
        hints=tuple(_text_of(hint) for hint in entry.get("hints", [])),
        astray=tuple(_detours(node, entry, blame)),
        aside=_localized(entry, "aside"),
    )


def _detours(node: Mapping, entry: _Typed, blame: wanted.Blame) -> Iterator[Detour]:
    if "astray" not in entry:
        return
    nodes = _items(node.items["astray"])
    for detour, said in zip(nodes, entry["astray"], strict=True):
        when = wanted.goal(_mapping(detour).items["when"], blame)
        yield Detour(when, _text_of(said["say"]))


def _practice(typed: _Typed) -> Practice:
    return Practice(
        style=typed.get("style", "textbook"),
        accounts=tuple(
            Account(user, entry["code"], entry.get("public", False), entry.get("name"))
            for user, entry in typed.get("accounts", {}).items()
        ),
        maildrop=tuple(typed.get("maildrop", [])),
        faults=tuple(typed.get("faults", [])),
    )


def _localized(entry: _Typed, key: str) -> Localized | None:
    return _text_of(entry[key]) if key in entry else None


def _text_of(entry: _Typed) -> Localized:
    return Localized(entry["en"].strip(), entry["zh"].strip())


def _awry(steps: list[Mapping]) -> Iterator[tuple[int, int, str]]:
    """What the steps get wrong that no schema can say."""
    lines: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        name = step.items.get("id")
        key = name.text if isinstance(name, Scalar) else f"step-{number}"
        if key in lines:
            at = name or step
            yield at.line, at.column, f"the id `{key}` is given twice (first in line {lines[key]})"
        lines.setdefault(key, (name or step).line)
        task = step.items.get("task")
        for text in _mapping(task).items.values() if task is not None else ():
            if isinstance(text, Scalar) and (width := columns(text.text)) > WIDEST_TASK:
                yield text.line, text.column, f"{width} columns; a task has {WIDEST_TASK} at most"


def columns(text: str) -> int:
    """Columns of a terminal that a text fills: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _mapping(node: Node) -> Mapping:
    assert isinstance(node, Mapping)
    return node


def _items(node: Node) -> list[Node]:
    assert isinstance(node, Sequence)
    return node.items
