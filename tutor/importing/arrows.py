"""Formats that put an arrow in front of each line: swaks, our own screen, `curl -v`, and those that
people draw themselves, `-->` and `<--` or `>>` and `<<`."""

import re
from collections.abc import Iterator

from tutor.core.wire import Side
from tutor.importing import terminal
from tutor.importing.pieces import Found, Piece, Sort
from tutor.importing.rows import Row

_SWAKS = re.compile(r" ([-~])> ?(.*)|<(?:([-~])[ *]|\*\*)(?: (.*))?$", re.DOTALL)
_SCREEN = re.compile(r" ([-~])>(?:  (.*))?|<([-~])(?:   (.*))?$", re.DOTALL)
_DRAWN = re.compile(
    r"[ \t]{0,8}(--{1,2}>|>{2,3}|<--{1,2}|<{2,3})(?: (.*)|(?=[^\s<>=-])(.*)|)", re.DOTALL
)
_CODED = re.compile(r"[2-5][0-9]{2}[ -]")
_TOLD = re.compile(r" --(?:  .*)?|(?: {5}.*)?", re.DOTALL)
_SWAKS_TOLD = re.compile(r"(===|\*\*\*)(?: (.*))?", re.DOTALL)
_SENT = re.compile(r"[0-9]{1,9} lines? sent")
_TRYING = re.compile(r"Trying (?:pipe to )?(\S{1,255}?):([0-9]{1,5})\.\.\.")
_STARTED = re.compile(r"TLS started with cipher ([^:\s]+):([^:\s]+)")
_CURL = re.compile(r"([<>*]|[{}](?= \[))(?: (.*))?", re.DOTALL)
_METER = re.compile(
    r"(?:^|\r)[^\r]*--:--:--[^\r]*?[0-9]+[kMGTP]?(?=$|[<>*{}\r])|^  % Total.*|^ +Dload .*"
)
_CURL_CONNECTED = re.compile(r"Connected to (\S{1,255}) \(([^()]{1,80})\) port ([0-9]{1,5})")
_CURL_TLS = re.compile(r"SSL connection using ([^ /]{1,40}) / ([^ /]{1,80})")
_CURL_FAILED = re.compile(r"curl: \([0-9]{1,3}\)")


def is_swaks(text: str) -> bool:
    """Whether a line could be swaks'."""
    return bool(_SWAKS.match(text) or _SWAKS_TOLD.fullmatch(text))


def is_screen(text: str) -> bool:
    """Whether a line has an arrow of our own screen."""
    return text.startswith((" ->  ", " ~>  ", "<-   ", "<~   ", " --  "))


def is_curl(text: str) -> bool:
    """Whether a line has a mark of `curl -v`."""
    return text.startswith(("< ", "> ", "* ", "{ [", "} [")) or bool(_METER.match(text))


def is_drawn(text: str) -> bool:
    """Whether a line could have an arrow that somebody drew."""
    return _DRAWN.fullmatch(text) is not None


def are_drawn(rows: list[Row]) -> bool:
    """Whether arrows of both directions stand in a text; `>>` alone quotes, `<<` is a shell's."""
    drawn = {match[1][-1:] == ">" for row in rows if (match := _DRAWN.fullmatch(row.text))}
    return len(drawn) == 2


def drawn(rows: list[Row]) -> Found:
    """The pieces of such lines; one without an arrow is of a text or a reply, or of no session."""
    pieces: list[Piece] = []
    for row in rows:
        match = _DRAWN.fullmatch(row.text)
        if match is not None:
            side = Side.CLIENT if match[1].endswith(">") else Side.SERVER
            pieces.append(Piece(row.number, Sort.LINE, match[2] or match[3] or "", side))
        else:
            noise = Piece(row.number, Sort.NOISE, row.text.strip())
            told = None if _CODED.match(row.text) else terminal.told(row) or noise
            pieces.append(Piece(row.number, Sort.LINE, row.text, instead=told))
    return Found("arrows", pieces, whole=True)


def swaks(rows: list[Row]) -> Found:
    """The pieces of a swaks transcript."""
    pieces: list[Piece] = []
    arrows = _Arrows()
    for row in rows:
        match, told = _SWAKS.fullmatch(row.text), _SWAKS_TOLD.fullmatch(row.text)
        if row.text.startswith("<** Timeout "):
            continue
        if told is not None:
            pieces += _swaks_told(row.number, told[1], told[2] or "", arrows)
        elif match is not None:
            client = row.text.startswith(" ")
            text = (match[2] if client else match[4]) or ""
            pieces += arrows.line(row.number, text, match[1] or match[3], client=client)
        elif row.text.strip():
            pieces.append(Piece(row.number, Sort.NOISE, row.text))
    return Found("swaks", pieces, whole=True)


def screen(rows: list[Row]) -> Found:
    """The pieces of our own plain output; what explains them stands between, indented."""
    pieces: list[Piece] = []
    arrows = _Arrows()
    for row in rows:
        match = _SCREEN.fullmatch(row.text)
        if match is not None:
            client = row.text.startswith(" ")
            text = (match[2] if client else match[4]) or ""
            pieces += arrows.line(row.number, text, match[1] or match[3], client=client)
        elif _TOLD.fullmatch(row.text) is None and row.text.strip():
            pieces.append(Piece(row.number, Sort.NOISE, row.text))
    return Found("screen", pieces, whole=True)


class _Arrows:
    """The lines behind arrows; `~` says that TLS is on, also where nothing else does."""

    def __init__(self) -> None:
        self.tls = False

    def line(self, number: int, text: str, shaft: str | None, *, client: bool) -> Iterator[Piece]:
        if shaft == "~" and not self.tls:
            self.tls = True
            yield Piece(number, Sort.TLS, about={"version": "TLS", "verified": False})
        if client and _SENT.fullmatch(text):
            yield Piece(number, Sort.TEXT, text)
        else:
            yield Piece(number, Sort.LINE, text, Side.CLIENT if client else Side.SERVER)


def _swaks_told(number: int, mark: str, text: str, arrows: _Arrows) -> Iterator[Piece]:
    trying, started = _TRYING.fullmatch(text), _STARTED.match(text)
    if trying:
        arrows.tls = False
        yield Piece(number, Sort.OPEN, about={"host": trying[1], "port": trying[2]})
    elif started:
        arrows.tls = True
        about = {"version": started[1], "cipher": started[2], "verified": False}
        yield Piece(number, Sort.TLS, about=about)
    elif mark == "***" and text.startswith("TLS startup failed"):
        yield Piece(number, Sort.TLS, about={"error": "handshake", "reason": text})
    elif text.startswith("Connection closed"):
        yield Piece(number, Sort.CLOSE, about={"by": "client", "reason": ""})
    elif mark == "***" and "closed connection" in text:
        yield Piece(number, Sort.CLOSE, about={"by": "server", "reason": ""})


def curl(rows: list[Row]) -> Found:
    """The pieces of `curl -v`; what stands there without a mark is what it fetched."""
    pieces: list[Piece] = []
    fetched: list[Piece] = []
    tls: dict[str, object] = {}
    for row in rows:
        text = _METER.sub("", row.text).lstrip("\r")
        match = _CURL.fullmatch(text)
        if match is None:
            fetched += _fetched(row.number, text)
        elif match[1] == "*":
            tls.update(_curl_tls(match[2] or ""))
            pieces += _curl_told(row.number, match[2] or "")
        elif match[1] in "<>":
            pieces += [Piece(row.number, Sort.TLS, about=dict(tls))] if tls else []
            tls = {}
            side = Side.CLIENT if match[1] == ">" else Side.SERVER
            pieces.append(Piece(row.number, Sort.LINE, match[2] or "", side))
    return Found("curl", pieces, whole=True, fetched=tuple(fetched))


def _fetched(number: int, text: str) -> Iterator[Piece]:
    """A line that curl wrote out, as the server sent it: it takes the doubled dots away."""
    if not text.startswith(("$ curl ", "curl -")) and not _CURL_FAILED.match(text):
        yield Piece(number, Sort.LINE, "." + text if text[:1] == "." else text, Side.SERVER)


def _curl_tls(text: str) -> dict[str, object]:
    match = _CURL_TLS.match(text)
    if match is not None:
        return {"version": match[1], "cipher": match[2], "verified": False}
    return {"verified": True} if text.lstrip().startswith("SSL certificate verify ok") else {}


def _curl_told(number: int, text: str) -> Iterator[Piece]:
    match = _CURL_CONNECTED.match(text)
    if match is not None:
        about = {"host": match[1], "port": match[3], "address": match[2]}
        yield Piece(number, Sort.OPEN, about=about)
    elif text.startswith("Closing connection"):
        yield Piece(number, Sort.CLOSE, about={"by": "client", "reason": ""})
