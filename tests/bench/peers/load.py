"""`load.py smtp|pop3 PORT CLIENTS SECONDS`: clients that do whole sessions, one after the other.

A session is a new connection: SMTP has ten replies (AUTH LOGIN, a message of 1 kB), POP3 seven
(RETR of 1 kB). Prints one JSON line: sessions, failed ones, milliseconds.
"""

import asyncio
import base64
import json
import sys
import time
from typing import NamedTuple


class Turn(NamedTuple):
    """What is said, and how the last line of the answer begins; `many`: a text up to a dot."""

    said: bytes
    wanted: bytes
    many: bool = False


def smtp(name: bytes) -> list[Turn]:
    """A mail of 1 kB."""
    head = b"From: alice@example.test\r\nTo: bob@example.test\r\nSubject: load\r\n\r\n"
    return [
        Turn(b"", b"220"),
        Turn(b"EHLO client.example.test\r\n", b"250"),
        Turn(b"AUTH LOGIN\r\n", b"334"),
        Turn(base64.b64encode(name) + b"\r\n", b"334"),
        Turn(base64.b64encode(b"secret") + b"\r\n", b"235"),
        Turn(b"MAIL FROM:<alice0@example.test>\r\n", b"250"),
        Turn(b"RCPT TO:<bob@example.test>\r\n", b"250"),
        Turn(b"DATA\r\n", b"354"),
        Turn(head + (b"x" * 70 + b"\r\n") * 13 + b".\r\n", b"250"),
        Turn(b"QUIT\r\n", b"221"),
    ]


def pop3(name: bytes) -> list[Turn]:
    """A look into the maildrop and one message."""
    return [
        Turn(b"", b"+OK"),
        Turn(b"USER " + name + b"\r\n", b"+OK"),
        Turn(b"PASS secret\r\n", b"+OK"),
        Turn(b"STAT\r\n", b"+OK"),
        Turn(b"LIST\r\n", b"+OK", many=True),
        Turn(b"RETR 1\r\n", b"+OK", many=True),
        Turn(b"QUIT\r\n", b"+OK"),
    ]


class Session(asyncio.Protocol):
    """One session; `done` gets what went wrong, or None."""

    def __init__(self, turns: list[Turn], done: "asyncio.Future[str | None]") -> None:
        self.turns = turns
        self.done = done
        self.at = 0
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.out = transport

    def data_received(self, data: bytes) -> None:
        heard = self.heard = self.heard + data
        turn = self.turns[self.at]
        if not heard.endswith(b"\r\n.\r\n" if turn.many and heard[:1] == b"+" else b"\r\n"):
            return
        last = heard if turn.wanted == b"+OK" else heard[heard.rfind(b"\n", 0, -1) + 1 :]
        if last[3:4] == b"-":
            return
        if not last.startswith(turn.wanted):
            self.finish(f"turn {self.at}: {last[:60]!r}")
            return
        self.heard = b""
        self.at += 1
        if self.at == len(self.turns):
            self.finish(None)
        else:
            self.out.write(self.turns[self.at].said)

    def finish(self, error: str | None) -> None:
        if not self.done.done():
            self.done.set_result(error)
        self.out.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(f"closed at turn {self.at}: {error}")


async def main(protocol: str, port: int, clients: int, seconds: float) -> None:
    """Load the server and tell what came of it."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    took: list[float] = []
    failed: list[str] = []

    async def client(number: int) -> None:
        turns = {"smtp": smtp, "pop3": pop3}[protocol](b"alice%d" % number)
        await asyncio.sleep(0.3 * number / clients)
        while loop.time() < end:
            begin = time.perf_counter()
            done: asyncio.Future[str | None] = loop.create_future()
            try:
                await loop.create_connection(lambda: Session(turns, done), "127.0.0.1", port)  # noqa: B023
                error = await asyncio.wait_for(done, 15)
            except (OSError, TimeoutError) as reason:
                error = repr(reason)
            if error is None:
                took.append((time.perf_counter() - begin) * 1e3)
            else:
                failed.append(error)

    await asyncio.gather(*map(client, range(clients)))
    took.sort()
    told = {
        "sessions": len(took),
        "failed": len(failed),
        "why": failed[:1],
        "p50": took[len(took) // 2] if took else 0,
        "p99": took[int(len(took) * 0.99)] if took else 0,
    }
    sys.stdout.write(json.dumps(told) + "\n")


asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:4]), float(sys.argv[4])))
