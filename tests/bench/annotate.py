"""Logs explained: a long one, and one with large messages; the whole process, output dropped."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tests.bench.ground import Ground
from tests.bench.measure import Job, peak, race, table

EXCHANGES = 100_000
MESSAGES = 10
OCTETS = 5_000_000
"""Of each message: lines of text, in rows as the recorder writes them."""
_BLOCK = 64 * 1024
_ROUNDS = 3


def run(ground: Ground) -> None:
    """`annotate` as JSON and as plain text: exchanges or MB a second, and what memory it took."""
    logs = {
        "nothing": (0, _written(ground.folder / "nothing", ())),
        f"{EXCHANGES:,} exchanges": (EXCHANGES, _written(ground.folder / "long", _long(EXCHANGES))),
        f"{MESSAGES} messages of {OCTETS / 1e6:.0f} MB": (
            MESSAGES * OCTETS // 1_000_000,
            _written(ground.folder / "large", _large(MESSAGES, OCTETS)),
        ),
    }
    lines = []
    for name, (amount, path) in logs.items():
        for look in ("--json", "--plain"):
            job = Job(name, ground.ours("annotate", look, path))
            (row,) = race(ground, [job], min(_ROUNDS, ground.rounds))
            seconds = min(row.cpu) / 1e3
            unit = "exchanges" if amount == EXCHANGES else "MB"
            speed = f"{amount / seconds:,.0f} {unit}/s" if amount else "-"
            resident = f"{peak(ground, job, runs=1):.0f}"
            lines.append([name, look, f"{seconds:.2f}", speed, resident])
    table("A log explained", ["log", "as", "CPU s", "speed", "peak MiB"], lines)


def long_log(path: Path, exchanges: int) -> Path:
    """A log of short letters, as long as is asked for; its path."""
    return _written(path, _long(exchanges))


def _written(path: Path, rows: Iterator[list[object]] | tuple[()]) -> Path:
    with path.with_suffix(".session.jsonl").open("wb") as out:
        header = {"wiretutor": 1, "protocol": "smtp", "peer": "mail.example:25"}
        _put(out, {**header, "started": "2026-01-05T09:00:00Z", "lesson": None})
        for row in rows:
            _put(out, row)
    return path.with_suffix(".session.jsonl")


def _put(out: BinaryIO, value: object) -> None:
    out.write(json.dumps(value).encode() + b"\n")


def _begun() -> list[list[object]]:
    about = {"conn": 1, "protocol": "smtp", "peer": "mail.example:25", "address": "192.0.2.1:25"}
    return [
        [0.0, "open", about],
        [0.01, "S", "220 mail.example ESMTP\r\n"],
        [0.02, "C", "EHLO me.example\r\n"],
        [0.03, "S", "250-mail.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n"],
    ]


def _long(exchanges: int) -> Iterator[list[object]]:
    """Short letters, one after the other, each with a recipient that is refused."""
    yield from _begun()
    at = 0.03
    for number in range(2, exchanges, 5):
        unknown = f"x{number}@d.example"
        for said, told in (
            (f"MAIL FROM:<a{number}@b.example>", "250 2.1.0 Ok"),
            ("RCPT TO:<c@d.example>", "250 2.1.5 Ok"),
            (
                f"RCPT TO:<{unknown}>",
                f"550 5.1.1 <{unknown}>: Recipient address rejected: User unknown",
            ),
            ("DATA", "354 End data with <CR><LF>.<CR><LF>"),
            (f"Subject: hello\r\n\r\nhi {number}\r\n.", f"250 2.0.0 Ok: queued as {number:X}"),
        ):
            at += 0.02
            yield [round(at - 0.01, 3), "C", f"{said}\r\n"]
            yield [round(at, 3), "S", f"{told}\r\n"]
    yield [round(at, 3), "close", {"by": "client", "reason": ""}]


def _large(messages: int, octets: int) -> Iterator[list[object]]:
    """Letters of text; each is sent in blocks."""
    yield from _begun()
    line = f"{'The quick brown fox jumps over the lazy dog. ' * 2}".strip() + "\r\n"
    block = line * (_BLOCK // len(line))
    for number in range(messages):
        at = float(number + 1)
        yield [at, "C", "MAIL FROM:<a@b.example>\r\n"]
        yield [at, "S", "250 2.1.0 Ok\r\n"]
        yield [at, "C", "RCPT TO:<c@d.example>\r\n"]
        yield [at, "S", "250 2.1.5 Ok\r\n"]
        yield [at, "C", "DATA\r\n"]
        yield [at, "S", "354 End data with <CR><LF>.<CR><LF>\r\n"]
        yield [at, "C", f"From: a@b.example\r\nSubject: letter {number}\r\n\r\n"]
        for _ in range(octets // len(block)):
            yield [at, "C", block]
        yield [at, "C", ".\r\n"]
        yield [at, "S", f"250 2.0.0 Ok: queued as {number:X}\r\n"]
    yield [float(messages + 1), "close", {"by": "client", "reason": ""}]
