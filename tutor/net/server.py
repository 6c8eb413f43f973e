"""The practice server on sockets: what `tutor.practice` says, over asyncio. No thread, no process.

It runs in the event loop of whoever starts it, the prompt's too. A client may say anything, never
stop, never read or vanish: what is kept for it is bounded, and it gets a last reply where one can
still be given.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable

from tutor.core.wire import Wire
from tutor.net import tls
from tutor.practice import Answer, Desk, Practice

SMTP_PORT = 1025
POP3_PORT = 1110

_READ = 64 * 1024
_WRITTEN = 64 * 1024  # octets of replies that are gathered into one write
_HANDSHAKE = 30.0  # seconds for a TLS handshake
_LINGER = 0.5  # seconds in which a client may read a last reply while it still speaks
_SWEEP = 1.0  # seconds between two looks for silent clients, at most

Watcher = Callable[[str, int], Callable[[Wire], None] | None]
"""Given a protocol and the number of a new connection: who is to see its wires."""

_BROKEN = (OSError, ssl.SSLError, TimeoutError, asyncio.IncompleteReadError)


class PracticeServer:
    """Serves a practice on up to four ports, in the running event loop.

    `ports` holds those that are open: smtp, pop3, smtps, pop3s. `watch` is asked for each new
    connection who sees its wires. STARTTLS and STLS are offered where a certificate can be made.
    """

    def __init__(self, practice: Practice, watch: Watcher | None = None) -> None:
        self.practice = practice
        self.ports: dict[str, int] = {}
        self._watch = watch
        self._servers: list[asyncio.Server] = []
        self._lines: set[_Line] = set()
        self._count = 0
        self._names = [practice.host]
        self._can_tls = tls.can_certify()
        self._certificate: tls.Certificate | None = None
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def certificate(self) -> tls.Certificate:
        """The throwaway certificate, made when first needed. Raises tls.TlsUnavailable."""
        if self._certificate is None:
            names = (*self._names, "localhost", "127.0.0.1", "::1")
            self._certificate = tls.practice_certificate(names)
        return self._certificate

    async def start(
        self,
        smtp: int | None = SMTP_PORT,
        pop3: int | None = POP3_PORT,
        smtps: int | None = None,
        pop3s: int | None = None,
        host: str = "127.0.0.1",
        *,
        names: tuple[str, ...] = (),
        strict: bool = False,
    ) -> None:
        """Listen. A port of 0 is any free one, None is none.

        A taken port is replaced by a free one unless `strict`: then OSError is raised. `names` are
        further host names for the certificate. Raises tls.TlsUnavailable for smtps and pop3s where
        no certificate can be made.
        """
        wild = host in ("", "0.0.0.0", "::")
        self._names += [*names, *([] if wild else [host])]
        wanted = {"smtp": smtp, "pop3": pop3, "smtps": smtps, "pop3s": pop3s}
        try:
            for name, port in wanted.items():
                if port is not None:
                    await self._listen(name, host, port, strict=strict)
        except BaseException:
            await self.stop()
            raise
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Close the ports, and tell every client that it is over (421)."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        for server in self._servers:
            server.close()
        for line in tuple(self._lines):
            line.say_farewell("shutdown")
        deadline = asyncio.get_running_loop().time() + 1.0
        while self._lines and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.01)
        for line in tuple(self._lines):
            line.abort()
        self._servers.clear()
        self.ports.clear()

    async def _listen(self, name: str, host: str, port: int, *, strict: bool) -> None:
        protocol, secure = name.removesuffix("s"), name.endswith("s")
        context = self.certificate.context if secure else None

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(protocol, reader, writer)

        async def listen(at: int) -> asyncio.Server:
            waits = {"ssl_handshake_timeout": _HANDSHAKE} if secure else {}
            return await asyncio.start_server(
                serve, host or None, at, ssl=context, backlog=1024, limit=_READ, **waits
            )

        try:
            server = await listen(port)
        except OSError:
            if strict or port == 0:
                raise
            server = await listen(0)
        self._servers.append(server)
        self.ports[name] = server.sockets[0].getsockname()[1]

    async def _serve(
        self, protocol: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._count += 1
        peer = writer.get_extra_info("peername")
        address = str(peer[0]) if peer else "unknown"
        desk = self.practice.desk(
            protocol,
            self._count,
            peer=f"IPv6:{address}" if ":" in address else address,
            can_tls=self._can_tls,
            seen=self._watch(protocol, self._count) if self._watch else None,
        )
        line = _Line(self, desk, reader, writer)
        self._lines.add(line)
        try:
            await line.run(address, busy=len(self._lines) > self.practice.limits.connections)
        finally:
            self._lines.discard(line)

    async def _sweep(self) -> None:
        """Say goodbye to silent clients. One look at all is cheaper than a timer for each."""
        loop = asyncio.get_running_loop()
        while True:
            idle = self.practice.limits.idle
            await asyncio.sleep(_SWEEP if idle is None else min(_SWEEP, idle / 4))
            if idle is not None:
                for line in [line for line in self._lines if loop.time() - line.last > idle]:
                    line.say_farewell("idle")


class _Line:
    """One connection: its socket on one side, its desk on the other."""

    def __init__(
        self,
        server: PracticeServer,
        desk: Desk,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._server = server
        self._desk = desk
        self._reader = reader
        self._writer = writer
        self._loop = asyncio.get_running_loop()
        self._by = "client"
        self.last = self._loop.time()

    async def run(self, address: str, *, busy: bool) -> None:
        """Serve until one side ends it. Whatever the client does, nothing is raised."""
        reason = ""
        try:
            self._desk.open({"peer": address})
            if (secure := self._tls()) is not None:
                self._desk.secured(secure)
            if busy:
                self.say_farewell("busy")
            else:
                self._desk.greet()
            await self._talk()
        except _BROKEN as error:
            self._by, reason = "error", type(error).__name__
        finally:
            self._desk.close(self._by, reason)
            self._writer.close()

    def say_farewell(self, why: str) -> None:
        """End it from our side, now: a last reply, then nothing more is read.

        A client that has not read what it was sent before cannot be told: it is cut.
        """
        if self._desk.over:
            self.abort()
            return
        stuck = self._writer.transport.get_write_buffer_size() > 0
        self._by = "server"
        self._writer.write(self._desk.farewell(why).data)
        if stuck:
            self.abort()
        else:
            self._reader.feed_eof()

    def abort(self) -> None:
        """Cut the line."""
        self._writer.transport.abort()

    async def _talk(self) -> None:
        while await self._answer_all():
            data = await self._reader.read(_READ)
            if not data or self._desk.over:
                return
            if self._desk.taking_text:
                self.last = self._loop.time()
            self._desk.hear(data)

    async def _answer_all(self) -> bool:
        """Say all that is to be said; whether the talk goes on."""
        out: list[bytes] = []
        size = 0
        while (answer := self._desk.answer()) is not None:
            self.last = self._loop.time()
            if answer.delay:
                await self._write(out)
                await asyncio.sleep(answer.delay)
                size = 0
            out.append(answer.data)
            size += len(answer.data)
            if size > _WRITTEN or answer.close or answer.start_tls:
                await self._write(out)
                size = 0
            if answer.close or answer.start_tls:
                return await self._turn(answer)
        await self._write(out)
        return not self._desk.over

    async def _write(self, out: list[bytes]) -> None:
        """One write for all that is ready; waits while the client does not read."""
        if out:
            self._writer.write(out[0] if len(out) == 1 else b"".join(out))
            out.clear()
            await self._writer.drain()

    async def _turn(self, answer: Answer) -> bool:
        """What follows a reply that ends the talk or starts TLS."""
        if answer.start_tls:
            return await self._start_tls()
        self._by = "server"
        if answer.rude:
            await self._linger()
        return False

    async def _start_tls(self) -> bool:
        """The handshake. Between our reply and this nothing is read: see RFC 3207 4.2."""
        try:
            context = self._server.certificate.context
            await self._writer.start_tls(context, ssl_handshake_timeout=_HANDSHAKE)
        except (*_BROKEN, tls.TlsUnavailable) as error:
            self._desk.secured({"error": str(error) or type(error).__name__})
            self._by = "error"
            return False
        self._desk.secured(self._tls() or {})
        self.last = self._loop.time()
        return True

    def _tls(self) -> dict[str, object] | None:
        """What the connection says of its TLS, or None in clear text."""
        secure = self._writer.get_extra_info("ssl_object")
        if secure is None:
            return None
        return dict(tls.verified(self._server.certificate.context, secure))

    async def _linger(self) -> None:
        """Read on for a moment: a line closed on unread octets is reset, and the reply is lost."""
        with contextlib.suppress(*_BROKEN):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            async with asyncio.timeout(_LINGER):
                while await self._reader.read(_READ):
                    pass
