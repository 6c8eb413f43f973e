"""The map: all states of a protocol with what leads from one to another, drawn from the table."""

from collections.abc import Iterable, Iterator

from tutor.core.spec import Listens, Protocol, State
from tutor.explain.ways import ways
from tutor.page import Line, Role, Span
from tutor.protocols import PROTOCOLS
from tutor.words import Words

_MOST_VERBS = 26  # columns of an edge; more verbs go on in the next row


def map_lines(protocol: str, state: str | None = None, words: Words | None = None) -> list[Line]:
    """The states with what leads from one to another.

    `state` (a state's key) is marked as the place where one is. Without `words` there are only
    names and signs, else a legend too.
    """
    return list(_map(PROTOCOLS[protocol], state, words))


def _map(protocol: Protocol, here: str | None, words: Words | None) -> Iterator[Line]:
    for state in protocol.states.values():
        title = [Span(f"[{_full(state)}]", Role.STATE)]
        if here == state.key:
            mark = words.say(None, "explain.map.here") if words else ""
            title.append(Span(f"  <== {mark}".rstrip(), Role.WARN))
        yield Line(tuple(title))
        yield from _drawn(protocol, state)
    if protocol.closing:
        yield Line((Span("[*]", Role.STATE),))
        closed = protocol.states[protocol.closed].name
        text = f"|-- {' '.join(sorted(protocol.closing))} --> {closed}"
        yield Line((Span(text, Role.NOTE),), 2, 6)
    if words:
        yield Line(())
        for key in (f"explain.map.legend.{protocol.name}", "explain.map.legend"):
            yield Line((Span(words.say(None, key), Role.NOTE),))


def _drawn(protocol: Protocol, state: State) -> Iterator[Line]:
    """What leads out of a state, the codes and the arrows aligned."""
    edges = [
        (row, codes, path)
        for moves, codes, path in _edges(protocol, state)
        for row in _packed(moves, _MOST_VERBS if path else 2 * _MOST_VERBS)
    ]
    if state.listens is Listens.HANDSHAKE:
        after = protocol.states[protocol.secured[state.key]]
        edges.append(("(TLS)", "", _full(after)))
    # A move that stays has no code to align, and may be as long as it likes.
    verbs = max((len(row) for row, _, path in edges if path), default=0)
    answers = max((len(codes) for _, codes, path in edges if path), default=0)
    for row, codes, path in edges:
        told = f"  {codes:<{answers}}" if answers else ""
        text = f"|-- {row:<{verbs}}{told} --> {path}" if path else f"o-- {row}"
        yield Line((Span(text, Role.NOTE),), 2, 6)


def _edges(protocol: Protocol, state: State) -> Iterator[tuple[list[str], str, str]]:
    """What leads out of a state: moves that go the same way together, those that stay last.

    Each is (moves, codes, path); the path of a move that stays is empty.
    """
    together: dict[tuple[str, str], list[str]] = {}
    stays: list[str] = []
    for move, row in protocol.moves[state.key].items():
        found = ways(protocol, state, move, row)
        for codes, path in found:
            told = " --> ".join(_full(passed) for passed in path)
            together.setdefault((codes, told), []).append(move)
        if not found:
            stays.append(move)
    for (codes, told), moves in together.items():
        yield moves, codes, told
    if stays:
        yield stays, "", ""


def _full(state: State) -> str:
    """A state's name; behind it the key, where several states share the name."""
    return state.name if state.key == state.name else f"{state.name} ({state.key})"


def _packed(moves: Iterable[str], most: int) -> Iterator[str]:
    row = ""
    for move in moves:
        longer = f"{row}, {move}" if row else move
        if row and len(longer) > most:
            yield row
            longer = move
        row = longer
    yield row
