"""Masks for names: the same name has the same mask everywhere, and two names never share one.

A mask is as long as what it hides, so that sizes, counted chunks (RFC 3030) and base64 stay what
they were. `za*******en@163.com` is how mail pages show an address.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable

_ATOM = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\xff-]"
_ADDRESS = re.compile(
    rb"(?P<local>" + _ATOM + rb"+(?:\." + _ATOM + rb"+)*)@"
    rb"(?P<domain>[A-Za-z0-9\x80-\xff](?:[A-Za-z0-9\x80-\xff.-]{0,253}[A-Za-z0-9\x80-\xff])?)"
)
_TOKEN = re.compile(rb"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{4,1400}={0,2}(?![A-Za-z0-9+/=])")
_LABEL = re.compile(rb"[^.]+")
_LITERAL = re.compile(rb"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])")
_SIGNS = b"123456789abcdefghijklmnopqrstuvwxyz"

Rule = Callable[[bytes], bytes]
"""Octets in, as many octets out."""


class Book:
    """Which mask stands for which name."""

    def __init__(self) -> None:
        self._masks: dict[bytes, bytes] = {}
        self._taken: dict[bytes, bytes] = {}

    def masked(self, name: bytes) -> bool:
        """Whether this is a mask that was given."""
        return name in self._taken

    def mask(self, name: bytes, make: Rule) -> bytes:
        """The mask of a name; letter case makes no other name (RFC 5321 2.4 of domains)."""
        known = name.lower()
        if known not in self._masks:
            self._masks[known] = self._free(make(name), known)
        return self._masks[known]

    def _free(self, wanted: bytes, name: bytes) -> bytes:
        """The mask, with a sign in it where another name has that one already."""
        stars = [at for at, octet in enumerate(wanted) if octet == ord("*")]
        tries = [wanted, *(_signed(wanted, at, sign) for at in stars[:3] for sign in _SIGNS)]
        for each in tries:
            if self._taken.setdefault(each, name) == name:
                return each
        return wanted


def bare(book: Book, data: bytes) -> bool:
    """Whether an address stands in `data` that is no mask of the book's."""
    return any(not book.masked(match[0]) for match in _ADDRESS.finditer(data))


def addresses(book: Book) -> Rule:
    """Masks the local part of every address, in clear and in base64."""

    def local(name: bytes) -> bytes:
        keep = 2 if len(name) > 4 else 1 if len(name) > 2 else 0
        return name[:keep] + b"*" * (len(name) - 2 * keep) + name[len(name) - keep :]

    def address(match: re.Match[bytes]) -> bytes:
        masked = book.mask(match[0], lambda _whole: local(match["local"]) + b"@" + match["domain"])
        return masked[: len(match["local"])] + b"@" + match["domain"]

    return _also_encoded(lambda data: _ADDRESS.sub(address, data) if b"@" in data else data)


def hosts(book: Book, known: Iterable[bytes]) -> Rule:
    """Masks these host names, what ends in one of them, and every IPv4 address."""
    found = sorted({name.lower() for name in known if b"." in name}, key=len, reverse=True)
    names = b"|".join(map(re.escape, found))
    pattern = re.compile(
        rb"(?i)(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]+\.)*(?:" + names + rb")(?![A-Za-z0-9-])"
    )

    def stars(name: bytes) -> bytes:
        head, dot, last = name.rpartition(b".")
        return _LABEL.sub(lambda match: b"*" * len(match[0]), head) + dot + last

    def literal(match: re.Match[bytes]) -> bytes:
        return book.mask(match[0], lambda name: re.sub(rb"[0-9]", b"*", name))

    def rule(data: bytes) -> bytes:
        if found:
            data = pattern.sub(lambda match: book.mask(match[0], stars), data)
        return _LITERAL.sub(literal, data)

    return _also_encoded(rule)


def pattern(text: str) -> Rule:
    """Masks what fits a regular expression, line by line. Raises re.error for what is none."""
    compiled = re.compile(text.encode())

    def line(match: re.Match[bytes]) -> bytes:
        return compiled.sub(lambda found: b"*" * len(found[0]), match[0])

    return lambda data: re.sub(rb"[^\r\n]+", line, data)


def _also_encoded(rule: Rule) -> Rule:
    """The same in base64: a user name of a login, a challenge, an encoded word of a head."""

    def token(match: re.Match[bytes]) -> bytes:
        try:
            decoded = base64.b64decode(match[0], validate=True)
        except (binascii.Error, ValueError):
            return match[0]
        masked = rule(decoded)
        return match[0] if masked == decoded else base64.b64encode(masked)

    return lambda data: rule(_TOKEN.sub(token, data))


def _signed(mask: bytes, at: int, sign: int) -> bytes:
    return mask[:at] + bytes([sign]) + mask[at + 1 :]
