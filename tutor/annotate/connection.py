"""What happens to the connection itself: it moves, is secured, ends."""

from collections.abc import Iterator

from tutor.annotate.note import COMMAND, REPLY, SESSION, STATE, Note
from tutor.core.events import Closed, Exchange, Secured

_COMMAND_VIOLATIONS = frozenset({"client-before-greeting", "space-before-address"})
TRANSCRIPT_ENDS = "end of the transcript"
"""Why a transcript that tells no other end is closed: nobody said that the line was."""


def of_violations(names: tuple[str, ...]) -> Iterator[Note]:
    for name in names:
        on = COMMAND if name in _COMMAND_VIOLATIONS else REPLY
        yield Note(on, (f"violation.{name}",), role="warn")


def of_move(event: Exchange) -> Iterator[Note]:
    if event.tolerated:
        yield Note(STATE, ("tolerated",), role="warn")
    if event.before != event.after:
        through = ".".join((event.before, *event.via, event.after))
        keys = (f"move.{through}", f"move.{event.before}.{event.after}", f"move.{event.after}")
        yield Note(STATE, tuple(dict.fromkeys(keys)))


def of_secured(event: Secured) -> Iterator[Note]:
    about = event.wire.about
    if "error" in about:
        yield Note(SESSION, ("tls.error",), role="warn", args={"error": about["error"]})
    else:
        args = {"version": about.get("version", "TLS"), "cipher": about.get("cipher", "")}
        yield Note(SESSION, ("tls.begun",), args=args)
        verified = bool(about.get("verified"))
        key, role = ("tls.verified", "plain") if verified else ("tls.unverified", "warn")
        yield Note(SESSION, (key,), role=role)
    yield from of_violations(event.violations)


def of_closed(event: Closed) -> Iterator[Note]:
    by = str(event.wire.about.get("by", "error"))
    exact = (f"move.{event.before}.CLOSED",) if event.before not in ("CLOSED", "CONNECTED") else ()
    if event.wire.about.get("reason") == TRANSCRIPT_ENDS:
        yield Note(SESSION, ("closed.transcript",))
        exact = ()
    else:
        yield Note(SESSION, (f"closed.{by}", "closed.error"))
    if exact:
        yield Note(STATE, (*exact, "move.CLOSED"))
    if event.unanswered:
        yield Note(SESSION, ("closed.unanswered",), role="warn", args={"count": event.unanswered})
    yield from of_violations(event.violations)
