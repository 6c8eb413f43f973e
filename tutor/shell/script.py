"""Lines to say that come from a file or a pipe, read without stopping the talk."""

import asyncio
import os
from typing import BinaryIO

BLOCK = 64 * 1024
GRACE = 0.3
"""Seconds in which a pipe may still bring what was meant to be said."""


class Script:
    """What is still to be said. `line` and `octets` give None and b"" when nothing is left.

    A reading that is cancelled while it waits has taken nothing.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._handle: int | None = None
        self._data = bytearray()
        self.ended = False

    async def open(self) -> None:
        """Get ready to wait for a pipe or a terminal; a file is read as it is."""
        loop = asyncio.get_running_loop()
        try:
            handle = self._stream.fileno()
            loop.add_reader(handle, _nothing)
            loop.remove_reader(handle)
        except (NotImplementedError, OSError, ValueError, AttributeError):
            return
        self._handle = handle

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

    def back(self, data: bytes) -> None:
        """Put back what could not be said."""
        self._data[:0] = data

    async def left(self) -> int:
        """How many lines were never said, as far as they come within a moment."""
        count, line = 0, b""
        try:
            async with asyncio.timeout(GRACE if self._handle is not None else None):
                while self._data or await self._more():
                    *lines, line = (line + self._take()).split(b"\n")
                    line = line[:BLOCK]
                    count += sum(1 for each in lines if each.strip())
        except TimeoutError:
            pass
        return count + bool(line.strip())

    def _take(self) -> bytes:
        taken = bytes(self._data)
        self._data.clear()
        return taken

    async def _more(self) -> bool:
        if self.ended:
            return False
        if self._handle is not None:
            await _readable(self._handle)
        data = self._read()
        self.ended = not data
        self._data += data
        return not self.ended

    def _read(self) -> bytes:
        try:
            if self._handle is not None:
                return os.read(self._handle, BLOCK)
            return self._stream.read1(BLOCK) if hasattr(self._stream, "read1") else b""
        except OSError:
            # A terminal that is gone, or one that belongs to another program now.
            return b""


async def _readable(handle: int) -> None:
    """Wait until something can be read; the handle stays as it is for those who share it."""
    loop = asyncio.get_running_loop()
    came = asyncio.Event()
    loop.add_reader(handle, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(handle)


def _nothing() -> None:
    """Only to learn whether a handle can be waited for."""
