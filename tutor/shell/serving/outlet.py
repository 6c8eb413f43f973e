"""The standard output of a program that must not wait for whoever reads it.

A pipe that nobody reads fills up, and a terminal can be halted (Ctrl-S): then a plain write would
stop the server, and with it the class. What cannot be written now waits, and is bounded.
"""

import asyncio
import os
import select
import time
from collections import deque
from contextlib import suppress
from typing import TextIO

AT_ONCE = 4096
"""Octets that a pipe which can be written to takes without waiting (POSIX: PIPE_BUF, Linux)."""

MOST = 4 << 20
"""Octets that wait; what comes when there are as many is not shown."""


class Outlet:
    """Writes text as far as it is taken. Whoever has gone away is written to no more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[bytes] = deque()
        self._octets = 0
        self._handle: int | None = None
        self._is_gone = False

    def write(self, text: str) -> None:
        """Write this now, or as soon as it is taken."""
        if self._is_gone:
            return
        if not self._waits():
            self._straight(text)
            return
        data = text.encode(self._stream.encoding or "utf-8", "backslashreplace")
        if self._octets + len(data) <= MOST:
            self._waiting.extend(data[at : at + AT_ONCE] for at in range(0, len(data), AT_ONCE))
            self._octets += len(data)

    def close(self, seconds: float = 1.0) -> None:
        """Nothing more will come; what waits has so many seconds to be taken."""
        end = time.monotonic() + seconds
        while self._handle is not None and self._waiting and not self._is_gone:
            left = end - time.monotonic()
            if left <= 0 or not select.select((), (self._handle,), (), left)[1]:
                break
            self._go_on()
        self._is_gone = True
        self._stop()

    def _waits(self) -> bool:
        """Whether writing is left to the event loop: it cannot be for a file, nor on Windows."""
        if self._handle is not None:
            return True
        try:
            handle = self._stream.fileno()
            asyncio.get_running_loop().add_writer(handle, self._go_on)
        except (OSError, ValueError, NotImplementedError, RuntimeError):
            return False
        with suppress(OSError, ValueError):
            self._stream.flush()
        self._handle = handle
        return True

    def _straight(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._is_gone = True

    def _go_on(self) -> None:
        if not self._waiting or self._handle is None:
            self._stop()
            return
        data = self._waiting.popleft()
        try:
            taken = os.write(self._handle, data)
        except BlockingIOError:
            taken = 0
        except OSError:
            self._is_gone = True
            self._waiting.clear()
            self._stop()
            return
        self._octets -= taken
        if taken < len(data):
            self._waiting.appendleft(data[taken:])

    def _stop(self) -> None:
        if self._handle is not None:
            with suppress(RuntimeError, NotImplementedError, OSError):
                asyncio.get_running_loop().remove_writer(self._handle)
        self._handle = None
