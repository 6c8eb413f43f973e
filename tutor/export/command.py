"""`export FILE --to FORMAT`: any transcript that `annotate` reads, published."""

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from tutor import screen
from tutor.core.events import Exchange
from tutor.core.wire import Remark, Wire
from tutor.export import FORMATS, selecting
from tutor.export.guarding import Guard, MaskError, SecretError
from tutor.export.leaving import tidily
from tutor.export.letters import Letters, Open
from tutor.export.progress import Progress
from tutor.export.putting import is_stdout, written
from tutor.log import Header, Log, Reader
from tutor.page import Detail
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report
from tutor.render.sheet import About, LongError, Make, Writer
from tutor.session import Session
from tutor.words import Words
from tutor.world import World

_IN_MEMORY = 8 << 20


class Order(NamedTuple):
    """What is asked for: `only` and `mask` as on the command line, `both` languages or one;
    `detail` is None for what the settings say, else brief: a post is no reference book; `title` is
    None for the peer's name."""

    file: str
    to: str
    out: Path | None = None
    only: str | None = None
    mask: tuple[str, ...] = ()
    both: bool = False
    detail: Detail | None = None
    title: str | None = None


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
        detail=Detail(options.detail) if options.detail else None,
        title=options.title,
    )
    try:
        with tidily():
            publish(world, order)
    except ExportError as error:
        world.complain(error.key, **error.told)
        return error.code
    return 0


def publish(world: World, order: Order) -> None:
    """Publish a session. Raises ExportError, and what reading and writing raise."""
    if FORMATS[order.to].binary and is_stdout(order.out) and world.stdout.isatty():
        raise ExportError("error.export.binary", 2, format=order.to)
    if order.out is not None and _is_same(order.file, order.out):
        raise ExportError("error.export.itself", 2, path=order.out)
    with _in_words(world, order.out):
        choose = selecting.Chosen(order.only)
        guard = Guard(order.mask)
        found, again = _found(world, order.file, twice=guard.looks_ahead)
        header, facts = guard.masked(found, again)
        guard.begin(header)
        source = _Source(header, facts, guard, choose)
        (_letters if order.to == "eml" else _sheet)(world, source, order)
    report(world, found)


@contextmanager
def _in_words(world: World, out: Path | None) -> Iterator[None]:
    """What cannot be published, as a sentence. Raises ExportError."""
    try:
        yield
    except selecting.SelectionError as error:
        raise ExportError("error.export.only", 2, text=error) from error
    except MaskError as error:
        key = "error.export.mask" if error.args else "error.export.empty-mask"
        raise ExportError(key, 2, text=error) from error
    except SecretError as error:
        where = world.say(f"error.export.in.{error.where}")
        key = f"error.export.secret.{error.what}"
        raise ExportError(key, 1, where=where, after=error.after) from error
    except LongError as error:
        raise ExportError("error.export.long", 2, rows=f"{error.rows:,}") from error
    except (IsADirectoryError, FileNotFoundError) as error:
        key = _PLACES.get((type(error), error.filename == str(out)), "")
        if out is None or not key or error.filename not in (str(out), str(out.parent)):
            raise
        raise ExportError(key, 2, path=error.filename) from error


_PLACES = {
    (IsADirectoryError, True): "error.export.folder",
    (FileNotFoundError, False): "error.export.no-folder",
}
"""What is said of a place by what is the matter, and whether it is the one that was named."""


def _is_same(file: str, out: Path) -> bool:
    """Whether the session would be written over by what is made of it."""
    try:
        return os.path.samefile(file, out) and out.is_file()
    except OSError:
        return False


Facts = Iterable[Wire | Remark]


def _found(world: World, name: str, *, twice: bool) -> tuple[Log | Reader, Callable[[], Facts]]:
    """The session, and its facts for a look ahead: a file is read again, so that a long one is
    never held as a whole; what comes through a pipe has to be."""
    found = read(world, name)
    if twice and isinstance(found, Reader):
        if name != "-" and Path(name).is_file():
            return found, lambda: read(world, name).facts
        found = found.whole()
    return found, lambda: found.facts


class _Source(NamedTuple):
    """What is published: masked facts, and who looks at what they mean."""

    header: Header
    facts: Facts
    guard: Guard
    choose: selecting.Chosen


def _sheet(world: World, source: _Source, order: Order) -> None:
    """A format that is one file."""
    own = world.words
    words = (own, Words("en" if own.language == "zh" else "zh")) if order.both else (own,)
    with written(world, order.out) as stream, _scratch() as scratch:
        about = About(
            source.header,
            _title(order, source),
            words,
            order.detail or screen.detail(world, Detail.BRIEF),
            scratch,
            whole=order.only is None,
        )
        make: Make = import_module(FORMATS[order.to].module).writer
        _feed(world, source, make(stream.write, about))


def _title(order: Order, source: _Source) -> str:
    peer = source.header.peer
    return order.title or (peer if peer and peer != order.file else Path(order.file).name)


def _feed(world: World, source: _Source, writer: Writer | Letters) -> None:
    """Everything that is to be published, in its order."""
    session = Session(PROTOCOLS.get(source.header.protocol or ""))
    choose, guard = source.choose, source.guard
    with Progress(world) as progress:
        for fact in source.facts:
            came = session.see(fact) if isinstance(fact, Wire) else [fact]
            for each in (passed for what in came for passed in choose.take(what)):
                if isinstance(each, Remark):
                    guard.hear(each)
                    writer.remark(each)
                else:
                    guard.look(each)
                    writer.item(each)
                    progress.count(isinstance(each.event, Exchange))
        if not choose.any:
            raise ExportError("error.export.nothing", 2, only=choose.text, last=choose.last)
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
        with written(world, out / name, sure=False) as stream:
            yield stream

    return open_next
