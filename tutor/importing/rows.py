"""The octets of a file as rows of text, and back: whatever the terminal was set to that wrote them.

ASCII-compatible encodings keep their octets: a GBK page stays GBK on the wire. Only UTF-16, which
is what PowerShell writes, becomes UTF-8, because no mail server ever saw it.
"""

import codecs
import re
from typing import NamedTuple

_LOOK = 4096
_NUMBERED = re.compile(r"[ \t]*([0-9]{1,6})(?:[:.)|]|(?=[ \t]|$))(?:\t| {0,2})(.*)", re.DOTALL)
_LEAST_NUMBERED = 3


class Row(NamedTuple):
    """A line of a text: its number, from 1, and the line without its end."""

    number: int
    text: str


class Text(NamedTuple):
    """A text as rows; `charset` turns each back into the octets that it was read from."""

    rows: list[Row]
    charset: str = "utf-8"

    def octets(self, text: str) -> bytes:
        """The octets of a piece of this text."""
        return encoded(text, self.charset)


def encoded(text: str, charset: str) -> bytes:
    """The octets that stand behind a text, those too that no charset explains."""
    try:
        return text.encode(charset, "surrogateescape")
    except UnicodeEncodeError:
        # An entity of a GBK page may name what GBK lacks.
        return text.encode("utf-8", "surrogatepass")


def read(data: bytes) -> Text:
    """A file's octets as text. Never raises: what nothing explains stays as it is."""
    wide = _wide(data)
    if wide:
        text, charset = data.decode(wide, "replace").removeprefix("\ufeff"), "utf-8"
    else:
        text, charset = _narrow(data.removeprefix(codecs.BOM_UTF8))
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as some editors end their lines
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    found = [Row(n, line.rstrip("\r")) for n, line in enumerate(lines, 1)]
    return Text(_unquoted(_unnumbered(found)), charset)


def _unnumbered(rows: list[Row]) -> list[Row]:
    """Without the line numbers that an editor or a page put in front of every line."""
    bare: list[Row] = []
    last: int | None = None
    for row in rows:
        match = _NUMBERED.fullmatch(row.text)
        if match is None or (last is not None and int(match[1]) != last + 1):
            return rows
        last = int(match[1])
        bare.append(row._replace(text=match[2]))
    return bare if len(bare) >= _LEAST_NUMBERED else rows


def _unquoted(rows: list[Row]) -> list[Row]:
    """Without the > that quotes every line of an answer in a mail; curl has < beside it."""
    if not all(row.text.startswith(">") for row in rows if row.text.strip()):
        return rows
    return [row._replace(text=row.text[1:].removeprefix(" ")) for row in rows]


def _narrow(data: bytes) -> tuple[str, str]:
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
        if text.encode("gb18030") == data:
            return text, "gb18030"
    except UnicodeError:
        pass
    return data.decode("utf-8", "surrogateescape"), "utf-8"


def _wide(data: bytes) -> str | None:
    """The form of UTF-16 that a text is in, if it is: by its mark, or by where the NULs stand."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    head = data[: _LOOK - _LOOK % 2]
    even, odd, pairs = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if odd * 3 > pairs and not even:
        return "utf-16-le"
    return "utf-16-be" if even * 3 > pairs and not odd else None
