"""What a line of a lesson's solution is, and what can be read off it by itself."""

from enum import Enum
from typing import NamedTuple

SWITCH = ":switch"
DROP = ":drop"
CRAM = ":cram"
"""What works out and says the answer to a challenge, which nobody can write down beforehand."""

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


class Row(NamedTuple):
    """A line of the solution, in the step with this number, for a connection of this protocol.

    orderly: the table allows it where the solution has it; one that is typed to be refused is not
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
    beside: bool = False
    twin: bool = False

    @property
    def switches(self) -> bool:
        """Whether it leads from one connection to another, or to the shell."""
        return self.kind is Kind.LOCAL and self.text == SWITCH


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
