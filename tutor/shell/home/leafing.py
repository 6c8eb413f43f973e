"""A list that may be longer than the window: in pieces, none of which scrolls out of it."""

from collections.abc import Sequence

from tutor.page import Line
from tutor.render.wrap import rows


def height(lines: Sequence[Line], columns: int) -> int:
    """Rows that lines fill."""
    return sum(1 for line in lines for _ in rows(line, columns))


def piece(lines: Sequence[Line], columns: int, most: int) -> int:
    """How many of these lines fill at most so many rows; one at least."""
    filled = 0
    for number, line in enumerate(lines):
        filled += height([line], columns)
        if filled > most:
            return max(number, 1)
    return len(lines)
