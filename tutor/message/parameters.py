"""Parameters of Content-Type and the like (RFC 2045 5.1), long and foreign ones too (RFC 2231)."""

import re
from itertools import groupby

from tutor.message import charsets, encoded_words

_MOST = 100  # parameters of one field
# A quote that is never closed and a missing semicolon are forgiven. Names are taken whole or not at
# all (`++`): a field of one long word is read once.
_ONE = re.compile(r'(?<![^\s;"])([^\s;="]++)\s*+=\s*+(?:"((?:[^"\\]++|\\.)*+)"|"?([^\s;"]*+))')
_REST = re.compile(r'[^;="]*+(?=;|$)')
# name*, name*0, name*0* (RFC 2231 3, 4): the name, the number, whether it is percent-encoded
_LONG = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)")
_TOKEN = re.compile(r"[^\s;()]+")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


def token(value: str) -> str:
    """What stands before the parameters, in lower case: a media type, a disposition."""
    found = _TOKEN.search(value)
    return found[0].lower() if found else ""


def parameter(value: str, name: str) -> str:
    """A parameter, decoded; "" when it is not there. The first of that name counts."""
    whole, pieces = "", []
    for found in _found(value):
        long = _LONG.fullmatch(found[0])
        if long is None or long[1] != name:
            continue
        if long[2] or long[3]:
            pieces.append((int(long[2] or 0), bool(long[3]), found[1]))
        else:
            whole = whole or found[1]
    return _joined(pieces) if pieces else encoded_words.decode(whole)


def _found(value: str) -> list[tuple[str, str]]:
    """Names in lower case and values as written, quotes gone."""
    found: list[tuple[str, str]] = []
    for one in _ONE.finditer(value):
        text = one[3] if one[2] is None else re.sub(r"\\(.)", r"\1", one[2])
        name = one[1].lower()
        if one[2] is None and name in ("name", "filename"):  # spaces without quotes: often
            rest = _REST.match(value, one.end())
            text += rest[0].rstrip() if rest else ""
        found.append((name, text))
        if len(found) >= _MOST:
            break
    return found


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """Continuations in the order of their numbers; the first may name the charset (RFC 2231 4.1).

    Neighbours are joined as octets: a character may be cut by the end of a piece.
    """
    pieces.sort(key=lambda piece: piece[0])
    charset = ""
    _, is_encoded, text = pieces[0]
    if is_encoded and text.count("'") >= 2:
        charset, _, rest = text.split("'", 2)
        pieces[0] = (0, True, rest)
    out = []
    for encoded, group in groupby(pieces, key=lambda piece: piece[1]):
        joined = "".join(piece[2] for piece in group)
        out.append(_unpercent(joined, charset) if encoded else joined)
    return "".join(out)


def _unpercent(text: str, charset: str) -> str:
    data = text.encode("utf-8", "replace")
    return charsets.decode(_PERCENT.sub(lambda found: bytes([int(found[1], 16)]), data), charset)
