"""How fast the program types and how long it lets people read: pure, the same text always the same.

A hand is not a metronome: it slows down behind words and signs, and hesitates before Enter.
"""

from collections.abc import Iterator
from zlib import crc32

from tutor.render.wrap import width

KEY = 0.085
"""Seconds between two keys of a calm typist: some seventy words a minute."""
WORD = 0.11
"""Seconds more behind a word or a sign."""
WIDE = 0.16
"""Seconds more for a character that an input method makes."""
ENTER = 0.45
"""Seconds before Enter, in which one looks at what stands there."""
LONGEST = 5.0
"""Seconds that a line takes at most: a class does not wait for base64."""

CELLS = 32.0
"""Terminal cells that are read in a second: a Chinese character fills two and says more."""
LEAST, MOST = 1.2, 9.0
"""Seconds between which a pause for reading lies."""

_SIGNS = frozenset(" .,:;@<>-+=/")


def rhythm(text: str, seed: int = 0) -> list[float]:
    """Seconds to wait before each character, and one more before Enter."""
    chances = _chances(crc32(text.encode("utf-8", "surrogatepass")) ^ seed)
    waits = [KEY * (0.5 + next(chances)) for _ in text]
    for at, char in enumerate(text):
        waits[at] += WIDE if width(char) > 1 else 0.0
        if at and text[at - 1] in _SIGNS:
            waits[at] += WORD * next(chances)
    waits.append(ENTER * (0.8 + 0.4 * next(chances)))
    slow = sum(waits) / LONGEST
    return waits if slow <= 1 else [wait / slow for wait in waits]


def reading(cells: int) -> float:
    """Seconds that people need to read so many cells of text."""
    return min(max(LEAST, cells / CELLS), MOST)


def _chances(seed: int) -> Iterator[float]:
    """Numbers from 0 to 1 without any order to be seen (Numerical Recipes' generator)."""
    number = seed
    while True:
        number = (number * 1664525 + 1013904223) % 2**32
        yield (number >> 8) / 2**24
