"""The session log, `*.session.jsonl`: a header and one JSON line for each fact.

Facts only: no explanation, no state, no colour; all of that is worked out again when a log is
read. Bytes are kept exactly, secrets masked before they come here. Rows are written as they
happen, so that a crash loses at most the last one. A later version reads this format for ever.
"""

import base64
import binascii
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tutor.core import jsonlines
from tutor.core.events import Closed, Event, Gap, Kept, Opened, Secured
from tutor.core.secrets import Span
from tutor.core.wire import NOTHING, Remark, Side, What, Wire

FORMAT = 1
SUFFIX = ".session.jsonl"
BLOCK = 64 * 1024
MOST_ROW = 16 * 1024 * 1024
"""Octets of a row that is read. Ours are far shorter (a block, each octet an escape of six); in one
of another program a message may stand whole."""

_FAR = 1e12
"""No time of a session is as many seconds away as this."""

_WHAT = {"open": What.OPEN, "tls": What.TLS, "close": What.CLOSE, "gap": What.GAP}
_SIDES = {"C": Side.CLIENT, "S": Side.SERVER}
_BYTES = What.BYTES
_decode = json.JSONDecoder().raw_decode


class LogError(Exception):
    """What was read is no session log; the text says what it looks like and what to do."""


class Header(NamedTuple):
    """The first line of a log. `lesson` is None outside a lesson."""

    protocol: str | None = None
    peer: str = ""
    started: str = ""
    lesson: Mapping[str, object] | None = None


class Log:
    """A log as read: its facts in order; `unknown` and `damaged` count what was only kept."""

    def __init__(
        self,
        header: Header,
        facts: Iterable[Wire | Remark] = (),
        *,
        unknown: int = 0,
        damaged: int = 0,
    ) -> None:
        self.header = header
        self.facts = list(facts)
        self.unknown = unknown
        self.damaged = damaged


class Reader:
    """A log as it is read: each fact is given once, when it is asked for, and then forgotten.

    `unknown` and `damaged` count what was only kept so far. Raises LogError if the first line is no
    header; a torn row is only counted.
    """

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self._rows = iter(lines)
        self.header = _header(next(self._rows, b""), name)
        self.unknown = 0
        self.damaged = 0

    @property
    def facts(self) -> Iterator[Wire | Remark]:
        """The facts that are still to come."""
        for line in self._rows:
            row = line.strip()
            if not row:
                continue
            fact = _fact(row) if len(line) <= MOST_ROW else None
            if fact is None:
                self.damaged += 1
                self._pass_over(line)
                continue
            if type(fact) is Remark and fact.kind not in REMARKS:
                self.unknown += 1
            yield fact

    def whole(self) -> Log:
        """Everything at once, for whoever wants to look twice."""
        facts = list(self.facts)
        return Log(self.header, facts, unknown=self.unknown, damaged=self.damaged)

    def _pass_over(self, line: bytes) -> None:
        """The other pieces of a row that is too long to be read."""
        while len(line) > MOST_ROW and not line.endswith(b"\n"):
            line = next(self._rows, b"")


class Recorder:
    """A sink that writes what happens, row by row, to a binary stream."""

    def __init__(self, write: Callable[[bytes], object], header: Header) -> None:
        self._write = write
        write(first_row(header))

    def __call__(self, event: Event) -> None:
        """Write the row of an event, if it is a fact."""
        if isinstance(event, Kept):
            self._stretch(event)
        elif isinstance(event, Opened):
            wire = event.wire
            about = {"conn": wire.conn, "protocol": event.protocol, **wire.about}
            self._put([wire.at, "open", about])
        elif isinstance(event, Secured | Closed | Gap):
            wire = event.wire
            self._put([wire.at, wire.what.value, dict(wire.about), *_extra(conn=wire.conn)])

    def remark(self, remark: Remark) -> None:
        """Write a row that is no wire: a note, a mark, a step, ..."""
        self._put([remark.at, remark.kind, remark.value, *_extra(conn=remark.conn)])

    def _stretch(self, kept: Kept) -> None:
        wire = kept.wire
        side = wire.side.value if wire.side else "S"
        begin = 0
        for block in _blocks(wire.data):
            end = begin + len(block)
            masked = [_row(span, begin) for span in kept.masked if begin <= span[0] < end]
            extra = _extra(masked=masked, public=wire.public, conn=wire.conn)
            self._put([wire.at, side, _text(block), *extra])
            begin = end

    def _put(self, row: object) -> None:
        self._write(jsonlines.line(row).encode() + b"\n")


def first_row(header: Header) -> bytes:
    """The row with which a log begins."""
    told = {
        "wiretutor": FORMAT,
        "protocol": header.protocol,
        "peer": header.peer,
        "started": header.started,
        "lesson": dict(header.lesson) if header.lesson is not None else None,
    }
    return jsonlines.line(told).encode() + b"\n"


def _row(span: Span, begin: int) -> list[object]:
    start, end, what, shape = span
    return [start - begin, end - begin, what, *([list(shape)] if shape else [])]


def _extra(
    *, masked: list[list[object]] | None = None, public: bool = False, conn: int = 1
) -> list[dict[str, object]]:
    extra: dict[str, object] = {}
    if masked:
        extra["masked"] = masked
    if public:
        extra["public"] = "practice code"
    if conn != 1:
        extra["conn"] = conn
    return [extra] if extra else []


def _blocks(data: bytes) -> Iterator[bytes]:
    """Blocks of at most 64 KiB, cut behind a line end where there is one."""
    while len(data) > BLOCK:
        cut = data.rfind(b"\n", 0, BLOCK) + 1 or BLOCK
        yield data[:cut]
        data = data[cut:]
    if data:
        yield data


def _text(data: bytes) -> object:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def create(path: Path, *, force: bool = False) -> BinaryIO:
    """A new log file that only its owner can read, unbuffered. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
    if force and hasattr(os, "fchmod"):
        os.fchmod(handle, 0o600)
    return open(handle, "wb", buffering=0)


def is_log(first_line: bytes) -> bool:
    """Whether a file that begins so is a session log."""
    return first_line.lstrip(b"\xef\xbb\xbf \t").startswith(b'{"wiretutor"')


def read(lines: Iterable[bytes], name: str) -> Log:
    """Read a log whole; see `Reader`."""
    return Reader(lines, name).whole()


def rows(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; one that is longer than any row of a log, in pieces that are as well."""
    while line := stream.readline(MOST_ROW + 1):
        yield line


REMARKS = frozenset({"note", "mark", "step", "answer", "predict", "hint", "pause"})
"""The rows that are no wires and that this version knows."""


def _header(line: bytes, name: str) -> Header:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "wiretutor" not in found:
        raise LogError(f"{name}: the first line is no header of a session log")
    version = found["wiretutor"]
    if version != FORMAT:
        raise LogError(f"{name}: this log has format {version!r}; update wiretutor to read it")
    lesson = found.get("lesson")
    return Header(
        protocol=_str(found.get("protocol")) or None,
        peer=_str(found.get("peer")),
        started=_str(found.get("started")),
        lesson=lesson if isinstance(lesson, dict) else None,
    )


def _str(value: object) -> str:
    return value if isinstance(value, str) else ""


def _fact(line: bytes) -> Wire | Remark | None:
    try:
        text = line.decode("utf-8", "surrogatepass")
        row, end = _decode(text)
    except (ValueError, RecursionError):
        return None
    if end != len(text) or not isinstance(row, list) or len(row) < 3:
        return None
    at, kind, value, *rest = row
    at = _time(at)
    if at is None or not isinstance(kind, str):
        return None
    side = _SIDES.get(kind)
    extra = rest[0] if rest and isinstance(rest[0], dict) else NOTHING
    return _told(at, kind, value, extra) if side is None else _stretch(at, side, value, extra)


def _told(at: float, kind: str, value: object, extra: Mapping[str, object]) -> Wire | Remark:
    """A row that holds no bytes."""
    conn = _conn(extra.get("conn", 1))
    if kind not in _WHAT:
        return Remark(at, kind, value, conn)
    about = value if isinstance(value, dict) else NOTHING
    if kind == "open":
        conn = _conn(about.get("conn", 1))
        about = {key: about[key] for key in about if key != "conn"}
    return Wire(_WHAT[kind], at, conn=conn, about=about)


def _stretch(at: float, side: Side, value: object, extra: Mapping[str, object]) -> Wire | None:
    data = _octets(value)
    if data is None:
        return None
    if not extra:
        return Wire(_BYTES, at, side, data)
    return Wire(
        _BYTES,
        at,
        side,
        data,
        _conn(extra.get("conn", 1)),
        public=extra.get("public") == "practice code",
        masked=_masked(extra.get("masked")),
    )


def _time(value: object) -> float | None:
    if type(value) is float:
        return value if -_FAR < value < _FAR else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _FAR else None


def _masked(value: object) -> tuple[Span, ...]:
    """What a row says of its masks; what cannot be read is left out."""
    rows = value if isinstance(value, list) else []
    return tuple(span for row in rows if (span := _span(row)) is not None)


def _span(row: object) -> Span | None:
    match row:
        case [int(start), int(end), str(what), *rest]:
            shape = rest[0] if rest and isinstance(rest[0], list) else []
            return start, end, what, tuple(word for word in shape if isinstance(word, str))
    return None


def _conn(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 1


def _octets(value: object) -> bytes | None:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, dict) and isinstance(value.get("base64"), str):
        try:
            return base64.b64decode(value["base64"], validate=True)
        except (binascii.Error, ValueError):
            return None
    return None
