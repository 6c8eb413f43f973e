"""Where the replies to a move lead, read from a protocol's table."""

from collections.abc import Iterable, Mapping

from tutor.core.spec import Class, Protocol, State

CODES = {
    "smtp": {
        Class.OK: "2yz",
        Class.INTERMEDIATE: "3yz",
        Class.TRANSIENT: "4yz",
        Class.PERMANENT: "5yz",
    },
    "pop3": {Class.OK: "+OK", Class.INTERMEDIATE: "+", Class.FAILURE: "-ERR"},
}
"""How each protocol writes the classes of its replies."""


def ways(
    protocol: Protocol, state: State, move: str, row: Mapping[Class, str]
) -> list[tuple[str, tuple[State, ...]]]:
    """Where the replies to a move lead, those aside that change nothing: (codes, path)."""
    codes: dict[str, list[str]] = {}
    for kind, label in CODES[protocol.name].items():
        after = row.get(kind, state.key)
        if after != state.key:
            codes.setdefault(after, []).append(label)
    found = []
    for after, labels in codes.items():
        keys = (*protocol.via.get((state.key, move, after), ()), after)
        found.append((" ".join(labels), tuple(protocol.states[key] for key in keys)))
    return found


def public_names(path: Iterable[State]) -> str:
    """A path in the names that users see."""
    return " -> ".join(state.name for state in path)
