"""One program at a time: a lock that the system itself gives back when its holder dies."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 5.0
"""Seconds after which somebody who holds the lock is waited for no longer (a stopped process)."""


@contextlib.contextmanager
def sole(path: Path) -> Iterator[bool]:
    """Hold the lock of this file; False where it cannot be had, and others may be at it, too.

    The file stays: to remove it would let two hold two files of one name.
    """
    handle = None
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle is not None and _taken(handle)
    finally:
        # Closing gives the lock back, and so does the end of the process, however it comes.
        if handle is not None:
            os.close(handle)


def _taken(handle: int) -> bool:
    end = time.monotonic() + PATIENCE
    while not (held := _try(handle)) and time.monotonic() < end:
        if held is None:
            return False
        time.sleep(0.005)
    return bool(held)


def _try(handle: int) -> bool | None:
    """Whether the lock is ours now; None where the folder knows no locks."""
    try:
        _system_lock(handle)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


if sys.platform == "win32":

    def _system_lock(handle: int) -> None:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _system_lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
