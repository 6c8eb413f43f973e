"""A server in the foreground: its ports are opened, it is announced, and it serves until Ctrl-C."""

import argparse
import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EEXIST
from pathlib import Path
from typing import NamedTuple

from tutor.net.server import House, PracticeServer, Watcher
from tutor.net.tls import TlsUnavailable
from tutor.shell.serving.announcing import Where
from tutor.world import World

_NAMES = ("smtp", "pop3", "smtps", "pop3s")


class Served(NamedTuple):
    """Who is served and where.

    ports: where it listens if nothing else is said, None: not at all
    announce: what is said first; close: what is done last; watch: who sees each connection
    """

    made: House
    ports: Mapping[str, int | None]
    announce: Callable[[Where], None]
    watch: Watcher | None = None
    close: Callable[[], None] | None = None


def run(world: World, options: argparse.Namespace, served: Served) -> int:
    """Serve until Ctrl-C; returns the exit code. Raises FileExistsError for --ca-out."""
    if options.ca_out is not None and options.ca_out.exists() and not world.force:
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(options.ca_out))
    return asyncio.run(_serve(world, options, served))


async def _serve(world: World, options: argparse.Namespace, served: Served) -> int:
    server = PracticeServer(served.made, served.watch)
    given = {name: getattr(options, name) for name in _NAMES}
    ports = {
        name: served.ports.get(name) if given[name] is None else given[name] for name in _NAMES
    }
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows ends a program otherwise
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        strict = frozenset(name for name in given if given[name])
        await server.start(
            ports["smtp"],
            ports["pop3"],
            ports["smtps"],
            ports["pop3s"],
            options.host,
            strict=strict,
        )
    except OSError as error:
        world.complain("error.serve.port", reason=world.trouble(error))
        return 3
    except TlsUnavailable:
        world.complain("error.serve.tls")
        return 2
    code = 0
    try:
        if options.ca_out is not None:
            _write(options.ca_out, server.certificate.ca, force=world.force)
        served.announce(Where(options.host, server.ports))
        await stopped.wait()
    except asyncio.CancelledError:
        code = 130
    finally:
        await server.stop()
        if served.close is not None:
            served.close()
    world.complain("ui.serve.stopped")
    return code


def _write(path: Path, data: bytes, *, force: bool) -> None:
    with path.open("wb" if force else "xb") as stream:
        stream.write(data)
