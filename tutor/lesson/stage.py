"""A stage on which a lesson is proven, and what is found there."""

from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

from tutor.core.events import Event
from tutor.data import Reason
from tutor.lesson.model import Lesson, Step
from tutor.lesson.scene import Place


class Finding(NamedTuple):
    """Something that the proof found, at its place in the file."""

    line: int
    column: int
    reason: Reason


class Stage(Protocol):
    """A server to play a lesson on, new for each play."""

    def begin(self, step: Step) -> list[Event]:
        """A step begins: its faults wait, its client speaks; before the first one, a lesson that
        opens its connection by itself does so."""

    def say(self, line: str) -> list[Event]:
        """The learner types a line."""

    @property
    def active(self) -> int:
        """The connection that is typed to, 0 where none is."""

    def serve(self, line: str) -> list[Event]:
        """The learner, who is the server, types a line."""

    def refuse(self, command: str, reply: str) -> None:
        """The server will refuse this command once, as a real one may."""

    @property
    def struck(self) -> Collection[Place]:
        """Where the faults stand that have struck."""


Play = Callable[[Lesson], Stage]


def shown(text: str) -> str:
    """A line of a lesson in a message: one row of harmless text, not too long."""
    cut = text if len(text) <= 60 else text[:57] + "..."
    return "".join(char if char.isprintable() else "?" for char in cut)
