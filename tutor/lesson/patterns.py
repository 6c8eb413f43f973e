"""A regular expression that a stranger's lesson brings, compiled only where it cannot run away.

Python's engine tries every way to match, so a few repeats suffice to stop a program. The rules are
plain enough to be told to an author: nothing repeated inside a repeat, and few repeats at all.
"""

import re
import warnings

LONGEST = 120
MOST_REPEATS = 2
MOST_OPTIONAL = 2
MOST_CHOICES = 8
"""Choices inside groups ( | ) and optional parts, each of which doubles the ways to match; a repeat
counts for three of them."""
LINES = 100
COLUMNS = 200
"""A reply is searched no further than this: together with the rules, a bound on the time."""

# An escape, a set, the head of a group, a repeat, or one character.
_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?::|[a-zA-Z]*)|[*+?]|\{[0-9,]*\}|.", re.DOTALL
)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, ready for `found`. Raises ValueError, saying what to mend."""
    if len(pattern) > LONGEST:
        raise ValueError(f"this pattern is longer than {LONGEST} characters")
    _bound(pattern)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what Python finds doubtful, its author should mend
        try:
            return re.compile(pattern)
        except (re.error, OverflowError, RecursionError, Warning) as error:
            raise ValueError(f"not a regular expression: {error}") from None


def found(pattern: re.Pattern[str], lines: tuple[str, ...]) -> bool:
    """Whether a line of a reply has what the pattern describes."""
    return any(pattern.search(line[:COLUMNS]) for line in lines[:LINES])


def _bound(pattern: str) -> None:
    repeats = optional = 0
    before = ""
    tokens = _TOKEN.findall(pattern)
    for token in tokens:
        if token.startswith("(?") and token not in ("(?:", "(?i"):
            raise ValueError("only plain groups, ( ) or (?: ), may stand in this pattern")
        if token in ("*", "+") or (token.startswith("{") and len(token) > 1):
            if before == ")":
                raise ValueError("a group in this pattern is repeated: write it out")
            repeats += 1
        elif token == "?":
            optional += 1
        before = token
    if repeats > MOST_REPEATS:
        raise ValueError(f"more than {MOST_REPEATS} repeats (* + {{}}) in this pattern")
    if optional > MOST_OPTIONAL:
        raise ValueError(f"more than {MOST_OPTIONAL} optional parts (?) in this pattern")
    bars = _bars(tokens)
    if bars and 3 * repeats + optional + bars > MOST_CHOICES:
        raise ValueError("too many choices ( | ) inside the groups of this pattern")


def _bars(tokens: list[str]) -> int:
    """How many `|` stand inside groups; outside of them the alternatives follow one another."""
    depth = bars = 0
    for token in tokens:
        depth += token.startswith("(") - (token == ")")
        bars += token == "|" and depth > 0
    return bars
