"""What a real server should not get by accident or too often: asked about, or warned of."""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.core.conversation import Conversation
from tutor.core.events import Closed, Exchange
from tutor.core.spec import Listens
from tutor.core.wire import NOTHING
from tutor.net.talk import Talk
from tutor.session import Item
from tutor.slips.learning import is_refused_login


class Concern(NamedTuple):
    """A reason to ask once more: a key of the program's words, with what fills it."""

    key: str
    args: Mapping[str, object] = NOTHING


def concern(conversation: Conversation, line: bytes, talk: Talk) -> Concern | None:
    """Why this line should be thought over, if at all."""
    if conversation.listens is not Listens.COMMAND:
        return None
    phrase = conversation.protocol.grammar.command(line, conversation.facts)
    facts = conversation.facts
    link = talk.link
    far = link is not None and not link.loopback
    if far and not facts.tls and (phrase.move in conversation.protocol.logins or phrase.spans):
        return Concern("ui.caution.clear")
    if phrase.verb == "QUIT" and facts.deleted and conversation.state == "TRANSACTION":
        return Concern("ui.caution.delete", {"count": len(facts.deleted)})
    return None


MAKE_ANSWERS = frozenset({"b64", "unb64", "cram"})
"""The program's commands that are heard where an answer to a login is typed, because they make
one. There is no colon in base64."""


def local_name(line: str) -> str:
    """The command of the program, with its colon, that a line begins with; "" for none."""
    name = line.partition(" ")[0].replace("：", ":").lower()
    if name[:1] != ":":
        return ""
    from tutor.slips.local import NAMES  # few look for a command where none is heard

    return name if name[1:] in NAMES else ""


_OF_CREDENTIALS = frozenset({"auth_failed", "app_password_required", "base64_error"})
"""Why a login is refused whose credentials were looked at."""


class RefusedLogins:
    """Counts the logins that were refused on a connection."""

    def __init__(self) -> None:
        self._count = 0

    def see(self, item: Item) -> bool:
        """Whether this is one more refused login after which it is time to warn."""
        if isinstance(item.event, Closed):
            self._count = 0
        if not isinstance(item.event, Exchange) or not is_refused_login(item.event):
            return False
        self._count += 1
        return self._count >= 2


class Patience:
    """Counts what the practice server refuses on a connection: after so many it ends the talk."""

    def __init__(self) -> None:
        self._refused: dict[int, tuple[int, int]] = {}

    def see(self, item: Item) -> bool:
        """Whether one refusal more, and whatever is tried next ends the connection."""
        event = item.event
        if isinstance(event, Closed):
            self._refused.pop(event.wire.conn, None)
        if not isinstance(event, Exchange) or event.reply is None or event.command is None:
            return False
        if not "".join(event.reply.lines[:1]).startswith(("5", "-")):
            return False
        # Of ours, only a session with the practice server knows how it is made.
        from tutor.protocols.hosting import Limits

        limits = Limits()
        lines, logins = self._refused.get(event.conn, (0, 0))
        login = _counts_as_login(item)
        self._refused[event.conn] = lines + 1, logins + login
        return lines + 2 == limits.errors or (login and logins + 2 == limits.logins)


def _counts_as_login(item: Item) -> bool:
    """Whether the practice server counts this refusal as a login's: it took the line for one and
    looked at what was in it."""
    event = item.event
    command = event.command if isinstance(event, Exchange) else None
    if command is None or not command.in_order or command.verb == "AUTH-CANCEL":
        return False
    moves = item.protocol.logins
    return command.phrase.move in moves and item.cause in _OF_CREDENTIALS
