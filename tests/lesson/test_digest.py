"""The digest of a lesson: of what its file says, and of nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.rehearsing import HERE
from tutor import course, data
from tutor.data import Mapping, Node, Scalar, Sequence, ready
from tutor.lesson.digest import LENGTH, digest
from tutor.lesson.reading import read

TEXT = (HERE / "good" / "whole.yaml").read_text(encoding="utf-8")


def test_this_very_text_has_this_digest_for_ever() -> None:
    tree = data.read('format: 1\nid: x # one\ntitle: {en: "A", zh: "甲"}\nsteps: [1, "b"]\n', "x")
    assert digest(tree) == "bf1fbac2da50bbd7"


@pytest.mark.parametrize(
    "text",
    [
        f"# a comment\n\n{TEXT}",
        TEXT.replace("id: whole", 'id:   "whole"   # the id'),
        TEXT.replace("\n", "\r\n"),
    ],
)
def test_layout_quotes_and_comments_say_nothing(text: str) -> None:
    assert text != TEXT
    assert read(text, "x").digest == read(TEXT, "y", "a seed").digest


def test_every_text_counts() -> None:
    known = read(TEXT, "x").digest
    changes = {"What does 250": "What do 250", "tolerance: 2": "tolerance: 3", "信": "书"}
    for old, new in changes.items():
        assert read(TEXT.replace(old, new, 1), "x").digest != known


SCALARS = st.text(max_size=5).map(lambda text: Scalar(text, 1, 1))


def _mapping(items: dict[str, Node]) -> Node:
    return Mapping(items, 1, 1, dict.fromkeys(items, (1, 1)))


NODES: st.SearchStrategy[Node] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: Sequence(items, 1, 1))
        | st.dictionaries(st.text(max_size=5), inner, max_size=3).map(_mapping)
    ),
    max_leaves=8,
)


@given(NODES, NODES)
def test_two_trees_share_a_digest_only_if_they_say_the_same(one: Node, other: Node) -> None:
    same = list_of(one) == list_of(other)
    assert (digest(one) == digest(other)) is same
    assert len(digest(one)) == LENGTH


def list_of(node: Node) -> object:
    """What a tree says, with the order of its keys."""
    if isinstance(node, Mapping):
        return [(key, list_of(child)) for key, child in node.items.items()], "mapping"
    if isinstance(node, Sequence):
        return [list_of(child) for child in node.items]
    return node.text


def test_the_build_changes_nothing() -> None:
    for entry in course.load().entries:
        source = entry.path.read_bytes()
        tree = data.read(source.decode("utf-8"), entry.path.name)
        made = entry.path.with_suffix(".json")
        built = ready.load(made, source) if made.exists() else None
        assert course.lesson(entry).digest == digest(tree)
        assert built is None or digest(built) == digest(tree)
