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

_READ = 64 * 1024  # octets that are read at a time
_WRITTEN = 64 * 1024  # octets of replies that are gathered into one write
_HANDSHAKE = 30.0  # seconds for a TLS handshake
_LINGER = 0.5  # seconds in which a client may read a last reply while it still speaks
_SWEEP = 1.0  # seconds between two looks for silent clients, at most

Watcher = Callable[[str, int], Callable[[Wire], None] | None]
"""Given a protocol and the number of a new connection: who is to see its wires."""

_BROKEN = (OSError, ssl.SSLError, TimeoutError)


class PracticeServer:
    """Serves a practice on up to four ports, in the running event loop.

    `ports` holds those that are open: smtp, pop3, smtps, pop3s. `watch` is asked for each new
    connection who sees its wires. STARTTLS and STLS are offered where a certificate can be made.
    """

    def __init__(self, practice: Practice, watch: Watcher | None = None) -> None:
        self.practice = practice
        self.ports: dict[str, int] = {}
        self.buffer = memoryview(bytearray(_READ))
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
        strict: bool | frozenset[str] = False,
    ) -> None:
        """Listen. A port of 0 is any free one, None is none.

        A taken port is replaced by a free one unless `strict` (or its name is among `strict`): then
        OSError is raised. `names` are
        further host names for the certificate. Raises tls.TlsUnavailable for smtps and pop3s where
        no certificate can be made.
        """
        wild = host in ("", "0.0.0.0", "::")
        self._names += [*names, *([] if wild else [host])]
        wanted = {"smtp": smtp, "pop3": pop3, "smtps": smtps, "pop3s": pop3s}
        try:
            for name, port in wanted.items():
                if port is not None:
                    exact = strict if isinstance(strict, bool) else name in strict
                    await self._listen(name, host, port, strict=exact)
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
        loop = asyncio.get_running_loop()
        context = self.certificate.context if name.endswith("s") else None

        def line() -> _Line:
            return _Line(self, name.removesuffix("s"))

        async def listen(at: int) -> asyncio.Server:
            return await loop.create_server(
                line,
                host or None,
                at,
                ssl=context,
                backlog=1024,
                ssl_handshake_timeout=_HANDSHAKE if context else None,
            )

        try:
            server = await listen(port)
        except OSError:
            if strict or port == 0:
                raise
            server = await listen(0)
        self._servers.append(server)
        self.ports[name] = server.sockets[0].getsockname()[1]

    def enter(self, line: "_Line", protocol: str, address: str) -> tuple[Desk, bool]:
        """A desk for a new connection, and whether there are too many of them."""
        self._count += 1
        self._lines.add(line)
        desk = self.practice.desk(
            protocol,
            self._count,
            peer=f"IPv6:{address}" if ":" in address else address,
            can_tls=self._can_tls,
            seen=self._watch(protocol, self._count) if self._watch else None,
        )
        return desk, len(self._lines) > self.practice.limits.connections

    def leave(self, line: "_Line") -> None:
        """A connection is over."""
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


class _Line(asyncio.BufferedProtocol):
    """One connection: its socket on one side, its desk on the other.

    While it is `held` (the client does not read, a fault waits, a handshake runs) nothing is read,
    so nothing piles up.
    """

    _transport: asyncio.Transport
    _desk: Desk

    def __init__(self, server: PracticeServer, protocol: str) -> None:
        self._server = server
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._held = False
        self._backlog = b""
        self._late: Answer | None = None
        self._deaf = False
        self._ended = False
        self._by = "client"
        self._handshake: asyncio.Task[None] | None = None
        self.last = self._loop.time()

    # -- what asyncio tells ----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there; with implicit TLS its handshake is over."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if peer else "unknown"
        self._desk, busy = self._server.enter(self, self._protocol, address)
        self._desk.open({"peer": address})
        if (secure := self._tls()) is not None:
            self._desk.secured(secure)
        if busy:
            self.say_farewell("busy")
            return
        self._desk.greet()
        self._answer_all()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next octets go: one place for all lines, emptied at once.

        asyncio's other way makes room for 256 KiB at each reading, which costs more than the rest.
        """
        return self._server.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """The client said something."""
        self._hear(bytes(self._server.buffer[:nbytes]))

    def _hear(self, data: bytes) -> None:
        """Hear what was said; what came in the moment of holding waits."""
        if self._deaf:
            return
        if self._held:
            self._backlog += data
            return
        if self._desk.taking_text:
            self.last = self._loop.time()
        self._desk.hear(data)
        self._answer_all()

    def eof_received(self) -> bool:
        """The client says no more; what it is owed is sent, then the line is closed."""
        self._ended = self._held and self._transport.can_write_eof()
        return self._ended

    def pause_writing(self) -> None:
        """The client does not read: it is not listened to either."""
        self._hold()

    def resume_writing(self) -> None:
        """The client has read."""
        if self._late is None and self._handshake is None:
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over, however it ended: locks are given back and nothing is deleted."""
        by = "error" if exc is not None else self._by
        self._desk.close(by, type(exc).__name__ if exc is not None else "")
        self._server.leave(self)

    # -- what the server tells -------------------------------------------------------------------

    def say_farewell(self, why: str) -> None:
        """End it from our side, now. A client that has not read is not told: it is cut."""
        if self._desk.over or self._transport.get_write_buffer_size():
            self._transport.abort()
            return
        self._transport.write(self._desk.farewell(why).data)
        self._end(rude=True)

    def abort(self) -> None:
        """Cut the line."""
        self._transport.abort()

    # -- what is done ----------------------------------------------------------------------------

    def _answer_all(self) -> None:
        """Say all that is to be said, in as few writes as can be, until there is cause to wait."""
        out: list[bytes] = []
        size = 0
        while not self._held and (answer := self._desk.answer()) is not None:
            self.last = self._loop.time()
            if answer.delay:
                self._write(out)
                self._wait(answer)
                return
            out.append(answer.data)
            size += len(answer.data)
            if size > _WRITTEN:
                self._write(out)
                size = 0
            if answer.close or answer.start_tls:
                self._write(out)
                self._turn(answer)
                return
        self._write(out)

    def _write(self, out: list[bytes]) -> None:
        """One write for all that is ready."""
        if out:
            self._transport.write(out[0] if len(out) == 1 else b"".join(out))
            out.clear()

    def _wait(self, answer: Answer) -> None:
        """A fault: the answer comes late."""
        self._late = answer
        self._hold()
        self._loop.call_later(answer.delay, self._say_late)

    def _say_late(self) -> None:
        answer, self._late = self._late, None
        if answer is None or self._transport.is_closing():
            return
        self.last = self._loop.time()
        self._transport.write(answer.data)
        if answer.close or answer.start_tls:
            self._turn(answer)
        elif not self._transport.get_write_buffer_size():
            self._go_on()

    def _turn(self, answer: Answer) -> None:
        """What follows a reply that ends the talk or starts TLS."""
        if answer.start_tls:
            self._hold()
            self._handshake = self._loop.create_task(self._start_tls())
        else:
            self._end(rude=answer.rude)

    def _end(self, *, rude: bool) -> None:
        """Close the line from our side, behind what is still to be sent.

        A line closed on unread octets is reset, and the reply is lost: a client that may still be
        speaking is read for a moment, and not listened to.
        """
        self._by = "server"
        self._deaf = True
        if not rude:
            self._transport.close()
            return
        if self._held:
            self._transport.resume_reading()
        if self._transport.can_write_eof():
            with contextlib.suppress(OSError):  # it has left already
                self._transport.write_eof()
        self._loop.call_later(_LINGER, self._transport.close)

    def _hold(self) -> None:
        if not self._held and not self._transport.is_closing():
            self._held = True
            self._transport.pause_reading()

    def _go_on(self) -> None:
        if not self._held or self._transport.is_closing():
            return
        self._held = False
        self._answer_all()
        while self._backlog and not self._held and not self._deaf:
            data, self._backlog = self._backlog, b""
            self._hear(data)
        if self._held or self._transport.is_closing():
            return
        if self._ended:
            self._transport.close()
        else:
            self._transport.resume_reading()

    # -- TLS -------------------------------------------------------------------------------------

    async def _start_tls(self) -> None:
        """The handshake. Nothing is read between our reply and this: see RFC 3207 4.2."""
        self._backlog = b""
        try:
            context = self._server.certificate.context
            secure = await self._loop.start_tls(
                self._transport,
                self,
                context,
                server_side=True,
                ssl_handshake_timeout=_HANDSHAKE,
            )
        except (*_BROKEN, tls.TlsUnavailable) as error:
            self._desk.secured({"error": str(error) or type(error).__name__})
            self._by = "error"
            self._transport.close()
            return
        finally:
            self._handshake = None
        assert isinstance(secure, asyncio.Transport)
        self._transport = secure
        self._desk.secured(self._tls() or {})
        self.last = self._loop.time()
        self._go_on()

    def _tls(self) -> dict[str, object] | None:
        """What the connection says of its TLS, or None in clear text."""
        secure = self._transport.get_extra_info("ssl_object")
        if secure is None:
            return None
        return dict(tls.verified(self._server.certificate.context, secure))
