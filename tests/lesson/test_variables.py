"""Variables: replaced in texts before a lesson is read, the same for everybody without a seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults import said
from tests.lesson.rehearsing import good
from tutor import data
from tutor.data import Mapping, Node, Scalar, Sequence, plain
from tutor.lesson import Counting, Question, variables

TREE = """\
id: some-lesson
vars:
  friend: {choose: ["bob", "carol", "dave"]}
  size: {number: [20, 40]}
steps:
  - "{friend} has {size}, not {other}; {friend}."
  - "{size}"
  - {"{friend}": "a key stays"}
"""


def tree(text: str = TREE) -> Node:
    return data.read(text, "f.yaml")


def steps(root: Node) -> object:
    assert isinstance(root, Mapping)
    return plain(root.items["steps"])


def test_without_a_seed_the_first_values_are_taken() -> None:
    found = variables.substituted(tree())
    assert found.values == {"friend": "bob", "size": "20"}
    assert found.faults == ()
    expected = ["bob has 20, not {other}; bob.", "20", {"{friend}": "a key stays"}]
    assert steps(found.root) == expected


def test_a_variable_alone_may_be_a_number() -> None:
    root = variables.substituted(tree()).root
    assert isinstance(root, Mapping)
    listed = root.items["steps"]
    assert isinstance(listed, Sequence)
    whole, alone, _ = listed.items
    assert isinstance(whole, Scalar)
    assert isinstance(alone, Scalar)
    assert (whole.quoted, alone.quoted) == (True, False)
    octets = good("whole", "7").steps[5]
    assert isinstance(octets, Question)
    assert isinstance(octets.asks, Counting)
    assert str(int(octets.asks.number)) == good("whole", "7").values["size"]


def test_the_id_and_the_variables_themselves_stay() -> None:
    text = TREE.replace("some-lesson", '"{friend}"').replace('"dave"', '"{size}"')
    before, root = tree(text), variables.substituted(tree(text)).root
    assert isinstance(before, Mapping)
    assert isinstance(root, Mapping)
    assert [root.items[key] for key in ("id", "vars")] == [
        before.items[key] for key in ("id", "vars")
    ]


@given(st.text(max_size=40))
def test_a_seed_chooses_among_the_values_and_always_the_same(seed: str) -> None:
    values = variables.chosen(tree(), seed)
    assert values == variables.chosen(tree(), seed)
    assert values["friend"] in ("bob", "carol", "dave")
    assert 20 <= int(values["size"]) <= 40


def test_seeds_and_lessons_and_names_differ() -> None:
    drawn = [variables.chosen(tree(), str(seed)) for seed in range(200)]
    assert {values["friend"] for values in drawn} == {"bob", "carol", "dave"}
    assert {int(values["size"]) for values in drawn} == set(range(20, 41))
    other = tree(TREE.replace("some-lesson", "another"))
    assert drawn != [variables.chosen(other, str(seed)) for seed in range(200)]
    twins = TREE.replace("size: {number: [20, 40]}", 'twin: {choose: ["bob", "carol", "dave"]}')
    pairs = [variables.chosen(tree(twins), str(seed)) for seed in range(50)]
    assert any(pair["friend"] != pair["twin"] for pair in pairs)


VALUES = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), st.text(max_size=9), max_size=4
)
TEXTS = st.lists(st.sampled_from(["{", "}", "{a}", "{b_1}", "{A}", "x", "\u4f60", "{{a}}"])).map(
    "".join
)


@given(TEXTS, VALUES)
def test_a_text_keeps_all_that_is_no_known_name(text: str, values: dict[str, str]) -> None:
    filled = variables.filled(text, values)
    if not variables.names(text) & values.keys():
        assert filled == text
    same = {name: f"{{{name}}}" for name in values}
    assert variables.filled(text, same) == text


@given(TEXTS)
def test_a_value_is_no_place_for_further_names(text: str) -> None:
    assert variables.filled(text, {"a": "{b_1}", "b_1": "{a}"}).count("{b_1}") == text.count("{a}")


@pytest.mark.timeout(20)
def test_values_cannot_grow_without_end() -> None:
    text = f'id: x\nvars: {{a: {{choose: ["{"y" * 200}"]}}}}\nsteps: ["{"{a}" * 100_000}"]\n'
    found = variables.substituted(tree(text))
    assert [said(reason) for _, _, reason in found.faults] == [
        "with these values the lesson is longer than 2,000,000 characters"
    ]
    assert steps(found.root) == steps(tree(text))
