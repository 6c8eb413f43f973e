"""Which of the recorded replies comes next on one connection, in each of the three orders."""

from collections import defaultdict, deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.events import Command
from tutor.reenacting import likeness
from tutor.reenacting.likeness import Key, Letter
from tutor.reenacting.script import Cue, Part

ORDERS = ("in-order", "strict", "any")
"""in-order: the recorded commands one after the other, by their meaning; strict: octet for octet;
any: each command gets the next reply to the same command that was not given yet."""

_MOST_BACK = 1000
"""Commands that are looked at for the place where a client begins again."""

WHY = ("other", "over", "shape", "text", "unanswered")
"""Why a client strays: it says something else; the recording is over; its credential has another
shape; its letter is another one; the recording has the command, but no reply to it."""


class Stray(NamedTuple):
    """The client said what the recording does not have in this place.

    conn: its number among the clients; recorded: the connection that is played to it
    expected: the recorded line, credentials hidden; "" where nothing more is expected
    came: what was said, hidden likewise; given: the first line of the reply
    """

    conn: int
    recorded: int
    why: str
    expected: str
    came: str
    given: str = ""


class Curtain(NamedTuple):
    """A client has gone: so many of the recorded commands were said, so often it strayed.

    left: the first recorded line that was not said, "" if none
    """

    conn: int
    recorded: int
    said: int
    commands: int
    strays: int
    left: str = ""


Told = Stray | Curtain


class Found(NamedTuple):
    """The cue that answers a command, or why there is none and which was expected."""

    cue: Cue | None
    why: str = ""
    expected: Cue | None = None


class Role:
    """What is left of a part while it is played."""

    def __init__(self, part: Part, order: str) -> None:
        self.part = part
        self._astray = False
        self._order = order
        self._last = -1
        self._at = 0
        self._used: set[int] = set()
        self._waiting: Mapping[Key, deque[int]] = MappingProxyType({})
        if order == "any":
            waiting: defaultdict[Key, deque[int]] = defaultdict(deque)
            for number, cue in enumerate(part.cues):
                waiting[self._key(_command(cue))].append(number)
            self._waiting = waiting

    @property
    def said(self) -> int:
        """How many of the recorded commands were said."""
        return len(self._used)

    @property
    def next(self) -> Cue | None:
        """The first recorded command that was not said."""
        cues = self.part.cues
        while self._at < len(cues) and self._at in self._used:
            self._at += 1
        return cues[self._at] if self._at < len(cues) else None

    def find(self, came: Command, letter: Letter | None, state: str) -> Found:
        """The recorded reply to a command, which is used up by it. `letter` is the message text
        that ends with this command, `state` where the client stands."""
        expected, key = self.next, self._key(came)
        number = self._number(key)
        if number is None:
            number = self._again(key, state)
        if number is None:
            return Found(None, "other" if expected else "over", expected)
        cue = self.part.cues[number]
        why = "" if likeness.fits(_command(cue), came) else "shape"
        if not why and letter is not None and not self._reads_alike(number, cue, letter):
            why = "text"
        self._astray = bool(why)
        if why:
            return Found(None, why, cue)
        self._used.add(number)
        self._last = number
        return Found(cue)

    def _again(self, key: Key, state: str) -> int | None:
        """Where a client begins again that was thrown back: its answer or its letter was refused,
        or it has reset the transaction. The nearest command of those said that is like this one
        and was said in this state."""
        expected = self.next
        thrown_back = expected is not None and expected.exchange.before != state
        if self._order == "any" and not self._astray:
            return None
        if not thrown_back:
            return None
        begin = self._at if self._order != "any" else self._last + 1
        for number in range(begin - 1, max(-1, begin - _MOST_BACK), -1):
            cue = self.part.cues[number]
            if cue.exchange.before == state and self._key(_command(cue)) == key:
                self._used.difference_update(range(number, begin))
                self._at = min(self._at, number)
                return number
        return None

    def _key(self, command: Command) -> Key:
        return likeness.exact(command) if self._order == "strict" else likeness.loose(command)

    def _number(self, key: Key) -> int | None:
        cues = self.part.cues
        if self._order != "any":
            expected = self.next
            alike = expected is not None and self._key(_command(expected)) == key
            return self._at if alike else None
        # What goes on from the last one comes first: an answer belongs to its challenge.
        behind = self._last + 1
        is_free = behind < len(cues) and behind not in self._used
        if is_free and self._key(_command(cues[behind])) == key:
            return behind
        waiting = self._waiting.get(key)
        while waiting and waiting[0] in self._used:
            waiting.popleft()
        return waiting[0] if waiting else None

    def _reads_alike(self, number: int, cue: Cue, letter: Letter) -> bool:
        if self._order == "any":
            return True
        text = self._text(number, cue)
        if self._order == "strict":
            return text == letter.source and len(text) == letter.octets
        if max(len(text), letter.octets) > likeness.MOST_READ and len(text) != letter.octets:
            return False
        return likeness.bare(Letter(text, len(text))) == likeness.bare(letter)

    def _text(self, number: int, cue: Cue) -> bytes:
        """The message text that a cue ends, the chunks before it included (RFC 3030)."""
        cues, begin = self.part.cues, number
        while begin > 0 and cue.octets and _command(cues[begin - 1]).phrase.move == "BDAT":
            begin -= 1
        return b"".join(each.text for each in cues[begin : number + 1])


def _command(cue: Cue) -> Command:
    command = cue.exchange.command
    assert command is not None  # `script` makes no cue of a reply that nobody asked for
    return command
