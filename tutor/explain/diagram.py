"""The states of a protocol as a graph, read from its table once: for the text map and pictures."""

from collections.abc import Iterator
from typing import NamedTuple

from tutor.core.spec import Listens, Protocol, State
from tutor.explain.ways import ways
from tutor.protocols import PROTOCOLS

HANDSHAKE = "(TLS)"
"""What leads out of a state in which a TLS handshake runs; it is no command."""


class Edge(NamedTuple):
    """A move out of a state, as the table has it.

    `before` is a state's key, empty where any state will do. `codes` are the classes of replies
    that lead along `path`: keys of the states passed through, the one arrived at last. A move
    that changes nothing has neither.
    """

    before: str
    move: str
    codes: str = ""
    path: tuple[str, ...] = ()

    @property
    def after(self) -> str:
        """Where it leads: the key of a state."""
        return self.path[-1] if self.path else self.before


class Step(NamedTuple):
    """A move that was made in a session, from one state's key to another's."""

    before: str
    move: str
    after: str


class Way(NamedTuple):
    """Edges of one state that go the same way together; the moves that stay have an empty path."""

    moves: tuple[str, ...]
    codes: str
    path: tuple[str, ...]


def edges(protocol: str) -> tuple[Edge, ...]:
    """Every move of the table, state by state, in its order."""
    return tuple(_edges(PROTOCOLS[protocol]))


def grouped(graph: tuple[Edge, ...], state: str) -> list[Way]:
    """What leads out of one state, moves that go the same way together; what stays is last."""
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for edge in graph:
        if edge.before == state:
            together.setdefault((edge.codes, edge.path), []).append(edge.move)
    ways_out = [Way(tuple(moves), codes, path) for (codes, path), moves in together.items()]
    return sorted(ways_out, key=lambda way: not way.path)


def full(state: State) -> str:
    """A state's name; behind it the key, where several states share the name."""
    return state.name if state.key == state.name else f"{state.name} ({state.key})"


def mermaid(protocol: str) -> str:
    """The graph in the notation of Mermaid (stateDiagram-v2), which draws it itself."""
    return "".join(f"{line}\n" for line in _mermaid(PROTOCOLS[protocol]))


def _edges(protocol: Protocol) -> Iterator[Edge]:
    for state in protocol.states.values():
        for move, row in protocol.moves[state.key].items():
            found = ways(protocol, state, move, row)
            for codes, path in found:
                yield Edge(state.key, move, codes, tuple(passed.key for passed in path))
            if not found:
                yield Edge(state.key, move)
        if state.listens is Listens.HANDSHAKE:
            yield Edge(state.key, HANDSHAKE, "", (protocol.secured[state.key],))
    for code in sorted(protocol.closing):
        yield Edge("", code, "", (protocol.closed,))


def _mermaid(protocol: Protocol) -> Iterator[str]:
    graph = edges(protocol.name)
    yield "stateDiagram-v2"
    for state in protocol.states.values():
        yield f'    state "{full(state)}" as {state.key}'
    if protocol.closing:
        yield '    state "*" as ANY'
    yield f"    [*] --> {protocol.start}"
    for key in (*protocol.states, ""):
        for way in grouped(graph, key):
            label = f"{', '.join(way.moves)} {way.codes}".rstrip()
            here = key or "ANY"
            for passed in way.path or (key,):
                # What is passed through is left without a command of its own.
                yield f"    {here} --> {passed}" + (f": {label}" if label else "")
                here, label = passed, ""
