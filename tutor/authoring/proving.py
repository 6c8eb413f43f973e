"""The proof with an end: a stranger's lesson may keep it busy for as long as it is let."""

import time
from collections.abc import Callable
from pathlib import Path

from tutor import proving
from tutor.core.events import Event
from tutor.data import Fault, Node, because
from tutor.lesson import Lesson, Step
from tutor.proving import Rehearsal

PATIENCE = 60.0
"""Seconds that a proof may take. Our longest lesson takes a quarter of one."""


def proven(tree: Node, path: str, folder: Path, patience: float = PATIENCE) -> list[Fault]:
    """All that the proof of a lesson finds; `folder` is where its letters are. Raises DataError
    for a tree that cannot be read."""
    try:
        return proving.proven(tree, path, folder, _until(time.monotonic() + patience))
    except _LateError:
        return [Fault(path, 1, 1, because("lesson.proof.late", seconds=f"{patience:g}"))]


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
