"""Lines to say that come from a file or a pipe, read without stopping the talk."""

import asyncio
import os
import stat
from typing import BinaryIO

BLOCK = 64 * 1024


class Script:
    """What is still to be said. `line` and `octets` give None and b"" when nothing is left."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._reader: asyncio.StreamReader | None = None
        self._data = bytearray()
        self._ended = False

    async def open(self) -> None:
        """Get ready to wait for a pipe; a file is read as it is."""
        if not _waits(self._stream):
            return
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=BLOCK)
        try:
            await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader, loop=loop), self._stream
            )
        except (NotImplementedError, OSError, ValueError):
            return
        self._reader = reader

    async def line(self) -> bytes | None:
        """The next line without its end."""
        searched = 0
        while (end := self._data.find(b"\n", searched)) < 0:
            searched = len(self._data)
            if not await self._more():
                rest = bytes(self._data)
                self._data.clear()
                return rest.removesuffix(b"\r") if rest else None
        line = bytes(self._data[:end])
        del self._data[: end + 1]
        return line.removesuffix(b"\r")

    async def text(self) -> bytes:
        """A stretch of message text with CRLF line ends: at most up to the line with a lone dot."""
        out = bytearray()
        while len(out) < BLOCK:
            if out and b"\n" not in self._data:
                break
            line = await self.line()
            if line is None:
                break
            out += line + b"\r\n"
            if line == b".":
                break
        return bytes(out)

    async def octets(self, count: int) -> bytes:
        """At most so many octets, as they stand in the input."""
        if not self._data:
            await self._more()
        taken = bytes(self._data[:count])
        del self._data[:count]
        return taken

    async def left(self) -> list[bytes]:
        """The lines that were never said, as far as they have come."""
        if self._reader is None:
            while await self._more():
                pass
        return [line for line in bytes(self._data).splitlines() if line.strip()]

    async def _more(self) -> bool:
        if self._ended:
            return False
        if self._reader is not None:
            data = await self._reader.read(BLOCK)
        else:
            data = self._stream.read1(BLOCK) if hasattr(self._stream, "read1") else b""
        self._ended = not data
        self._data += data
        return not self._ended


def _waits(stream: BinaryIO) -> bool:
    """Whether reading may have to wait: a pipe or a socket, not a file."""
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
