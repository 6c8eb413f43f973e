"""`serve`: the practice server alone, beginning with the lines to type."""

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from errno import EEXIST
from pathlib import Path
from typing import NamedTuple

from tutor import course, practice, staging
from tutor.lesson.scene import is_secure
from tutor.net.server import POP3_PORT, SMTP_PORT, PracticeServer, Watcher
from tutor.net.tls import TlsUnavailable, can_certify
from tutor.practice import accounts
from tutor.practice.samples import fill_walkthrough
from tutor.shell import announcing, syllabus
from tutor.shell.blackboard import Blackboard
from tutor.world import World


class _Set(NamedTuple):
    """What is served: the server, its accounts as `announcing` shows them, who watches.

    lesson: what is done here; board: what happens in class is told there
    secure: the protocols that it needs with TLS from the first octet
    """

    made: practice.Practice
    known: Sequence[announcing.Shown]
    watch: Watcher | None = None
    lesson: announcing.Lesson | None = None
    board: Blackboard | None = None
    secure: frozenset[str] = frozenset()


def run(world: World, options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; returns the exit code."""
    try:
        known = _accounts(options.accounts)
        made = _lesson(world, options, known) if options.lesson else _free(options, known)
    except accounts.AccountsError as error:
        world.complain("error.accounts", path=options.accounts, reason=error)
        return 2
    except course.CourseError as error:
        syllabus.blame(world, error)
        return 2
    if options.ca_out is not None and options.ca_out.exists() and not world.force:
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(options.ca_out))
    return asyncio.run(_serve(world, options, made))


# -- what is served ------------------------------------------------------------------------------


def _accounts(path: Path | None) -> list[practice.Account]:
    """The accounts of a file. Raises AccountsError, OSError."""
    if path is None:
        return []
    with path.open("rb") as stream:
        octets = stream.read(accounts.LONGEST + 1)
    if len(octets) > accounts.LONGEST:
        raise accounts.AccountsError(1, f"the file is longer than {accounts.LONGEST:,} octets")
    return list(accounts.read(accounts.decoded(octets), yaml=path.suffix in (".yaml", ".yml")))


def _free(options: argparse.Namespace, known: list[practice.Account]) -> _Set:
    known = known or list(practice.BUILT_IN)
    made = practice.practice(options.style, known)
    if options.style == "coremail":
        fill_walkthrough(made.store, known[0])
    watch = None
    if options.log is not None:
        from tutor.classroom.tapes import Tapes, watcher

        watch = watcher(Tapes(options.log))
    domain = announcing.domain(made)
    return _Set(made, [announcing.Shown(f"{each.id}@{domain}", each.code) for each in known], watch)


def _lesson(world: World, options: argparse.Namespace, known: list[practice.Account]) -> _Set:
    """The server of a lesson, for a class. Raises CourseError."""
    from tutor.classroom import Classroom, Tapes

    _, entry = course.choose(options.lesson)
    if entry is None:
        course.find(options.lesson)  # says that a folder is none
        raise course.CourseError(options.lesson)
    lesson = staging.furnished(course.lesson(entry), entry.path.parent)
    faults = staging.unknown(lesson, entry.path.parent)
    told = [f"{entry.path}:{line}:{column}: {text}" for line, column, text in faults]
    if told:
        raise course.CourseError("\n".join(told))
    header = {"id": lesson.id, "hash": lesson.digest, "mode": "class", "seed": None}
    header |= {"student": None, "server": "practice"}
    tapes = Tapes(options.log, header) if options.log is not None else None
    board = Blackboard(world)
    made = Classroom(lesson, known, tell=board.tell, tapes=tapes)
    shown = [
        announcing.Shown(made.address(each), each.code, each.name if known else "")
        for each in known or staging.people(lesson)
    ]
    plain = lesson.hosts.keys() - lesson.faces.keys()
    needs = frozenset(lesson.hosts[each] for each in plain if is_secure(each) and can_certify())
    named = announcing.Lesson(entry.name, lesson.local_only)
    return _Set(made, shown, None, named, board, needs)


# -- serving -------------------------------------------------------------------------------------


async def _serve(world: World, options: argparse.Namespace, served: _Set) -> int:
    server = PracticeServer(served.made, served.watch)
    given = {name: getattr(options, name) for name in ("smtp", "pop3", "smtps", "pop3s")}
    needs = served.secure | ({"smtp", "pop3"} if options.ca_out is not None else set())
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows ends a program otherwise
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        await server.start(
            SMTP_PORT if given["smtp"] is None else given["smtp"],
            POP3_PORT if given["pop3"] is None else given["pop3"],
            0 if given["smtps"] is None and "smtp" in needs else given["smtps"],
            0 if given["pop3s"] is None and "pop3" in needs else given["pop3s"],
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
        where = announcing.Where(options.host, server.ports)
        announcing.announce(world, where, served.known, served.lesson)
        await stopped.wait()
    except asyncio.CancelledError:
        code = 130
    finally:
        await server.stop()
        if served.board is not None:
            served.board.close()
    world.complain("ui.serve.stopped")
    return code


def _write(path: Path, data: bytes, *, force: bool) -> None:
    with path.open("wb" if force else "xb") as stream:
        stream.write(data)
