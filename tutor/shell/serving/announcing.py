"""What `serve` says first: the lines that people type, the accounts, and how a class begins."""

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from tutor import practice
from tutor.core.visible import visible
from tutor.world import World

_WILD = ("0.0.0.0", "::")
_MOST = 40
"""Accounts that are shown of a list; a class is shown whole."""

_NAME = "NAME"
"""What a student replaces by his own, in the line that he copies."""


class Shown(NamedTuple):
    """An account as it is shown; `name` only of a student."""

    address: str
    code: str
    name: str = ""


class Lesson(NamedTuple):
    """What `learn` calls the lesson, whether it can be done on this server by `learn`, too, and
    whether it is a file of the teacher's own."""

    name: str
    learnable: bool
    is_file: bool = False


class Where(NamedTuple):
    """Where the server listens."""

    host: str
    ports: Mapping[str, int]

    @property
    def name(self) -> str:
        """What to type for this machine."""
        if self.host in _WILD:
            return socket.gethostname()
        return "localhost" if self.host in ("127.0.0.1", "::1", "") else self.host

    @property
    def addresses(self) -> list[str]:
        """By what else this machine may be called from others."""
        return _addresses(self.host) if self.host in _WILD else []


def domain(made: practice.Practice) -> str:
    """What stands behind the @ of an address."""
    domains, home = sorted(made.store.domains), made.host.lower()
    return next((name for name in domains if home.endswith(name)), domains[0])


def announce(
    world: World, where: Where, known: Sequence[Shown], lesson: Lesson | None = None
) -> None:
    """With --json one object with all ports; else the exact lines to type."""
    out = world.stdout
    if world.json:
        told: dict[str, object] = {"host": where.host, **where.ports}
        if where.addresses:
            told |= {"name": where.name, "addresses": where.addresses}
        if lesson is not None:
            told |= {"lesson": lesson.name, "students": sum(bool(each.name) for each in known)}
        out.write(json.dumps(told) + "\n")
        out.flush()
        return
    rows = [*to_type(where, where.name)]
    for address in where.addresses:
        first = address == where.addresses[0]
        rows += ["", world.say("ui.serve.addresses")] if first else []
        rows += to_type(where, address)
    own = {name: port for name, port in where.ports.items() if ":" in name}
    if own:
        rows += ["", world.say("ui.serve.hosts")]
        rows += [f"{name}: telnet {where.name} {port}" for name, port in own.items()]
    rows += ["", world.say("ui.serve.how"), world.say("ui.serve.stop")]
    if where.host not in _WILD and any(each.name for each in known):
        rows += [world.say("ui.serve.near")]
    rows += ["", *_accounts(world, known)]
    if lesson is not None and lesson.learnable:
        students = any(each.name for each in known)
        how = world.say("ui.serve.learn.class" if students else "ui.serve.learn")
        rows += ["", how, _learn(where, lesson, f"{_NAME}@" if students else "")]
        rows += [world.say("ui.serve.file")] if lesson.is_file else []
    out.write("".join(f"{visible(row)}\n" for row in rows))
    out.flush()


def to_type(where: Where, host: str) -> Iterator[str]:
    """The lines that open a connection from a shell."""
    for name in ("smtp", "pop3"):
        if name in where.ports:
            yield f"telnet {host} {where.ports[name]}"
    for name in ("smtps", "pop3s"):
        if name in where.ports:
            yield f"openssl s_client -quiet -crlf -connect {_bracketed(host)}:{where.ports[name]}"


def _accounts(world: World, known: Sequence[Shown]) -> Iterator[str]:
    students = any(each.name for each in known)
    yield world.say("ui.serve.students" if students else "ui.serve.accounts")
    for each in known if students else known[:_MOST]:
        yield f"  {each.address}  {each.code}" + (f"  {each.name}" if each.name else "")


def _learn(where: Where, lesson: Lesson, user: str) -> str:
    """The command with which students do the lesson itself on this server."""
    host = f"{user}{_bracketed(where.name)}"
    servers = (f"--server {name}={name}://{host}:{where.ports[name]}" for name in ("smtp", "pop3"))
    return f"wiretutor learn {lesson.name} {' '.join(servers)}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _addresses(host: str) -> list[str]:
    """The addresses of this machine at which a server on `host` can be reached from others: none
    of loopback, and none that needs an interface's name beside it."""
    found: list[str] = []
    with suppress(OSError):
        found += [str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None)]
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # Nothing is sent: the system only says from which address it would send there.
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            found.append(str(probe.getsockname()[0]))
    apart = ("127.", "::1", "fe80", "0.0.0.0")
    fit = [each for each in dict.fromkeys(found) if not each.startswith(apart)]
    return [each for each in fit if host == "::" or ":" not in each]
