"""Where a published session goes: a file that is never seen half-written, a folder, or stdout."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import IO

from tutor.world import World

_IN_MEMORY = 8 << 20


def is_stdout(out: Path | None) -> bool:
    """Whether it goes to stdout, as `-` says too."""
    return out is None or str(out) == "-"


@contextmanager
def written(world: World, out: Path | None) -> Iterator[IO[bytes]]:
    """A stream; what was written to it is put in its place when all went well, and only then.

    So a fault found on the way leaves nothing behind, on stdout neither. Raises FileExistsError
    where something is in that place and it is not to be replaced.
    """
    if out is None or is_stdout(out):
        with SpooledTemporaryFile(_IN_MEMORY) as stream:
            yield stream
            stream.seek(0)
            world.stdout.flush()
            shutil.copyfileobj(stream, world.stdout.buffer)
            world.stdout.buffer.flush()
        return
    _refuse(out, force=world.force)
    with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
        half = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            file.close()
            half.chmod(_mode(out))
            _refuse(out, force=world.force)  # somebody may have been faster
            half.replace(out)
        except BaseException:
            file.close()
            half.unlink(missing_ok=True)
            raise


def _refuse(out: Path, *, force: bool) -> None:
    if out.exists() and not (force and out.is_file()):
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(out))


def _mode(out: Path) -> int:
    """What is published is as open as what its owner writes otherwise."""
    if out.exists():
        return out.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
