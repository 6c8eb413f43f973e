"""What a line of a lesson's solution is, and what can be read off it by itself."""

from enum import Enum
from typing import NamedTuple

SWITCH = ":switch"
DROP = ":drop"
CRAM = ":cram"
"""What works out and says the answer to a challenge, which nobody can write down beforehand."""

LEAVE = "QUIT"
RESET = "RSET"
"""What both protocols take whatever was begun before (RFC 5321 4.1.1.5, 4.1.1.10; RFC 1939 5)."""

_OPENERS = ("telnet", "nc", "ncat", "netcat", "openssl", "connect")


class Kind(Enum):
    """What a line of the solution is."""

    OPEN = "open"
    LOCAL = "local"
    COMMAND = "command"
    ANSWER = "answer"
    TEXT = "text"
    END = "end"
    SERVED = "served"
    CHUNK = "chunk"


class Needs(NamedTuple):
    """How things stand where the solution has a line. `marked`: a message is marked as deleted."""

    key: str
    tls: bool = False
    authenticated: bool = False
    marked: bool = False


class Login(NamedTuple):
    """A login under way: its mechanism, and how many answers were given (an initial response is
    one, RFC 4954 4)."""

    mechanism: str
    given: int = 0

    def answered(self) -> "Login":
        """After one answer more."""
        return self._replace(given=self.given + 1)


class Row(NamedTuple):
    """A line of the solution, in the step with this number, for a connection of this protocol.

    orderly: the table allows it where the solution has it
    refused: it is typed to be refused
    conn: which of the solution's connections it is said on, counted as they are opened
    login: which answer of which login it is, where it is one
    beside: it opens a connection while another stays open, or leads to the shell for that
    twin: it leads from one connection to another of the same protocol
    """

    text: str
    step: int
    kind: Kind
    verb: str
    protocol: str
    needs: Needs
    orderly: bool = True
    refused: bool = False
    conn: int = 0
    login: "Login | None" = None
    beside: bool = False
    twin: bool = False

    @property
    def leads(self) -> bool:
        """Whether it can lead on to the lines behind it, when it is said once more."""
        passive = self.kind is Kind.LOCAL or self.verb == LEAVE
        return self.orderly and not self.refused and not passive

    @property
    def switches(self) -> bool:
        """Whether it leads from one connection to another, or to the shell."""
        return self.kind is Kind.LOCAL and self.text == SWITCH


def login(line: str) -> Login:
    """What an AUTH line begins."""
    words = line.upper().split()
    return Login(words[1] if len(words) > 1 else "", max(len(words) - 2, 0))


def is_opener(text: str) -> bool:
    """Whether a line opens a connection."""
    return text.partition(" ")[0].lower() in _OPENERS


def opener(text: str) -> str:
    """What is to be remembered of a line that opens a connection: with what it does so."""
    words = text.lower().split()
    return " ".join([*words[:1], *(word for word in words[1:] if word == "-starttls")])


def called(text: str) -> str:
    """The "host:port" that an opening line calls, "" where it names none."""
    words = text.lower().split()
    if words[0] == "openssl":
        return words[words.index("-connect") + 1] if "-connect" in words[:-1] else ""
    where = [word for word in words[1:] if not word.startswith("-")]
    return ":".join(where[:2])
