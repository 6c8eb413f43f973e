"""A copy of a terminal: telnet, nc and what else stands around the lines of a session.

What such a line tells is used: host and port, and who closed. A line of the terminal may also stand
in a letter, so each piece keeps both readings, and `weaving` takes the one that fits.
"""

import re

from tutor.importing import openssl
from tutor.importing.pieces import Found, Piece, Sort
from tutor.importing.rows import Row

_PROMPT = re.compile(
    r"(?:\[?[\w.-]{1,64}@[\w.-]{1,64}[^$#%>]{0,80}[$#%>]|PS [A-Za-z]:\\[^>]{0,200}>"
    r"|[A-Za-z]:\\[^>]{0,200}>|(?:Microsoft )?[Tt]elnet>|[$#%>](?=[ ]))[ ]?(.*)"
)
_TELNET = re.compile(
    r"(?:sudo +)?(?:telnet(?:\.exe)?|nc|ncat|netcat|open|o)(?: +-\S{1,20})* +"
    r"\[?([A-Za-z0-9][\w.-]{0,253}|[0-9a-fA-F:]{3,45})\]?"
    r"(?:[ :]+([0-9]{1,5}|smtps?|submissions?|pop-?3s?)\b)?[;,]?(.*)",
    re.IGNORECASE,
)
_TRYING = re.compile(
    r"Trying ([0-9a-fA-F.:]{2,45}?)(?:\.\.\.)?"
    r"|(?:正在连接|正在連線到|Connecting To) ?([\w.-]{1,253}?)(?:\.{2,3}|…{1,2})?"
)
_LOOSE_PROMPT = re.compile(r"\S{0,40}[$#%>] *(.*)")
_CONNECTED = re.compile(
    r"(?:Ncat: )?Connected to ([\w.:-]{1,253}?)(?:\.|\:[0-9]{1,5}\.)?"
    r"|Connection to ([\w.:-]{1,253}) ([0-9]{1,5}) port .{0,40}succeeded!"
    r"|([\w.:()-]{1,253}) \[[0-9a-fA-F.:]{2,45}\] ([0-9]{1,5}) \([\w?-]{0,20}\) open"
)
_CLOSED = re.compile(
    r"Connection closed by foreign host\.?|Connection to host lost\.?|遗失对主机的连接。?"
    r"|.{0,60}Connection reset by peer.{0,20}|Ncat: (?:Broken pipe|Connection reset).{0,40}"
    r"|远程主机关闭了?连接。?|連線中斷.{0,20}|失去了跟主机的连接。?"
)
_LEFT = re.compile(r"Connection closed\.|\^C")
_SAID = re.compile(
    r"\^[]D]|Escape character is .{1,20}|按任意键继续.{0,8}|Press any key to continue.{0,8}"
    r"|Ncat: Version .{1,80}|欢迎使用 Microsoft Telnet.*|Escape 字符.*|转义字符.*"
    r"|Welcome to Microsoft Telnet.*|telnet: .{0,200}|不能打开到主机的连接.*|无法打开到主机的连接.*"
    r"|Could not open connection to the host.*|DNS fwd/rev mismatch.*"
    r"|(?:正在连接|正在連線到|Connecting To) ?[\w.-]{1,253}?\.{2,3} ?(?:Could not|不能|无法|無法).*"
    r"|DEBUG(?: SMTPS?| POP3S?)?: .*"  # what JavaMail says between the lines that it shows
)
_LEAVING = re.compile(r"q(?:uit)?|c(?:lose)?|Connection closed\.", re.IGNORECASE)


def opens(text: str) -> bool:
    """Whether a line tells of a connection: a command that opens one, or what telnet says then."""
    found = _reading(Row(0, text))
    return found is not None and found.sort is Sort.OPEN


def told(row: Row) -> Piece | None:
    """What a line tells of the connection, if it is of telnet or opens one; no prompts."""
    found = _reading(row)
    return None if found is not None and found.text == "shell" else found


def is_noise(text: str) -> bool:
    """Whether a line is the terminal's and not of a session."""
    return not text.strip() or _reading(Row(0, text)) is not None or openssl.begins(text)


def read(rows: list[Row]) -> Found:
    """The pieces of a bare copy; nothing tells who said a line."""
    rows = _dedented(rows)
    secure = openssl.Reader(rows)
    pieces: list[Piece] = []
    opening: int | None = None
    shell = False
    for at, row in enumerate(rows):
        found = _reading(row)
        typed = found is not None and found.text == "typed"
        if typed:
            secure.restart()
        taken = None if typed else secure.take(at)
        line = Piece(row.number, Sort.LINE, row.text)
        if taken is not None:
            pieces += taken
        elif found is not None:
            shell = found.sort is Sort.NOISE and found.text == "shell"
            if found.sort is Sort.OPEN and not found.text and opening is not None:
                pieces[opening] = _merged(pieces[opening], found)
                found = Piece(row.number, Sort.NOISE)
            pieces.append(line._replace(instead=found))
            if found.sort in (Sort.OPEN, Sort.CLOSE):
                opening = len(pieces) - 1 if found.sort is Sort.OPEN else None
        else:
            # What a shell prints below its command is not of the session.
            below = Piece(row.number, Sort.NOISE, "shell")
            pieces.append(line._replace(instead=below) if shell else line)
            opening = None if row.text.strip() else opening
    return Found("openssl" if secure.found else "telnet", pieces)


def _dedented(rows: list[Row]) -> list[Row]:
    """Without what a page put in front of every line."""
    said = [row.text for row in rows if row.text.strip()]
    first = said[0] if said else ""
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    while margin and not all(text.startswith(margin) for text in said):
        margin = margin[:-1]
    return [row._replace(text=row.text.removeprefix(margin)) for row in rows] if margin else rows


def _merged(piece: Piece, more: Piece) -> Piece:
    """What several lines tell of one connection; the first that names a thing is believed."""
    assert piece.instead is not None
    told = {key: value for key, value in piece.instead.about.items() if value}
    about = {**more.about, **told}
    return piece._replace(instead=piece.instead._replace(about=about))


def _reading(row: Row) -> Piece | None:
    text = row.text.strip()
    if not text or len(text) > 400:
        return None
    command = _command(row)
    if command is not None:
        return command
    for pattern, sort in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return Piece(row.number, sort, about=_about(pattern, match))
    return None


def _about(pattern: re.Pattern[str], match: re.Match[str]) -> dict[str, object]:
    if pattern is _TRYING:
        return {"address": match[1] or "", "host": match[2] or ""}
    if pattern is _CONNECTED:
        host, port = match[1] or match[2] or match[4], match[3] or match[5] or ""
        return {"host": host, "port": port}
    if pattern is _CLOSED:
        return {"by": "server", "reason": ""}
    return {"by": "client", "reason": ""} if pattern is _LEFT else {}


_PATTERNS = (
    (_TRYING, Sort.OPEN),
    (_CONNECTED, Sort.OPEN),
    (_CLOSED, Sort.CLOSE),
    (_LEFT, Sort.CLOSE),
    (_SAID, Sort.NOISE),
)


def _command(row: Row) -> Piece | None:
    """What was typed to the shell or to telnet itself."""
    text = row.text.strip()
    prompt = _PROMPT.fullmatch(text)
    loose = prompt or _LOOSE_PROMPT.fullmatch(text)
    typed = (loose[1] if loose else text).strip()
    secure = openssl.command(typed)
    if secure is not None:
        return Piece(row.number, Sort.OPEN, "typed", about=secure)
    match = _TELNET.fullmatch(typed)
    if match is not None and _is_address(match, typed, prompted=prompt is not None):
        about = {"host": match[1], "port": match[2] or ""}
        return Piece(row.number, Sort.OPEN, "typed", about=about)
    if prompt is None:
        return None
    if "elnet>" in text[:20]:
        left = {"by": "client", "reason": ""}
        if _LEAVING.fullmatch(typed):
            return Piece(row.number, Sort.CLOSE, about=left)
        return Piece(row.number, Sort.NOISE)
    return Piece(row.number, Sort.NOISE, "shell" if typed else "")


def _is_address(match: re.Match[str], typed: str, *, prompted: bool) -> bool:
    host, port = match[1], match[2]
    if typed[:1] in "oO" and not prompted:
        return False
    return bool(port) or "." in host or ":" in host or host == "localhost"
