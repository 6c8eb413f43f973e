"""A server of SMTP and POP3 that answers at once and keeps nothing: what a client takes is its own.

Prints its ports as one JSON line; ends on SIGTERM. Each word `NAME=MEGABYTES` adds a hostile POP3
server that answers LIST with so much: one line without an end, or rows if NAME begins with "lines".
"""

import abc
import asyncio
import json
import sys

LINE = b"The quick brown fox jumps over the lazy dog, and the line goes on to 76 col\r\n"
HEAD = (
    b"From: alice@example.test\r\nTo: bob@example.test\r\nSubject: practice\r\n"
    b"Message-ID: <1@example.test>\r\n\r\n"
)
BIG = 5_800_000


def message(size: int) -> bytes:
    """Lines of text; one in a hundred begins with a dot, so that there is something to undo."""
    count = max(1, (size - len(HEAD)) // len(LINE))
    hundred = b"." + LINE + LINE * 99
    return HEAD + hundred * (count // 100) + LINE * (count % 100)


class Speaker(asyncio.Protocol, abc.ABC):
    """One connection: whole lines in, canned answers out."""

    greeting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.out = transport
        self.rest = b""
        self.out.write(self.greeting)

    def data_received(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\r\n")
        for line in lines:
            self.line(line)

    @abc.abstractmethod
    def line(self, line: bytes) -> None:
        """Answer a whole line."""


class Smtp(Speaker):
    """EHLO, AUTH LOGIN, MAIL, RCPT, DATA, QUIT, and 250 for all else."""

    greeting = b"220 practice.example.test ESMTP\r\n"
    hello = (
        b"250-practice.example.test\r\n250-SIZE 33554432\r\n250-8BITMIME\r\n250-PIPELINING\r\n"
        b"250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES\r\n"
    )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.text = False
        self.answers = 0
        super().connection_made(transport)

    def line(self, line: bytes) -> None:
        verb = line[:4].upper()
        if self.text:
            if line == b".":
                self.text = False
                self.out.write(b"250 2.0.0 Ok: queued\r\n")
        elif self.answers:
            self.answers -= 1
            self.out.write(b"334 UGFzc3dvcmQ6\r\n" if self.answers else b"235 2.7.0 Ok\r\n")
        elif verb == b"EHLO":
            self.out.write(self.hello)
        elif verb == b"AUTH":
            self.answers = 2 if len(line) <= 10 else 1
            self.out.write(b"334 VXNlcm5hbWU6\r\n" if len(line) <= 10 else b"334 UGFzc3dvcmQ6\r\n")
        elif verb == b"DATA":
            self.text = True
            self.out.write(b"354 End with a dot\r\n")
        elif verb == b"QUIT":
            self.out.write(b"221 2.0.0 Bye\r\n")
            self.out.close()
        else:
            self.out.write(b"250 2.0.0 Ok\r\n")


class Pop3(Speaker):
    """A maildrop of a small message and a big one."""

    greeting = b"+OK practice POP3 ready\r\n"
    mails = (message(1024), message(BIG))
    answers = tuple(
        b"+OK %d octets\r\n%b.\r\n" % (len(mail), mail.replace(b"\r\n.", b"\r\n.."))
        for mail in mails
    )

    def line(self, line: bytes) -> None:
        verb, _, argument = line.partition(b" ")
        name = verb.upper()
        if name == b"RETR":
            self.out.write(self.answers[argument == b"2"])
        elif name == b"STAT":
            self.out.write(b"+OK 2 %d\r\n" % sum(map(len, self.mails)))
        elif name == b"LIST":
            rows = (b"%d %d\r\n" % (n, len(mail)) for n, mail in enumerate(self.mails, 1))
            self.out.write(b"+OK 2 messages\r\n%b.\r\n" % b"".join(rows))
        elif name == b"QUIT":
            self.out.write(b"+OK bye\r\n")
            self.out.close()
        else:
            self.out.write(b"+OK\r\n")


class Flood(Speaker):
    """A hostile server: so many `megabytes` of `block` as the answer to LIST."""

    greeting = b"+OK ready\r\n"
    megabytes = 0
    block = b""

    def line(self, line: bytes) -> None:
        if line.upper() == b"LIST":
            self.out.write(b"+OK here it comes\r\n" if b"\n" in self.block else b"+OK ")
            self.task = asyncio.ensure_future(self.pour())
        else:
            self.out.write(b"+OK\r\n")

    async def pour(self) -> None:
        for _ in range(self.megabytes << 4):
            self.out.write(self.block)
            while self.out.get_write_buffer_size() > 1 << 20 and not self.out.is_closing():
                await asyncio.sleep(0.001)
        self.out.write(b"\r\n.\r\n")
        self.out.close()


async def main() -> None:
    """Serve until the end."""
    kinds: dict[str, type[Speaker]] = {"smtp": Smtp, "pop3": Pop3}
    for words in sys.argv[1:]:
        name, _, size = words.partition("=")
        filler = b"1 1 " + b"x" * 56 + b"\r\n" if name.startswith("lines") else b"x" * 64
        settings = {"megabytes": int(size), "block": filler * (65536 // len(filler))}
        kinds[name] = type("Sized", (Flood,), settings)
    loop = asyncio.get_running_loop()
    servers = {
        name: await loop.create_server(kind, "127.0.0.1", 0, backlog=1024)
        for name, kind in kinds.items()
    }
    ports = {name: each.sockets[0].getsockname()[1] for name, each in servers.items()}
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    await asyncio.sleep(3600)


asyncio.run(main())
