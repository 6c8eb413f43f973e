"""What a state means: its sentence, what leads out of it, what it is like to come into it."""

from collections.abc import Iterator

from tutor.core.spec import Protocol
from tutor.explain.lines import Writer
from tutor.explain.ways import public_names, ways
from tutor.page import Line


def state(write: Writer, protocol: Protocol, name: str) -> Iterator[Line]:
    """All about the states that users see under this name."""
    yield write.heading(protocol, "state", name)
    yield write.note(protocol, (f"state.{name}",))
    if found := write.words.look(protocol.name, f"order.in.{name}"):
        yield write.labelled("order", found.text)
    for moves, codes, path in _edges(protocol, name):
        way = f"{codes} -> {path}" if path else write.words.say("explain", "explain.stays")
        yield write.labelled("moves", f"{', '.join(moves)}: {way}")
    for key in write.words.keys(protocol.name):
        if key.startswith("move.") and key.rpartition(".")[2] == name:
            path = " -> ".join(key.split(".")[1:])
            yield write.note(protocol, (key,), path if path != name else f"-> {name}")


def _edges(protocol: Protocol, name: str) -> Iterator[tuple[list[str], str, str]]:
    """What leads out of all the states that share a name: moves that go the same way together.

    Each is (moves, codes, path); the moves that stay come last, their path is empty.
    """
    together: dict[tuple[str, str], list[str]] = {}
    known: dict[str, None] = {}
    for key, row in protocol.moves.items():
        here = protocol.states[key]
        for move in row if here.name == name else ():
            known[move] = None
            for codes, path in ways(protocol, here, move, row[move]):
                moves = together.setdefault((codes, public_names(path)), [])
                if path[-1].name != name and move not in moves:
                    moves.append(move)
    for (codes, told), moves in together.items():
        if moves:
            yield moves, codes, told
    gone = {move for moves in together.values() for move in moves}
    if left := [move for move in known if move not in gone]:
        yield left, "", ""
