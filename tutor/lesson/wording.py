"""What the texts of a lesson get wrong that no schema can say: names, widths, two languages."""

import unicodedata
from collections.abc import Collection, Iterator

from tutor.data import Hole, Node, Reason, Scalar, because, walk
from tutor.data import Mapping as Table
from tutor.lesson.variables import names

WIDEST_TASK = 60
"""Columns of a task: with the step's number and title it stands in one row of eighty."""

Found = tuple[int, int, Reason]
"""A fault: line, column, and what is amiss."""

_LANGUAGES = {"en": because("lesson.language.en"), "zh": because("lesson.language.zh")}


def awry(steps: list[Table]) -> Iterator[Found]:
    """Ids given twice, and tasks that are too wide for their row."""
    lines: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        name = step.items.get("id")
        if isinstance(name, Hole):
            continue
        key = name.text if isinstance(name, Scalar) else f"step-{number}"
        if key in lines:
            at = name or step
            yield at.line, at.column, because("lesson.id.twice", id=key, line=lines[key])
        lines.setdefault(key, (name or step).line)
        task = step.items.get("task")
        for text in task.items.values() if isinstance(task, Table) else ():
            if isinstance(text, Scalar) and (width := columns(text.text)) > WIDEST_TASK:
                told = because("lesson.columns", columns=width, most=WIDEST_TASK)
                yield text.line, text.column, told


def columns(text: str) -> int:
    """Columns of a terminal that a text fills: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def placeholders(root: Node, values: Collection[str]) -> Iterator[Found]:
    """Names in braces that one language lacks, or that look like a variable misspelt.

    `root` is the tree as it was written, before anything was replaced; `values` are the names of
    its variables.
    """
    for node in walk(root):
        if isinstance(node, Scalar):
            yield from _misspelt(node, values)
        elif isinstance(node, Table):
            yield from _one_sided(node)


def _one_sided(node: Table) -> Iterator[Found]:
    texts = [node.items.get(language) for language in _LANGUAGES]
    found = [text for text in texts if isinstance(text, Scalar) and not isinstance(text, Hole)]
    if len(found) < len(_LANGUAGES):
        return
    everywhere = frozenset().union(*(names(text.text) for text in found))
    for text, language in zip(found, _LANGUAGES.values(), strict=True):
        for name in sorted(everywhere - names(text.text)):
            told = because("lesson.without", language=language, name=name)
            yield text.line, text.column, told


def _misspelt(node: Scalar, values: Collection[str]) -> Iterator[Found]:
    unknown = sorted(names(node.text).difference(values)) if values and "{" in node.text else ()
    for name in unknown:
        from difflib import get_close_matches

        near = get_close_matches(name, list(values), n=1)
        if near:
            hint = because("data.near.variable", near=f"{{{near[0]}}}")
            yield node.line, node.column, because("lesson.variable", name=name, near=hint)
