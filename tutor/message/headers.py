"""The header section: its end and its fields (RFC 5322 2.2)."""

import re
from typing import TypeAlias

from tutor.core import octets
from tutor.message import encoded_words

Headers: TypeAlias = tuple[tuple[str, str], ...]

# A field name is printable ASCII but a colon; spaces before the colon are the obsolete form (4.5).
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)


def fields(source: bytes) -> tuple[Headers, bytes]:
    """The fields, unfolded and with encoded words as written, and the octets of the body.

    The header section ends at an empty line, or before the first line that cannot be in one.
    """
    found: list[tuple[str, list[bytes]]] = []
    at = 0
    while at < len(source):
        end = source.find(b"\n", at) + 1 or len(source)
        line = source[at:end].rstrip(b"\r\n")
        field = _FIELD.fullmatch(line)
        if field:
            found.append((field[1].decode("ascii"), [field[2]]))
        elif found and line[:1] in (b" ", b"\t"):
            found[-1][1].append(line)
        else:
            at = at if line else end
            break
        at = end
    return tuple((name, _value(lines)) for name, lines in found), source[at:]


def decoded(headers: Headers) -> Headers:
    """The fields as a reader sees them: encoded words read (RFC 2047)."""
    return tuple((name, encoded_words.decode(value)) for name, value in headers)


def _value(lines: list[bytes]) -> str:
    """The value unfolded, each fold one space (RFC 5322 2.2.3)."""
    if len(lines) == 1:
        return octets.decode(lines[0].strip(b" \t"))[0]
    return octets.decode(b" ".join(line.strip(b" \t") for line in lines).strip(b" "))[0]


def first(headers: Headers, name: str) -> str:
    """The value of the first field of that name, in any case; "" when there is none."""
    for key, value in headers:
        if key.lower() == name:
            return value
    return ""
