"""What the practice server is for a lesson: its people, its letters, its faults, its hosts."""

from typing import NamedTuple

from tutor.core.wire import Side


class Place(NamedTuple):
    """Where something stands in the file, counted from 1; (0, 0) where nobody wrote it."""

    line: int = 0
    column: int = 0

    def __repr__(self) -> str:
        """Nothing: a lesson moved down by a comment is the same lesson, with the same checksum."""
        return "@"


NOWHERE = Place()


class Account(NamedTuple):
    """A mailbox of the practice server. A `public` code is printed by the lesson: no secret."""

    user: str
    code: str
    public: bool = False
    name: str | None = None


class Mishap(NamedTuple):
    """A fault of the practice server, wanted by the lesson.

    on: the verb (GREETING and `.` too), "" is every one; named: one of the server's ready-made ones
    reply: the whole reply; None: the server's own. contains: only if the command has this in it
    nth: only the n-th time (from 1), 0 is each; always: not only once
    delay: seconds before the reply; cut: the line is closed behind it
    """

    on: str = ""
    named: str = ""
    reply: str | None = None
    contains: str = ""
    nth: int = 0
    always: bool = False
    delay: float = 0.0
    cut: bool = False
    protocol: str = ""
    place: Place = NOWHERE


class Post(NamedTuple):
    """Something that lies in a mailbox, or arrives there when a step begins.

    One of four is said: `named`, one of the server's ready-made maildrops; `source`, the message
    itself; `file`, one inside the lesson's folder, which becomes a source when the lesson is
    furnished; `octets`, made to this size, so many `times`. `owner` is one of the lesson's accounts
    as written; "" is the first one.
    """

    named: str = ""
    source: bytes | None = None
    file: str = ""
    octets: int = 0
    times: int = 1
    owner: str = ""
    place: Place = NOWHERE
    at_owner: Place = NOWHERE


class Shown(NamedTuple):
    """A line of a transcript that a step shows; `tls` says that it went over an encrypted line."""

    side: Side
    text: str
    tls: bool = False


class Host(NamedTuple):
    """A "host:port" that is something of its own.

    role: "mx" takes mail for its own domains from anybody, "submission" takes all mail from whoever
    has logged in; "": as the style says
    name: in its greeting; "" is the host's name where it has a role, else the style's own
    style: the practice server's if empty
    """

    protocol: str
    role: str = ""
    name: str = ""
    style: str = ""
    at_style: Place = NOWHERE


def is_secure(peer: str) -> bool:
    """Whether the first octet at this "host:port" is one of TLS (RFC 8314 7.2)."""
    return peer.rpartition(":")[2] in ("465", "995")


class Practice(NamedTuple):
    """What the practice server is for this lesson.

    `maildrop` lies in the mailboxes, and `faults` wait, from the start; what is sent to `bounces`
    is accepted, and comes back. With a `listener` somebody reads on the wire.
    """

    style: str = "textbook"
    accounts: tuple[Account, ...] = ()
    maildrop: tuple[Post, ...] = ()
    faults: tuple[Mishap, ...] = ()
    bounces: tuple[str, ...] = ()
    listener: bool = False
    at_style: Place = NOWHERE
