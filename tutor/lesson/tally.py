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

MOST_HINTS = 99


class Book:
    """The tallies of all steps that were begun, by their ids; `misses` and `hints` are the sums."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.misses = 0
        self.hints = 0

    def copy(self) -> "Book":
        """A book of its own."""
        found = Book()
        found.tallies = self.tallies.copy()
        found.misses, found.hints = self.misses, self.hints
        return found

    def of(self, step: str) -> Tally:
        """What was counted of a step so far."""
        return self.tallies.get(step, Tally())

    def passed(self, step: str) -> None:
        """The step's goal is reached."""
        self.tallies[step] = self.of(step)._replace(passed=True)

    @property
    def done(self) -> frozenset[str]:
        """The ids of the steps that are passed."""
        return frozenset(name for name, tally in self.tallies.items() if tally.passed)

    def undone(self, passed: frozenset[str]) -> None:
        """Only these steps are passed now; what they cost is not given back."""
        for step, tally in self.tallies.items():
            if tally.passed and step not in passed:
                self.tallies[step] = tally._replace(passed=False)

    def assisted(self, step: str) -> None:
        """The program says the step."""
        self.tallies[step] = self.of(step)._replace(assisted=True)

    def missed(self, step: str, misconception: str | None = None) -> None:
        """One miss more."""
        before = self.of(step)
        shown = (misconception,) if misconception is not None else ()
        kept = (*before.misconceptions, *shown)[:MOST]
        self.tallies[step] = before._replace(misses=before.misses + 1, misconceptions=kept)
        self.misses += 1

    def hinted(self, step: str, number: int) -> None:
        """So many hints were given. Said twice, as by who asks and by the log, it counts once."""
        before = self.of(step)
        given = max(before.hints, min(number, MOST_HINTS))
        self.tallies[step] = before._replace(hints=given)
        self.hints += given - before.hints

    def answered(self, step: str, *, right: bool) -> None:
        """The question was answered; the first answer is the one that is kept."""
        before = self.of(step)
        if before.answered is None:
            self.tallies[step] = before._replace(answered=right)

    def foretold(self, step: str, *, right: bool) -> None:
        """One prediction more."""
        before = self.of(step)
        self.tallies[step] = before._replace(foretold=(*before.foretold, right)[:MOST])
