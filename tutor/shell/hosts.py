"""The walkthrough's shell, where there is no connection: `telnet HOST PORT`, `nc`, `openssl`."""

import shlex
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from tutor.lesson.scene import is_secure
from tutor.net.link import Target
from tutor.net.target import TargetError, parse


class Call(NamedTuple):
    """A connection that was asked for. `starttls` names the protocol whose upgrade comes first."""

    target: Target
    starttls: str | None = None


LEAVE = frozenset({"quit", "exit", "logout", "bye"})
Stage = tuple[str, ...]
"""The peers ("host:port", the lesson's own first) that may be called: a lesson on the practice
server asks nobody outside. Empty: anybody."""


def read(line: str, stage: Stage = ()) -> Call | None:
    """What a shell line asks for; None if it is no call. Raises TargetError if it is a bad one."""
    call = _read(line, stage)
    if call is not None and stage:
        _stays(call.target, stage)
    return call


def _read(line: str, stage: Stage) -> Call | None:
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    program = words[0].lower() if words else ""
    if program == "telnet":
        return _telnet(words[1:], stage)
    if program in ("nc", "ncat", "netcat"):
        return _telnet([word for word in words[1:] if not word.startswith("-")], stage)
    if program == "openssl":
        return _openssl(words[1:])
    if program == "connect":
        return Call(parse(*words[1:3]))
    return None


def is_call(line: str) -> bool:
    """Whether a line is a call, a good one or not."""
    try:
        return read(line.strip()) is not None
    except TargetError:
        return True


def wide(line: str) -> str:
    """The full-width characters that keep a line from being a call or a goodbye, with their
    names; "" where nothing does."""
    if line.isascii():
        return ""
    from unicodedata import normalize

    from tutor.slips.command_line import named

    plain = normalize("NFKC", line).strip()
    if not is_call(plain) and plain.lower() not in LEAVE:
        return ""
    return named([char for char in dict.fromkeys(line) if not char.isascii()])


def play(target: Target, played: Mapping[str, Target]) -> Target:
    """The target itself, or the practice server's where it plays that host: that speaks TLS from
    the first octet if whoever calls it does, be the server ready for it or not."""
    found = played.get(f"{target.host.lower()}:{target.port}", target)
    return found._replace(tls=target.tls) if found.played else found


def _stays(target: Target, stage: Stage) -> None:
    """Raises TargetError for what is not on the lesson's stage."""
    if f"{target.host.lower()}:{target.port}" in stage:
        return
    peers = (peer.rpartition(":") for peer in stage)
    ports = [port for host, _, port in peers if host == target.host.lower()]
    if len(ports) == 1 and is_secure(f"{target.host}:{ports[0]}"):
        raise TargetError("ui.lesson.port.tls", host=target.host, port=ports[0])
    if ports:
        raise TargetError("ui.lesson.port", host=target.host, port=", ".join(ports))
    raise TargetError("ui.lesson.hosts", hosts=", ".join(stage))


def _telnet(words: list[str], stage: Stage) -> Call:
    if not words:
        raise _where(stage)
    if len(words) == 1 and not stage:
        raise TargetError("error.telnet.where")
    # telnet's own port, which no mail server listens on.
    host, port = words[0], words[1] if len(words) > 1 else "23"
    target = parse(host, {"smtp": "25", "pop3": "110"}.get(port.lower(), port))
    # telnet speaks in clear whatever the port; what the server makes of it is the lesson.
    return Call(target._replace(tls=False))


def _where(stage: Stage) -> TargetError:
    if not stage:
        return TargetError("error.telnet.where")
    host, _, port = stage[0].rpartition(":")
    return TargetError("ui.lesson.where", host=host, port=port)


def _openssl(words: list[str]) -> Call:
    if not words or words[0] != "s_client":
        raise TargetError("error.openssl.client")
    options = dict(pairwise(words))
    where = options.get("-connect")
    if where is None:
        raise TargetError("error.openssl.connect")
    target = parse(where)
    starttls = options.get("-starttls")
    if starttls is not None and starttls not in ("smtp", "pop3"):
        raise TargetError("error.openssl.starttls", name=starttls)
    protocol = starttls or target.protocol
    return Call(target._replace(tls=starttls is None, protocol=protocol), starttls)
