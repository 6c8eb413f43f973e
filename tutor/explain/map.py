"""The map: all states of a protocol with what leads from one to another, drawn from the table."""

from collections.abc import Iterable, Iterator

from tutor.core import order
from tutor.core.spec import Listens, Protocol, State
from tutor.explain.ways import ways
from tutor.page import Line, Role, Span
from tutor.protocols import PROTOCOLS
from tutor.words import Words

_MAIN = {
    "smtp": ("GREETING", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"),
    "pop3": ("GREETING", "USER", "PASS", "QUIT"),
}
"""What a session without detours says, from its beginning to its end."""
_MOST_VERBS = 26  # columns of an edge; more verbs go on in the next row


def map_lines(protocol: str, state: str | None = None, words: Words | None = None) -> list[Line]:
    """The states with what leads from one to another.

    `state` (a state's key) is marked as the place where one is. Without `words` there are only
    names and signs, else a legend too.
    """
    return list(_map(PROTOCOLS[protocol], state, words))


def nearby_lines(protocol: str, state: str | None, words: Words) -> list[Line]:
    """What of the map fits on a small screen: the main path, and what leads to `state` and away."""
    return list(_nearby(PROTOCOLS[protocol], state, words))


def _nearby(protocol: Protocol, here: str | None, words: Words) -> Iterator[Line]:
    title = f"{protocol.name.upper()}, {words.say(None, 'explain.map.main')}"
    yield Line((Span(title, Role.LABEL),))
    yield Line(tuple(_main_path(protocol, here)), 2, 6)
    if here is not None:
        state = protocol.states[here]
        mark = f"  <== {words.say(None, 'explain.map.here')}"
        yield Line((Span(f"[{_full(state)}]", Role.STATE), Span(mark, Role.WARN)))
        yield from _drawn(protocol, state)
        sources = list(_sources(protocol, here))
        if sources:
            yield Line((Span(words.say(None, "explain.map.into"), Role.LABEL),), 2, 2)
            yield Line((Span("; ".join(sources), Role.NOTE),), 4, 4)
        yield Line((Span(words.say(None, f"explain.map.legend.{protocol.name}"), Role.INFO),), 2, 2)
    whole = words.say(None, "explain.map.whole", protocol=protocol.name)
    yield Line((Span(whole, Role.INFO),), 2, 2)


def _main_path(protocol: Protocol, here: str | None) -> Iterator[Span]:
    """The states from the first to the last, with the verb between two; where one is, marked."""
    state = protocol.start
    yield _station(protocol, state, here)
    for move in _MAIN[protocol.name]:
        after = order.expect(protocol, state, move)
        yield Span(f" --{move}--> ", Role.NOTE)
        for passed in protocol.via.get((state, move, after), ()):
            yield Span(f"{protocol.states[passed].name} --> ", Role.NOTE)
        yield _station(protocol, after, here)
        state = after


def _station(protocol: Protocol, key: str, here: str | None) -> Span:
    return Span(_full(protocol.states[key]), Role.WARN if key == here else Role.STATE)


def _sources(protocol: Protocol, here: str) -> Iterator[str]:
    """Where one may have come from, and by which moves."""
    for state in protocol.states.values():
        if state.key == here:
            continue
        moves = [move for move, row in protocol.moves[state.key].items() if here in row.values()]
        if protocol.secured.get(state.key) == here and state.listens is Listens.HANDSHAKE:
            moves.append("(TLS)")
        if moves:
            yield f"{_full(state)} ({', '.join(moves)})"


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
