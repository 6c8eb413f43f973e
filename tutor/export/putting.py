"""Where a published session goes: a file that is never seen half-written, a pipe, or stdout."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST, EISDIR, ENOENT
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import IO

from tutor.world import World

_IN_MEMORY = 8 << 20


def is_stdout(out: Path | None) -> bool:
    """Whether it goes to stdout, as `-` says too."""
    return out is None or str(out) == "-"


@contextmanager
def written(world: World, out: Path | None, *, sure: bool = True) -> Iterator[IO[bytes]]:
    """A stream; what was written to it is put in its place when all went well, and only then.

    So a fault found on the way leaves nothing behind, on stdout neither. Raises FileExistsError
    where something is in that place and it is not to be replaced, OSError where it cannot be put.
    With `sure` it is on the disk before it has its name; one of thousands of files need not be.
    """
    if out is None or is_stdout(out):
        world.stdout.flush()
        with _afterwards(world.stdout.buffer) as stream:
            yield stream
        return
    place = _place(out, force=world.force)
    if _passes_on(place):
        with place.open("wb") as pipe, _afterwards(pipe) as stream:
            yield stream
        return
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name[:40]}.", delete=False) as file:
        half = Path(file.name)
        try:
            yield file
            file.flush()
            if sure:
                os.fsync(file.fileno())
            file.close()
            half.chmod(_mode(place))
            _place(out, force=world.force)  # somebody may have been faster
            half.replace(place)
        except BaseException:
            with contextlib.suppress(OSError):  # on a full disk closing fails once more
                file.close()
            half.unlink(missing_ok=True)
            raise


@contextmanager
def _afterwards(out: IO[bytes]) -> Iterator[IO[bytes]]:
    """A stream whose octets go on to `out` when they are all there."""
    with SpooledTemporaryFile(_IN_MEMORY) as stream:
        yield stream
        stream.seek(0)
        shutil.copyfileobj(stream, out)
        out.flush()


def _place(out: Path, *, force: bool) -> Path:
    """Where it will stand: what a link names. Raises OSError where it cannot stand there."""
    place = Path(os.path.realpath(out))
    if place.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(out))
    if not place.parent.is_dir():
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(out.parent))
    if place.exists() and not _passes_on(place) and not (force and place.is_file()):
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(out))
    return place


def _passes_on(place: Path) -> bool:
    """Whether it is a pipe or a terminal: nothing of what was there is lost."""
    try:
        mode = place.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def _mode(out: Path) -> int:
    """What is published is as open as what its owner writes otherwise."""
    if out.exists():
        return out.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
