"""What the practice hosts of all protocols share: an answer, the rules, and what a post office is.

A host is the server's side of one connection without a socket: a command in, a whole reply out. It
keeps no order rule (the protocol's table does) and no mail (the post office does).
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from typing import Protocol as Interface

from tutor.core import order
from tutor.core.conversation import Conversation
from tutor.core.events import Command, Said

_LONGEST_ECHO = 120
"""Characters of what a client said that a reply repeats: a reply line has at most 512 octets."""


class Answer(NamedTuple):
    """One whole reply. `delay` (seconds) comes before it; `close` and `start_tls` behind it.

    `rude` says that the server closes of its own accord, perhaps while the client still speaks;
    `odd` that the bytes may be no whole, legal reply (a fault), so that the engine must read them.
    `then` follows of itself, without another command.
    """

    data: bytes
    close: bool = False
    start_tls: bool = False
    delay: float = 0.0
    rude: bool = False
    odd: bool = False
    then: "Answer | None" = None

    @property
    def status(self) -> bytes:
        """The line that says how it went: SMTP's last one, POP3's first one."""
        data = self.data
        if data[3:4] == b"-":
            return data[data.rfind(b"\n", 0, -1) + 1 : -2]
        return data[: data.find(b"\r")]


class Account(NamedTuple):
    """Who may log in: `id` before the @, the person's `name`, and the `code` (password)."""

    id: str
    name: str
    code: str


class Mail:
    """A message in a mailbox. `uid` never changes; `size` in octets; the text is made on demand."""

    __slots__ = ("_data", "_make", "size", "uid")

    def __init__(self, uid: str, size: int, make: Callable[[], bytes]) -> None:
        self.uid = uid
        self.size = size
        self._make = make
        self._data: bytes | None = None

    @property
    def data(self) -> bytes:
        """The message, each line with its CRLF."""
        if self._data is None:
            self._data = self._make()
        return self._data


class Office(Interface):
    """The store behind both protocols, as the hosts see it."""

    def find(self, name: str) -> Account | None:
        """The account of a login name or an address."""

    def is_home(self, domain: str) -> bool:
        """Whether mail for this domain is delivered here."""

    def reaches(self, address: str) -> bool:
        """Whether somebody has a mailbox at this address, here or behind another host."""

    def comes_back(self, address: str) -> bool:
        """Whether mail for this address is accepted, and then found to be undeliverable."""

    def is_full(self, account: Account, octets: int) -> bool:
        """Whether the mailbox has no room for so many octets more."""

    def serial(self) -> int:
        """A number that was never given before."""

    def deliver(self, sender: str, recipients: Collection[str], data: bytes) -> None:
        """Put a message into the mailboxes of its recipients; the outbox keeps the rest."""

    def open(self, account: Account) -> tuple[Mail, ...] | None:
        """Lock a maildrop and show its messages; None while another session holds it."""

    def leave(self, account: Account, deleted: Collection[str] = ()) -> None:
        """End the lock; the messages with these UIDs are removed first."""


class Limits(NamedTuple):
    """Where a practice server says no. Octets count the line end; `idle` is seconds, None: never.

    `errors` refused commands and `logins` refused logins are answered; the next one ends the talk.
    """

    text_line: int | None = 1000
    message: int = 26_214_400
    recipients: int = 100
    errors: int = 20
    logins: int = 3
    idle: float | None = 600.0
    endless_line: int = 1_048_576
    connections: int = 1000


class Strictness(NamedTuple):
    """What a practice server insists on, beyond the order of commands.

    `login_first`: no MAIL without a login. `sender_is_login`: MAIL names the account's own address.
    `brackets`: addresses stand in angle brackets (RFC 5321 4.1.1.2). `relay`: mail for foreign
    domains is taken from whoever has logged in ("login"), anyone, or nobody. `tls_first`: no login
    in clear text. `logins`: there are logins at all.
    """

    login_first: bool = False
    sender_is_login: bool = False
    brackets: bool = True
    relay: str = "login"
    tls_first: bool = False
    logins: bool = True


class Talk(NamedTuple):
    """One connection, as its host sees it.

    `token` is unique to the connection and may stand in a greeting; `can_tls` says that a
    certificate is at hand; `stamp` gives the date and time of now (RFC 5322 3.3).
    """

    conversation: Conversation
    office: Office
    limits: Limits
    strictness: Strictness
    name: str
    token: str
    stamp: Callable[[], str]
    peer: str = "127.0.0.1"
    can_tls: bool = False

    def fits(self, command: Command) -> bool:
        """Whether the command is in order now that all before it has been answered."""
        talk = self.conversation
        return order.fits(talk.protocol, talk.key, command.phrase.move, talk.facts)

    def credential(self, command: Command) -> bytes:
        """The octets of a command line that were hidden; nothing if none were."""
        if command.hidden is None:
            return b""
        line = self.conversation.secrets.line(command.hidden)
        start, end, *_ = command.phrase.spans[0]
        return line[start:end]


class Host(Interface):
    """The server's side of one protocol on one connection."""

    @property
    def account(self) -> Account | None:
        """Who has logged in, if anybody."""

    def greet(self) -> Answer:
        """The first reply, that nobody asked for."""

    def answer(self, said: Said) -> Answer:
        """The reply to a command; the message text that belongs to it was taken before."""

    def take(self, block: bytes) -> None:
        """A stretch of message text as it came."""

    def farewell(self, why: str) -> Answer:
        """The last reply when the server gives up: idle, errors, endless, busy, shutdown."""

    def secured(self) -> None:
        """TLS has begun: forget what was said in clear text."""

    def leave(self) -> None:
        """The connection is over, however it ended."""


def say(texts: Mapping[str, str], key: str, **args: object) -> bytes:
    """A reply from a style's table, places filled, each line ended by CRLF."""
    text = texts[key]
    if args and "{" in text:
        text = text.format(**{name: _echo(str(value)) for name, value in args.items()})
    return text.encode() + b"\r\n"


def _echo(text: str) -> str:
    """What a client said, fit to stand in a reply: short and without control characters."""
    shown = text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "..."
    return shown if shown.isprintable() else "".join(c if c.isprintable() else "?" for c in shown)
