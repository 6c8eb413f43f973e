"""The proof with an end: a stranger's lesson may keep it busy for as long as it is let."""

import time
from collections.abc import Callable

from tutor import staging
from tutor.core.events import Event
from tutor.data import Fault, Mapping, Node, Scalar, Sequence
from tutor.lesson import Lesson, Step, proof
from tutor.lesson.reading import read_tree
from tutor.proving import SEEDS, Rehearsal

PATIENCE = 60.0
"""Seconds that a proof may take. Our longest lesson takes a quarter of one."""


def proven(tree: Node, path: str, patience: float = PATIENCE) -> tuple[Lesson, list[Fault]]:
    """A lesson that can be read, and all that its proof finds. Raises DataError where it cannot."""
    lesson = read_tree(tree, path)
    found = list(staging.unknown(lesson))
    if found:
        return lesson, sorted({_placed(tree, Fault(path, *finding)) for finding in found})
    seeds = SEEDS if lesson.values else SEEDS[:1]
    stage = _until(time.monotonic() + patience)
    try:
        for seed in seeds:
            found += proof.prove(read_tree(tree, path, seed), stage)
    except _LateError:
        told = f"the proof takes longer than {patience:g} seconds: split the lesson"
        return lesson, [Fault(path, 1, 1, told)]
    return lesson, sorted({Fault(path, *finding) for finding in found})


class _LateError(Exception):
    """The proof has taken too long."""


def _until(end: float) -> Callable[[Lesson], Rehearsal]:
    """Stages on which nothing is said any more when the time is over."""

    def ask() -> None:
        if time.monotonic() > end:
            raise _LateError

    class Timed(Rehearsal):
        """The practice server with an eye on the clock."""

        def begin(self, step: Step) -> list[Event]:
            ask()
            return super().begin(step)

        def say(self, line: str) -> list[Event]:
            ask()
            return super().say(line)

        def serve(self, line: str) -> list[Event]:
            ask()
            return super().serve(line)

    return Timed


def _placed(tree: Node, fault: Fault) -> Fault:
    """A fault of the practice server's at the name that it quotes, which stands in `practice`."""
    practice = tree.items.get("practice") if isinstance(tree, Mapping) else None
    if (fault.line, fault.column) != (1, 1) or not isinstance(practice, Mapping):
        return fault
    style, drop = practice.items.get("style"), practice.items.get("maildrop")
    for node in (style, *(drop.items if isinstance(drop, Sequence) else ())):
        if isinstance(node, Scalar) and f" the name `{node.text}` " in fault.message:
            return fault._replace(line=node.line, column=node.column)
    return fault
