"""Files that hold a session, whatever they are: read, explained, shown; nothing is sent."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from tutor import log, screen
from tutor.core.wire import Wire
from tutor.protocols import PROTOCOLS
from tutor.session import Session
from tutor.world import World

_MOST_TOLD = 20
"""Parts that were left out are named up to this many."""


class ReadingError(Exception):
    """The file holds no session; the text says what was found."""


def read(world: World, name: str) -> log.Log | log.Reader:
    """The facts of a file, or of stdin for `-`. Raises ReadingError.

    A log is read as its lines come; a transcript is read whole, since what a line means may only be
    told further down.
    """
    lines = _lines(world, name)
    first = next(lines, b"")
    if log.is_log(first):
        try:
            return log.Reader(chain([first], lines), name)
        except log.LogError as error:
            raise ReadingError(str(error)) from error
    return _pasted(world, first + b"".join(lines), name)


def _pasted(world: World, data: bytes, name: str) -> log.Log:
    """A transcript that this program did not record, and a word about what it leaves out of it."""
    from tutor import importing

    try:
        found = importing.read(data, name)
    except importing.ImportingError as error:
        raise ReadingError(world.say(error.key, where=error.where)) from error
    if found.skipped:
        told = ", ".join(str(part.line) for part in found.skipped[:_MOST_TOLD])
        more = ", ..." if len(found.skipped) > _MOST_TOLD else ""
        world.complain("error.importing.skipped", lines=told + more)
    return log.Log(log.Header(found.protocol, peer=name), found.wires)


def _lines(world: World, name: str) -> Iterator[bytes]:
    if name == "-":
        yield from log.rows(world.stdin)
        return
    with Path(name).open("rb") as stream:
        yield from log.rows(stream)


def annotate_file(world: World, name: str, save: Path | None = None) -> int:
    """Explain a file line by line; `save` keeps it as a session log, secrets masked.

    Saved to `-`, the log is the product, and stands alone on stdout.
    """
    found = read(world, name)
    if world.force and isinstance(found, log.Reader):
        found = found.whole()  # what is saved may take the place of what is read
    session = Session(PROTOCOLS.get(found.header.protocol or ""))
    with _saving(world, save) as stream:
        recorder = None if stream is None else log.Recorder(stream.write, found.header)
        if recorder is not None:
            session.add(lambda item: recorder(item.event))
        if stream is not world.stdout.buffer:
            session.add(screen.sink(world, live=world.terminal))
        for fact in found.facts:
            if isinstance(fact, Wire):
                session.see(fact)
            elif recorder is not None:
                recorder.remark(fact)
    world.stdout.flush()
    report(world, found)
    return 0


def _saving(world: World, save: Path | None) -> AbstractContextManager[BinaryIO | None]:
    if save is None:
        return nullcontext()
    if str(save) == "-":
        return nullcontext(world.stdout.buffer)
    return log.create(save, force=world.force)


def report(world: World, found: log.Log | log.Reader) -> None:
    """What of a log was not understood."""
    if found.unknown:
        world.complain("error.log.unknown", count=found.unknown)
    if found.damaged:
        world.complain("error.log.damaged", count=found.damaged)


def wires(found: log.Log | log.Reader) -> Iterator[Wire]:
    """The wires of a log, without its remarks."""
    return (fact for fact in found.facts if isinstance(fact, Wire))
