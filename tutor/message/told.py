"""What is told about a message, as values: notes without a language, and the envelope."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

PLAIN, WARN, MATTERS = "plain", "warn", "matters"
LONGEST = 200
"""Characters of a message that one argument repeats."""


class Envelope(NamedTuple):
    """What MAIL and RCPT said: the reverse-path ("" for <>) and the accepted recipients."""

    sender: str
    recipients: tuple[str, ...]


class Told(NamedTuple):
    """One thing to tell: keys of words from exact to general, and what fills their places.

    role: "plain" an explanation, "warn" something to look at, "matters" what counts now
    header: the field it is about, counted from 0; None for the body and the envelope
    """

    keys: tuple[str, ...]
    args: Mapping[str, object]
    role: str = PLAIN
    header: int | None = None


def clipped(text: str) -> str:
    """As much of a message's own text as one sentence holds."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def listed(texts: tuple[str, ...], most: int = 8) -> str:
    """Several of them, with commas; how many more there are is counted."""
    more = f", +{len(texts) - most}" if len(texts) > most else ""
    return clipped(", ".join(texts[:most])) + more


_SIZES = (86_400, 3600, 60, 1)
_UNITS = ("d", "h", "min", "s")
_CHINESE = ("天", "小时", "分钟", "秒")


def lasted(seconds: int) -> dict[str, object]:
    """A length of time as sentences name it: `delay`, and `delay_zh` in Chinese."""
    return {"delay": duration(seconds), "delay_zh": duration(seconds, _CHINESE)}


def duration(seconds: int, units: tuple[str, str, str, str] = _UNITS) -> str:
    """Seconds as "5 s", "3 min 20 s", "2 h 5 min" or "4 d 2 h"."""
    left = abs(seconds)
    sizes = zip(_SIZES, units, strict=True)
    for (size, unit), (smaller, name) in pairwise(sizes):
        if left >= size:
            rest = left % size // smaller
            return f"{left // size} {unit}" + (f" {rest} {name}" if rest else "")
    return f"{left} {units[-1]}"
