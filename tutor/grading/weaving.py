"""Several recordings as one: their rows by the time at which they happened.

The recordings of one student in a class, one for each connection, are one way through the lesson.
A header says when its recording began in whole seconds only. Two that began in the same second
follow each other in their order: the later one when the earlier is over, at most a second on.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from tutor.core.wire import Remark, Wire

MOST_AT_ONCE = 50
"""Recordings that are open at the same time."""
MOST_LINES = 1000
"""Connections of one way; what happens on further ones is left out."""

_SECOND = 0.999

Fact = Wire | Remark


class Source(NamedTuple):
    """A recording: when it began, in seconds; whether that is exact; and how to begin reading."""

    began: float
    exact: bool
    facts: Callable[[], Iterator[Fact]]


class _Open:
    """A recording that is being read."""

    def __init__(self, source: Source, number: int, start: float) -> None:
        self.source = source
        self.number = number
        self.start = start
        self.at = start
        self.over = False
        self.facts = source.facts()

    def next(self) -> Fact | None:
        """The next fact; its time is never before that of the last one."""
        fact = next(self.facts, None)
        if fact is None:
            self.over = True
            return None
        self.at = max(self.at, self.start + fact.at)
        return fact


def woven(sources: Sequence[Source]) -> Iterator[Fact]:
    """All facts in their order, connections numbered anew as they come, times from the first."""
    waiting = deque(sorted(sources, key=lambda source: source.began))
    origin = waiting[0].began if waiting else 0.0
    heap: list[tuple[float, int, _Open, Fact]] = []
    conns: dict[tuple[int, int], int] = {}
    newest: _Open | None = None
    opened, last = 0, float("-inf")
    while waiting or heap:
        start = _start(waiting[0], newest) if waiting else 0.0
        if waiting and (not heap or (start <= heap[0][0] and len(heap) < MOST_AT_ONCE)):
            newest = _Open(waiting.popleft(), opened, start)
            opened += 1
            _push(heap, newest)
            continue
        at, number, here, fact = heappop(heap)
        last = max(last, at)  # one that had to wait for its turn may begin a moment late
        renumbered = _renumbered(fact, number, conns)
        if renumbered is not None:
            yield renumbered._replace(at=last - origin)
        _push(heap, here)


def _push(heap: list[tuple[float, int, _Open, Fact]], here: _Open) -> None:
    fact = here.next()
    if fact is not None:
        heappush(heap, (here.at, here.number, here, fact))


def _start(source: Source, before: _Open | None) -> float:
    """When a recording began, as nearly as is known."""
    if before is None or source.exact or before.source.exact:
        return source.began
    if before.source.began != source.began:
        return source.began
    latest = source.began + _SECOND
    return min(max(before.at, source.began), latest) if before.over else latest


def _renumbered(fact: Fact, number: int, conns: dict[tuple[int, int], int]) -> Fact | None:
    """The fact with a number for its connection that no other recording has."""
    key = number, fact.conn
    if isinstance(fact, Remark):
        return fact._replace(conn=conns.get(key, fact.conn))
    if key not in conns:
        if len(conns) >= MOST_LINES:
            return None
        conns[key] = len(conns) + 1
    return fact._replace(conn=conns[key])
