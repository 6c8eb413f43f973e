"""Where the arrows of a picture go: which side, which lane, and their labels in rows."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tutor.core.spec import Protocol
from tutor.explain.diagram import edges, grouped

_MOST = 27  # letters of a row


class Arrow(NamedTuple):
    """One way out of a state; `rows` are its label, packed."""

    before: int
    after: int
    rows: tuple[str, ...]
    codes: str


class Track(NamedTuple):
    """A line along one side that leads to one state: where arrows join it, where it arrives."""

    after: int
    joins: tuple[tuple[float, Arrow], ...]
    arrives: float

    @property
    def span(self) -> tuple[float, float]:
        """From its top to its bottom."""
        heights = [self.arrives, *(height for height, _ in self.joins)]
        return min(heights), max(heights)


def arrows(protocol: Protocol, keys: list[str]) -> Iterator[Arrow]:
    """All ways out of these states, drawn in this order; the moves that stay have none."""
    graph = edges(protocol.name)
    for number, key in enumerate(keys):
        for way in grouped(graph, key):
            before, rows, codes = number, tuple(packed(way.moves)), way.codes
            for passed in way.path:
                yield Arrow(before, keys.index(passed), rows, codes)
                # What is passed through is left without a command of its own.
                before, rows, codes = keys.index(passed), ("",), ""


def side_of(arrow: Arrow) -> str:
    """On the right one goes on to later states, on the left back to earlier ones."""
    return "right" if arrow.after > arrow.before else "left"


def lanes(tracks: list[Track]) -> list[int]:
    """Which lane each track takes: short ones near the boxes, two in one lane if they fit."""
    order = sorted(range(len(tracks)), key=lambda n: tracks[n].span[1] - tracks[n].span[0])
    taken: list[list[tuple[float, float]]] = []
    places = [0] * len(tracks)
    for number in order:
        top, bottom = tracks[number].span
        free = (
            lane for lane, spans in enumerate(taken)
            if all(bottom < other[0] - 4 or top > other[1] + 4 for other in spans)
        )  # fmt: skip
        place = next(free, len(taken))
        if place == len(taken):
            taken.append([])
        taken[place].append((top, bottom))
        places[number] = place
    return places


def labelled(arrow: Arrow) -> list[str]:
    """The rows of a label; the codes stand behind the last."""
    *rows, last = arrow.rows
    return [*rows, f"{last} {arrow.codes}".strip()]


def packed(moves: Iterable[str]) -> Iterator[str]:
    """Moves in rows that are not too wide for the picture."""
    row = ""
    for move in moves:
        longer = f"{row} {move}," if row else f"{move},"
        if row and len(longer) > _MOST:
            yield row
            longer = f"{move},"
        row = longer
    if row:
        yield row.removesuffix(",")
