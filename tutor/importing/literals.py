"""What Python's own clients print when they are debugged: smtplib and poplib, Python 2 and 3.

Lines are quoted as Python literals; only text literals, pairs and lists of a bounded size are read.
"""

import ast
import re
import warnings
from collections.abc import Iterator

from tutor.core.wire import Side
from tutor.importing.pieces import Found, Piece, Sort
from tutor.importing.rows import Row

_MOST = 4 * 1024 * 1024
_MOST_LISTED = 4096
_STAMP = r"(?:[0-9: \t.,-]{0,60}[ \t])?"
_SMTPLIB = re.compile(_STAMP + r"(send|reply|connect|data|connect fail): ?(.*)", re.DOTALL)
_RETCODE = re.compile(r"retcode \(([0-9-]{1,4})\); Msg: (.*)", re.DOTALL)
_POPLIB = re.compile(r"\*(cmd|put|get|resp|stat|welcome)\* (.*)", re.DOTALL)
_QUOTED = re.compile(r"[bu]?['\"\[(]")


def is_smtplib(text: str) -> bool:
    """Whether a line is of smtplib's."""
    match = _SMTPLIB.match(text)
    return match is not None and bool(
        _QUOTED.match(match[2]) or match[2].startswith(("retcode (", "to ("))
    )


def is_poplib(text: str) -> bool:
    """Whether a line is of poplib's."""
    match = _POPLIB.match(text)
    return match is not None and bool(_QUOTED.match(match[2]))


def smtplib(rows: list[Row]) -> Found:
    """The pieces of smtplib's debug output."""
    pieces: list[Piece] = []
    replied = summed = False
    for row in rows:
        match = _SMTPLIB.fullmatch(row.text)
        kind, text = (match[1], match[2]) if match else ("", "")
        retcode = _RETCODE.fullmatch(text) if kind == "reply" else None
        if match is None:
            # Python 2 prints the sum of a reply as it is, over several lines.
            pieces += [] if summed else _unread(row)
            continue
        summed = retcode is not None
        if kind == "connect" and (opened := _address(text)):
            pieces.append(Piece(row.number, Sort.OPEN, about=opened))
        elif kind == "send":
            pieces += _lines(row, text, Side.CLIENT)
            replied = False
        elif retcode is not None:
            if not replied:
                pieces += _retold(row.number, retcode[1], _text(retcode[2]) or retcode[2])
            replied = False
        elif kind == "reply":
            replied = True
            pieces += _lines(row, text, Side.SERVER)
    return Found("smtplib", pieces, whole=True)


def poplib(rows: list[Row]) -> Found:
    """The pieces of poplib's debug output; at level 1 it prints no replies but STAT's."""
    heads = [(row, _POPLIB.fullmatch(row.text)) for row in rows]
    kinds = {match[1] for _, match in heads if match}
    says = "put" if "put" in kinds else "cmd"
    answers = ("get",) if "get" in kinds else ("resp",) if "resp" in kinds else ("stat",)
    pieces: list[Piece] = []
    for row, match in heads:
        if match is None:
            pieces += _unread(row)
        elif match[1] == says:
            pieces += _lines(row, match[2], Side.CLIENT)
        elif match[1] in answers or match[1] == "welcome":
            pieces += _lines(row, match[2], Side.SERVER)
    return Found("poplib", pieces, whole="get" in kinds)


def _lines(row: Row, source: str, side: Side) -> Iterator[Piece]:
    text = _text(source)
    if text is None:
        yield from _unread(row)
        return
    for line in text.removesuffix("\n").split("\n"):
        yield Piece(row.number, Sort.LINE, line.removesuffix("\r"), side)


def _unread(row: Row) -> list[Piece]:
    return [Piece(row.number, Sort.NOISE, row.text)] if row.text.strip() else []


def _retold(number: int, code: str, text: str) -> Iterator[Piece]:
    """A reply of which only its sum is printed: the code, and the lines without it."""
    *first, last = text.split("\n")
    for line in first:
        yield Piece(number, Sort.LINE, f"{code}-{line}", Side.SERVER)
    yield Piece(number, Sort.LINE, f"{code} {last}", Side.SERVER)


def _text(source: str) -> str | None:
    """A quoted text, octets as UTF-8 with what is none kept; None where it is none."""
    value = _literal(source)
    if isinstance(value, list):
        words = (each.decode("latin-1") if isinstance(each, bytes) else str(each) for each in value)
        value = " ".join(words)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) else None


def _address(source: str) -> dict[str, object]:
    """The host and port of `connect: ('host', 25)` or `connect: to ('host', 25) None`."""
    value = _literal(source.removeprefix("to ").removesuffix(" None"))
    match value:
        case (str(host), int(port)):
            return {"host": host, "port": str(port)}
    return {}


def _literal(source: str) -> object:
    most = _MOST_LISTED if source[:1] in ("[", "(") else _MOST
    if len(source) > most or not _QUOTED.match(source):
        return None
    try:
        # Odd escapes are the business of whoever printed them.
        with warnings.catch_warnings(action="ignore"):
            return ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
