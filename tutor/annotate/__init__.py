"""Events to notes: keys with arguments, most exact first; no sentence, no colour, no language.

What cannot be known exactly is explained by its class: every note has a chain of keys that ends in
one that exists. A test holds that each key that can arise ends in words in both languages.
"""

from functools import lru_cache

from tutor import causes
from tutor.annotate.command import NEEDED, is_about_form, is_cause, of_command
from tutor.annotate.connection import (
    of_closed,
    of_move,
    of_secured,
    of_violations,
)
from tutor.annotate.letter import message, of_letter
from tutor.annotate.note import COMMAND, LETTER, MOST_KEPT, REPLY, SESSION, STATE, Note
from tutor.annotate.reply import challenge, enhanced_keys, of_reply
from tutor.core.events import Closed, Event, Exchange, Opened, Secured


def notes(event: Event, cause: str | None = None, protocol: str = "") -> tuple[Note, ...]:
    """Everything there is to say about an event, in the order of the event itself.

    `cause` is why an exchange was refused, where that is known; what to do about it may differ with
    the `protocol` and with the family of the server.
    """
    if isinstance(event, Exchange):
        return tuple(_exchange(event, cause, protocol))
    if isinstance(event, Opened):
        return (Note(SESSION, ("opened",)),)
    if isinstance(event, Secured):
        return tuple(of_secured(event))
    return tuple(of_closed(event)) if isinstance(event, Closed) else ()


def _exchange(event: Exchange, cause: str | None, protocol: str) -> list[Note]:
    found: list[Note] = []
    if event.command is not None:
        found += of_command(event, event.command, cause)
    else:
        closing = event.reply is not None and event.reply.code == "421"
        key = "unsolicited.421" if closing else "unsolicited"
        found.append(Note(REPLY, (key,), role="warn"))
    if event.violations:
        found += of_violations(event.violations)
    if event.reply is not None:
        found += of_reply(event, event.reply, cause)
    else:
        found.append(Note(REPLY, ("assumed.reply",) if event.assumed else ("reply.none",)))
    if cause is not None:
        verb = event.command.verb if event.command is not None and event.command.known else ""
        found += _of_cause(cause, event.facts.server, protocol, verb)
    if event.assumed and event.reply is not None:
        found.append(Note(STATE, ("assumed.state",)))
    if event.letter is not None:
        found += of_letter(event)
    found += of_move(event.before, event.via, event.after, tolerated=event.tolerated)
    return found


@lru_cache(MOST_KEPT)
def _of_cause(cause: str, family: str | None, protocol: str, verb: str) -> tuple[Note, ...]:
    """Why it was refused, and what to do; a command that exists is only not offered."""
    why, what_next = causes.keys(cause, family, protocol)
    if verb == "USER" and cause == "auth_failed":  # no password was given yet
        why, what_next = ("cause.auth_failed.user", *why), ("advice.auth_failed.user", *what_next)
    if verb and cause == "unknown_command":
        own = "cause.unknown_command.known"
        why, what_next = (f"{own}-{protocol}", own, *why), ("advice.unknown_command.known",)
    return Note(REPLY, why, role="cause"), Note(REPLY, what_next, role="advice")


__all__ = [
    "COMMAND",
    "LETTER",
    "NEEDED",
    "REPLY",
    "SESSION",
    "STATE",
    "Note",
    "challenge",
    "enhanced_keys",
    "is_about_form",
    "is_cause",
    "message",
    "notes",
]
