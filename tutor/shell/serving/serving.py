"""`serve`: the practice server alone, beginning with the lines to type."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tutor import course, practice, staging
from tutor.data import Fault, because
from tutor.lesson import Lesson, Task
from tutor.lesson.scene import is_secure
from tutor.net.server import POP3_PORT, SMTP_PORT, Watcher
from tutor.net.tls import can_certify
from tutor.practice import accounts
from tutor.practice.samples import fill_walkthrough
from tutor.shell.lessons import syllabus
from tutor.shell.serving import announcing, opening
from tutor.shell.serving.blackboard import Blackboard
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
    """Serve until Ctrl-C; returns the exit code. Raises ReadingError for --replay."""
    if options.replay is not None:
        from tutor.shell.serving import reenacting

        return reenacting.run(world, options)
    try:
        known = _accounts(options.accounts)
        made = _lesson(world, options, known) if options.lesson else _free(options, known)
    except accounts.AccountsError as error:
        from tutor import blaming

        told = blaming.said(world.words, error.reason)
        key = "error.accounts.yaml" if _is_yaml(options.accounts) else "error.accounts"
        world.complain(key, path=options.accounts, reason=told)
        return 2
    except course.CourseError as error:
        syllabus.blame(world, error)
        return 2
    needs = made.secure | ({"smtp", "pop3"} if options.ca_out is not None else set())
    ports = {"smtp": SMTP_PORT, "pop3": POP3_PORT} | {f"{name}s": 0 for name in needs}

    def announce(where: announcing.Where) -> None:
        announcing.announce(world, where, made.known, made.lesson)

    close = made.board.close if made.board is not None else None
    return opening.run(
        world, options, opening.Served(made.made, ports, announce, made.watch, close)
    )


# -- what is served ------------------------------------------------------------------------------


def _accounts(path: Path | None) -> list[practice.Account]:
    """The accounts of a file. Raises AccountsError, OSError."""
    if path is None:
        return []
    with path.open("rb") as stream:
        octets = stream.read(accounts.LONGEST + 1)
    if len(octets) > accounts.LONGEST:
        told = because("accounts.long", most=f"{accounts.LONGEST:,}")
        raise accounts.AccountsError(1, told)
    return list(accounts.read(accounts.decoded(octets), yaml=_is_yaml(path)))


def _is_yaml(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml")


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


def _is_learnable(lesson: Lesson) -> bool:
    """Whether `learn --server` can do it here: it names one server for each protocol, so there is
    none for hosts of their own; and where the learner plays the server, nobody calls it."""
    is_client = any(isinstance(step, Task) for step in lesson.steps)
    return is_client and not lesson.local_only and not lesson.faces


def _lesson(world: World, options: argparse.Namespace, known: list[practice.Account]) -> _Set:
    """The server of a lesson, for a class. Raises CourseError."""
    from tutor.classroom import Classroom, Tapes

    _, entry = course.choose(options.lesson)
    if entry is None:
        course.find(options.lesson)  # says that a folder is none
        raise course.CourseError(options.lesson)
    lesson = staging.furnished(course.lesson(entry), entry.path.parent)
    found = staging.unknown(lesson, entry.path.parent)
    faults = [Fault(str(entry.path), *each) for each in found]
    if faults:
        raise course.CourseError.of(faults)
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
    named = announcing.Lesson(entry.name, _is_learnable(lesson), entry.name != entry.id)
    return _Set(made, shown, None, named, board, needs)
