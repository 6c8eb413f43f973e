"""A listener on the wire: a relay on the loopback, between the client and the practice server.

Every octet goes through it unchanged, as it does through the many machines on a real way. It keeps
none; whoever listens is told before the other side is.
"""

import asyncio
import contextlib
from collections.abc import Callable

from tutor.core.wire import Side

_BLOCK = 64 * 1024

Heard = Callable[[Side, bytes], None]
"""Takes some octets, and who said them; none, when he says no more."""
Ears = Callable[[str], Heard]
"""Given the name of a port: who listens to a new connection to it."""


class Tap:
    """A relay for each port of a server. `ports` are those to be called in the place of its own."""

    def __init__(self, ears: Ears) -> None:
        self.ports: dict[str, int] = {}
        self._ears = ears
        self._servers: list[asyncio.Server] = []
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self, ports: dict[str, int]) -> None:
        """Listen on a free port for each of these ports, in the running event loop."""
        for name, port in ports.items():
            server = await asyncio.start_server(self._relay(name, port), "127.0.0.1", 0)
            self._servers.append(server)
            self.ports[name] = server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the ports and cut what still goes through them."""
        for server in self._servers:
            server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._servers.clear()
        self.ports.clear()

    def _relay(
        self, name: str, port: int
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            talk = asyncio.ensure_future(_between(reader, writer, port, self._ears(name)))
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)

        return begin


async def _between(
    client: asyncio.StreamReader, to_client: asyncio.StreamWriter, port: int, heard: Heard
) -> None:
    """Carry the octets of one connection both ways, until both sides are silent or one breaks."""
    to_server: asyncio.StreamWriter | None = None
    try:
        server, to_server = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.TaskGroup() as both:
            both.create_task(_carry(client, to_server, Side.CLIENT, heard))
            both.create_task(_carry(server, to_client, Side.SERVER, heard))
    except* OSError:  # one side broke off: the other one is to see the same
        _abort(to_client, to_server)
    except* asyncio.CancelledError:
        _abort(to_client, to_server)
    finally:
        for writer in (to_client, to_server):
            if writer is not None:
                writer.close()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, side: Side, heard: Heard
) -> None:
    """One way. What one side ends ends for the other side too."""
    while data := await reader.read(_BLOCK):
        heard(side, data)
        writer.write(data)
        await writer.drain()
    heard(side, b"")
    with contextlib.suppress(OSError):  # the other side has gone altogether
        writer.write_eof()


def _abort(*writers: asyncio.StreamWriter | None) -> None:
    for writer in writers:
        if writer is not None:
            writer.transport.abort()
