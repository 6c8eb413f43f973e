"""The map: all states of a protocol with what leads from one to another, drawn from the table."""

from collections.abc import Collection, Iterable, Iterator

from tutor.core import order
from tutor.core.spec import Protocol, State
from tutor.explain.diagram import Step, edges, full, grouped
from tutor.page import Line, Role, Span
from tutor.protocols import PROTOCOLS
from tutor.words import Words

_MAIN = {
    "smtp": ("GREETING", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"),
    "pop3": ("GREETING", "USER", "PASS", "QUIT"),
}
"""What a session without detours says, from its beginning to its end."""
_MOST_VERBS = 26  # columns of an edge; more verbs go on in the next row

Path = Collection[Step]


def map_lines(
    protocol: str, state: str | None = None, words: Words | None = None, path: Path = ()
) -> list[Line]:
    """The states with what leads from one to another.

    `state` (a state's key) is marked as the place where one is, and the `path` that led there (see
    `walked`). Without `words` there are only names and signs, else a legend too.
    """
    return list(_map(PROTOCOLS[protocol], state, words, frozenset(path)))


def nearby_lines(protocol: str, state: str | None, words: Words, path: Path = ()) -> list[Line]:
    """What of the map fits on a small screen: the main path, and what leads to `state` and away."""
    return list(_nearby(PROTOCOLS[protocol], state, words, frozenset(path)))


def _nearby(
    protocol: Protocol, here: str | None, words: Words, path: frozenset[Step]
) -> Iterator[Line]:
    title = f"{protocol.name.upper()}, {words.say('explain', 'explain.map.main')}"
    yield Line((Span(title, Role.LABEL),))
    yield Line(tuple(_main_path(protocol, here, path)), 2, 6)
    if here is not None:
        yield _title(protocol.states[here], here, words, path)
        yield from _drawn(protocol, protocol.states[here], path)
        sources = list(_sources(protocol, here))
        if sources:
            into = words.say("explain", "explain.map.into")
            yield Line((Span(into, Role.LABEL),), 2, 2)
            yield Line((Span("; ".join(sources), Role.NOTE),), 4, 4)
        legend = words.say("explain", f"explain.map.legend.{protocol.name}")
        yield Line((Span(legend, Role.INFO),), 2, 2)
    if path:
        yield Line((Span(words.say("explain", "explain.map.legend.path"), Role.INFO),), 2, 2)
    whole = words.say("explain", "explain.map.whole", protocol=protocol.name)
    yield Line((Span(whole, Role.INFO),), 2, 2)


def _main_path(protocol: Protocol, here: str | None, path: frozenset[Step]) -> Iterator[Span]:
    """The states from the first to the last, with the verb between two; where one is, marked."""
    state = protocol.start
    yield _station(protocol, state, here)
    for move in _MAIN[protocol.name]:
        after = order.expect(protocol, state, move)
        dash = "==" if Step(state, move, after) in path else "--"
        yield Span(f" {dash}{move}{dash}> ", Role.NOTE)
        for passed in protocol.via.get((state, move, after), ()):
            yield Span(f"{protocol.states[passed].name} {dash}> ", Role.NOTE)
        yield _station(protocol, after, here)
        state = after


def _station(protocol: Protocol, key: str, here: str | None) -> Span:
    return Span(full(protocol.states[key]), Role.WARN if key == here else Role.STATE)


def _sources(protocol: Protocol, here: str) -> Iterator[str]:
    """Where one may have come from, and by which moves."""
    graph = edges(protocol.name)
    for state in protocol.states.values():
        moves = [e.move for e in graph if e.before == state.key != here and e.after == here]
        if moves:
            yield f"{full(state)} ({', '.join(dict.fromkeys(moves))})"


def _map(
    protocol: Protocol, here: str | None, words: Words | None, path: frozenset[Step]
) -> Iterator[Line]:
    for state in protocol.states.values():
        yield _title(state, here, words, path)
        yield from _drawn(protocol, state, path)
    for edge in edges(protocol.name):
        if not edge.before:
            yield Line((Span("[*]", Role.STATE),))
            gone = any(step.move == edge.move for step in path)
            bar, arrow = ("|==", "==>") if gone else ("|--", "-->")
            closed = protocol.states[edge.after].name
            yield Line((Span(f"{bar} {edge.move} {arrow} {closed}", Role.NOTE),), 2, 6)
    if words:
        yield Line(())
        keys = [f"explain.map.legend.{protocol.name}", "explain.map.legend"]
        for key in (*keys, *(["explain.map.legend.path"] if path else [])):
            yield Line((Span(words.say("explain", key), Role.NOTE),))


def _title(state: State, here: str | None, words: Words | None, path: frozenset[Step]) -> Line:
    """A state's name, a star behind it if it was passed, and whether one is there now."""
    passed = any(state.key in (step.before, step.after) for step in path)
    title = [Span(f"[{full(state)}]" + (" *" if passed else ""), Role.STATE)]
    if here == state.key:
        mark = words.say("explain", "explain.map.here") if words else ""
        title.append(Span(f"  <== {mark}".rstrip(), Role.WARN))
    return Line(tuple(title))


def _drawn(protocol: Protocol, state: State, path: frozenset[Step]) -> Iterator[Line]:
    """What leads out of a state, codes and arrows aligned; what was gone, in thick lines."""
    rows = []
    for way in grouped(edges(protocol.name), state.key):
        told = " --> ".join(full(protocol.states[key]) for key in way.path)
        after = way.path[-1] if way.path else state.key
        gone = [move for move in way.moves if Step(state.key, move, after) in path]
        left = [move for move in way.moves if move not in gone]
        most = _MOST_VERBS if told else 2 * _MOST_VERBS
        rows += [(row, way.codes, told, True) for row in _packed(gone, most)]
        rows += [(row, way.codes, told, False) for row in _packed(left, most)]
    # A move that stays has no code to align, and may be as long as it likes.
    verbs = max((len(row) for row, _, told, _ in rows if told), default=0)
    answers = max((len(codes) for _, codes, told, _ in rows if told), default=0)
    for row, codes, told, was_gone in rows:
        answer = f"  {codes:<{answers}}" if answers else ""
        text = f"|-- {row:<{verbs}}{answer} --> {told}" if told else f"o-- {row}"
        yield Line((Span(_thick(text) if was_gone else text, Role.NOTE),), 2, 6)


def _thick(text: str) -> str:
    return text.replace("-->", "==>").replace("|--", "|==", 1).replace("o--", "o==", 1)


def _packed(moves: Iterable[str], most: int) -> Iterator[str]:
    row = ""
    for move in moves:
        longer = f"{row}, {move}" if row else move
        if row and len(longer) > most:
            yield row
            longer = move
        row = longer
    if row:
        yield row
