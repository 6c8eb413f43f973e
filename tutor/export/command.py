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


class Order(NamedTuple):
    """What is asked for: `only` and `mask` as on the command line, `both` languages or one."""

    file: str
    to: str
    out: Path | None = None
    only: str | None = None
    mask: tuple[str, ...] = ()
    both: bool = False


class ExportError(Exception):
    """It cannot be published: `key` names the sentence, `told` fills it; `code` is to exit with."""

    def __init__(self, key: str, code: int, **told: object) -> None:
        super().__init__(key)
        self.key = key
        self.code = code
        self.told = told


def run(world: World, options: argparse.Namespace) -> int:
    """Publish a session; returns the exit code. Raises ReadingError, FileExistsError, OSError."""
    order = Order(
        options.file,
        options.to,
        options.out,
        options.only,
        tuple(options.mask),
        both=getattr(options, "lang", None) == "both",
    )
    try:
        publish(world, order)
    except ExportError as error:
        world.complain(error.key, **error.told)
        return error.code
    return 0


def publish(world: World, order: Order) -> None:
    """Publish a session. Raises ExportError, and what reading and writing raise."""
    try:
        choose = selecting.chosen(order.only)
    except selecting.SelectionError as error:
        raise ExportError("error.export.only", 2, text=error) from error
    if FORMATS[order.to].binary and is_stdout(order.out) and world.stdout.isatty():
        raise ExportError("error.export.binary", 2, format=order.to)
    try:
        guard = Guard(order.mask)
        found = read(world, order.file)
        header, facts = guard.masked(found)
        source = _Source(header, facts, guard, choose)
        (_letters if order.to == "eml" else _sheet)(world, source, order)
    except MaskError as error:
        raise ExportError("error.export.mask", 2, text=error) from error
    except SecretError as error:
        where = world.say(f"error.export.in.{error.where}")
        key = f"error.export.secret.{error.what}"
        raise ExportError(key, 1, where=where, after=error.after) from error
    report(world, found)


class _Source(NamedTuple):
    """What is published: masked facts, and who looks at what they mean."""

    header: Header
    facts: Iterable[Wire | Remark]
    guard: Guard
    choose: selecting.Chosen


def _sheet(world: World, source: _Source, order: Order) -> None:
    """A format that is one file."""
    own = world.words
    words = (own, Words("en" if own.language == "zh" else "zh")) if order.both else (own,)
    with written(world, order.out) as stream, _scratch() as scratch:
        about = About(source.header, _title(order.file, source), words, scratch=scratch)
        make: Make = import_module(FORMATS[order.to].module).writer
        _feed(world, source, make(stream.write, about))


def _title(file: str, source: _Source) -> str:
    peer = source.header.peer
    return peer if peer and peer != file else Path(file).name


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


def _letters(world: World, source: _Source, order: Order) -> None:
    """Messages: each into a file of a folder, or the only one to a file or stdout."""
    out = order.out
    alone = out is None or is_stdout(out) or out.suffix == ".eml"
    with _scratch() as scratch:
        only = scratch()
        open_next = _single(only) if alone or out is None else _folder(world, out)
        letters = Letters(open_next, scratch)
        _feed(world, source, letters)
        if not letters.written:
            raise ExportError("error.export.no-letter", 1)
        if alone:
            only.seek(0)
            with written(world, out) as stream:
                while data := only.read(1 << 20):
                    stream.write(data)


def _single(only: IO[bytes]) -> Open:
    def open_next(_name: str) -> AbstractContextManager[IO[bytes]]:
        if only.tell():
            raise ExportError("error.export.letters", 2)
        return nullcontext(only)

    return open_next


def _folder(world: World, out: Path) -> Open:
    @contextmanager
    def open_next(name: str) -> Iterator[IO[bytes]]:
        out.mkdir(parents=True, exist_ok=True)
        with written(world, out / name) as stream:
            yield stream

    return open_next
