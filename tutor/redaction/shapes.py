"""What looks like a credential in clear, wherever it stands: found by its shape alone.

A recording from elsewhere has its logins masked when it is read. What is left are the places that
are never altered: message text, remarks, replies.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

_PLAIN = re.compile(rb"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{5,1400}={0,2}(?![A-Za-z0-9+/=])")
_PASS = re.compile(rb"(?im)^[ \t>|:]*(?:[CS]:[ \t]*|-+>[ \t]*)?PASS[ \t]+(\S.*)$")
_PAIR = re.compile(rb"[^\0]{0,255}\0[^\0]{1,255}\0[^\0]{1,255}")
_MOST = 20
"""Finds that are told of one stretch."""


class Find(NamedTuple):
    """Something that looks like a secret: what it looks like, and its first and last octet."""

    what: str
    start: int
    end: int


def finds(data: bytes) -> Iterator[Find]:
    """What of `data` looks like a credential: `pair`, base64 of a SASL PLAIN login (RFC 4616 2);
    `pass`, a line of POP3 that says a password (RFC 1939 7)."""
    count = 0
    for match in _PLAIN.finditer(data):
        if _is_pair(match[0]):
            count += 1
            yield Find("pair", *match.span())
            if count == _MOST:
                break
    if b"PASS" in data or b"pass" in data or b"Pass" in data:
        for match in list(_PASS.finditer(data))[:_MOST]:
            if _is_password(match[1]):
                yield Find("pass", *match.span(1))


def _is_pair(token: bytes) -> bool:
    try:
        decoded = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return False
    if decoded.count(b"\0") != 2 or not _PAIR.fullmatch(decoded):
        return False
    try:
        return decoded.replace(b"\0", b"").decode().isprintable()
    except UnicodeDecodeError:
        return False


def _is_password(said: bytes) -> bool:
    """Whether what follows PASS is one word, and not the rest of a sentence."""
    word = said.strip()
    return b" " not in word and set(word) != {ord("*")} and not word.startswith((b"<", b"("))
