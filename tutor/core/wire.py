"""The wire: the only thing that enters the program and the only thing that a session log keeps.

A wire is one fact: these bytes went this way at this moment, or: opened, TLS began, closed; in a
transcript also what it left out. The cut of the bytes means nothing; whoever needs lines puts the
stretches together again.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.secrets import Span

NOTHING: Mapping[str, object] = MappingProxyType({})


TRANSCRIPT_ENDS = "end of the transcript"
"""Why a transcript that tells no other end is closed: nobody said that the line was."""


class Side(Enum):
    """Who spoke."""

    CLIENT = "C"
    SERVER = "S"


class What(Enum):
    """What kind of fact a wire is."""

    OPEN = "open"
    BYTES = "bytes"
    TLS = "tls"
    CLOSE = "close"
    GAP = "gap"


class Wire(NamedTuple):
    """One fact of a connection.

    `at` is seconds since the session started, on a monotonic clock. `about` holds what OPEN, TLS
    and CLOSE say of themselves (peer, address, version, cipher, verified, error, by, reason), and
    what a GAP of a transcript stands for: `fragment`, a new one begins; `state`, the key of the
    state that the next command needs; `accepted`, the reply to the oldest command was not copied.
    `public` says that a credential in these bytes is a practice code which a lesson prints;
    `masked` what a log knows of the credentials that it hides in them.
    """

    what: What
    at: float = 0.0
    side: Side | None = None
    data: bytes = b""
    conn: int = 1
    about: Mapping[str, object] = NOTHING
    public: bool = False
    masked: tuple[Span, ...] = ()


class Remark(NamedTuple):
    """A row of a session log that is no wire: note, mark, step, ... kept, counted, never judged."""

    at: float
    kind: str
    value: object
    conn: int = 1
