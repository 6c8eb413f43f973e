"""A file replaced as a whole: whoever reads it sees the old text or the new one, never a part.

That holds when the process is killed at any moment, and when the power goes.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_Done = TypeVar("_Done")

_WINDOWS = os.name == "nt"
_BINARY = getattr(os, "O_BINARY", 0)

_PATIENCE = 2.0
"""Seconds for which Windows may refuse because somebody has the file open."""


def replace(path: Path, data: bytes, half: str = "") -> None:
    """Put `data` in the file's place; a new file is the owner's own (0600). Raises OSError.

    `half` tells two writers apart that may be at it at once. A link stays a link: what it leads
    to is replaced.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    made = target.with_name(f"{target.name}{half}.new")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _patiently(lambda: made.replace(target))
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def octets(path: Path, most: int = -1) -> bytes:
    """What the file holds, the first `most` octets of it. Raises OSError."""

    def read() -> bytes:
        with path.open("rb") as stream:
            return stream.read(most)

    return _patiently(read)


def _patiently(do: Callable[[], _Done]) -> _Done:
    """Windows refuses while another program has the file in its hands: a moment later it does."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return do()
        except PermissionError:
            if not _WINDOWS or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _settle(folder: Path) -> None:
    """The new name, too, is on the disk; Windows has no such thing to ask for."""
    if _WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
