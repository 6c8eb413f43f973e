"""What a recording holds, in a row: when, with whom, how much."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tutor import log
from tutor.core.events import Exchange
from tutor.core.wire import Wire
from tutor.protocols import PROTOCOLS
from tutor.recordings import paths
from tutor.session import Session


class Row(NamedTuple):
    """A recording. `number` counts from 1, the newest first; `octets` is the size of its file.

    marks: the chapters that were set while it was recorded
    fault: why it cannot be read; "" where it can
    """

    number: int
    path: Path
    octets: int
    started: str = ""
    peer: str = ""
    lesson: str = ""
    exchanges: int = 0
    marks: int = 0
    fault: str = ""


def rows(state: Path) -> Iterator[Row]:
    """What each of them holds; a file is read when its row is asked for."""
    for number, path in enumerate(paths(state), 1):
        yield row(number, path)


def row(number: int, path: Path) -> Row:
    """What one recording holds."""
    try:
        octets = path.stat().st_size
        with path.open("rb") as stream:
            reader = log.Reader(log.rows(stream), path.name)
            return _read(Row(number, path, octets), reader)
    except (OSError, log.LogError) as error:
        fault = error.strerror or "" if isinstance(error, OSError) else str(error)
        return Row(number, path, 0, fault=fault)


def _read(row: Row, reader: log.Reader) -> Row:
    header, count, marks = reader.header, 0, 0
    lesson = (header.lesson or {}).get("id")
    session = Session(PROTOCOLS.get(header.protocol or ""))
    for fact in reader.facts:
        if isinstance(fact, Wire):
            count += sum(isinstance(item.event, Exchange) for item in session.see(fact))
        else:
            marks += fact.kind == "mark"
    return row._replace(
        started=header.started,
        peer=header.peer,
        lesson=lesson if isinstance(lesson, str) else "",
        exchanges=count,
        marks=marks,
    )
