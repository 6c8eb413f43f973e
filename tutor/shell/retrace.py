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
    `is_busy` while a mailbox is still held by a connection that was cut; `renew` makes it what it
    was when the lesson began, its faults too."""

    take: Callable[[], object]
    restore: Callable[[object], None]
    is_busy: Callable[[], bool]
    renew: Callable[[], None] = lambda: None


class Spoken(NamedTuple):
    """A line with who listened to it, its verb, and the mark of how things stood before it."""

    line: bytes
    listens: Listens | None
    verb: str
    mark: object


class Retrace:
    """Lines of each connection, in memory only, with how each was listened to."""

    def __init__(self, talk: Talk, take: Callable[[], object] | None = None) -> None:
        self._talk = talk
        self._take = take
        self._conn = 0
        self._spoken: dict[int, list[Spoken]] = {}

    @property
    def _lines(self) -> list[Spoken]:
        return self._spoken.get(self._talk.current, [])

    @property
    def is_over(self) -> bool:
        """Whether the last line was said on a connection that has ended, and another one stands in
        front now."""
        return self._conn not in (0, self._talk.current, *self._talk.open)

    def remember(self, conversation: Conversation | None, line: bytes) -> None:
        """A line that is about to be said."""
        self._conn = self._talk.current
        lines = self._spoken.setdefault(self._conn, [])
        if conversation is None:
            return
        listens = conversation.listens
        verb, mark = "", None
        if listens is Listens.COMMAND:
            verb = conversation.protocol.grammar.command(line, conversation.facts).move
            mark = self._take() if self._take is not None else None
        lines.append(Spoken(line, listens, verb, mark))

    def forget(self) -> None:
        """All begins anew."""
        self._spoken.clear()
        self._conn = 0

    def go_on(self, lines: list[Spoken]) -> None:
        """The current connection stands where these lines lead to."""
        self._conn = self._talk.current
        self._spoken[self._conn] = lines

    def split(self, *, cut: bool) -> tuple[list[Spoken], Spoken | None]:
        """What came before the last command, and that command. Behind a `cut` line the cut itself
        is what is taken back: all lines, and no command."""
        lines = self._lines
        commands = [n for n, each in enumerate(lines) if each.listens is Listens.COMMAND]
        if not commands:
            return [], None
        last = commands[-1]
        if cut and lines[last].verb != "QUIT":
            return list(lines), None
        return lines[:last], lines[last]

    def harmless(self) -> list[bytes]:
        """What may be said again to a real server: never a login, a message or a deletion."""
        logins = self._logins()
        kept = []
        for each in self._lines:
            if each.verb.partition(" ")[0] in _NEVER_AGAIN or each.verb in logins:
                break
            if each.listens is Listens.COMMAND and each.verb != "USER":
                kept.append(each.line)
        return kept

    def _logins(self) -> frozenset[str]:
        conversation = self._talk.conversation
        return conversation.protocol.logins if conversation else frozenset()


def matters(spoken: Spoken) -> bool:
    """Whether a line changed anything, so that it has to be said again to get there."""
    return spoken.verb not in _WITHOUT_TRACE
