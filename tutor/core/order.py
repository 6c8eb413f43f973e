"""What the table says: pure lookups in a protocol's rows, for the engine and for everybody else.

Nothing outside the table keeps an order rule; this file only reads it.
"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from tutor.core.spec import Class, Facts, Listens, Protocol

WELL = (Class.OK, Class.INTERMEDIATE)


class Move(NamedTuple):
    """Where a reply leads: the state's key, what was passed through, whether it was lenience."""

    after: str
    via: tuple[str, ...] = ()
    tolerated: bool = False


def fits(protocol: Protocol, state: str, move: str, facts: Facts) -> bool:
    """Whether a move is in order in a state."""
    if move not in protocol.moves[state]:
        return False
    barred = protocol.unless.get(move)
    return barred is None or not barred(facts)


def follow(protocol: Protocol, state: str, move: str, kind: Class, facts: Facts) -> Move:
    """Where the reply `kind` to `move` leads.

    A class that the row does not name moves nothing. Success out of order is followed if every row
    that knows the move agrees where it leads: a lenient server must not strand the tutor.
    """
    row = protocol.moves[state].get(move)
    lenient = kind in WELL and not fits(protocol, state, move, facts)
    if row is not None:
        after = row.get(kind, state)
        return Move(after, protocol.via.get((state, move, after), ()), lenient)
    lapse = protocol.lapses.get(state, {}).get(move, {})
    if kind in lapse or kind not in WELL:
        return Move(lapse.get(kind, state), (), lenient)
    known = any(move in moves for moves in protocol.moves.values())
    return Move(_agreed(protocol, state, move, kind), (), lenient and known)


def expect(protocol: Protocol, state: str, move: str) -> str:
    """The state after `move` if it is answered well."""
    row = protocol.moves[state].get(move)
    if row is not None:
        return row.get(Class.OK) or row.get(Class.INTERMEDIATE) or state
    targets = {_agreed(protocol, state, move, kind) for kind in WELL} - {state}
    return targets.pop() if len(targets) == 1 else state


def needed(protocol: Protocol, state: str, move: str) -> str:
    """The state that `move` needs: the present one, or the nearest where the table has the move.

    Nearest is what the fewest well-answered moves lead to from here. A move that no reachable state
    knows needs nothing else than the present one.
    """
    seen, waiting = {state}, deque([state])
    while waiting:
        here = waiting.popleft()
        row = protocol.moves[here]
        if move in row:
            return here
        for answers in row.values():
            for after in (answers[kind] for kind in WELL if kind in answers):
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
    return state


def offers(protocol: Protocol, state: str, facts: Facts) -> Iterator[str]:
    """The moves that are in order in a state, as the table lists them."""
    return (move for move in protocol.moves[state] if fits(protocol, state, move, facts))


def useful(protocol: Protocol, state: str, facts: Facts) -> tuple[str, ...]:
    """The verbs worth trying now: in order, and not missing from what the server offers."""
    return tuple(
        move
        for move in offers(protocol, state, facts)
        if move in protocol.verbs and _is_offered(protocol, move, facts)
    )


def leads_to_handshake(protocol: Protocol, move: str) -> bool:
    """Whether a positive reply to `move` begins a TLS handshake."""
    targets = {after for row in protocol.moves.values() for after in row.get(move, {}).values()}
    return any(protocol.states[after].listens is Listens.HANDSHAKE for after in targets)


def _is_offered(protocol: Protocol, move: str, facts: Facts) -> bool:
    keyword = protocol.offered_as.get(move)
    return keyword is None or keyword in facts.offers


def _agreed(protocol: Protocol, state: str, move: str, kind: Class) -> str:
    targets = {row[move].get(kind) for row in protocol.moves.values() if move in row}
    target = targets.pop() if len(targets) == 1 else None
    return target or state
