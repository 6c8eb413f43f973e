"""A socket as a stream of wires, TLS included.

Times are seconds on a monotonic clock, rounded to milliseconds, so that a log says what was seen.
"""

import asyncio
import errno
import os
import re
import socket
import ssl
from collections.abc import Callable
from typing import NamedTuple

from tutor.core.wire import Side, What, Wire

BLOCK = 60 * 1024
"""Octets read at once: with a line that was waiting they still fit into one row of a log."""


class LinkError(Exception):
    """No connection. `kind` is name, refused, timeout, unreachable or tls; `detail` the system's
    words."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class Target(NamedTuple):
    """Where to connect. `name` is what a certificate must say; `peer` what users typed;
    `played` says that the practice server answers there."""

    host: str
    port: int
    tls: bool = False
    protocol: str | None = None
    user: str | None = None
    peer: str = ""
    played: bool = False

    @property
    def label(self) -> str:
        """host:port, with brackets around an IPv6 address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.peer or f"{host}:{self.port}"


class Link:
    """One connection: `receive` gives wires until the CLOSE, `send` the wire that it wrote."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        clock: Callable[[], float],
        conn: int = 1,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._conn = conn
        self.closed = False

    @classmethod
    async def open(
        cls,
        target: Target,
        clock: Callable[[], float],
        *,
        timeout: float,
        family: int = socket.AF_UNSPEC,
        conn: int = 1,
    ) -> "Link":
        """Connect over TCP. Raises LinkError with what went amiss."""
        try:
            async with asyncio.timeout(timeout):
                reader, writer = await asyncio.open_connection(
                    target.host, target.port, family=family, limit=2 * BLOCK
                )
        except TimeoutError as error:
            raise LinkError("timeout", str(error)) from error
        except (socket.gaierror, UnicodeError) as error:
            raise LinkError("name", str(error)) from error
        except ConnectionRefusedError as error:
            raise LinkError("refused", error.strerror or str(error)) from error
        except (OSError, OverflowError) as error:
            raise LinkError(_os_kind(error), _os_detail(error)) from error
        return cls(reader, writer, clock, conn)

    @property
    def now(self) -> float:
        """Seconds since the session started, in whole milliseconds."""
        return round(self._clock(), 3)

    def opened(self, target: Target, protocol: str | None) -> Wire:
        """The OPEN wire of this connection."""
        about: dict[str, object] = {"peer": target.label, "address": self.address}
        if protocol is not None:
            about["protocol"] = protocol
        if target.played:
            about["played"] = True
        return Wire(What.OPEN, self.now, conn=self._conn, about=about)

    @property
    def address(self) -> str:
        """The other end's numeric address and port."""
        peer = self._writer.get_extra_info("peername")
        if not isinstance(peer, tuple):
            return ""
        host, port = peer[0], peer[1]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def loopback(self) -> bool:
        """Whether the other end is this machine."""
        peer = self._writer.get_extra_info("peername")
        host = peer[0] if isinstance(peer, tuple) else ""
        return host == "::1" or host.startswith("127.")

    async def receive(self) -> Wire:
        """The next stretch of the server, or the CLOSE."""
        try:
            data = await self._reader.read(BLOCK)
        except (ConnectionError, ssl.SSLError, OSError) as error:
            return self._close("error", _reason(error))
        if not data:
            return self._close("server", "")
        return Wire(What.BYTES, self.now, Side.SERVER, data, self._conn)

    def send(self, data: bytes) -> Wire:
        """Write and return the wire; observe it before anything is awaited."""
        if not self._writer.is_closing():
            self._writer.write(data)
        return Wire(What.BYTES, self.now, Side.CLIENT, data, self._conn)

    async def drain(self) -> None:
        """Wait until what was written has left, as far as flow control wants it."""
        try:
            await self._writer.drain()
        except (ConnectionError, ssl.SSLError, OSError):
            return

    @property
    def unsent(self) -> int:
        """Octets that wait because the other side does not take them."""
        return self._writer.transport.get_write_buffer_size()

    async def secure(self, context: ssl.SSLContext, name: str, timeout: float) -> Wire:
        """The TLS handshake on this connection; a failure is a wire too (`about["error"]`)."""
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(context, server_hostname=name)
        except TimeoutError:
            return self._tls({"error": "timeout", "reason": "the handshake was not answered"})
        except (ssl.SSLError, ConnectionError, OSError, ValueError) as error:
            return self._tls({"error": _tls_kind(error), "reason": _reason(error)})
        tls = self._writer.get_extra_info("ssl_object")
        cipher = tls.cipher()
        about: dict[str, object] = {
            "version": tls.version() or "TLS",
            "cipher": cipher[0] if cipher else "",
            "verified": context.verify_mode is ssl.CERT_REQUIRED,
        }
        return self._tls(about)

    def close(self, reason: str = "") -> Wire:
        """Close from our side and return the CLOSE wire."""
        return self._close("client", reason)

    def _tls(self, about: dict[str, object]) -> Wire:
        return Wire(What.TLS, self.now, conn=self._conn, about=about)

    def _close(self, by: str, reason: str) -> Wire:
        self.closed = True
        if not self._writer.is_closing():
            self._writer.close()
        return Wire(What.CLOSE, self.now, conn=self._conn, about={"by": by, "reason": reason})


def _os_kind(error: Exception) -> str:
    # Where a name has several addresses asyncio puts the errors of all into one text.
    found = {int(number) for number in re.findall(r"\[Errno (\d+)\]", str(error))}
    if errno.ECONNREFUSED in found:
        return "refused"
    return "timeout" if errno.ETIMEDOUT in found else "unreachable"


def _os_detail(error: Exception) -> str:
    found = re.findall(r"\[Errno (\d+)\]", str(error))
    return ", ".join(dict.fromkeys(os.strerror(int(number)) for number in found)) or str(error)


def _tls_kind(error: Exception) -> str:
    """certificate: it was not accepted; not-tls: the other side speaks no TLS; else handshake."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    reason = getattr(error, "reason", "") or ""
    return "not-tls" if "WRONG_VERSION" in reason or "RECORD" in reason else "handshake"


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.lower().replace("_", " ")
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
