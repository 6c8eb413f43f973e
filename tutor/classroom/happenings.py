"""What happens in class that a teacher wants to see: frozen values, for whoever shows them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from tutor.core.events import Command, Event, Exchange
from tutor.core.spec import Class
from tutor.core.wire import NOTHING

Kind = Literal["login", "refused", "sent", "fetched", "passed", "done", "unrecorded"]


class Happening(NamedTuple):
    """Something that somebody did.

    student: the account's id, else the address that the connection comes from; `name` the person's
    conn: the number of the connection
    told: of a step that was passed its `step`, `number` (from 1) and `total`; of a mail that was
    fetched its `number`; of one that was sent its recipients, `to`; of a login its `account`; of
    one that was refused also how that is `called`, if there is such an account; why there is no
    recording, `reason`
    """

    kind: Kind
    student: str
    name: str
    conn: int
    told: Mapping[str, object] = NOTHING


Deed = tuple[Kind, Mapping[str, object]]

_LOGINS = frozenset({"PASS", "APOP", "AUTH", "AUTH-RESPONSE"})
_NO_LOGIN = frozenset({"500", "501", "502", "503", "504"})
"""Replies to AUTH that say nothing of name and code: the line was (RFC 4954 4)."""


def deed(event: Event) -> Deed | None:
    """What an event is on the teacher's screen, if anything."""
    if not isinstance(event, Exchange) or event.command is None:
        return None
    verb, phrase = event.command.verb, event.command.phrase
    if event.kind.refused and verb in _LOGINS:
        return ("refused", NOTHING) if _was_login(event, event.command) else None
    if event.kind is not Class.OK:
        return None
    if phrase.move in (".", "BDAT LAST"):
        to = event.envelope[1] if event.envelope is not None else ()
        return "sent", {"to": list(to)}
    return ("fetched", {"number": phrase.argument}) if verb == "RETR" else None


def _was_login(event: Exchange, command: Command) -> bool:
    """Whether name and code were looked at: not where the command was not in its place."""
    code = event.reply.code if event.reply is not None else ""
    return command.in_order and code not in _NO_LOGIN
