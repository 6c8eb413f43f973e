"""A lesson proven on the practice server, without a socket and without a clock."""

from pathlib import Path

from tutor import staging
from tutor.data import Fault, Node, in_order
from tutor.lesson import proof
from tutor.lesson.reading import read_tree
from tutor.lesson.stage import Play
from tutor.proving.rehearsal import Rehearsal

__all__ = ["SEEDS", "Rehearsal", "proven"]

SEEDS = (None, "1", "2", "3")
"""A lesson with variables is proven with these: the first values, and some others."""


def proven(
    tree: Node, path: str, folder: Path | None = None, play: Play | None = None
) -> list[Fault]:
    """All that the proof finds in a lesson's tree; `path` is for messages, `folder` is where its
    letters are, `play` makes the stages. Raises DataError for a tree that cannot be read."""
    where = folder or Path()
    lesson = staging.furnished(read_tree(tree, path), where)
    found = list(staging.unknown(lesson, where))
    for seed in () if found else SEEDS if lesson.values else SEEDS[:1]:
        each = staging.furnished(read_tree(tree, path, seed), where)
        found += proof.prove(each, play or Rehearsal)
    return in_order(Fault(path, *finding) for finding in found)
