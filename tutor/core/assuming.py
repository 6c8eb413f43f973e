"""What must have been, where a transcript does not show it: read from the table, never guessed."""

from tutor.core.order import WELL
from tutor.core.spec import Class, Listens, Phrase, Protocol


def accepted(protocol: Protocol, state: str, phrase: Phrase, *, asking: bool) -> Class:
    """How the reply to `phrase` went if it went well; `asking` says that it asked for more.

    Where both would be well, a command line without a credential was asked for one (AUTH LOGIN).
    """
    row = protocol.moves[state].get(phrase.move, {})
    if Class.INTERMEDIATE not in row:
        return Class.OK
    begins = protocol.states[state].listens is Listens.COMMAND and not phrase.spans
    return Class.INTERMEDIATE if asking or begins or Class.OK not in row else Class.OK


def implies_login(protocol: Protocol, state: str) -> bool:
    """Whether nobody comes to a state without having logged in (POP3's TRANSACTION)."""
    reached = {protocol.start, *protocol.secured.values()}
    waiting = list(reached)
    while waiting:
        for move, row in protocol.moves[waiting.pop()].items():
            if move in protocol.logins:
                continue
            fresh = {row[kind] for kind in WELL if kind in row} - reached
            reached |= fresh
            waiting += fresh
    return state not in reached and state != protocol.closed
