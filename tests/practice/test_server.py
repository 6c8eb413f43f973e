"""The practice server on real sockets: TLS in mid-session, hostile clients, limits, the end."""

import asyncio
import contextlib
import socket
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.practice.talks import ACCOUNTS
from tutor.core.wire import Side, What, Wire
from tutor.net import tls
from tutor.net.server import PracticeServer
from tutor.practice import KNOWN, Fault, Limits, practice

Talk = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CLIENTS: list[asyncio.StreamWriter] = []


@contextlib.asynccontextmanager
async def serving(
    limits: Limits | None = None, *, secure: bool = False, seen: list[Wire] | None = None
) -> AsyncIterator[PracticeServer]:
    made = practice(accounts=ACCOUNTS, limits=limits)
    watch = (lambda _protocol, _conn: seen.append) if seen is not None else None
    server = PracticeServer(made, watch)
    extra = 0 if secure else None
    await server.start(0, 0, extra, extra)
    CLIENTS.clear()
    try:
        yield server
    finally:
        for writer in CLIENTS:
            writer.transport.abort()
        await server.stop()


async def connect(server: PracticeServer, name: str, context: ssl.SSLContext | None = None) -> Talk:
    port = server.ports[name]
    talk = await asyncio.open_connection("127.0.0.1", port, ssl=context, limit=2**23)
    CLIENTS.append(talk[1])
    return talk


async def ask(talk: Talk, *lines: bytes) -> bytes:
    """The last reply line to some lines, each said after the reply to the one before."""
    reader, writer = talk
    reply = b""
    for line in lines:
        writer.write(line)
        reply = await reader.readline()
        while reply[3:4] == b"-" and reply[:1].isdigit():
            reply = await reader.readline()
    return reply


def run(body: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20):
            await body()

    asyncio.run(bounded())


def test_ports() -> None:
    async def body() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server = PracticeServer(practice())
            await server.start(port, None)
            assert list(server.ports) == ["smtp"]
            assert server.ports["smtp"] != port
            await server.stop()
            with pytest.raises(OSError, match="in use"):
                await server.start(port, None, strict=True)
            assert server.ports == {}

    run(body)


def test_mail_goes_round_over_tls_of_both_kinds() -> None:
    async def body() -> None:
        async with serving(secure=True) as server:
            context = ssl.create_default_context(cadata=server.certificate.ca.decode())
            talk = await connect(server, "smtp")
            reply = await ask(talk, b"", b"EHLO me\r\n", b"STARTTLS\r\n")
            assert reply == b"220 2.0.0 Ready to start TLS\r\n"
            await talk[1].start_tls(context, server_hostname="localhost")
            mail = (b"EHLO me\r\n", b"MAIL FROM:<a@b.c>\r\n", b"RCPT TO:<alice@example.test>\r\n")
            assert (await ask(talk, *mail, b"DATA\r\n", b"x: y\r\n.\r\n")).startswith(b"250 ")
            assert b"with ESMTPS id" in server.practice.store.mails("alice")[0].data
            for name, first in (("pop3s", b""), ("pop3", b"STLS\r\n")):
                talk = await connect(server, name, None if first else context)
                assert (await ask(talk, b"")).startswith(b"+OK ")
                if first:
                    assert (await ask(talk, first)).startswith(b"+OK ")
                    await talk[1].start_tls(context, server_hostname="localhost")
                login = (b"USER alice\r\n", b"PASS wonderland\r\n", b"STAT\r\n", b"QUIT\r\n")
                assert b"0 deleted, 1 left" in await ask(talk, *login)

    run(body)


def test_what_is_pushed_before_the_handshake_is_dropped() -> None:
    async def body() -> None:
        async with serving() as server:
            context = ssl.create_default_context(cadata=server.certificate.ca.decode())
            talk = await connect(server, "smtp")
            await ask(talk, b"", b"EHLO me\r\n", b"STARTTLS\r\nNOOP\r\nEHLO evil\r\n")
            await talk[1].start_tls(context, server_hostname="localhost")
            assert (await ask(talk, b"MAIL FROM:<>\r\n")).startswith(b"503 ")

    run(body)


def test_a_failed_handshake_ends_the_line_quietly() -> None:
    async def body() -> None:
        seen: list[Wire] = []
        async with serving(seen=seen) as server:
            talk = await connect(server, "smtp")
            await ask(talk, b"", b"EHLO me\r\n", b"STARTTLS\r\n")
            talk[1].write(b"this is no handshake\r\n" * 4)
            await talk[0].read()
            await asyncio.sleep(0.05)
            assert [wire.what for wire in seen][-2:] == [What.TLS, What.CLOSE]
            assert "error" in seen[-2].about
            assert (await ask(await connect(server, "smtp"), b"")).startswith(b"220 ")

    run(body)


def test_every_wire_is_seen() -> None:
    async def body() -> None:
        seen: list[Wire] = []
        async with serving(seen=seen) as server:
            talk = await connect(server, "smtp")
            await ask(talk, b"", b"EHLO me\r\n", b"QUIT\r\n")
            await talk[0].read()
            await asyncio.sleep(0.05)
        assert [wire.what for wire in seen] == [What.OPEN, *[What.BYTES] * 5, What.CLOSE]
        said = b"".join(wire.data for wire in seen if wire.side is Side.CLIENT)
        assert said == b"EHLO me\r\nQUIT\r\n"
        assert seen[-1].about["by"] == "server"

    run(body)


def test_pipelined_replies_leave_in_one_write() -> None:
    async def body() -> None:
        async with serving() as server:
            reader, writer = await connect(server, "smtp")
            await reader.readline()
            writer.write(b"HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n")
            assert (await reader.read(4096)).count(b"\r\n") == 4
            writer.write(b"hi\r\n.\r\nQUIT\r\n")
            writer.write_eof()
            assert (await reader.read()).count(b"\r\n") == 2

    run(body)


def test_silence_is_ended() -> None:
    async def body() -> None:
        async with serving(Limits(idle=0.2)) as server:
            for name, last in (("smtp", b"421 4.4.2 "), ("pop3", b"-ERR Silent")):
                reader, _ = await connect(server, name)
                everything = await reader.read()
                assert everything.splitlines()[1].startswith(last)

    run(body)


def test_dripping_octets_are_silence_too() -> None:
    async def body() -> None:
        async with serving(Limits(idle=0.3)) as server:
            reader, writer = await connect(server, "smtp")
            await reader.readline()
            last = asyncio.create_task(reader.readline())
            while not last.done():
                writer.write(b"x")
                await asyncio.sleep(0.05)
            assert (await last).startswith(b"421 ")

    run(body)


def test_too_many_connections() -> None:
    async def body() -> None:
        async with serving(Limits(connections=1)) as server:
            first = await connect(server, "smtp")
            await ask(first, b"")
            second = await connect(server, "smtp")
            assert (await second[0].read()).startswith(b"421 4.3.2 ")
            assert (await ask(first, b"NOOP\r\n")).startswith(b"250 ")

    run(body)


def test_stop_tells_everybody() -> None:
    async def body() -> None:
        async with serving() as server:
            smtp, pop3 = await connect(server, "smtp"), await connect(server, "pop3")
            await ask(smtp, b"")
            await ask(pop3, b"")
            port = server.ports["smtp"]
            await server.stop()
            assert (await smtp[0].read()).startswith(b"421 4.3.2 ")
            assert (await pop3[0].read()).startswith(b"-ERR [SYS/TEMP] ")
            with pytest.raises(OSError, match=r"refused|failed"):
                await asyncio.open_connection("127.0.0.1", port)

    run(body)


@pytest.mark.parametrize(
    ("noise", "last"),
    [
        (b"x" * 65_536, b"421 4.5.0 "),
        (b"\0" * 65_536, b"421 4.5.0 "),
        (b"\0\xff\x1b\r\n" * 10_000, b"421 4.7.0 "),
        (b"NOOP\r\n" * 500, b""),
    ],
)
def test_floods_are_survived_in_bounded_memory(noise: bytes, last: bytes) -> None:
    async def body() -> None:
        async with serving() as server:
            reader, writer = await connect(server, "smtp")
            heard = bytearray()

            async def hear() -> None:
                with contextlib.suppress(ConnectionError):
                    while data := await reader.read(65_536):
                        heard[:] = (heard + data)[-2000:]

            tracemalloc.start()
            hearing = asyncio.create_task(hear())
            with contextlib.suppress(ConnectionError):
                for _ in range(40):
                    writer.write(noise)
                    await writer.drain()
                if not last:
                    writer.write(b"QUIT\r\n")
            await hearing
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < 20_000_000
            rows = bytes(heard).splitlines()
            assert rows[-1].startswith(last or b"221 ")
            assert (await ask(await connect(server, "smtp"), b"")).startswith(b"220 ")

    run(body)


def test_a_client_that_does_not_read_is_not_listened_to() -> None:
    async def body() -> None:
        async with serving(Limits(idle=0.5)) as server:
            alice = ACCOUNTS[0]
            text = b"x" * 70 + b"\r\n"
            server.practice.store.put(alice, 72 * 10_000, lambda: text * 10_000)
            reader, writer = await connect(server, "pop3")
            await ask((reader, writer), b"", b"USER alice\r\n", b"PASS wonderland\r\n")
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            tracemalloc.start()
            writer.write(b"RETR 1\r\n" * 8000)  # 5.7 GB, if they were all answered
            await asyncio.sleep(1.5)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < 60_000_000
            assert not server.practice.store.is_locked("alice")
            writer.transport.abort()

    run(body)


def test_a_reset_gives_the_lock_back() -> None:
    async def body() -> None:
        async with serving() as server:
            reader, writer = await connect(server, "pop3")
            await ask((reader, writer), b"", b"USER alice\r\n", b"PASS wonderland\r\n")
            assert server.practice.store.is_locked("alice")
            writer.transport.abort()
            await asyncio.sleep(0.1)
            assert not server.practice.store.is_locked("alice")

    run(body)


def test_faults_wait_and_cut() -> None:
    async def body() -> None:
        async with serving() as server:
            server.practice.faults.add(Fault("slow", "NOOP", delay=0.3))
            talk = await connect(server, "smtp")
            await ask(talk, b"", b"HELO me\r\n")
            begun = asyncio.get_running_loop().time()
            talk[1].write(b"NOOP\r\nRSET\r\n")
            assert (await talk[0].readline()).startswith(b"250 2.0.0 Ok\r")
            assert asyncio.get_running_loop().time() - begun >= 0.29
            assert (await talk[0].readline()).startswith(b"250 2.0.0 Ok, tr")
            server.practice.faults.add(KNOWN["cut-at-quit"])
            talk[1].write(b"QUIT\r\n")
            assert await talk[0].read() == b""

    run(body)


def test_without_trustme_there_is_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trustme", None)
    with pytest.raises(tls.TlsUnavailable):
        tls.practice_certificate(["localhost"])


def test_client_contexts() -> None:
    careful = tls.client_context()
    assert careful.verify_mode is ssl.CERT_REQUIRED
    careless = tls.client_context(insecure=True)
    assert careless.verify_mode is ssl.CERT_NONE
    with pytest.raises(OSError, match="No such file"):
        tls.client_context("/nowhere/ca.pem")
