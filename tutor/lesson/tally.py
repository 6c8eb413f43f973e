"""What is counted of a step while it is done; what it is worth is for `scoring` to say."""

from typing import NamedTuple


class Tally(NamedTuple):
    """One step so far.

    `misses` counts what was refused, led astray or was answered otherwise; `hints` those given;
    `answered` whether the first answer to the question was right, None before it; `foretold`
    whether the predictions were right, in their order; `misconceptions` what wrong choices showed;
    `assisted`: the program said the lines, or part of them.
    """

    passed: bool = False
    misses: int = 0
    hints: int = 0
    answered: bool | None = None
    foretold: tuple[bool, ...] = ()
    misconceptions: tuple[str, ...] = ()
    assisted: bool = False

    @property
    def tries(self) -> int:
        """How often it was tried: every miss, and the time that it passed."""
        return self.misses + self.passed


MOST = 1000
"""Predictions and misconceptions that are kept of a step: nobody makes as many."""


def missed(tally: Tally, misconception: str | None = None) -> Tally:
    """The tally after one miss more."""
    shown = (misconception,) if misconception is not None else ()
    kept = (*tally.misconceptions, *shown)[:MOST]
    return tally._replace(misses=tally.misses + 1, misconceptions=kept)


def foretold(tally: Tally, *, right: bool) -> Tally:
    """The tally after one prediction more."""
    return tally._replace(foretold=(*tally.foretold, right)[:MOST])
