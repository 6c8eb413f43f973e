"""The recordings in the state folder: one file a session, bounded in number and in size."""

import contextlib
import os
import re
import time
from pathlib import Path

from tutor import log

MOST = 200
"""Recordings kept by themselves; the oldest go first."""
MOST_OCTETS = 512 * 1024 * 1024


def folder(state: Path) -> Path:
    """Where recordings are kept."""
    return state / "recordings"


def new_path(state: Path, name: str, now: float) -> Path:
    """A file name that sorts by time and says what it is; nothing a server says gets into it.

    `now` is seconds since 1970.
    """
    micros = f"{int(now % 1 * 1e6):06}"
    stamp = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{micros}"
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-.")[:60] or "session"
    return folder(state) / f"{stamp}-{safe}{log.SUFFIX}"


def paths(state: Path) -> list[Path]:
    """The recordings of the state folder, the newest first."""
    try:
        found = [path for path in folder(state).iterdir() if path.name.endswith(log.SUFFIX)]
    except FileNotFoundError:
        return []
    # Names sort by time. A link out of the folder is no recording of ours.
    return sorted(
        (path for path in found if path.is_file() and not path.is_symlink()), reverse=True
    )


def numbered(state: Path, name: str) -> Path | None:
    """The recording that has this number in the list, from 1, the newest first."""
    number = int(name) if name.isascii() and name.isdecimal() and len(name) < 6 else 0
    return next(iter(paths(state)[number - 1 : number]), None) if number else None


def prune(state: Path, most: int = MOST, octets: int = MOST_OCTETS) -> int:
    """Remove the oldest recordings beyond the bounds; returns how many went."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder(state)) as entries:
        # Names sort by time. Every session passes here, so no Path is made for each file.
        found = sorted((entry.name, entry) for entry in entries if entry.name.endswith(log.SUFFIX))
        total = removed = 0
        for number, (_, entry) in enumerate(reversed(found)):
            with contextlib.suppress(OSError):
                total += entry.stat().st_size
                if number and (number >= most or total > octets):
                    os.unlink(entry.path)
                    removed += 1
        return removed
    return 0
