"""What looks like a credential in clear, wherever it stands: found by its shape alone.

A recording from elsewhere has its logins masked when it is read. What is left are the places that
are never altered: message text, remarks, replies.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile(
    rb"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{5,1400}(?:(?:=3[Dd]|%3[Dd]|=){0,2})(?![A-Za-z0-9+/_=-])"
)
_BROKEN = re.compile(rb"(?<=[A-Za-z0-9+/_-])(?:=?\r?\n[ \t]?)(?=[A-Za-z0-9+/_=-])")
_PASS = re.compile(rb"(?im)^[ \t>|:]*(?:[CS]:[ \t]*|-+>[ \t]*)?PASS[ \t]+(\S.*)$")
_PAIR = re.compile(rb"[^\0]{0,255}\0[^\0]{1,255}\0[^\0]{1,255}")
_BEARER = re.compile(rb"(?i)\x01auth=bearer [!-~]{6,}")
_MOST = 20
"""Finds that are told of one stretch."""


class Find(NamedTuple):
    """Something that looks like a secret: what it looks like, and its first and last octet."""

    what: str
    start: int
    end: int


def finds(data: bytes) -> Iterator[Find]:
    """What of `data` looks like a credential: `pair`, base64 of a SASL PLAIN login (RFC 4616 2);
    `token`, of a bearer token (RFC 7628 3.1); `pass`, a line of POP3 that says a password
    (RFC 1939 7)."""
    count = 0
    for match in _WORD.finditer(data):
        what = _what(match[0])
        if what:
            count += 1
            yield Find(what, *match.span())
            if count == _MOST:
                break
    if b"PASS" in data or b"pass" in data or b"Pass" in data:
        for match in list(_PASS.finditer(data))[:_MOST]:
            if _is_password(match[1]):
                yield Find("pass", *match.span(1))


def broken(data: bytes) -> bytes:
    """The same without the line ends inside of words: base64 that was folded is one word again."""
    return _BROKEN.sub(b"", data)


def _what(token: bytes) -> str:
    """What a word of base64 says, in either alphabet (RFC 4648 4, 5); "" where it says nothing."""
    bare = re.split(rb"[=%]", token, maxsplit=1)[0]
    signs = b"-_" if b"-" in bare or b"_" in bare else b"+/"
    try:
        decoded = base64.b64decode(bare + b"=" * (-len(bare) % 4), signs, validate=True)
    except (binascii.Error, ValueError):
        return ""
    if _BEARER.search(decoded):
        return "token"
    if decoded.count(b"\0") != 2 or not _PAIR.fullmatch(decoded):
        return ""
    try:
        return "pair" if decoded.replace(b"\0", b"").decode().isprintable() else ""
    except UnicodeDecodeError:
        return ""


def _is_password(said: bytes) -> bool:
    """Whether what follows PASS is one word, and not the rest of a sentence."""
    word = said.strip()
    return b" " not in word and set(word) != {ord("*")} and not word.startswith((b"<", b"("))
