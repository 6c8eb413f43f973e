"""What happens to the connection itself: it moves, is secured, ends."""

from collections.abc import Iterator
from functools import lru_cache

from tutor.annotate.note import COMMAND, MOST_KEPT, REPLY, SESSION, STATE, Note
from tutor.core.events import Closed, Secured
from tutor.core.wire import TRANSCRIPT_ENDS

_COMMAND_VIOLATIONS = frozenset({"client-before-greeting", "space-before-address"})


def of_violations(names: tuple[str, ...]) -> Iterator[Note]:
    for name in names:
        on = COMMAND if name in _COMMAND_VIOLATIONS else REPLY
        yield Note(on, (f"violation.{name}",), role="warn")


@lru_cache(MOST_KEPT)
def of_move(before: str, via: tuple[str, ...], after: str, *, tolerated: bool) -> tuple[Note, ...]:
    """What it means that the state is another, or that the server let it become so."""
    lenient = (Note(STATE, ("tolerated",), role="warn"),) if tolerated else ()
    if before == after:
        return lenient
    through = ".".join((before, *via, after))
    keys = (f"move.{through}", f"move.{before}.{after}", f"move.{after}")
    return (*lenient, Note(STATE, tuple(dict.fromkeys(keys))))


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
        why = "tls" if by == "error" and event.wire.about.get("reason") == "tls" else by
        yield Note(SESSION, (f"closed.{why}", "closed.error"))
    if exact:
        yield Note(STATE, (*exact, "move.CLOSED"))
    if event.unanswered:
        yield Note(SESSION, ("closed.unanswered",), role="warn", args={"count": event.unanswered})
    yield from of_violations(event.violations)
