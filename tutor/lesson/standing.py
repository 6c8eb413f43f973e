"""How things stand: what all events so far add up to, for the goals that ask for nothing newer.

Nothing here asks the practice server: a recording of somebody else's server is judged as well.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.events import Closed, Event, Exchange, Opened, Secured
from tutor.core.spec import Class, Facts
from tutor.message import Message, read

_CLOSED = "CLOSED"
_MOST_STORED = 100


NO_PEERS: Mapping[int, str] = MappingProxyType({})


class Standing(NamedTuple):
    """The connection spoken on last, and what is known of the mailboxes.

    `peer` is what the learner called the server, None when no line is open; `state` is None before
    the first connection; `total` counts the messages of the maildrop, marked ones too; `stored` are
    the messages accepted since the lesson began.
    """

    peer: str | None = None
    state: str | None = None
    facts: Facts = Facts()
    total: int | None = None
    stored: tuple[Message, ...] = ()
    peers: Mapping[int, str] = NO_PEERS

    @property
    def listed(self) -> int | None:
        """How many messages LIST would show now; None until the server has told."""
        return None if self.total is None else self.total - len(self.facts.deleted)


def after(standing: Standing, event: Event) -> Standing:
    """How things stand once `event` has happened."""
    if isinstance(event, Opened):
        peer = str(event.wire.about.get("peer", ""))
        peers = {**standing.peers, event.conn: peer}
        return standing._replace(peer=peer, state="CONNECTED", facts=Facts(), peers=peers)
    if isinstance(event, Exchange):
        return _answered(standing, event)
    if isinstance(event, Secured):
        peer = standing.peers.get(event.wire.conn, "")
        return standing._replace(peer=peer, state=event.after, facts=event.facts)
    if isinstance(event, Closed):
        return standing._replace(peer=None, state=_CLOSED, facts=Facts())
    return standing


def _answered(standing: Standing, event: Exchange) -> Standing:
    total = _total(standing, event)
    # What was marked is gone with UPDATE, or no longer marked without it (RFC 1939 6).
    over = event.after == _CLOSED
    facts = event.facts._replace(deleted=frozenset()) if over else event.facts
    return Standing(
        peer=standing.peers.get(event.conn, ""),
        state=event.after,
        facts=facts,
        total=total,
        stored=(*standing.stored, *_accepted(event))[-_MOST_STORED:],
        peers=standing.peers,
    )


def _total(standing: Standing, event: Exchange) -> int | None:
    marked = len(event.facts.deleted)
    verb = event.command.verb if event.command else ""
    if event.kind is not Class.OK:
        return standing.total
    # The reply counts what is not marked; LIST with a number tells of one message only.
    whole = verb == "STAT" or (verb == "LIST" and "listing" in event.learned and _bare(event))
    if whole and event.facts.maildrop is not None:
        return event.facts.maildrop[0] + marked
    if "UPDATE" in event.via and standing.total is not None:
        return standing.total - marked
    return standing.total


def _bare(event: Exchange) -> bool:
    return event.command is not None and not event.command.phrase.argument


def _accepted(event: Exchange) -> tuple[Message, ...]:
    move = event.command.phrase.move if event.command else ""
    if event.kind is not Class.OK or event.letter is None or move not in (".", "BDAT LAST"):
        return ()
    return (read(event.letter.source, event.letter.octets),)
