"""What the engine says: frozen values in the past tense, and its only output.

Everything in an event is masked already: a secret is hidden on bytes at the birth of the event.
`Kept` carries the stretches for the log; the others carry meaning.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from tutor.core.secrets import Span
from tutor.core.spec import Class, Facts, Phrase
from tutor.core.wire import Wire


class Part(Enum):
    """What a kept stretch belongs to."""

    COMMAND = "command"
    REPLY = "reply"
    TEXT = "text"
    BODY = "body"
    OTHER = "other"


class Kept(NamedTuple):
    """A stretch of bytes as it may be shown and written, with the places that were masked."""

    wire: Wire
    part: Part
    masked: tuple[Span, ...] = ()


class Command(NamedTuple):
    """A line of the client, or the end of its message text.

    `line` is the masked line as decoded text. `in_order` was judged when the line was sent, on the
    state that the pending commands would lead to if all went well. `hidden` is the number by which
    the session's `Secrets` know the line as it was said.
    """

    phrase: Phrase
    line: str
    in_order: bool
    secret: bool
    at: float
    hidden: int | None = None
    public: bool = False
    violations: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """The command's name as the registries spell it, upper case."""
        return self.phrase.verb

    @property
    def known(self) -> bool:
        """False only for a line that is no command of the registries."""
        return self.phrase.known


class Reply(NamedTuple):
    """A whole reply: at most 1,000 lines and 64 KiB of it, `octets` counting all that came."""

    code: str | None
    lines: tuple[str, ...]
    octets: int
    multi_line: bool = False
    enhanced: str | None = None
    response_code: str | None = None
    truncated: bool = False
    charset: str = "utf-8"


class Letter(NamedTuple):
    """A message as it went over the wire, dots un-stuffed; `source` is its beginning (1 MiB)."""

    source: bytes
    octets: int
    lines: int


class Opened(NamedTuple):
    """A connection was opened."""

    wire: Wire
    protocol: str

    @property
    def conn(self) -> int:
        """The number of the connection, from 1."""
        return self.wire.conn

    @property
    def at(self) -> float:
        """Seconds since the session started."""
        return self.wire.at


class Said(NamedTuple):
    """The client finished a line that means something; its exchange follows when it is answered."""

    command: Command
    conn: int
    letter: Letter | None = None


class Exchange(NamedTuple):
    """A command with its reply; without a command it is a reply that nobody asked for.

    `before` and `after` are public state names, `via` those passed between, `useful` the verbs
    worth trying from there. `reply` is None where the line closed first. `assumed` marks a state or
    a reply that a transcript does not show. `envelope` is what the mail transaction was that a
    message went out in: its sender ("" for the null reverse-path) and its recipients.
    """

    at: float
    took: float
    conn: int
    command: Command | None
    reply: Reply | None
    kind: Class
    before: str
    after: str
    via: tuple[str, ...]
    facts: Facts
    tolerated: bool
    violations: tuple[str, ...]
    learned: Mapping[str, object]
    letter: Letter | None = None
    useful: tuple[str, ...] = ()
    assumed: bool = False
    envelope: tuple[str, tuple[str, ...]] | None = None


class Secured(NamedTuple):
    """TLS began, or its handshake failed (`wire.about["error"]`)."""

    wire: Wire
    before: str
    after: str
    facts: Facts
    violations: tuple[str, ...] = ()


class Closed(NamedTuple):
    """The connection is over; `unanswered` commands were left without a reply."""

    wire: Wire
    before: str
    after: str
    facts: Facts
    unanswered: int = 0
    violations: tuple[str, ...] = ()


class Gap(NamedTuple):
    """Something that a transcript left out; what is assumed in its place follows from it."""

    wire: Wire


Event = Kept | Opened | Said | Exchange | Secured | Closed | Gap
