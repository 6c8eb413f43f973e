"""A rule for octets, held inside base64 as well: in a word of it, and in a body of many lines."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

_BODY = re.compile(rb"(?m)^(?:[A-Za-z0-9+/]{20,998}\r?\n)*[A-Za-z0-9+/]{4,998}={0,2}(?=\r?$)")
_TOKEN = re.compile(rb"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{4,1400}={0,2}(?![A-Za-z0-9+/=])")
_TOKEN_OF_URL = re.compile(rb"(?<![\w+/=-])(?=[\w-]*[_-])[A-Za-z0-9_-]{8,1400}={0,2}(?![\w+/=-])")
_BINARY = re.compile(rb"[\x02-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
"""What no text holds; NUL and 0x01 stand in logins."""

Rule = Callable[[bytes], bytes]


def texts(data: bytes) -> Iterator[bytes]:
    """What bodies in base64 say, where that is text."""
    for match in _BODY.finditer(data):
        joined = re.sub(rb"[\r\n=]", b"", match[0])
        try:
            decoded = base64.b64decode(joined + b"=" * (-len(joined) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        if not _BINARY.search(decoded):
            yield decoded


def also_encoded(rule: Rule) -> Rule:
    """The same in base64 (RFC 4648 4, 5): a user name of a login, a challenge, an encoded word of
    a head, a body. What is encoded and no text, a picture say, stays as it is."""

    def body(match: re.Match[bytes]) -> bytes:
        lines = match[0].split(b"\n")
        joined = b"".join(line.removesuffix(b"\r") for line in lines)
        found = _within(joined, rule, b"+/")
        if found == joined:
            return match[0]
        out, at = [], 0
        for line in lines:
            size = len(line.removesuffix(b"\r"))
            out.append(found[at : at + size] + line[size:])
            at += size
        return b"\n".join(out)

    def apply(data: bytes) -> bytes:
        if b"\n" in data[:-1]:
            data = _BODY.sub(body, data)
        data = _TOKEN.sub(lambda match: _within(match[0], rule, b"+/"), data)
        data = _TOKEN_OF_URL.sub(lambda match: _within(match[0], rule, b"-_"), data)
        return rule(data)

    return apply


def _within(token: bytes, rule: Rule, signs: bytes) -> bytes:
    """A word of base64 with the rule applied to what it says."""
    bare = token.rstrip(b"=")
    try:
        decoded = base64.b64decode(bare + b"=" * (-len(bare) % 4), signs, validate=True)
    except (binascii.Error, ValueError):
        return token
    if _BINARY.search(decoded):
        masked = _wide(decoded, rule)
    else:
        masked = rule(decoded)
        masked = _wide(decoded, rule) if masked == decoded else masked
    if masked == decoded:
        return token
    return base64.b64encode(masked, signs).rstrip(b"=") + token[len(bare) :]


def _wide(decoded: bytes, rule: Rule) -> bytes:
    """The same of UTF-16: every other octet of a name is zero there."""
    for odd in (0, 1):
        other = decoded[1 - odd :: 2]
        if len(decoded) > 7 and other.count(0) * 2 >= len(other):
            plane = rule(decoded[odd::2])
            wide = bytearray(decoded)
            wide[odd::2] = plane
            return bytes(wide)
    return decoded
