"""One connection of the practice server: its socket on one side, its desk on the other.

A client may say anything, never stop, never read or vanish: what is kept for it is bounded, and it
gets a last reply where one can still be given.
"""

import asyncio
import contextlib
import ssl

from tutor.net import tls
from tutor.net.called import Called, Serving
from tutor.practice import Answer, Desk

HANDSHAKE = 30.0
"""Seconds for a TLS handshake."""

_WRITTEN = 64 * 1024  # octets of replies that are gathered into one write
_LINGER = 0.5  # seconds in which a client may read a last reply while it still speaks
_BROKEN = (OSError, ssl.SSLError, TimeoutError)


class Line(asyncio.BufferedProtocol):
    """One connection.

    While it is `held` (the client does not read, a fault waits, a handshake runs) nothing is read,
    so nothing piles up.
    """

    _transport: asyncio.Transport
    _desk: Desk

    def __init__(self, server: Serving, called: Called) -> None:
        self._server = server
        self._called = called
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
        self._desk, busy = self._server.enter(self, self._called, address)
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
                ssl_handshake_timeout=HANDSHAKE,
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
