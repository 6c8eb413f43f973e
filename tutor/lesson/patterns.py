"""A regular expression that a stranger's lesson brings, compiled only where it cannot run away.

Python's engine tries every way to match, so a few repeats suffice to stop a program. The rules are
plain enough to be told to an author: nothing repeated inside a repeat, and few repeats at all.
"""

import re
import warnings

from tutor.data import Arg, Reason, because

LONGEST = 120
MOST_REPEATS = 2
MOST_OPTIONAL = 2
MOST_CHOICES = 8
"""Choices inside groups ( | ) and optional parts, each of which doubles the ways to match; a repeat
counts for three of them."""
LINES = 100
COLUMNS = 200
"""A reply is searched no further than this: together with the rules, a bound on the time."""

_KNOWN = {
    "missing ), unterminated subpattern": because("lesson.regex.open"),
    "unbalanced parenthesis": because("lesson.regex.close"),
    "unterminated character set": because("lesson.regex.set"),
    "nothing to repeat": because("lesson.regex.nothing"),
    "multiple repeat": because("lesson.regex.repeat"),
    "min repeat greater than max repeat": because("lesson.regex.least"),
    "bad escape (end of pattern)": because("lesson.regex.end"),
}

# An escape, a set, the head of a group, a repeat, or one character.
_TOKEN = r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?::|[a-zA-Z]*)|[*+?]|\{[0-9,]*\}|."


class PatternError(ValueError):
    """A pattern that is not taken, with the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, ready for `found`. Raises PatternError, saying what to mend."""
    if len(pattern) > LONGEST:
        raise PatternError(because("lesson.pattern.long", most=LONGEST))
    _bound(pattern)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what Python finds doubtful, its author should mend
        try:
            return re.compile(pattern)
        except (re.error, OverflowError, RecursionError, Warning) as error:
            raise PatternError(because("lesson.pattern", said=_said(error))) from None


def found(pattern: re.Pattern[str], lines: tuple[str, ...]) -> bool:
    """Whether a line of a reply has what the pattern describes."""
    return any(pattern.search(line[:COLUMNS]) for line in lines[:LINES])


def _bound(pattern: str) -> None:
    repeats = optional = 0
    before = ""
    tokens = re.findall(_TOKEN, pattern)
    for token in tokens:
        if token.startswith("(?") and token not in ("(?:", "(?i"):
            raise PatternError(because("lesson.pattern.groups"))
        if token in ("*", "+") or (token.startswith("{") and len(token) > 1):
            if before == ")":
                raise PatternError(because("lesson.pattern.nested"))
            repeats += 1
        elif token == "?":
            optional += 1
        before = token
    if repeats > MOST_REPEATS:
        raise PatternError(because("lesson.pattern.repeats", most=MOST_REPEATS))
    if optional > MOST_OPTIONAL:
        raise PatternError(because("lesson.pattern.optional", most=MOST_OPTIONAL))
    bars = _bars(tokens)
    if bars and 3 * repeats + optional + bars > MOST_CHOICES:
        raise PatternError(because("lesson.pattern.choices"))


def _said(error: Exception) -> Arg:
    """What Python finds in a pattern; what is not known here is quoted."""
    if not isinstance(error, re.error) or error.pos is None or error.lineno != 1:
        return because("lesson.regex", said=str(error))
    known = _KNOWN.get(error.msg)
    if known is None and error.msg.startswith("bad escape \\"):
        known = because("lesson.regex.escape", escape=error.msg[len("bad escape ") :])
    elif known is None and error.msg.startswith("bad character range "):
        known = because("lesson.regex.range", range=error.msg[len("bad character range ") :])
    if known is None:
        return because("lesson.regex", said=str(error))
    return because("lesson.regex.at", problem=known, at=error.pos)


def _bars(tokens: list[str]) -> int:
    """How many `|` stand inside groups; outside of them the alternatives follow one another."""
    depth = bars = 0
    for token in tokens:
        depth += token.startswith("(") - (token == ")")
        bars += token == "|" and depth > 0
    return bars
