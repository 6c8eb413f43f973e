"""Masks for names: the same name has the same mask everywhere, and two names never share one.

A mask is as long as what it hides, so that sizes, counted chunks (RFC 3030) and base64 stay what
they were. `za*******en@163.com` is how mail pages show an address.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable

from tutor.redaction import finding
from tutor.redaction.coded import also_encoded

_LABEL = re.compile(rb"[^.]+")
_LITERAL = re.compile(rb"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])")
_SIX = re.compile(
    rb"(?<![0-9A-Fa-f:.])(?P<tag>IPv6:)?(?P<six>(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:[0-9]{1,3}\.){3}[0-9]{1,3})?)"
    rb"(?![0-9A-Fa-f:.])",
    re.IGNORECASE,
)
_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff][A-Za-z0-9\x80-\xff._+-]*[A-Za-z0-9\x80-\xff]")
_SOFT = b"=\r\n"
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
    found = finding.addresses(data)
    return any(not book.masked(each.name + b"@" + each.domain) for each in found)


def addresses(book: Book, people: Iterable[bytes] = ()) -> Rule:
    """Masks the name of every address, in clear and encoded; the names of these people too where
    they stand alone, as in USER or in `Dear ...`."""
    known = frozenset(each.lower() for each in people)

    def rule(data: bytes) -> bytes:
        parts, before = [], 0
        for each in finding.addresses(data):
            whole = each.name + b"@" + each.domain
            mask = whole if book.masked(whole) else book.mask(whole, _address(each.name))
            parts += [data[before : each.start], _laid(mask, data[each.start : each.end])]
            before = each.end
        data = b"".join([*parts, data[before:]]) if parts else data
        return _WORD.sub(word, data) if known else data

    def word(match: re.Match[bytes]) -> bytes:
        name = match[0].lower()
        return book.mask(name, local) if name in known else match[0]

    return also_encoded(rule)


def local(name: bytes) -> bytes:
    """The mask of a name: as much of its ends as leaves it hidden."""
    if name[:1] == name[-1:] == b'"' and len(name) > 2:
        return b'"' + local(name[1:-1]) + b'"'
    keep = 2 if len(name) > 4 else 1 if len(name) > 2 else 0
    return name[:keep] + b"*" * (len(name) - 2 * keep) + name[len(name) - keep :]


def _address(name: bytes) -> Rule:
    return lambda whole: local(name) + whole[len(name) :]


def _laid(mask: bytes, name: bytes) -> bytes:
    """A mask in the place of a name; where that was broken by a soft line end, it is so again."""
    out, at = [], 0
    for number, piece in enumerate(name.split(_SOFT)):
        out += [_SOFT] if number else []
        out.append(mask[at : at + len(piece)])
        at += len(piece)
    return b"".join(out)


def hosts(book: Book, known: Iterable[bytes]) -> Rule:
    """Masks these host names, what ends in one of them, and every IP address."""
    found = frozenset(name.lower() for name in known if b"." in name)

    def name(match: re.Match[bytes]) -> bytes:
        labels = match[0].lower().split(b".")
        ends = (b".".join(labels[at:]) for at in range(max(0, len(labels) - 20), len(labels) - 1))
        return book.mask(match[0], stars) if any(each in found for each in ends) else match[0]

    def stars(name: bytes) -> bytes:
        head, dot, last = name.rpartition(b".")
        return _LABEL.sub(lambda match: b"*" * len(match[0]), head) + dot + last

    def digits(name: bytes) -> bytes:
        return re.sub(rb"[0-9A-Fa-f]", b"*", name)

    def literal(match: re.Match[bytes]) -> bytes:
        return book.mask(match[0], digits)

    def six(match: re.Match[bytes]) -> bytes:
        try:
            ipaddress.IPv6Address(match["six"].decode())
        except ValueError:  # a time, say
            return match[0]
        return (match["tag"] or b"") + book.mask(match["six"], digits)

    def rule(data: bytes) -> bytes:
        data = _NAME.sub(name, data) if found else data
        return _LITERAL.sub(literal, _SIX.sub(six, data) if data.count(b":") > 1 else data)

    return also_encoded(rule)


_NAME = re.compile(rb"(?<![A-Za-z0-9.-])[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")


def pattern(text: str) -> Rule:
    """Masks what fits a regular expression, line by line. Raises re.error for what is none."""
    compiled = re.compile(text.encode())

    def line(match: re.Match[bytes]) -> bytes:
        return compiled.sub(lambda found: b"*" * len(found[0]), match[0])

    return lambda data: re.sub(rb"[^\r\n]+", line, data)


def _signed(mask: bytes, at: int, sign: int) -> bytes:
    return mask[:at] + bytes([sign]) + mask[at + 1 :]
