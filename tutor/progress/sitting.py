"""What was counted in a lesson that was left in the middle, so that whoever comes back has it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Counted(NamedTuple):
    """What was counted of one step, as the lesson's judge counts it (`lesson.Tally`)."""

    passed: bool = False
    misses: int = 0
    hints: int = 0
    answered: bool | None = None
    foretold: tuple[bool, ...] = ()
    misconceptions: tuple[str, ...] = ()
    assisted: bool = False


_NONE: Mapping[str, Counted] = MappingProxyType({})


class Sitting(NamedTuple):
    """A lesson as far as it was done. It is gone on with in the same mode, with the same values of
    its variables, and only while the lesson is the same.

    lesson: its hash
    seed: by what the values were chosen; None for those that the file says
    steps: by their ids, those that were begun
    token: what its recording calls itself, so that the next one can name it; "" for none
    """

    lesson: str = ""
    mode: str = ""
    seed: str | None = None
    steps: Mapping[str, Counted] = _NONE
    token: str = ""


def order(sitting: Sitting | None) -> str:
    """Which of two comes later where nothing else tells: any order does, if it is always the same.
    None comes first."""
    if sitting is None:
        return ""
    return repr((*sitting[:3], sorted(sitting.steps.items(), key=lambda each: each[0])))
