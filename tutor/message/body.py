"""The text of a body: through its transfer encoding and charset, out of its parts (RFC 2045, 2046).

Parts are found by searching, not by reading line for line: a mail of 6 MB with an attachment costs
as much as its text.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tutor.message import charsets, transfer
from tutor.message.headers import Headers, first, parameter, split

_DEEPEST = 20  # multiparts in multiparts; people need three
_MOST = 1000  # parts looked at; more are there to keep a reader busy
_TEXTLESS = {"application", "audio", "font", "image", "model", "video"}
_TOKEN = re.compile(r"[^\s;()]+")


class _Part(NamedTuple):
    """A part without parts of its own; `kind` is its media type in lower case."""

    kind: str
    headers: Headers
    body: bytes


def text_of(headers: Headers, body: bytes) -> str:
    r"""The text that a reader is shown, lines ending in "\n"; "" when the body holds none.

    Of several parts the first plain one, else the first HTML one, else the first text; what is
    attached comes last.
    """
    parts = [part for part in islice(_leaves(headers, body, 0), _MOST) if _is_text(part)]
    return _decoded(min(parts, key=_rank)) if parts else ""


def _leaves(headers: Headers, body: bytes, depth: int) -> Iterator[_Part]:
    """The parts of a body in order, or the body itself when it has none."""
    content = first(headers, "content-type")
    kind = _token(content) or "text/plain"
    boundary = parameter(content, "boundary").rstrip()
    if kind.startswith("multipart/") and boundary and depth < _DEEPEST:
        for part in _between(body, boundary):
            yield from _leaves(*split(part), depth + 1)
    elif kind == "message/rfc822" and 0 < depth < _DEEPEST:
        yield from _leaves(*split(body), depth + 1)
    else:
        yield _Part(kind, headers, body)


def _between(body: bytes, boundary: str) -> Iterator[bytes]:
    """What stands between the delimiter lines (RFC 2046 5.1.1); a missing last one is forgiven."""
    mark = re.escape(boundary.encode("utf-8", "replace"))
    start = None
    body = b"\n" + body  # a delimiter owns the line end before it
    for found in re.finditer(rb"\n--" + mark + rb"(--)?[ \t]*\r?(?=\n|\Z)", body):
        if start is not None:
            yield body[start : found.start()].removesuffix(b"\r")
        if found[1]:
            return
        start = found.end() + 1
    if start is not None:
        yield body[start:]


def _is_text(part: _Part) -> bool:
    """Whether it can be shown; what names no proper type counts as text (RFC 2045 5.2)."""
    return part.kind.partition("/")[0] not in _TEXTLESS


def _rank(part: _Part) -> tuple[bool, int]:
    attached = _token(first(part.headers, "content-disposition")) == "attachment"
    order = ("text/plain", "text/html")
    return attached, order.index(part.kind) if part.kind in order else len(order)


def _decoded(part: _Part) -> str:
    data = part.body
    match _token(first(part.headers, "content-transfer-encoding")):
        case "base64":
            data = transfer.base64(data)
        case "quoted-printable":
            data = transfer.quoted_printable(data)
    charset = parameter(first(part.headers, "content-type"), "charset")
    return charsets.decode(data, charset).replace("\r\n", "\n")


def _token(value: str) -> str:
    found = _TOKEN.search(value)
    return found[0].lower() if found else ""
