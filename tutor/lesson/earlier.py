"""What an earlier sitting of the same lesson counts for: what was done there need not be done
again, and is not counted as done by the program when the program only says it again."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.lesson.tally import MOST, Tally

_NONE: Mapping[str, Tally] = MappingProxyType({})


class Earlier(NamedTuple):
    """An earlier sitting: what was counted of each step, and the ids of those that were over."""

    tallies: Mapping[str, Tally] = _NONE
    over: frozenset[str] = frozenset()

    def own(self, step: str) -> bool:
        """Whether the learner got through this step himself."""
        then = self.tallies.get(step)
        return step in self.over and then is not None and not then.assisted


NOTHING = Earlier()


def joined(earlier: Earlier, now: Mapping[str, Tally]) -> Mapping[str, Tally]:
    """Both sittings as one.

    A step that was over then and was said again now is what it was then; one that was only begun
    goes on. Where nothing was said again the lesson began anew, and the earlier sitting is nothing.
    """
    again = {step for step in earlier.over if now.get(step, Tally()).assisted}
    if not again:
        return now
    begun = earlier.tallies.keys() - earlier.over
    return {**now, **{step: _both(earlier, step, now) for step in _ordered(earlier, again | begun)}}


def _ordered(earlier: Earlier, steps: Collection[str]) -> list[str]:
    return [step for step in earlier.tallies if step in steps]


def _both(earlier: Earlier, step: str, now: Mapping[str, Tally]) -> Tally:
    """One step. What it cost then it has cost; the same hints are not paid for twice."""
    then, here, over = earlier.tallies[step], now.get(step, Tally()), step in earlier.over
    return Tally(
        then.passed if over else here.passed,
        then.misses + here.misses,
        max(then.hints, here.hints),
        here.answered if then.answered is None else then.answered,
        (*then.foretold, *here.foretold)[:MOST],
        (*then.misconceptions, *here.misconceptions)[:MOST],
        then.assisted if over else then.assisted or here.assisted,
    )
