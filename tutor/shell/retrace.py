"""What was said on a connection, to be said again after a reconnect (`:again`, `:undo`)."""

from tutor.core.conversation import Conversation
from tutor.core.spec import Listens
from tutor.net.talk import Talk

_NEVER_AGAIN = frozenset({"DATA", "BDAT", "BURL", "DELE", "QUIT", "RETR", "TOP"})


class Retrace:
    """Lines of the current connection, in memory only, with how each was listened to."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._conn = 0
        self._lines: list[tuple[bytes, Listens | None, str]] = []

    def remember(self, conversation: Conversation | None, line: bytes) -> None:
        """A line that is about to be said."""
        if self._talk.current != self._conn:
            self._conn = self._talk.current
            self._lines.clear()
        if conversation is None:
            return
        listens = conversation.listens
        verb = ""
        if listens is Listens.COMMAND:
            verb = conversation.protocol.grammar.command(line, conversation.facts).move
        self._lines.append((line, listens, verb))

    def forget(self) -> None:
        """A new connection begins."""
        self._lines.clear()

    def before_last(self) -> list[bytes]:
        """Everything before the last command, logins and letters too: practice only."""
        last = max(
            (n for n, (_, listens, _) in enumerate(self._lines) if listens is Listens.COMMAND),
            default=0,
        )
        return [line for line, *_ in self._lines[:last]]

    def harmless(self) -> list[bytes]:
        """What may be said again to a real server: never a login, a message or a deletion."""
        logins = self._logins()
        kept = []
        for line, listens, verb in self._lines:
            if verb.partition(" ")[0] in _NEVER_AGAIN or verb in logins:
                break
            if listens is Listens.COMMAND and verb != "USER":
                kept.append(line)
        return kept

    def _logins(self) -> frozenset[str]:
        conversation = self._talk.session.conversations.get(self._conn)
        return conversation.protocol.logins if conversation else frozenset()
