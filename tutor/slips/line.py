"""What is remembered of one connection, and of the session that it belongs to.

Facts of the wire only; what they may mean is for the detectors.
"""

from collections import deque

from tutor.core.spec import Class, Facts, Phrase
from tutor.slips.typed import Typed

TAIL = 200
"""Octets of the end of message text that are remembered."""
_MOST_HEAD = 64 * 1024
"""Octets in which the header section of a letter is looked for while it is typed."""


class Shared:
    """What all connections of a session share.

    lines: the connections; refused: the logins refused in a row
    named: the full-width characters that a remark named already
    meant: the words that were told to be meant for a shell or for this program
    """

    __slots__ = ("lines", "meant", "named", "refused")

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}
        self.refused = 0
        self.named: set[str] = set()
        self.meant: set[str] = set()


class Line:
    """One connection so far.

    facts: those after the last exchange (the envelope is still in them when the letter ends)
    early: whether the command of this exchange was said before the one before it was answered
    hello: the verb and the name of the last accepted hello; forgotten when TLS begins
    upgraded: whether TLS began on a line that had been clear
    answers: what was said in the running login, by shape only
    refused: what RCPT named in vain since the last MAIL
    dotted: whether a line of the letter began with a single dot, which the server takes away
    heading: how many octets may still belong to the letter's header section; 0 behind it
    noticed: what was told of the letter while it was typed
    numbers, sizes, uids: what was shown of the maildrop
    counted: when STAT and LIST first counted it, what they said, and what was marked then
    pushed: whether the client spoke where a TLS handshake had to come
    """

    __slots__ = (
        "_begun",
        "answers",
        "counted",
        "deleted",
        "dotted",
        "early",
        "facts",
        "fresh",
        "heading",
        "hello",
        "last",
        "mail",
        "mechanism",
        "noticed",
        "number",
        "numbers",
        "peer",
        "protocol",
        "pushed",
        "queue",
        "refused",
        "secured",
        "server",
        "shared",
        "sizes",
        "spoke_at",
        "state",
        "tail",
        "texting",
        "typed",
        "uids",
        "upgraded",
    )

    def __init__(self, number: int, protocol: str, peer: str, shared: Shared) -> None:
        self.number = number
        self.protocol = protocol
        self.peer = peer
        self.shared = shared
        self.facts = Facts()
        self.state = ""
        self.server = ""
        self.hello = ("", "")
        self.secured = False
        self.upgraded = False
        self.pushed = False
        self.queue: deque[bool] = deque()
        self.early = False
        self.last: tuple[str, Class] = ("", Class.NONE)
        self.spoke_at = 0.0
        self.mechanism = ""
        self.answers: list[Phrase] = []
        self.mail = ""
        self.refused: list[str] = []
        self.texting = False
        self.fresh = False
        self.dotted = False
        self.heading = 0
        self.noticed: set[str] = set()
        self._begun = b""
        self.tail = b""
        self.typed: Typed | None = None
        self.numbers: set[int] = set()
        self.sizes: dict[int, int] = {}
        self.uids: set[str] = set()
        self.deleted: frozenset[int] = frozenset()
        self.counted: dict[str, tuple[float, tuple[int, int], frozenset[int]]] = {}

    @property
    def earlier(self) -> "list[Line]":
        """The connections of this session that were opened before this one, to the same place and
        by the same user."""
        return [
            line
            for number, line in self.shared.lines.items()
            if number < self.number and line.peer == self.peer and _is_same(line, self)
        ]

    def begin_text(self, *, goes: bool) -> None:
        """DATA was answered: with its go message text begins."""
        self.texting = self.fresh = goes
        self.dotted = False
        self.heading = _MOST_HEAD if goes else 0
        self.noticed.clear()
        self._begun = self.tail = b""

    def head(self, data: bytes) -> list[bytes]:
        """The whole lines of the header section in a stretch of text, up to its end."""
        *rows, self._begun = (self._begun + data[: self.heading]).split(b"\n")
        self.heading = max(0, self.heading - len(data))
        for number, row in enumerate(rows):
            if not row.strip(b"\r"):
                self.heading, self._begun = 0, b""
                return rows[:number]
        return rows

    def text(self, data: bytes) -> None:
        """A stretch of message text, as it was sent."""
        if not self.dotted and (b"\r\n." in data or data[:1] == b"."):
            self.dotted = _has_single_dot(data, fresh=self.fresh)
        self.fresh = data.endswith(b"\r\n")
        self.tail = data[-TAIL:] if len(data) >= TAIL else (self.tail + data)[-TAIL:]


def _is_same(one: Line, other: Line) -> bool:
    """Whether two connections name the same user; who is named without a domain may be anybody of
    that name."""
    names = [(each.facts.user or "").lower() for each in (one, other)]
    if all("@" in name for name in names):
        return names[0] == names[1]
    return names[0].partition("@")[0] == names[1].partition("@")[0]


def _has_single_dot(data: bytes, *, fresh: bool) -> bool:
    """Whether a line begins with one dot and goes on with something else (RFC 5321 4.5.2)."""
    at = 0 if fresh and data[:1] == b"." else data.find(b"\r\n.") + 2
    while at != 1:
        if data[at + 1 : at + 2] not in (b".", b"\r", b"\n", b""):
            return True
        at = data.find(b"\r\n.", at) + 2
    return False
