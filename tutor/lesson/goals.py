"""Goals: what has to have happened, or how things have to stand, for a step to pass.

A goal is a tree of values. Its leaves are either met by one event since the last step passed
(`Event...`), or judged by how things stand, so that whoever runs ahead is not stuck. Where two
connections are open, a step may say which one it is about; else it is the newest.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tutor.core.events import Closed, Event, Exchange
from tutor.core.spec import Class
from tutor.lesson import patterns
from tutor.lesson.standing import Line, Standing
from tutor.message import Message

_LONGEST = 65_536
"""Octets of a message in which a text is looked for."""


class Answered(NamedTuple):
    """Met by one exchange that has everything named here; None asks for nothing.

    `via` is a state that it passed through; `base64` asks whether a SASL answer was base64.
    """

    command: str | None = None
    kind: Class | None = None
    code: str | None = None
    text: re.Pattern[str] | None = None
    in_order: bool | None = None
    via: str | None = None
    base64: bool | None = None


class ClosedBy(NamedTuple):
    """Met when a connection ends. By the client means a cut: after a QUIT there is none."""

    by: str


class Connected(NamedTuple):
    """A line is open to the server that the learner calls so ("host:port")."""

    peer: str


class InState(NamedTuple):
    """The state has this public name."""

    name: str


class Flag(NamedTuple):
    """`tls` or `authenticated` is so."""

    name: str
    on: bool


class Envelope(NamedTuple):
    """The mail transaction under way has this sender and at least these recipients."""

    sender: str | None = None
    to: tuple[str, ...] = ()


class Stored(NamedTuple):
    """At least `least` accepted messages have these headers and this in their text.

    A header is compared without regard to case, and its value needs only to be contained; the
    empty value asks for the header alone.
    """

    least: int = 1
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""


class Maildrop(NamedTuple):
    """So many messages would be listed, so many are marked as deleted (or exactly these)."""

    listed: int | None = None
    deleted: int | frozenset[int] | None = None


class All(NamedTuple):
    """All of them."""

    of: tuple["Goal", ...]


class Any(NamedTuple):
    """One of them at least."""

    of: tuple["Goal", ...]


class Not(NamedTuple):
    """Not this one."""

    of: "Goal"


# Only one protocol has an envelope, and only the other a maildrop: no step need say which.
_ENVELOPES, _MAILDROPS = "smtp", "pop3"

EventGoal = Answered | ClosedBy
StandingGoal = Connected | InState | Flag | Envelope | Stored | Maildrop
Leaf = EventGoal | StandingGoal
Goal = Leaf | All | Any | Not


def leaves(goal: Goal) -> Iterator[Leaf]:
    """The leaves of a goal, in the order of the file."""
    if isinstance(goal, All | Any):
        for part in goal.of:
            yield from leaves(part)
    elif isinstance(goal, Not):
        yield from leaves(goal.of)
    else:
        yield goal


def met(goal: Goal, event: Event) -> frozenset[Leaf]:
    """The leaves of a goal that this event meets."""
    return frozenset(leaf for leaf in leaves(goal) if _meets(leaf, event))


def holds(
    goal: Goal,
    met_leaves: frozenset[Leaf],
    standing: Standing,
    connection: str | None = None,
) -> bool:
    """Whether a goal is reached, given the leaves met by events and how things stand.

    `connection` is the protocol of the line that is asked about.
    """
    match goal:
        case All(of=parts):
            return all(holds(part, met_leaves, standing, connection) for part in parts)
        case Any(of=parts):
            return any(holds(part, met_leaves, standing, connection) for part in parts)
        case Not(of=part):
            return not holds(part, met_leaves, standing, connection)
        case Answered() | ClosedBy():
            return goal in met_leaves
    return _stands(goal, standing, connection)


def reasons(
    goal: Goal,
    met_leaves: frozenset[Leaf],
    standing: Standing,
    connection: str | None = None,
) -> tuple[Leaf, ...]:
    """The leaves by which a goal that holds was reached."""
    state = met_leaves, standing, connection
    match goal:
        case All(of=parts):
            return tuple(leaf for part in parts for leaf in reasons(part, *state))
        case Any(of=parts):
            found = next((part for part in parts if holds(part, *state)), None)
            return reasons(found, *state) if found is not None else ()
        case Not():
            return ()
    return (goal,)


def _meets(leaf: Leaf, event: Event) -> bool:
    if isinstance(leaf, Answered) and isinstance(event, Exchange):
        return _asks_about_command(leaf, event) and _asks_about_reply(leaf, event)
    if isinstance(leaf, ClosedBy) and isinstance(event, Closed):
        over = event.before == "CLOSED"
        return event.wire.about.get("by") == leaf.by and not (over and leaf.by == "client")
    return False


def _asks_about_command(goal: Answered, event: Exchange) -> bool:
    if goal.command is None and goal.in_order is None and goal.base64 is None:
        return True
    command = event.command
    if command is None or goal.command not in (None, command.verb):
        return False
    if goal.in_order not in (None, command.in_order):
        return False
    shapes = [shape for _, _, _, shape in command.phrase.spans]
    return goal.base64 is None or any(("base64" in shape) == goal.base64 for shape in shapes)


def _asks_about_reply(goal: Answered, event: Exchange) -> bool:
    if goal.kind not in (None, event.kind) or (goal.via and goal.via not in event.via):
        return False
    if goal.code is None and goal.text is None:
        return True
    reply = event.reply
    if reply is None or goal.code not in (None, reply.code):
        return False
    return goal.text is None or patterns.found(goal.text, reply.lines + _fetched(event))


def _fetched(event: Exchange) -> tuple[str, ...]:
    """The first lines of a message that a reply brought, which are lines of the reply like others
    (RFC 1939 5, RETR and TOP); one that was sent has an envelope."""
    if event.letter is None or event.envelope is not None:
        return ()
    return tuple(event.letter.source[:_LONGEST].decode("utf-8", "replace").splitlines())


def _stands(goal: StandingGoal, standing: Standing, connection: str | None) -> bool:
    match goal:
        case Connected(peer=peer):
            wanted = peer.casefold()
            return any((line.peer or "").casefold() == wanted for line in standing.open)
        case InState(name=name):
            return standing.line(connection).state == name
        case Flag(name=name, on=on):
            facts = standing.line(connection).facts
            return (facts.tls if name == "tls" else facts.authenticated) == on
        case Envelope():
            return _is_envelope(goal, standing.line(connection or _ENVELOPES))
        case Stored():
            return sum(_is_stored(goal, message) for message in standing.stored) >= goal.least
        case Maildrop():
            return _is_maildrop(goal, standing.line(connection or _MAILDROPS))


def _is_envelope(goal: Envelope, line: Line) -> bool:
    sender = line.facts.sender
    if sender is None or (goal.sender is not None and goal.sender.casefold() != sender.casefold()):
        return False
    there = {address.casefold() for address in line.facts.recipients}
    return there.issuperset(address.casefold() for address in goal.to)


def _is_stored(goal: Stored, message: Message) -> bool:
    return goal.body.casefold() in message.text.casefold() and all(
        any(
            name.lower() == key.lower() and part.casefold() in value.casefold()
            for key, value in message.headers
        )
        for name, part in goal.headers
    )


def _is_maildrop(goal: Maildrop, line: Line) -> bool:
    deleted = line.facts.deleted
    if isinstance(goal.deleted, frozenset) and goal.deleted != deleted:
        return False
    if isinstance(goal.deleted, int) and goal.deleted != len(deleted):
        return False
    return goal.listed is None or goal.listed == line.listed
