"""Characters of a Chinese keyboard where YAML wants plain ones.

What YAML's library says of them tells nobody where to look: it stumbles somewhere behind.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tutor.data.nodes import Reason, because

_COLON = re.compile(r"[ \t]*(?:- +)?[A-Za-z_-]+ ?(\uff1a)")
_COMMA = re.compile(r"[\"'}\]\w] ?(\uff0c) ?[\w\"'{\[-]+ ?[:\uff1a]")
_BLANK = re.compile("[ \t]*([\u3000\xa0])")
_LONGEST = 500
"""Characters of a line that are looked at."""


class Wide(NamedTuple):
    """Where such a character stands (from 1), and what to say of it."""

    line: int
    column: int
    reason: Reason


def found(lines: Sequence[str], line: int) -> Wide | None:
    """The first one that may be why a line (from 1) is not read: in it, or in the one above."""
    for number in (line - 1, line):
        text = lines[number - 1][:_LONGEST] if 0 < number <= len(lines) else ""
        for match, reason in (
            (_BLANK.match(text), because("data.wide.blank")),
            (_COLON.match(text), because("data.wide.colon")),
            (_COMMA.search(text), because("data.wide.comma")),
        ):
            if match is not None:
                return Wide(number, match.start(1) + 1, reason)
    return None
