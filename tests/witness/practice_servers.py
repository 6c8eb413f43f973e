"""A practice server in a thread with an event loop of its own, for clients that are not ours."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.net.server import PracticeServer
from tutor.practice import Account, Limits, Practice, practice
from tutor.practice.samples import put_text

ALICE = Account("alice", "Alice", "SHOUQUANMA163")
BOB = Account("bob", "Bob", "two words")
LETTER = b"From: bob@example.test\nSubject: one\n\n.a dot\n..\nend\n"


@dataclass(frozen=True)
class Served:
    """A running practice server; `cafile` is what its clients may trust."""

    practice: Practice
    ports: dict[str, int]
    cafile: Path

    def fill(self, count: int = 3) -> None:
        """Put letters into alice's mailbox."""
        for _ in range(count):
            put_text(self.practice.store, ALICE, LETTER)

    def texts(self, name: str) -> list[bytes]:
        """What is in a mailbox."""
        return [mail.data for mail in self.practice.store.mails(name)]


@contextlib.contextmanager
def served(folder: Path, style: str = "textbook", limits: Limits | None = None) -> Iterator[Served]:
    """A practice server on all four kinds of ports, as long as the block runs."""
    made = practice(style, (ALICE, BOB), limits=limits)
    server = PracticeServer(made)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def wait(job: object) -> None:
        asyncio.run_coroutine_threadsafe(job, loop).result(20)  # type: ignore[arg-type]

    try:
        wait(server.start(0, 0, 0, 0))
        cafile = folder / "practice-ca.pem"
        cafile.write_bytes(server.certificate.ca)
        yield Served(made, server.ports, cafile)
    finally:
        wait(server.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
