"""The shape of what a protocol is: a value with a table of moves, its verbs and a small grammar.

Nothing here knows SMTP or POP3. A state is a public name plus who listens to the client in it, so
that a SASL dialogue inside POP3's AUTHORIZATION needs no special case in the engine.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple
from typing import Protocol as Interface

from tutor.core.secrets import Span

EMPTY: Mapping[Any, Any] = MappingProxyType({})


class Listens(Enum):
    """What the server takes the client's next octets for."""

    COMMAND = "command"
    SASL = "sasl"
    TEXT = "text"
    HANDSHAKE = "handshake"
    NOBODY = "nobody"


class Class(Enum):
    """How a reply went: SMTP by the first digit (RFC 5321 4.2.1), POP3 by its indicator."""

    OK = "ok"
    INTERMEDIATE = "intermediate"
    TRANSIENT = "transient-failure"
    PERMANENT = "permanent-failure"
    FAILURE = "failure"
    NONE = "none"

    # There is one object of each, and every reply looks several up: Enum's own hash is slow.
    __hash__ = object.__hash__

    def __init__(self, word: str) -> None:
        self.refused = word.endswith("failure")
        """Whether the server said no."""
        self.went_well = word in ("ok", "intermediate")
        """Whether the server did it, or asked for more."""


class Body(Enum):
    """What follows a status line up to a dot alone (RFC 1939 3)."""

    LISTING = "listing"
    MESSAGE = "message"


class State(NamedTuple):
    """A state: its key in the table, the name that users see, and who listens.

    `gathers` marks the state between two chunks of one message (BDAT).
    """

    key: str
    name: str
    listens: Listens = Listens.COMMAND
    gathers: bool = False


class Facts(NamedTuple):
    """What both sides know besides the state; replaced, never changed, as the talk goes on.

    `offers` is the last EHLO or CAPA answer. `sender` is None outside a mail transaction and ""
    for the null reverse-path. `maildrop` is (messages, octets) as last told, `deleted` the message
    numbers marked by DELE.
    """

    tls: bool = False
    authenticated: bool = False
    user: str | None = None
    server: str | None = None
    offers: Mapping[str, tuple[str, ...]] = EMPTY
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    binary: bool = False
    maildrop: tuple[int, int] | None = None
    deleted: frozenset[int] = frozenset()
    login_refused: bool = False

    def in_transaction(
        self, sender: str | None, recipients: tuple[str, ...], *, binary: bool
    ) -> "Facts":
        """The same with another mail transaction.

        By position: `_replace` takes five times as long, and a transaction has several steps.
        """
        return Facts(*self[:5], sender, recipients, binary, *self[8:])


class Phrase(NamedTuple):
    """What the grammar makes of one line of the client.

    `move` is the row of the table (a verb, or a verb with what makes it move differently); `spans`
    say which octets carry a credential; `secrets` are the values to look for in echoes, and never
    part of an event; `octets` is how many octets follow at once (BDAT).
    """

    verb: str
    move: str
    known: bool
    argument: str = ""
    spans: tuple[Span, ...] = ()
    secrets: tuple[bytes, ...] = ()
    violations: tuple[str, ...] = ()
    octets: int | None = None

    def __repr__(self) -> str:
        """Without the secrets: a repr ends in places that nobody thinks of."""
        return f"Phrase({self.verb!r}, {self.move!r}, known={self.known})"


class Status(NamedTuple):
    """What the grammar makes of one line of the server; `more` says that the reply goes on.

    `foreign` marks a reply in another protocol's form: whoever greets so will not greet again.
    """

    code: str | None
    kind: Class
    more: bool = False
    text: str = ""
    violations: tuple[str, ...] = ()
    foreign: bool = False


class Grammar(Interface):
    """Bytes to meaning, for one protocol. Pure functions of their arguments."""

    def command(self, line: bytes, facts: Facts) -> Phrase:
        """Read a command line, without its line end."""

    def answer(self, line: bytes, challenge: str) -> Phrase:
        """Read a line of the client inside a SASL dialogue (RFC 4954 4, RFC 5034 4)."""

    def status(self, line: bytes, verb: str | None, *, first: bool) -> Status:
        """Read a line of a reply, without its line end; `verb` is what it answers."""

    def body(self, phrase: Phrase, status: Status) -> Body | None:
        """The dot-terminated text that follows this status line, if any."""

    def codes(self, status: Status, verb: str | None) -> tuple[str | None, str | None]:
        """The enhanced status code and the response code in a reply's text."""

    def learn(self, heard: "Heard", facts: Facts) -> tuple[Facts, Mapping[str, object]]:
        """What an answered command teaches: the facts from now on, and what was learned."""


class Heard(NamedTuple):
    """An answered command, for `Grammar.learn`."""

    phrase: Phrase | None
    status: Status
    lines: tuple[str, ...]
    before: str
    after: str
    listing: bytes = b""


Moves = Mapping[str, Mapping[str, Mapping[Class, str]]]
"""State -> move -> class of the reply -> state. A class that a row does not name means: stay. A
move that a state does not name means: out of order there."""


class Protocol(NamedTuple):
    """One protocol as a value. The tables are read, never written.

    `lapses` are moves that no order allows but that have consequences all the same; `via` names
    states that a move passes through; `unless` holds for a move that is out of order although its
    state names it (a second login); `barriers` are moves after which nothing of the client may be
    understood before their answer; `offered_as` names the keyword with which a server offers a
    move; `closing` are codes that end the session whoever asked; the limits are octets of a line
    with its end.
    """

    name: str
    port: int
    tls_port: int
    states: Mapping[str, State]
    start: str
    moves: Moves
    verbs: frozenset[str]
    grammar: Grammar
    secured: Mapping[str, str]
    closed: str = "CLOSED"
    lapses: Moves = EMPTY
    via: Mapping[tuple[str, str, str], tuple[str, ...]] = EMPTY
    unless: Mapping[str, Callable[[Facts], bool]] = EMPTY
    barriers: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    offered_as: Mapping[str, str] = EMPTY
    closing: frozenset[str] = frozenset()
    end_of_text: str = "."
    text_limit: int = 1000
    command_limit: int = 512
    reply_limit: int = 512
    sasl_limit: int = 12288
