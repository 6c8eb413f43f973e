"""All that is amiss with a lesson is told at once, whatever is amiss with it."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults import said
from tests.lesson.rehearsing import HERE
from tests.lesson.test_schema import worse
from tutor import data
from tutor.data import DataError, Fault
from tutor.lesson.reading import read_tree
from tutor.lesson.schema import LESSON
from tutor.lesson.surveying import survey

GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))


def raised(read: Callable[..., object], *args: object) -> list[Fault]:
    """The faults of what cannot be read; none of what can."""
    try:
        read(*args)
    except DataError as error:
        return error.faults
    return []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_amiss_with_a_good_lesson(path: Path) -> None:
    found = survey(data.read(path.read_text(encoding="utf-8"), path.name), path.name)
    assert found.faults == []
    assert found.sketch is not None


@pytest.mark.parametrize("path", [*GOOD, *BAD], ids=lambda path: path.stem)
def test_a_lesson_made_worse_is_judged_and_its_form_is_told(path: Path) -> None:
    whole = data.survey(path.read_text(encoding="utf-8"), path.name).tree
    assert whole is not None
    chance = random.Random(path.stem)
    for _ in range(40):
        tree = worse(worse(whole, chance), chance)
        found = survey(tree, path.name)
        faults = set(found.faults)
        # Where a variable is unsound, what it would have filled is not judged.
        names = {said(fault.reason) for fault in faults}
        assert {said(each.reason) for each in data.check(tree, LESSON, path.name)} <= names or (
            "vars" in path.read_text(encoding="utf-8")
        )
        assert raised(read_tree, tree, path.name) == found.faults


LINES = [
    line
    for path in [*GOOD, *BAD]
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
]


@given(st.lists(st.sampled_from(LINES), max_size=12), st.integers(0, 200), st.integers(0, 200))
def test_any_lines_of_lessons_are_judged(lines: list[str], at: int, cut: int) -> None:
    kept = LINES[cut : cut + at]
    tree, faults = data.survey("\n".join([*kept, *lines]), "x.yaml")
    if tree is None:
        assert faults
    else:
        assert all(fault.line > 0 and fault.column > 0 for fault in survey(tree, "x.yaml").faults)


@given(st.text("*&!<-: {}[]ab\n", max_size=60))
def test_a_tree_with_faults_is_the_tree_of_what_can_be_read(text: str) -> None:
    tree, faults = data.survey(text, "x.yaml")
    assert faults == data.in_order(faults)
    assert raised(data.read, text, "x.yaml") == faults
    if not faults:
        assert tree is not None
        nodes = list(data.walk(tree))
        assert tree == data.read(text, "x.yaml")
        assert not any(isinstance(node, data.Hole) or getattr(node, "beyond", ()) for node in nodes)
