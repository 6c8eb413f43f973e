"""The rhythm of a recording: two people never type alike to the millisecond.

Said of two students, equal timings are a reason to look at both, and no more than that. What a
program types has a rhythm that another program's may well have, too: a stretch counts only if its
gaps differ among each other by enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from math import log2
from typing import NamedTuple

from tutor.core.wire import Remark, Side, What, Wire

ROWS = 8
"""Rows of the learner that have to have the same timing."""

_MOST_ROWS = 1000
_MOST_LINKS = 5
_RUN_BITS = 24.0
_WHOLE_BITS = 20.0
"""How much the gaps of a stretch, or of all rows, have to tell: about so often two in the power of
it does chance bring the same."""


class Timing(NamedTuple):
    """What of a recording's rhythm is compared: marks that are the same where the rhythm is."""

    marks: frozenset[bytes | int] = frozenset()


class Rhythm:
    """Listens to the rows of one recording."""

    def __init__(self) -> None:
        self._served: set[int] = set()
        self._typed: list[int] = []
        self._thought: list[int] = []
        self._all: list[int] = []
        self._times = sha256()
        self._octets = sha256()
        self._last = 0
        self._count = 0

    def see(self, fact: Wire | Remark) -> None:
        """One row more."""
        now = round(fact.at * 1000)
        kind = fact.kind[:20] if isinstance(fact, Remark) else fact.what.value
        side = fact.side if isinstance(fact, Wire) else None
        row = f"{kind} {side and side.value} {now - self._last if self._count else 0}\n".encode(
            "utf-8", "replace"
        )
        self._times.update(row)
        self._octets.update(row)
        if isinstance(fact, Wire):
            self._octets.update(fact.data)
            self._note(fact, now)
        self._count += 1
        self._last = now
        if len(self._all) < _MOST_ROWS:
            self._all.append(now)

    def _note(self, wire: Wire, now: int) -> None:
        if wire.what is What.OPEN and wire.about.get("served") is True and len(self._served) < ROWS:
            self._served.add(wire.conn)  # there the learner is the server
        learner = Side.SERVER if wire.conn in self._served else Side.CLIENT
        if wire.side is learner and len(self._typed) < _MOST_ROWS:
            self._typed.append(now)
            self._thought.append(now - self._last)

    def timing(self) -> Timing:
        """What there is to compare; nothing of a short recording."""
        if len(self._typed) < ROWS:
            return Timing()
        marks: set[bytes | int] = {self._octets.digest()}
        if _bits(list(_gaps(self._all))) >= _WHOLE_BITS:
            marks.add(self._times.digest())
        for at in range(len(self._typed) - ROWS + 1):
            # How long a reply is, and so how far apart two commands, is the server's rhythm; what
            # the learner does is the time from what came last to the next line.
            if _bits(self._thought[at : at + ROWS]) >= _RUN_BITS:
                marks.add(hash(tuple(_gaps(self._typed[at : at + ROWS]))))
        return Timing(frozenset(marks))


def alike(timings: Iterable[tuple[tuple[str, ...], Timing]]) -> dict[tuple[str, ...], list[int]]:
    """Whose timing is the same as whose: for each owner the places of others among the owners, in
    the order in which these came. Of very many only some are named."""
    numbers: dict[tuple[str, ...], int] = {}
    marked: dict[bytes | int, list[tuple[str, ...]]] = {}
    for owner, timing in timings:
        numbers.setdefault(owner, len(numbers))
        for mark in timing.marks:
            owners = marked.setdefault(mark, [])
            if owner not in owners[-1:]:  # one owner's recordings come together
                owners.append(owner)
    found: dict[tuple[str, ...], dict[int, None]] = {}
    for owners in marked.values():
        for owner in owners if len(owners) > 1 else ():
            others = (each for each in owners[: _MOST_LINKS + 1] if each != owner)
            found.setdefault(owner, {}).update((numbers[each], None) for each in others)
    return {owner: sorted(others) for owner, others in found.items()}


def _gaps(times: Sequence[int]) -> Iterator[int]:
    return (later - earlier for earlier, later in pairwise(times))


def _bits(gaps: Sequence[int]) -> float:
    """How much the gaps tell: nothing where they are all the same."""
    usual = sorted(gaps)[len(gaps) // 2]
    return sum(log2(1 + abs(gap - usual)) for gap in gaps)
