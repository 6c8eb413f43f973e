"""YAML text to nodes, strictly.

It reads events rather than YAML's composed nodes: anchors, aliases and tags are seen where they
stand, nesting costs no recursion (the composer's can end the process), and it is faster.
"""

import re
from collections.abc import Iterator
from itertools import islice

import yaml

from tutor.data import problems
from tutor.data.nodes import (
    DataError,
    Fault,
    Mapping,
    Node,
    Reason,
    Scalar,
    Sequence,
    because,
    shown,
)

# A build without libyaml has no C loader: ten times slower, with the same marks.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 2_000_000  # characters; the longest file that people write here has some 100,000
_MOST = 200_000  # keys, pieces of text, lists and mappings; our longest file has some 20,000
_DEEPEST = 100  # levels; so that whoever walks the tree may use recursion
_NOT_TEXT = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read(text: str, path: str) -> Node:
    """The tree of a file's text; `path` is only for messages.

    Raises DataError: for what is no YAML, and for what YAML allows but nobody means (a key given
    twice, anchors, aliases, tags, merge keys, a second document).
    """
    text = text.removeprefix("\ufeff")
    builder = _Builder(path)
    builder.faults += _unreadable(text, path)
    if not builder.faults:
        _build(builder, text)
    if builder.faults or builder.root is None:
        raise DataError(builder.faults or [Fault(path, 1, 1, because("data.empty"))])
    return builder.root


def events(text: str) -> Iterator[yaml.Event]:
    """YAML's own events. Raises YAMLError, and ValueError for an escape that is no character."""
    return iter(yaml.parse(text, Loader=_LOADER))


def _unreadable(text: str, path: str) -> Iterator[Fault]:
    """What YAML's own reader would stop at without saying the line."""
    if len(text) > _LONGEST:
        yield Fault(path, 1, 1, because("data.long", most=f"{_LONGEST:,}"))
        return
    if not _NOT_TEXT.search(text):
        return
    found = (
        (number, match)
        for number, line in enumerate(_LINE_END.split(text), 1)
        if (match := _NOT_TEXT.search(line))
    )
    for number, match in islice(found, 20):  # of more, the file is not a text at all
        told = because("data.control", code=f"{ord(match[0]):04X}")
        yield Fault(path, number, match.start() + 1, told)


def _build(builder: "_Builder", text: str) -> None:
    try:
        for event in events(text):
            if not builder.take(event):
                return
    except yaml.MarkedYAMLError as error:
        builder.syntax(error, _LINE_END.split(text))
    except (yaml.YAMLError, ValueError) as error:
        builder.fault((1, 1), because("data.syntax.none", said=shown(str(error))))


class _Open:
    """A collection whose end has not come; `key` waits for its value."""

    __slots__ = ("key", "node")

    def __init__(self, node: Mapping | Sequence) -> None:
        self.node = node
        self.key: Scalar | None = None


class _Builder:
    """Puts nodes together as events come, and keeps the faults."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._entries = 0
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> bool:
        """See one event; false when what follows is not worth reading."""
        if isinstance(event, yaml.NodeEvent):
            self._entries += 1
            if self._entries > _MOST:
                self.fault(_mark(event), because("data.entries", most=f"{_MOST:,}"))
                return False
            self._refuse(event)
            self._add(_node(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.fault(_mark(event), because("data.document"))
            return False
        return len(self._open) <= _DEEPEST

    def fault(self, at: tuple[int, int], reason: Reason) -> None:
        self.faults.append(Fault(self.path, *at, reason))

    def syntax(self, error: yaml.MarkedYAMLError, lines: list[str]) -> None:
        """What YAML itself does not read."""
        line, column = self._place(error, lines)
        problem = str(error.problem or error.context or "not YAML")
        written = "".join(lines[line - 1 : line])
        indent = written[: len(written) - len(written.lstrip())]
        tab = "\t" in indent + written[column - 1 : column]
        self.fault((line, column), because("data.tab") if tab else problems.told(problem))

    def _place(self, error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int]:
        """Where to look: where the file ends too early, at what was opened and never closed."""
        for mark in filter(None, (error.problem_mark, error.context_mark)):
            if "".join(lines[mark.line :])[mark.column :].strip():
                return mark.line + 1, mark.column + 1
        return (self._open[-1].node.line, self._open[-1].node.column) if self._open else (1, 1)

    def _refuse(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            name = shown(event.anchor or "")
            self.fault(_mark(event), because("data.alias", name=name))
        elif event.anchor is not None:
            name = shown(event.anchor)
            self.fault(_mark(event), because("data.anchor", name=name))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.fault(_mark(event), because("data.tag", name=shown(tag)))

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
        else:
            self._add_below(self._open[-1], node)
        if not isinstance(node, Scalar):
            self._open.append(_Open(node))
            if len(self._open) > _DEEPEST:
                self.fault((node.line, node.column), because("data.deep", most=_DEEPEST))

    def _add_below(self, parent: _Open, node: Node) -> None:
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is not None:
            parent.node.items.setdefault(parent.key.text, node)
            parent.key = None
        else:
            parent.key = self._key(parent.node, node)

    def _key(self, mapping: Mapping, node: Node) -> Scalar:
        """The node as a key of the mapping, which remembers where the key stands."""
        at = node.line, node.column
        if not isinstance(node, Scalar):
            self.fault(at, because("data.key"))
            return Scalar("", *at)
        if node.text == "<<" and not node.quoted:
            self.fault(at, because("data.merge"))
        if node.text in mapping.marks:
            first = mapping.marks[node.text][0]
            self.fault(at, because("data.twice", key=shown(node.text), line=first))
        mapping.marks.setdefault(node.text, at)
        return node


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None  # only events made by hand have none
    return mark.line + 1, mark.column + 1


def _node(event: yaml.NodeEvent) -> Node:
    """The node that begins here; an alias, refused already, leaves an empty text in its place."""
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, *_mark(event), bool(event.style))
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping({}, *_mark(event), {})
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence([], *_mark(event))
    return Scalar("", *_mark(event))
