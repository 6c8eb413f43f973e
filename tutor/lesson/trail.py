"""Where the learner stood before each command, so that `:undo` takes a lesson back as well.

An undo comes as two remarks, live and in a recording: everything between them is the way walked
again on a new connection, and is not judged. The second names the command before which the learner
stands now, by how many had been said then.
"""

from collections.abc import Mapping
from typing import NamedTuple, Self

from tutor.lesson.attempt import Attempt
from tutor.lesson.script import Script
from tutor.lesson.standing import Standing

MOST = 300
"""Commands that can be taken back; nobody types `:undo` as often."""


class Stood(NamedTuple):
    """How things were at one moment. `passed` holds the ids of the steps that had passed."""

    step: int
    standing: Standing
    attempt: Attempt
    script: Script
    passed: frozenset[str]


class Trail:
    """The moments before the last commands; `said` counts all commands since the beginning."""

    def __init__(self) -> None:
        self.said = 0
        self._kept: dict[int, Stood] = {}
        self._left: Stood | None = None

    def copy(self) -> Self:
        """A trail of its own; the moments themselves never change."""
        found = type(self)()
        found.said, found._kept, found._left = self.said, self._kept.copy(), self._left
        return found

    def keep(self, stood: Stood) -> None:
        """A command is being said, and so it was before it."""
        self._kept[self.said] = stood
        self.said += 1
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def leave(self, stood: Stood) -> None:
        """An undo begins here."""
        self._left = stood

    def back(self, told: Mapping[str, object], now: Stood) -> Stood | None:
        """How things stand when an undo is over; None if nobody knows.

        told: `to` is the number of commands said before the one that is taken back, None where a
        cut was; `was` and `now` are the connection of before and the one in its place.
        """
        left, self._left = self._left, None
        to, old, new = (_number(told.get(key)) for key in ("to", "was", "now"))
        stood = left if told.get("to") is None else self._kept.get(-1 if to is None else to)
        if stood is None or old is None or new is None:
            return None
        self._kept = {at: _moved(each, old, new, each) for at, each in self._kept.items()}
        return _moved(stood, old, new, now)


def _moved(stood: Stood, old: int, new: int, now: Stood) -> Stood:
    """How it was, with another connection in the place of one that was cut; what is not known of
    it is as it is `now`."""
    lines = dict(stood.standing.lines)
    line = lines.pop(old, None)
    if line is None or line.peer is None:  # it was cut: what was walked again stands
        line = now.standing.lines.get(new)
    if line is not None:
        lines[new] = line
    script = stood.script.moved_to(old, new, now.script)
    return stood._replace(standing=stood.standing._replace(lines=lines), script=script)


def _number(value: object) -> int | None:
    return value if type(value) is int else None
