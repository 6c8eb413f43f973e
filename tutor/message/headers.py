"""The header section: its end, its fields, their parameters (RFC 5322 2.2, RFC 2045 5.1)."""

import re
from typing import TypeAlias

from tutor.core import octets
from tutor.message import encoded_words

Headers: TypeAlias = tuple[tuple[str, str], ...]

# A field name is printable ASCII but a colon; spaces before the colon are the obsolete form (4.5).
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
# A quote that is never closed and a missing semicolon are forgiven.
_PARAMETER = r"(?:^|[;\s]){}\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|\"?([^\s;\"]+))"


def split(source: bytes) -> tuple[Headers, bytes]:
    """The fields, and the octets of the body.

    The header section ends at an empty line, or before the first line that cannot be in one.
    """
    fields: list[tuple[str, list[bytes]]] = []
    at = 0
    while at < len(source):
        end = source.find(b"\n", at) + 1 or len(source)
        line = source[at:end].rstrip(b"\r\n")
        field = _FIELD.fullmatch(line)
        if field:
            fields.append((field[1].decode("ascii"), [field[2]]))
        elif fields and line[:1] in (b" ", b"\t"):
            fields[-1][1].append(line)
        else:
            at = at if line else end
            break
        at = end
    return tuple((name, _value(lines)) for name, lines in fields), source[at:]


def _value(lines: list[bytes]) -> str:
    """The value: unfolded, each fold one space (RFC 5322 2.2.3), then decoded."""
    unfolded = b" ".join(line.strip(b" \t") for line in lines).strip(b" ")
    return encoded_words.decode(octets.decode(unfolded)[0])


def first(headers: Headers, name: str) -> str:
    """The value of the first field of that name, in any case; "" when there is none."""
    return next((value for key, value in headers if key.lower() == name), "")


def parameter(value: str, name: str) -> str:
    """A parameter of a structured value such as Content-Type; "" when it is not there."""
    found = re.search(_PARAMETER.format(name), value, re.IGNORECASE)
    if found is None:
        return ""
    return found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1])
