"""A long log is read, explained and forgotten exchange by exchange; nothing of it is timed here."""

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from tutor import log
from tutor.core import jsonlines
from tutor.core.wire import Remark, Wire
from tutor.page import Detail, Page
from tutor.protocols import PROTOCOLS
from tutor.render.json import Lines
from tutor.render.plain import text
from tutor.session import Item, Session, Sink
from tutor.words import Words

HEADER = b'{"wiretutor": 1, "protocol": "smtp", "peer": "x", "started": "", "lesson": null}\n'
SPARE = 512 * 1024


def rows(letters: int) -> Iterator[bytes]:
    """A log of letters, each five exchanges long, no two of them with the same addresses."""
    yield HEADER
    yield b'[0, "open", {"protocol": "smtp"}]\n'
    for side, line in (("S", "220 x"), ("C", "EHLO me"), ("S", "250 x")):
        yield json.dumps([0.0, side, f"{line}\r\n"]).encode() + b"\n"
    for n in range(letters):
        for said, told in (
            (f"MAIL FROM:<a{n}@b.c>", "250 2.1.0 Ok"),
            (f"RCPT TO:<b{n}@b.c>", "250 2.1.5 Ok"),
            (f"RCPT TO:<c{n}@b.c>", f"550 5.1.1 <c{n}@b.c>: User unknown"),
            ("DATA", "354 Go on"),
            (f"Subject: {n}\r\n\r\nhello {n}\r\n.", f"250 2.0.0 queued as {n:X}"),
        ):
            yield json.dumps([n / 10, "C", f"{said}\r\n"]).encode() + b"\n"
            yield json.dumps([n / 10, "S", f"{told}\r\n"]).encode() + b"\n"


def as_json() -> Sink:
    lines = Lines(Words("en"))

    def sink(item: Item) -> None:
        lines.line(item)

    return sink


def as_text() -> Sink:
    page = Page(Words("en"), Detail.FULL)

    def sink(item: Item) -> None:
        text(page.lines(item))

    return sink


@pytest.mark.parametrize("sink", [as_json, as_text])
def test_memory_does_not_grow_with_the_log(sink: Callable[[], Sink]) -> None:
    letters = 1600
    reader = log.Reader(rows(letters), "x")
    session = Session(PROTOCOLS["smtp"], sinks=[sink()])
    peaks = []
    tracemalloc.start()
    try:
        for number, fact in enumerate(reader.facts):
            assert isinstance(fact, Wire)
            session.see(fact)
            if number in (letters * 5, letters * 10):  # half of the rows, and nearly all
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.reset_peak()
    finally:
        tracemalloc.stop()
    first, second = peaks
    assert second < first + SPARE


def test_a_row_that_never_ends_is_passed_over_in_pieces() -> None:
    endless = b'[1, "note", "' + b"x" * 3 * log.MOST_ROW + b'"]\n'
    stream = io.BytesIO(HEADER + endless + b'[2, "note", "here"]\n')
    pieces = list(log.rows(stream))
    assert max(map(len, pieces)) == log.MOST_ROW + 1
    reader = log.Reader(pieces, "x")
    assert list(reader.facts) == [Remark(2.0, "note", "here")]
    assert (reader.damaged, reader.unknown) == (1, 0)


def test_what_is_assembled_is_what_would_be_dumped() -> None:
    lines = Lines(Words("zh"))
    session = Session(PROTOCOLS["smtp"])
    hostile = [
        b'[1, "C", "MAIL FROM:<\\"\\u202e\\\\{address}\\u007f@b.c>\\r\\n"]\n',
        b'[2, "S", "550 5.1.1 \\u009b \\ud800 \\"\\n"]\n',
        b'[3, "C", {"base64": "/4D+DQo="}]\n',
        b'[4, "S", "500-a\\r\\n501 b\\r\\n"]\n',
        b'[5, "close", {"by": "\\u202e"}]\n',
    ]
    found = [
        line.decode()
        for fact in log.Reader([*rows(2), *hostile], "x").facts
        if isinstance(fact, Wire)
        for item in session.see(fact)
        if (line := lines.line(item)) is not None
    ]
    assert len(found) == 1 + 2 + 2 * 5 + 2 + 1
    for assembled in found:
        assert jsonlines.line(json.loads(assembled)) == assembled
