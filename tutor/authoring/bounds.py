"""How much of a stranger's file is read: what is beyond is refused before it costs anything."""

from collections.abc import Iterator
from typing import BinaryIO

from tutor.data import Fault, because
from tutor.lesson.bounds import LONGEST


def octets(stream: BinaryIO) -> bytes:
    """What a file holds, and never more of it than tells that it is too long."""
    return stream.read(LONGEST + 1)


def too_long(held: bytes, path: str) -> Iterator[Fault]:
    """The fault of a file that goes on."""
    if len(held) > LONGEST:
        yield Fault(path, 1, 1, because("lesson.long", most=f"{LONGEST:,}"))
