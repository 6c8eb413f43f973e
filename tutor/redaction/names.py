"""Which host names a session tells of: what `--mask hosts` hides."""

import re
from collections.abc import Iterable, Iterator

from tutor.core.wire import Side, What, Wire

_NAME = rb"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
_TOLD = re.compile(
    rb"(?im)@(" + _NAME + rb")"
    rb"|^(?:220[ -]|250[ -]|221[ -]|554[ -]|421[ -])(" + _NAME + rb")(?=[\s])"
    rb"|^(?:EHLO|HELO|LHLO)[ ]+(" + _NAME + rb")"
    rb"|^(?:Received:|[ \t]+)?[ \t]*(?:from|by)[ ]+(" + _NAME + rb")(?=[\s(;])"
)


def hosts(wires: Iterable[Wire]) -> Iterator[bytes]:
    """Names behind an @, of greetings and EHLO, of the road of a message, and of the peers."""
    for wire in wires:
        if wire.what is What.OPEN:
            for key in ("peer", "address"):
                host = str(wire.about.get(key, "")).rpartition(":")[0]
                if not host.replace(".", "").isdigit():  # a number is no name
                    yield host.strip("[]").encode()
        elif wire.side in (Side.CLIENT, Side.SERVER):
            for match in _TOLD.finditer(wire.data):
                yield next(group for group in match.groups() if group)
