"""Where addresses stand in octets, however the sign between their halves is written.

From each sign the name in front of it is read backwards, no further than a name may be long: the
time is linear whatever stands there.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SIGN = re.compile(
    rb"(?:@|%40|=40|&#0{0,5}64;|&#[xX]0{0,5}40;|&commat;)(?=[A-Za-z0-9\x80-\xff\[])", re.IGNORECASE
)
_DOMAIN = re.compile(rb"\[[^\]\s]{1,60}\]|[A-Za-z0-9\x80-\xff][A-Za-z0-9\x80-\xff.-]{0,253}")
_ATOM = frozenset(b"!#$%&'*+/=?^_`{|}~-.") | frozenset(
    octet for octet in range(256) if octet > 127 or (chr(octet).isalnum() and octet < 128)
)
_SOFT = b"=\r\n"
"""A line end that quoted-printable put in (RFC 2045 6.7)."""
_LONGEST = 320
"""Octets that are read backwards: a name (RFC 5321 4.5.3.1.1: 64) of more than any server's."""


class Address(NamedTuple):
    """An address: where its name begins and ends, the name itself, and its domain."""

    start: int
    end: int
    name: bytes
    domain: bytes


def addresses(data: bytes) -> Iterator[Address]:
    """The addresses in `data`, one after the other."""
    before = 0
    for sign in _SIGN.finditer(data):
        start = _start(data, max(before, sign.start() - _LONGEST), sign.start())
        host = _DOMAIN.match(data, sign.end())
        name = data[start : sign.start()].replace(_SOFT, b"")
        if name.strip(b".") and host is not None:
            domain = host[0].rstrip(b".-")
            yield Address(start, sign.start(), name, domain)
            before = sign.end()


def _start(data: bytes, least: int, end: int) -> int:
    """Where the name begins that ends at `end`."""
    if data[end - 1 : end] == b'"':  # a quoted name (RFC 5321 4.1.2)
        opened = data.rfind(b'"', least, end - 1)
        if opened >= 0 and b"\n" not in data[opened:end]:
            return opened
    at = end
    while at > least:
        if data[at - 1] in _ATOM:
            at -= 1
        elif data[at - 1] == 10 and data[max(at - 3, 0) : at] == _SOFT and at - 3 >= least:
            at -= 3
        else:
            break
    return at + len(_leading(data[at:end]))


def _leading(name: bytes) -> bytes:
    """Signs that stand before a name and are none of it: an encoded word's, a parameter's."""
    match = re.match(
        rb"[.=?]+|(?:[A-Za-z0-9*-]{1,40}=\?[^?]{1,40}\?[BbQq]\?)|[\w.+-]{1,20}''", name
    )
    return match[0] if match else b""
