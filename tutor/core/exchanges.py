"""A command joined with its reply, once, for everybody: how an exchange is put together."""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.core import order
from tutor.core.events import Command, Exchange, Letter, Reply
from tutor.core.hearing import Incoming
from tutor.core.speaking import Chunks
from tutor.core.spec import Class, Facts, Phrase, Protocol
from tutor.core.table import Table
from tutor.core.wire import NOTHING

GREETING = Phrase("GREETING", "GREETING", known=True)
"""What the first reply answers: nobody asked, and yet everybody waits for it."""


class Waiting(NamedTuple):
    """A command that waits for its reply, with the message text that it carries."""

    command: Command
    text: Letter | Chunks | None = None

    def letter(self) -> Letter | None:
        """The message text as it stands now."""
        return self.text.letter() if isinstance(self.text, Chunks) else self.text


class Turn(NamedTuple):
    """What a reply did: from which state (its key) to where, and what is known from then on.

    `known` is what was known before it: the transaction that it may have ended is still in there.
    """

    before: str
    move: order.Move
    facts: Facts
    learned: Mapping[str, object] = NOTHING
    known: Facts = Facts()


def answered(
    table: Table,
    conn: int,
    waiting: Waiting | None,
    incoming: Incoming,
    turn: Turn,
    *,
    assumed: bool = False,
) -> Exchange:
    """The exchange of a whole reply; without a command it is one that nobody asked for."""
    protocol = table.protocol
    command = waiting.command if waiting else None
    status = incoming.status
    codes = protocol.grammar.codes(status, command.phrase.verb if command else None)
    # By position, as below: naming each field would cost as much again, once for every exchange.
    return Exchange(
        incoming.at,
        incoming.at - command.at if command else 0.0,
        conn,
        command,
        Reply(
            status.code,
            incoming.lines,
            incoming.octets,
            incoming.multi_line,
            *codes,
            incoming.truncated,
            incoming.charset,
        ),
        status.kind,
        protocol.states[turn.before].name,
        protocol.states[turn.move.after].name,
        turn.move.via,
        turn.facts,
        turn.move.tolerated,
        _violations(protocol, command, incoming, codes[0]),
        turn.learned,
        incoming.letter or (waiting.letter() if waiting else None),
        table.useful(turn.move.after, turn.facts),
        assumed,
        _envelope(waiting, turn.known),
    )


def unanswered(
    protocol: Protocol, conn: int, waiting: Waiting, *, at: float, before: str, facts: Facts
) -> Exchange:
    """The exchange of a command that the end of the line left without a reply."""
    return Exchange(
        at=at,
        took=at - waiting.command.at,
        conn=conn,
        command=waiting.command,
        reply=None,
        kind=Class.NONE,
        before=protocol.states[before].name,
        after=protocol.states[protocol.closed].name,
        via=(),
        facts=facts,
        tolerated=False,
        violations=waiting.command.violations,
        learned=NOTHING,
        letter=waiting.letter(),
    )


def assumed(table: Table, conn: int, waiting: Waiting, turn: Turn, *, at: float) -> Exchange:
    """The exchange of a command whose reply was not copied: it counts as accepted."""
    protocol = table.protocol
    exchange = unanswered(
        protocol, conn, waiting, at=at, before=turn.before, facts=turn.facts
    )  # fmt: skip
    return exchange._replace(
        after=protocol.states[turn.move.after].name,
        via=turn.move.via,
        useful=table.useful(turn.move.after, turn.facts),
        assumed=True,
        envelope=_envelope(waiting, turn.known),
    )


def _envelope(waiting: Waiting | None, known: Facts) -> tuple[str, tuple[str, ...]] | None:
    """The envelope of a message that the client said."""
    sent = waiting is not None and waiting.text is not None
    return (known.sender, known.recipients) if sent and known.sender is not None else None


def _violations(
    protocol: Protocol, command: Command | None, incoming: Incoming, enhanced: str | None
) -> tuple[str, ...]:
    code = incoming.status.code
    found = incoming.violations
    if enhanced is None and command is not None and not command.violations and not found:
        return ()
    if command is not None and command.violations:
        found = command.violations + found
    if command is None and code not in protocol.closing:
        found += ("unsolicited",)
    if enhanced is not None and code and enhanced[0] != code[0]:
        found += ("enhanced-class-mismatch",)
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found
