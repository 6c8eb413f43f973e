"""The edge where recordings are found and opened."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tutor import log
from tutor.grading import naming
from tutor.grading.recording import Recording
from tutor.grading.work import Work, about

MOST = 20_000
"""Recordings that are looked for; no class makes as many."""

_STAMP = re.compile(r"^(\d{8}-\d{6})-(\d{6})-")
"""How our own recordings are named: the second and its microseconds."""


class Found(NamedTuple):
    """A file that may be a recording: its name for people, and its folder's where that tells whose
    it is."""

    path: str
    folder: str = ""


def find(name: str) -> list[Found]:
    """The recordings that a name means: the file, or all those in a folder and below it. A link
    that leads out of the folder is not followed. Raises OSError."""
    top = Path(name)
    if not top.is_dir():
        if top.exists() and not top.is_file():  # a pipe would wait for ever, and is read once
            raise OSError(0, "not a file", name)
        top.open("rb").close()
        return [Found(name)]
    root = top.resolve()
    found = []
    for place, folders, files in os.walk(top, onerror=_raise):
        folders.sort()
        folder = "" if Path(place) == top else Path(place).name
        for each in sorted(files):
            path = Path(place, each)
            if each.endswith(log.SUFFIX) and path.is_file() and _inside(path, root):
                found.append(Found(str(path), folder))
        if len(found) > MOST:
            return found[:MOST]
    return found


def work(found: Found, lesson: str) -> Work:
    """What a file's first row says. Raises OSError, and LogError if it is no recording."""
    recording = open_path(found.path)
    header, name = recording.header, Path(found.path).name
    known = about(header)
    owner, shown = naming.owner(known.student, found.folder, name, lesson)
    if known.student is not None and known.name not in (None, known.student):
        shown = f"{known.student} {known.name}"
    began, exact = _began(header.started, name)
    return Work(found.path, found.path, known, owner, shown, header.started[:40], began, exact)


def open_work(found: Work) -> Recording:
    """The recording of a piece of work. Raises OSError, and LogError if it is none any more."""
    return open_path(found.path)


def open_path(path: str) -> Recording:
    """A recording, read as its rows are asked for."""
    return Recording(_lines(path), path)


def real(path: str) -> str:
    """The file itself, however it was named."""
    return os.path.realpath(path)


def _lines(path: str) -> Iterator[bytes]:
    with Path(path).open("rb") as stream:
        yield from log.rows(stream)


def _inside(path: Path, root: Path) -> bool:
    return not path.is_symlink() or path.resolve().is_relative_to(root)


def _raise(error: OSError) -> None:
    raise error


def _began(started: str, name: str) -> tuple[float | None, bool]:
    """When a recording began, and whether to less than a second: our own names tell that."""
    try:
        at = datetime.fromisoformat(started[:40])
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None, False
    stamp = _STAMP.match(name)
    if stamp is None:
        return seconds, "." in started
    try:
        named = datetime.strptime(stamp[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return seconds, False
    near = 0 <= seconds - named <= 1
    return (named + int(stamp[2]) / 1e6, True) if near else (seconds, False)
