"""`C:` and `S:` lines as RFCs print them, and our own marks for what no line shows.

-- open smtp              a connection, and its protocol
-- tls TLSv1.3            TLS began
-- close server REASON    or client, or error
-- gap fragment 2         or: gap state KEY, gap accepted, gap accepted intermediate
"""

import re
from collections.abc import Iterator
from itertools import islice

from tutor.core.wire import Side
from tutor.importing import terminal
from tutor.importing.pieces import Found, ImportingError, Piece, Sort
from tutor.importing.rows import Row

_MARK = re.compile(
    r"([ \t]*)(?:\[?(?P<who>[CScs]|Client|Server|客户端|服务器|客户|服务端)\]?[ \t]{0,3}[:：](?!\\)"
    r"|[^<>]{0,40}?(?P<way>CLIENT -> SERVER|SERVER -> CLIENT):)(?: |(?=\S)|$)"
)
_MAILKIT = re.compile(
    r"Connected to (?:smtp|pop)3?s?://\[?([^/\]\s]{1,255}?)\]?(?::([0-9]{1,5}))?/\S*"
)
_CLIENTS = ("c", "客")
_NARRATED = re.compile(r"<[^<>@]{0,200} [^<>@]{0,200}>|\([^()]{0,200}\)?|\.\.\.|…")
_MOST_WRAPPED = 12288
"""Octets of a line that was wrapped: none is longer than a login's (RFC 4954 4)."""
_MOST_LETTER = 1000
"""Lines that are looked back through for the reply that asked for a letter."""
_CODED = re.compile(r"[2-5][0-9]{2}[ -]")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")


def is_marked(text: str) -> bool:
    """Whether a line says who said it, or is one of our own marks."""
    return any((_MARK.match(text), _is_ours(text), _MAILKIT.fullmatch(text)))


def read(rows: list[Row], name: str) -> Found:
    """The pieces of C:/S: lines. Raises ImportingError at a line without a mark."""
    pieces: list[Piece] = []
    deep, margin = 0, _margin(rows)
    # Programs that write SERVER -> CLIENT: write their own messages between; so does JavaMail.
    wordy = any((match := _MARK.match(row.text)) and match["way"] for row in rows)
    wordy = wordy or any(row.text.startswith("DEBUG") for row in rows)
    apart = True
    for row in rows:
        match = _MARK.match(row.text)
        text = row.text.strip()
        # A paragraph of its own speaks of the session; a letter has such paragraphs too.
        apart = not (match or _is_ours(row.text)) and (apart or not text)
        if match is not None:
            deep = len(match[1].expandtabs())
            pieces += _said(row, match, margin)
        elif _is_ours(row.text):
            pieces += _mark(row)
        elif opened := _MAILKIT.fullmatch(text):
            about = {"host": opened[1], "port": opened[2] or ""}
            pieces.append(Piece(row.number, Sort.OPEN, about=about))
        elif not text or text.startswith(("#", "C & S:")) or _NARRATED.fullmatch(text):
            continue
        elif pieces and _goes_on(pieces[-1]) and _indent(row.text) > deep:
            pieces[-1:] = _continued(pieces[-1], row.number, text)
        elif wordy and pieces and pieces[-1].side is Side.SERVER and _CODED.match(text):
            pieces.append(Piece(row.number, Sort.LINE, text, Side.SERVER))
        elif wordy or (apart and not _in_letter(pieces)):
            pieces.append(Piece(row.number, Sort.NOISE, row.text))
        else:
            raise ImportingError("error.importing.unmarked", name, row.number)
    sides = {piece.side for piece in pieces if piece.side}
    explicit = any(piece.sort is Sort.GAP or "protocol" in piece.about for piece in pieces)
    return Found("dialogue", pieces, whole=len(sides) == 2, explicit=explicit)


def _in_letter(pieces: list[Piece]) -> bool:
    """Whether message text was asked for, and no dot has ended it."""
    for piece in islice(reversed(pieces), _MOST_LETTER):
        if piece.side is Side.SERVER or piece.text.rstrip() == ".":
            return piece.text.startswith("354")
    return len(pieces) > _MOST_LETTER


def _margin(rows: list[Row]) -> int:
    """How many more blanks than one stand behind every mark (RFC 1939 10 has them)."""
    least = 40
    for row in rows:
        match = _MARK.match(row.text)
        text = row.text[match.end() :] if match else ""
        if text.strip() and not _NARRATED.fullmatch(text.strip()):
            least = min(least, len(text) - len(text.lstrip(" ")))
    return least


def _said(row: Row, match: re.Match[str], margin: int) -> Iterator[Piece]:
    who = (match["who"] or match["way"]).lower()
    side = Side.CLIENT if who.startswith(_CLIENTS) else Side.SERVER
    text = row.text[match.end() :]
    text = text[margin:] if text[:margin].isspace() else text
    other = terminal.told(Row(row.number, text))
    if _NARRATED.fullmatch(text.strip()) and not text.startswith(("...", "…")):
        # RFC 1939 10 tells so what nobody typed: <open connection>; in a letter it is text.
        other = Piece(row.number, Sort.NOISE)
    yield Piece(row.number, Sort.LINE, text, side, instead=other)


def _is_ours(text: str) -> bool:
    return text.startswith("-- ") and text.split()[1:2] in (["open"], ["tls"], ["close"], ["gap"])


def _mark(row: Row) -> Iterator[Piece]:
    _, word, *rest = row.text.split()
    if word == "open":
        host, _, port = rest[1].rpartition(":") if len(rest) > 1 else ("", "", "")
        told = {"protocol": rest[0] if rest else "", "host": host or port}
        yield Piece(row.number, Sort.OPEN, about={**told, "port": port if host else ""})
    elif word == "tls" and rest[:1] == ["error"]:
        yield Piece(row.number, Sort.TLS, about={"error": " ".join(rest[1:]) or "handshake"})
    elif word == "tls":
        about = {"version": " ".join(rest) or "TLS", "verified": False}
        yield Piece(row.number, Sort.TLS, about=about)
    elif word == "close":
        about = {"by": rest[0] if rest else "server", "reason": " ".join(rest[1:])}
        yield Piece(row.number, Sort.CLOSE, about=about)
    else:
        yield Piece(row.number, Sort.GAP, about=_gap(rest))


def _gap(words: list[str]) -> dict[str, object]:
    match words:
        case ["fragment", number] if number.isascii() and number.isdigit() and len(number) < 9:
            return {"fragment": int(number)}
        case ["state", key]:
            return {"state": key}
        case ["accepted", "intermediate"]:
            return {"accepted": "intermediate"}
        case ["accepted"]:
            return {"accepted": True}
    return {}


def _goes_on(last: Piece) -> bool:
    return last.sort is Sort.LINE and len(last.text) < _MOST_WRAPPED


def _continued(last: Piece, number: int, text: str) -> list[Piece]:
    """A line without a mark below one that has one: its end, or the next line of a reply."""
    if last.side is Side.SERVER and _CODED.match(text):
        return [last, Piece(number, Sort.LINE, text, Side.SERVER)]
    return [last._replace(text=last.text + _joint(last.text, text) + text)]


def _indent(text: str) -> int:
    return len(text.expandtabs()) - len(text.expandtabs().lstrip())


def _joint(before: str, text: str) -> str:
    """RFCs wrap base64 too, and there no blank belongs in between."""
    cut = _BASE64.fullmatch(text) and _BASE64.fullmatch(before.rpartition(" ")[2])
    return "" if cut else " "
