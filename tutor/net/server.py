"""The practice server on sockets: what `tutor.practice` says, over asyncio. No thread, no process.

It runs in the event loop of whoever starts it, the prompt's too. What happens on one connection is
in `line`.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from tutor.core.wire import Wire
from tutor.net import tls
from tutor.net.called import Called
from tutor.net.line import HANDSHAKE, Line
from tutor.practice import Desk, Face, Limits
from tutor.practice.desk import Seen

SMTP_PORT = 1025
POP3_PORT = 1110

_READ = 64 * 1024  # octets that are read at a time
_SWEEP = 1.0  # seconds between two looks for silent clients, at most

Watcher = Callable[[str, int], Callable[[Wire], None] | None]
"""Given a protocol and the number of a new connection: who is to see its wires."""


class House(Protocol):
    """Who is served: a practice, a class, a recording."""

    @property
    def host(self) -> str:
        """Its name, for the certificate."""

    @property
    def faces(self) -> Mapping[str, Face]:
        """The hosts that are something of their own, by a name for each."""

    @property
    def limits(self) -> Limits:
        """How long and how many clients it bears."""

    def desk(
        self,
        protocol: str,
        conn: int = 1,
        *,
        peer: str = "127.0.0.1",
        can_tls: bool = False,
        seen: Seen | None = None,
        face: Face | None = None,
    ) -> Desk:
        """The server's side of a new connection."""


class PracticeServer:
    """Serves a practice on up to four ports, in the running event loop, and one more for each host
    of its own: a client calls a port, and so it is known which of them was called.

    `ports` holds those that are open: smtp, pop3, smtps, pop3s, and the hosts by their names in
    `practice.faces`. `watch` is asked for each new
    connection who sees its wires. STARTTLS and STLS are offered where a certificate can be made.
    """

    def __init__(self, practice: House, watch: Watcher | None = None) -> None:
        self.practice = practice
        self.ports: dict[str, int] = {}
        self.buffer = memoryview(bytearray(_READ))
        self._watch = watch
        self._servers: list[asyncio.Server] = []
        self._lines: set[Line] = set()
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
        faces = self.practice.faces
        own = (face.name for face in faces.values() if face.name)
        self._names += [*names, *own, *([] if wild else [host])]
        wanted = {"smtp": smtp, "pop3": pop3, "smtps": smtps, "pop3s": pop3s}
        try:
            for name, port in wanted.items():
                if port is not None:
                    exact = strict if isinstance(strict, bool) else name in strict
                    called = Called(name.removesuffix("s"))
                    await self._listen(
                        name, host, port, called, secure=name.endswith("s"), strict=exact
                    )
            for name, face in faces.items():
                called = Called(face.protocol, face)
                await self._listen(name, host, 0, called, secure=face.secure)
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

    async def _listen(
        self,
        name: str,
        host: str,
        port: int,
        called: Called,
        *,
        secure: bool,
        strict: bool = False,
    ) -> None:
        loop = asyncio.get_running_loop()
        context = self.certificate.context if secure else None

        def line() -> Line:
            return Line(self, called)

        async def listen(at: int) -> asyncio.Server:
            return await loop.create_server(
                line,
                host or None,
                at,
                ssl=context,
                backlog=1024,
                ssl_handshake_timeout=HANDSHAKE if context else None,
            )

        try:
            server = await listen(port)
        except OSError:
            if strict or port == 0:
                raise
            server = await listen(0)
        self._servers.append(server)
        self.ports[name] = server.sockets[0].getsockname()[1]

    def enter(self, line: Line, called: Called, address: str) -> tuple[Desk, bool]:
        """A desk for a new connection, and whether there are too many of them."""
        self._count += 1
        self._lines.add(line)
        desk = self.practice.desk(
            called.protocol,
            self._count,
            peer=f"IPv6:{address}" if ":" in address else address,
            can_tls=self._can_tls,
            seen=self._watch(called.protocol, self._count) if self._watch else None,
            face=called.face,
        )
        return desk, len(self._lines) > self.practice.limits.connections

    def leave(self, line: Line) -> None:
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
