"""How a typed letter is looked at.

For looking only: decoding is the business of `tutor.message`. Cheap, because every letter of a
session is looked at; a header section is read up to 64 KiB.
"""

import re
from itertools import islice

from tutor.slips.typed import Typed

_MOST = 65536
_MOST_VALUE = 4096
_SECTION = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\n]*(?:\n|\Z)(?:[ \t][^\n]*(?:\n|\Z))*)*")
_FIELD = re.compile(r"^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]{1,64}@[^\s<>,;:\"()\[\]@]{1,255}")
_MOST_ADDRESSES = 100


def read(source: bytes) -> Typed:
    """Look at a letter. Never raises."""
    section = _SECTION.match(source, 0, _MOST)
    stop = section.end() if section else 0
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(source[:stop].decode("utf-8", "replace")):
        key = name.lower()
        text = value.strip()
        fields[key] = f"{fields[key][:_MOST_VALUE]}, {text}" if key in fields else text
    blank = 2 if source.startswith(b"\r\n", stop) else 1 if source.startswith(b"\n", stop) else 0
    # A section that goes on where nobody looks any more is taken to end well.
    body_at = len(source) if _MOST <= stop < len(source) else stop + blank
    return Typed(source, fields, stop, body_at, source.isascii())


def addresses(value: str) -> list[str]:
    """The addresses in a field, in small letters; those that were masked are left out."""
    found = (match[0].lower() for match in islice(_ADDRESS.finditer(value), _MOST_ADDRESSES))
    return [address for address in found if "*" not in address]
