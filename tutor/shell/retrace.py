"""What was said on a connection, to be said again after a reconnect (`:again`, `:undo`)."""

from collections.abc import Callable
from typing import NamedTuple

from tutor.core.conversation import Conversation
from tutor.core.spec import Listens
from tutor.net.talk import Talk

_NEVER_AGAIN = frozenset({"DATA", "BDAT", "BURL", "DELE", "QUIT", "RETR", "TOP"})
_WITHOUT_TRACE = frozenset({"RETR", "TOP", "LIST", "UIDL", "STAT", "NOOP", "CAPA", "HELP"})


class Rewind(NamedTuple):
    """How the practice server goes back: `take` a mark of how its store stands, `restore` it;
    `held` counts the mailboxes that a session holds; `renew` makes the server what it was when the
    lesson began, its faults too."""

    take: Callable[[], object]
    restore: Callable[[object], None]
    held: Callable[[], int]
    renew: Callable[[], None] = lambda: None

    def is_busy(self, others: int = 0) -> bool:
        """Whether a connection that was cut still holds its mailbox, where `others` that are open
        hold one each."""
        return self.held() > others


class Spoken(NamedTuple):
    """A line with who listened to it, its move, and the mark of how things stood before it.
    `place` is its own among all lines of the session."""

    line: bytes
    listens: Listens | None
    move: str
    mark: object
    place: int = 0

    @property
    def name(self) -> str:
        """What the line is called: its verb, "" where it is none that is known."""
        verb = self.move.partition(" ")[0]
        return "" if verb == "?" else verb


class Retrace:
    """Lines of each connection, in memory only, with how each was listened to."""

    def __init__(self, talk: Talk, take: Callable[[], object] | None = None) -> None:
        self._talk = talk
        self._take = take
        self._conn = 0
        self._said = 0
        self._spoken: dict[int, list[Spoken]] = {}
        self._listened: dict[int, int] = {}

    @property
    def _lines(self) -> list[Spoken]:
        return self._spoken.get(self._talk.current, [])

    @property
    def last(self) -> int:
        """The connection whose last command is the one to take back: the one that was spoken to
        last, where it has ended; else the current one; where nothing is left on it, the one of the
        latest command. 0 where there is none."""
        current = self._talk.current
        here = (0, current, *self._talk.open)
        if self._conn not in here and self._at(self._conn) is not None:
            return self._conn
        if current and self._at(current) is not None:
            return current
        places = {conn: place for conn in self._spoken if (place := self._at(conn)) is not None}
        return max(places, key=places.__getitem__, default=0)

    def used(self, conn: int) -> bool:
        """Whether a command was said on a connection."""
        return self._at(conn) is not None

    def _at(self, conn: int) -> int | None:
        """The place of the last command of a connection; None where none was said."""
        lines = self._spoken.get(conn, ())
        return next((each.place for each in reversed(lines) if _is_command(each)), None)

    def remember(self, conversation: Conversation | None, line: bytes) -> None:
        """A line that is about to be said."""
        self._conn = self._talk.current
        lines = self._spoken.setdefault(self._conn, [])
        if conversation is None:
            return
        listens = conversation.listens
        move, mark = "", None
        if listens is Listens.COMMAND:
            move = conversation.protocol.grammar.command(line, conversation.facts).move
            mark = self._take() if self._take is not None else None
        self._said += 1
        lines.append(Spoken(line, listens, move, mark, self._said))

    def forget(self) -> None:
        """All begins anew."""
        self._spoken.clear()
        self._listened.clear()
        self._conn = 0

    def listen(self) -> None:
        """What was said up to now was looked at as somebody on the wire saw it."""
        self._listened = {conn: len(self._spoken.get(conn, [])) for conn in self._talk.open}

    @property
    def listened(self) -> int | None:
        """How many lines of the current connection were looked at so; None where nothing was."""
        return self._listened.get(self._talk.current)

    def go_on(self, was: int, lines: list[Spoken], listened: int | None) -> None:
        """The current connection stands where these lines lead to, in the place of another."""
        self._spoken.pop(was, None)
        self._conn = self._talk.current
        self._spoken[self._conn] = lines
        if listened is not None:
            self._listened[self._conn] = min(listened, len(lines))

    def split(self, *, cut: bool) -> tuple[list[Spoken], Spoken | None]:
        """What came before the last command, and that command. Behind a `cut` line the cut itself
        is what is taken back: all lines, and no command."""
        lines = self._lines
        commands = [n for n, each in enumerate(lines) if _is_command(each)]
        if not commands:
            return [], None
        last = commands[-1]
        if cut and lines[last].move != "QUIT":
            return list(lines), None
        return lines[:last], lines[last]

    def harmless(self) -> list[bytes]:
        """What may be said again to a real server: never a login, a message or a deletion."""
        logins = self._logins()
        kept = []
        for each in self._lines:
            if each.move.partition(" ")[0] in _NEVER_AGAIN or each.move in logins:
                break
            if each.listens is Listens.COMMAND and each.move != "USER":
                kept.append(each.line)
        return kept

    def _logins(self) -> frozenset[str]:
        conversation = self._talk.conversation
        return conversation.protocol.logins if conversation else frozenset()


def _is_command(spoken: Spoken) -> bool:
    return spoken.listens is Listens.COMMAND


def matters(spoken: Spoken) -> bool:
    """Whether a line changed anything, so that it has to be said again to get there."""
    return spoken.move not in _WITHOUT_TRACE
