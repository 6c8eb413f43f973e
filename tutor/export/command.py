"""`export FILE --to FORMAT`: any transcript that `annotate` reads, published."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from tutor.core.events import Exchange
from tutor.core.wire import Remark, Wire
from tutor.export import FORMATS, selecting
from tutor.export.guarding import Guard, MaskError, SecretError
from tutor.export.letters import Letters, Open
from tutor.export.progress import Progress
from tutor.export.putting import is_stdout, written
from tutor.log import Header
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
    try:
        guard = Guard(options.mask)
        found = read(world, options.file)
        header, facts = guard.masked(found)
        source = _Source(header, facts, guard, choose)
        code = _letters(world, source, out) if name == "eml" else _sheet(world, source, options)
    except MaskError as error:
        world.complain("error.export.mask", text=error)
        return 2
    except SecretError as error:
        where = world.say(f"error.export.in.{error.where}")
        world.complain(f"error.export.secret.{error.what}", where=where, after=error.after)
        return 1
    report(world, found)
    return code


class _Source(NamedTuple):
    """What is published: masked facts, and who looks at what they mean."""

    header: Header
    facts: Iterable[Wire | Remark]
    guard: Guard
    choose: selecting.Chosen


def _sheet(world: World, source: _Source, options: argparse.Namespace) -> int:
    """A format that is one file."""
    words = _languages(world, options)
    with written(world, options.out) as stream, _scratch() as scratch:
        about = About(source.header, _title(options.file, source), words, scratch=scratch)
        make: Make = import_module(FORMATS[options.to].module).writer
        _feed(world, source, make(stream.write, about))
    return 0


def _title(file: str, source: _Source) -> str:
    peer = source.header.peer
    return peer if peer and peer != file else Path(file).name


def _languages(world: World, options: argparse.Namespace) -> tuple[Words, ...]:
    """One language, or both with that of the user first."""
    own = world.words
    if getattr(options, "lang", None) != "both":
        return (own,)
    return own, Words("en" if own.language == "zh" else "zh")


def _feed(world: World, source: _Source, writer: Writer | Letters) -> None:
    """Everything that is to be published, in its order."""
    session = Session(PROTOCOLS.get(source.header.protocol or ""))
    choose, guard = source.choose, source.guard
    with Progress(world) as progress:
        for fact in source.facts:
            if not isinstance(fact, Wire):
                if choose(None):
                    guard.hear(fact)
                    writer.remark(fact)
                continue
            items = session.see(fact)
            for item in items:
                if choose(item.seq):
                    guard.look(item)
                    writer.item(item)
            progress.count(sum(isinstance(item.event, Exchange) for item in items))
        writer.end()


@contextmanager
def _scratch() -> Iterator[Callable[[], IO[bytes]]]:
    """Room in memory, beyond some of it on the disk; given back at the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))


# -- messages ------------------------------------------------------------------------------------


class _ManyError(Exception):
    """More messages than there is room for."""


def _letters(world: World, source: _Source, out: Path | None) -> int:
    """Messages: each into a file of a folder, or the only one to a file or stdout."""
    alone = out is None or is_stdout(out) or out.suffix == ".eml"
    with _scratch() as scratch:
        only = scratch()
        open_next = _single(only) if alone or out is None else _folder(world, out)
        letters = Letters(open_next, scratch)
        try:
            _feed(world, source, letters)
        except _ManyError:
            world.complain("error.export.letters")
            return 2
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
