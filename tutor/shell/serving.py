"""`serve`: the practice server alone, beginning with the lines to type."""

import argparse
import asyncio
import json
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from errno import EEXIST
from pathlib import Path

from tutor import course, log, practice, staging
from tutor.core.wire import What, Wire
from tutor.lesson import Lesson
from tutor.net.server import POP3_PORT, SMTP_PORT, PracticeServer, Watcher
from tutor.net.tls import TlsUnavailable
from tutor.practice import accounts
from tutor.practice.samples import fill_walkthrough
from tutor.protocols import PROTOCOLS
from tutor.session import Session
from tutor.world import World


def run(world: World, options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; returns the exit code."""
    try:
        known, made = _practice(options)
    except (accounts.AccountsError, course.CourseError, UnicodeError) as error:
        world.complain("error.accounts", path=options.accounts or options.lesson, reason=error)
        return 2
    watch = _recorder(options.log) if options.log else None
    if options.ca_out is not None and options.ca_out.exists() and not world.force:
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(options.ca_out))
    return asyncio.run(_serve(world, options, known, PracticeServer(made, watch)))


def _practice(
    options: argparse.Namespace,
) -> tuple[list[practice.Account], practice.Practice]:
    if options.lesson:
        lesson = _furnished(options.lesson)
        return staging.people(lesson), staging.staged(lesson)
    known = list(practice.BUILT_IN)
    if options.accounts:
        known = list(accounts.read(options.accounts.read_text("utf-8-sig")))
    made = practice.practice(options.style, known)
    if options.style == "coremail":
        fill_walkthrough(made.store, known[0])
    return known, made


def _furnished(name: str) -> Lesson:
    """A lesson and its letters. Raises CourseError."""
    _, entry = course.choose(name)
    lesson = course.find(name)
    return lesson if entry is None else staging.furnished(lesson, entry.path.parent)


async def _serve(
    world: World,
    options: argparse.Namespace,
    known: list[practice.Account],
    server: PracticeServer,
) -> int:
    given = {name: getattr(options, name) for name in ("smtp", "pop3", "smtps", "pop3s")}
    secure = options.ca_out is not None
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows ends a program otherwise
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        await server.start(
            SMTP_PORT if given["smtp"] is None else given["smtp"],
            POP3_PORT if given["pop3"] is None else given["pop3"],
            0 if given["smtps"] is None and secure else given["smtps"],
            0 if given["pop3s"] is None and secure else given["pop3s"],
            options.host,
            strict=frozenset(name for name in given if given[name]),
        )
    except OSError as error:
        world.complain("error.serve.port", reason=error.strerror or error)
        return 3
    except TlsUnavailable:
        world.complain("error.serve.tls")
        return 2
    code = 0
    try:
        if options.ca_out is not None:
            _write(options.ca_out, server.certificate.ca, force=world.force)
        _announce(world, server, known, options.host)
        await stopped.wait()
    except asyncio.CancelledError:
        code = 130
    finally:
        await server.stop()
    world.complain("ui.serve.stopped")
    return code


def _announce(
    world: World, server: PracticeServer, known: list[practice.Account], host: str
) -> None:
    """With --json one object with all ports; else the exact lines to type."""
    out = world.stdout
    shown = "localhost" if host in ("127.0.0.1", "::1", "") else host
    if host in ("0.0.0.0", "::"):
        shown = socket.gethostname()
    bracketed = f"[{shown}]" if ":" in shown else shown
    if world.json:
        out.write(json.dumps({"host": host, **server.ports}) + "\n")
        out.flush()
        return
    for name in ("smtp", "pop3"):
        out.write(f"telnet {shown} {server.ports[name]}\n")
    for name in ("smtps", "pop3s"):
        if name in server.ports:
            out.write(f"openssl s_client -quiet -crlf -connect {bracketed}:{server.ports[name]}\n")
    domains = sorted(server.practice.store.domains)
    home = server.practice.host.lower()
    domain = next((name for name in domains if home.endswith(name)), domains[0])
    out.write("\n" + world.say("ui.serve.accounts") + "\n")
    for each in known[:40]:
        out.write(f"  {each.id}@{domain}  {each.code}\n")
    out.write("\n" + world.say("ui.serve.how") + "\n")
    out.flush()


def _write(path: Path, data: bytes, *, force: bool) -> None:
    with path.open("wb" if force else "xb") as stream:
        stream.write(data)


def _recorder(folder: Path) -> Watcher:
    """A recording of each connection, secrets masked."""
    folder.mkdir(parents=True, exist_ok=True)

    def watch(protocol: str, number: int) -> Callable[[Wire], None] | None:
        now = datetime.now(UTC)
        path = folder / f"{now.strftime('%Y%m%d-%H%M%S')}-{number:05}-{protocol}{log.SUFFIX}"
        try:
            stream = log.create(path)
        except OSError:
            return None
        header = log.Header(protocol, f"practice:{protocol}", now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        recorder = log.Recorder(stream.write, header)
        session = Session(PROTOCOLS[protocol], sinks=[lambda item: recorder(item.event)])

        def see(wire: Wire) -> None:
            if stream.closed:
                return
            try:
                session.see(wire)
            except OSError:  # a disk that is full stops the recording, not the class
                stream.close()
            if wire.what is What.CLOSE:
                stream.close()

        return see

    return watch
