"""Slips in a letter that show as soon as a line of it is typed."""

import re

from tutor.slips.finding import Finding
from tutor.slips.letter import colon_header

_DOTS = "。|．|｡".encode() + rb"|\xa1\xa3|\xa3\xae"
"""Full stops of an input method, in UTF-8 and in GB18030."""
_LONE_DOT = re.compile(rb"(?:\A|\n)[ \t]*(?:" + _DOTS + rb")[ \t]*\r?\n")


def full_width_colon(text: bytes, head: list[bytes]) -> Finding | None:
    """A line of the header section whose name a full-width colon follows (RFC 5322 2.2)."""
    name = next(filter(None, map(colon_header, head)), "")
    return Finding("", {"header": name}) if name else None


def full_width_dot(text: bytes, head: list[bytes]) -> Finding | None:
    """A line with nothing but a Chinese full stop (RFC 5321 4.1.1.4)."""
    return Finding() if _LONE_DOT.search(text) else None
