"""`export FILE --to FORMAT`: any transcript that `annotate` reads, published."""

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from tutor.core.events import Exchange
from tutor.core.wire import Wire
from tutor.export import FORMATS, selecting
from tutor.export.letters import Letters, Open
from tutor.export.progress import Progress
from tutor.export.putting import is_stdout, written
from tutor.log import Log, Reader
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report
from tutor.render.sheet import About, Make, Writer
from tutor.session import Session
from tutor.words import Words
from tutor.world import World

_IN_MEMORY = 8 << 20


def run(world: World, options: argparse.Namespace) -> int:
    """Publish a session; returns the exit code. Raises ReadingError, FileExistsError, OSError."""
    name, out = options.to, options.out
    try:
        choose = selecting.chosen(options.only)
    except selecting.SelectionError as error:
        world.complain("error.export.only", text=error)
        return 2
    if FORMATS[name].binary and is_stdout(out) and world.stdout.isatty():
        world.complain("error.export.binary", format=name)
        return 2
    found = read(world, options.file)
    if name == "eml":
        return _letters(world, found, out, choose)
    with written(world, out) as stream:
        about = About(found.header, _title(options.file, found), _languages(world, options))
        make: Make = import_module(FORMATS[name].module).writer
        _feed(world, found, make(stream.write, about), choose)
    report(world, found)
    return 0


def _title(file: str, found: Log | Reader) -> str:
    peer = found.header.peer
    return peer if peer and peer != file else Path(file).name


def _languages(world: World, options: argparse.Namespace) -> tuple[Words, ...]:
    """One language, or both with that of the user first."""
    own = world.words
    if getattr(options, "lang", None) != "both":
        return (own,)
    return own, Words("en" if own.language == "zh" else "zh")


def _feed(
    world: World, found: Log | Reader, writer: Writer | Letters, choose: selecting.Chosen
) -> None:
    """Everything that is to be published, in its order."""
    session = Session(PROTOCOLS.get(found.header.protocol or ""))
    with Progress(world) as progress:
        for fact in found.facts:
            if not isinstance(fact, Wire):
                if choose(None):
                    writer.remark(fact)
                continue
            items = session.see(fact)
            for item in items:
                if choose(item.seq):
                    writer.item(item)
            progress.count(sum(isinstance(item.event, Exchange) for item in items))
        writer.end()


# -- messages ------------------------------------------------------------------------------------


class _ManyError(Exception):
    """More messages than there is room for."""


def _letters(world: World, found: Log | Reader, out: Path | None, choose: selecting.Chosen) -> int:
    """Messages: each into a file of a folder, or the only one to a file or stdout."""
    alone = out is None or is_stdout(out) or out.suffix == ".eml"
    with SpooledTemporaryFile(_IN_MEMORY) as only:
        letters = Letters(_single(only) if alone or out is None else _folder(world, out))
        try:
            _feed(world, found, letters, choose)
        except _ManyError:
            world.complain("error.export.letters")
            return 2
        report(world, found)
        if not letters.written:
            world.complain("error.export.no-letter")
            return 1
        if alone:
            only.seek(0)
            with written(world, out) as stream:
                while data := only.read(1 << 20):
                    stream.write(data)
    return 0


def _single(only: IO[bytes]) -> Open:
    def open_next(_name: str) -> AbstractContextManager[IO[bytes]]:
        if only.tell():
            raise _ManyError
        return nullcontext(only)

    return open_next


def _folder(world: World, out: Path) -> Open:
    @contextmanager
    def open_next(name: str) -> Iterator[IO[bytes]]:
        out.mkdir(parents=True, exist_ok=True)
        with written(world, out / name) as stream:
            yield stream

    return open_next
