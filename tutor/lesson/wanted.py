"""A goal as the file has it, made into values; what no schema can say is a fault at its mark."""

import re
from collections.abc import Callable, Iterator

from tutor.core.spec import Class
from tutor.data import Mapping, Node, Reason, Scalar, Sequence, because, meant
from tutor.lesson import goals, patterns
from tutor.lesson.goals import All, Any, Goal, Not
from tutor.protocols import PROTOCOLS

Blame = Callable[[int, int, Reason], None]
"""Takes a fault: line, column, reason."""

COMMAND = because("lesson.what.command")
STATE = because("lesson.what.state")

# What the engine names though nobody types it as a command.
_NAMED_BY_US = frozenset({"GREETING", ".", "AUTH-RESPONSE", "AUTH-CANCEL"})
VERBS = _NAMED_BY_US.union(*(protocol.verbs for protocol in PROTOCOLS.values()))
STATES = frozenset(
    state.name for protocol in PROTOCOLS.values() for state in protocol.states.values()
)
_EVENT_KEYS = frozenset({"command", "class", "code", "text", "in_order", "via", "base64"})


def goal(node: Node, blame: Blame) -> Goal:
    """The goal of a node that fits the schema. What cannot be used is blamed and left out."""
    entries = _mapping(node)
    parts = list(_parts(entries, blame))
    if not entries.items:
        blame(node.line, node.column, because("lesson.goal.empty"))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _parts(entries: Mapping, blame: Blame) -> Iterator[Goal]:
    if _EVENT_KEYS & entries.items.keys():
        yield _answered(entries.items, blame)
    for key, node in entries.items.items():
        if key in _READERS:
            yield _READERS[key](node, blame)


def _answered(items: dict[str, Node], blame: Blame) -> goals.Answered:
    texts = {key: _text(node) for key, node in items.items() if key in ("class", "code")}
    command, pattern, via = items.get("command"), items.get("text"), items.get("via")
    return goals.Answered(
        command=None if command is None else known(command, VERBS, COMMAND, blame),
        kind=Class(texts["class"]) if "class" in texts else None,
        code=texts.get("code"),
        text=None if pattern is None else _pattern(pattern, blame),
        in_order=_truth(items.get("in_order")),
        via=None if via is None else known(via, STATES, STATE, blame),
        base64=_truth(items.get("base64")),
    )


def _pattern(node: Node, blame: Blame) -> re.Pattern[str] | None:
    try:
        return patterns.compiled(_text(node))
    except patterns.PatternError as error:
        blame(node.line, node.column, error.reason)
        return None


def known(node: Node, names: frozenset[str], what: Reason, blame: Blame) -> str:
    """A name of the engine's, in capital letters; one that it has not is blamed. `what` it is a
    name of is COMMAND or STATE."""
    name = _text(node).upper()
    if name not in names:
        from difflib import get_close_matches

        near = meant(get_close_matches(name[:40], sorted(names), n=1))
        told = because("lesson.name", what=what, name=_shown(name), near=near)
        blame(node.line, node.column, told)
    return name


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:40])


def _goals(node: Node, blame: Blame) -> tuple[Goal, ...]:
    return tuple(goal(item, blame) for item in _items(node))


def _flag(name: str) -> "_Reader":
    return lambda node, blame: goals.Flag(name, _text(node) == "true")


def _envelope(node: Node, _: Blame) -> goals.Envelope:
    items = _mapping(node).items
    to = items.get("to")
    addresses = _items(to) if isinstance(to, Sequence) else [to] if to is not None else []
    sender = items.get("from")
    return goals.Envelope(
        sender=None if sender is None else _text(sender),
        to=tuple(_text(address) for address in addresses),
    )


def _stored(node: Node, _: Blame) -> goals.Stored:
    items = _mapping(node).items
    headers = items.get("headers")
    named = _mapping(headers).items if headers is not None else {}
    return goals.Stored(
        least=_number(items.get("count"), 1),
        headers=tuple((name, _text(value)) for name, value in named.items()),
        body=_text(items["body"]) if "body" in items else "",
    )


def _maildrop(node: Node, _: Blame) -> goals.Maildrop:
    items = _mapping(node).items
    deleted = items.get("deleted")
    marked: int | frozenset[int] | None = None
    if isinstance(deleted, Sequence):
        marked = frozenset(int(_text(item)) for item in deleted.items)
    elif deleted is not None:
        marked = int(_text(deleted))
    count = items.get("count")
    return goals.Maildrop(None if count is None else int(_text(count)), marked)


def _number(node: Node | None, default: int) -> int:
    return default if node is None else int(_text(node))


def _truth(node: Node | None) -> bool | None:
    return None if node is None else _text(node) == "true"


def _text(node: Node) -> str:
    assert isinstance(node, Scalar)
    return node.text


def _items(node: Node) -> list[Node]:
    assert isinstance(node, Sequence)
    return node.items


def _mapping(node: Node) -> Mapping:
    assert isinstance(node, Mapping)
    return node


_Reader = Callable[[Node, Blame], Goal]
_READERS: dict[str, _Reader] = {
    "closed_by": lambda node, _: goals.ClosedBy(_text(node)),
    "telnet": lambda node, _: goals.Connected(_text(node)),
    "state": lambda node, blame: goals.InState(known(node, STATES, STATE, blame)),
    "tls": _flag("tls"),
    "authenticated": _flag("authenticated"),
    "envelope": _envelope,
    "stored": _stored,
    "maildrop": _maildrop,
    "all": lambda node, blame: All(_goals(node, blame)),
    "any": lambda node, blame: Any(_goals(node, blame)),
    "not": lambda node, blame: Not(goal(node, blame)),
}
