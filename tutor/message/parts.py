"""The parts of a message as they come, one walk for whoever reads them (RFC 2045, 2046).

Parts are found by searching, not by reading line for line: a mail of 6 MB with an attachment costs
as much as its text.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tutor.message.headers import Headers, fields, first
from tutor.message.parameters import parameter, token

DEEPEST = 20
"""Levels of parts in parts; people need three."""
MOST = 1000
"""Parts looked at; more are there to keep a reader busy."""

NO_BOUNDARY, NO_PARTS, NO_END, TOO_DEEP = "no-boundary", "no-parts", "no-end", "too-deep"
_ENCODED = {"base64", "quoted-printable"}


class Entity(NamedTuple):
    """A message or one part of it (RFC 2045 2.4).

    depth: 0 the message itself, 1 its parts, ...
    kind: media type in lower case
    is_leaf: whether its body is content, not parts or a message
    defect: NO_BOUNDARY, NO_PARTS, NO_END, TOO_DEEP or ""
    """

    depth: int
    kind: str
    headers: Headers
    body: bytes
    is_leaf: bool
    defect: str


def entities(headers: Headers, body: bytes) -> Iterator[Entity]:
    """The message, then its parts, each before its own parts. Bounded by MOST and DEEPEST."""
    return islice(_walk(headers, body, 0, "text/plain"), MOST)


def encoding(entity: Entity) -> str:
    """The transfer encoding in lower case; "" where none is named."""
    return _encoding(entity.headers)


def _encoding(headers: Headers) -> str:
    return token(first(headers, "content-transfer-encoding"))


def _walk(headers: Headers, body: bytes, depth: int, default: str) -> Iterator[Entity]:
    content = first(headers, "content-type")
    kind = token(content)
    if "/" not in kind:  # RFC 2045 5.2
        kind = default
    sources: list[bytes] | None = None
    defect = ""
    if kind.startswith("multipart/"):
        boundary = parameter(content, "boundary").rstrip()
        if depth >= DEEPEST:
            defect = TOO_DEEP
        elif boundary:
            sources, is_closed = _between(body, boundary)
            defect = "" if is_closed else NO_END if sources else NO_PARTS
        else:
            defect = NO_BOUNDARY
    elif kind == "message/rfc822" and _encoding(headers) not in _ENCODED:
        defect = TOO_DEEP if depth >= DEEPEST else ""
        sources = None if defect else [body]
    yield Entity(depth, kind, headers, body, sources is None, defect)
    within = "message/rfc822" if kind == "multipart/digest" else "text/plain"  # RFC 2046 5.1.5
    for source in sources or ():
        yield from _walk(*fields(source), depth + 1, within)


def _between(body: bytes, boundary: str) -> tuple[list[bytes], bool]:
    """What stands between the delimiter lines (RFC 2046 5.1.1), and whether the last one is there.

    A missing last one is forgiven.
    """
    line = b"--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*\r?(?=\n|\Z)"
    found: list[bytes] = []
    start = -1
    for mark in _marks(line, body):
        if 0 <= start <= mark.start():  # a delimiter owns the line end before it
            found.append(body[start : mark.start()].removesuffix(b"\r"))
        if mark[1] or len(found) >= MOST:
            return found, bool(mark[1])
        start = mark.end() + 1
    if start >= 0:
        found.append(body[start:])
    return found, False


def _marks(line: bytes, body: bytes) -> Iterator[re.Match[bytes]]:
    """The delimiter lines; the first line of all is looked at by itself, to search by literals."""
    first_of_all = re.match(line, body)
    if first_of_all:
        yield first_of_all
    yield from re.finditer(b"\n" + line, body)
