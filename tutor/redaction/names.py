"""Which names a session tells of, hosts and people: what `--mask` hides."""

import re
from collections.abc import Iterable, Iterator

from tutor.core.wire import Side, What, Wire
from tutor.redaction import finding

_NAME = rb"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
_TOLD = re.compile(
    rb"(?im)(?:@|%40|=40|https?://)(" + _NAME + rb")"
    rb"|^(?:EHLO|HELO|LHLO)[ ]+(" + _NAME + rb")"
    rb"|\b(?:from|by)[ ]+(" + _NAME + rb")(?=[\s(;])"
)
_GREETS = re.compile(rb"(?im)^(?:220|221|421|554|250|\+OK|-ERR)[ -].{0,500}")
_IN_GREETING = re.compile(rb"(?<![A-Za-z0-9.@/-])" + _NAME + rb"(?=[\s>,;)\]]|$)")
_PERSON = re.compile(rb"(?im)^(?:USER|APOP|VRFY|EXPN)[ ]+<?([^\s<>@]{3,64})")
_REGISTRIES = frozenset({b"co", b"com", b"net", b"org", b"edu", b"gov", b"ac"})
"""Second labels under which domains are given out: `com.cn` is nobody's name."""
_COMMON = frozenset(
    b"admin postmaster service support noreply no-reply message subject return-path sender "
    b"mailer-daemon password starttls received content account accounts delivery abuse "
    b"webmaster hostmaster nobody unknown recipient address please queued example".split()
)
"""Names of nobody, and words that stand where no name does."""
_SHORTEST = 5
"""Octets of a name that is hidden where it stands alone: `mail@example.com` is no reason to hide
every `mail`."""
_MOST = 20_000


def hosts(wires: Iterable[Wire]) -> Iterator[bytes]:
    """Names behind an @, of greetings and EHLO, of the road of a message, and of the peers; of a
    host, its domain too."""
    for wire in wires:
        if wire.what is What.OPEN:
            for key in ("peer", "address"):
                yield from of_peer(str(wire.about.get(key, "")))
        elif wire.side in (Side.CLIENT, Side.SERVER):
            for match in _TOLD.finditer(wire.data):
                yield from _with_domain(next(group for group in match.groups() if group))
            if wire.side is Side.SERVER:
                for row in _GREETS.finditer(wire.data):
                    for match in _IN_GREETING.finditer(row[0]):
                        yield from _with_domain(match[0])


def of_peer(peer: str) -> Iterator[bytes]:
    """The host of `host:port`, and what it belongs to."""
    host = peer.rpartition(":")[0] or peer
    yield from _with_domain(host.strip("[]").encode("utf-8", "replace"))


def _with_domain(name: bytes) -> Iterator[bytes]:
    """A name, and what it belongs to; a version such as 2.1.0 is none."""
    labels = name.lower().split(b".")
    if not labels[-1].isalpha():
        return
    yield name
    if len(labels) > 2 and labels[1] not in _REGISTRIES:
        yield b".".join(labels[1:])


def people(wires: Iterable[Wire]) -> frozenset[bytes]:
    """Names of people, in small letters: of addresses, and of logins and questions for them."""
    found: set[bytes] = set()
    for wire in wires:
        told = [each.name for each in finding.addresses(wire.data)] if wire.data else []
        if wire.side is Side.CLIENT:
            told += [match[1] for match in _PERSON.finditer(wire.data)]
        for name in told:
            known = name.lower()
            if _SHORTEST <= len(known) <= 64 and known not in _COMMON and b"*" not in known:
                found.add(known)
        if len(found) > _MOST:
            break
    return frozenset(found)
