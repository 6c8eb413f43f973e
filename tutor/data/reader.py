"""YAML text to nodes, strictly.

It reads events rather than YAML's composed nodes: anchors, aliases and tags are seen where they
stand, nesting costs no recursion (the composer's can end the process), and it is faster.
"""

import re
from collections.abc import Iterator
from itertools import islice

import yaml

from tutor.data.nodes import DataError, Fault, Mapping, Node, Scalar, Sequence, shown

# A build without libyaml has no C loader: ten times slower, with the same marks.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 2_000_000  # characters; the longest file that people write here has some 100,000
_MOST = 200_000  # keys, pieces of text, lists and mappings; our longest file has some 20,000
_DEEPEST = 100  # levels; so that whoever walks the tree may use recursion
_NOT_TEXT = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_HINTS = {
    "mapping values are not allowed": 'a ": " inside text: put the text in quotes',
    "cannot start any token": "text that begins with this character needs quotes",
    "unknown escape character": r"a backslash in double quotes: write \\, or use single quotes",
    "could not find expected ':'": "a key without its colon",
}


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
        raise DataError(builder.faults or [Fault(path, 1, 1, "the file is empty")])
    return builder.root


def events(text: str) -> Iterator[yaml.Event]:
    """YAML's own events. Raises YAMLError, and ValueError for an escape that is no character."""
    return iter(yaml.parse(text, Loader=_LOADER))


def _unreadable(text: str, path: str) -> Iterator[Fault]:
    """What YAML's own reader would stop at without saying the line."""
    if len(text) > _LONGEST:
        yield Fault(path, 1, 1, f"the file is longer than {_LONGEST:,} characters")
        return
    if not _NOT_TEXT.search(text):
        return
    found = (
        (number, match)
        for number, line in enumerate(_LINE_END.split(text), 1)
        if (match := _NOT_TEXT.search(line))
    )
    for number, match in islice(found, 20):  # of more, the file is not a text at all
        message = f"the control character U+{ord(match[0]):04X} cannot stand in a file"
        yield Fault(path, number, match.start() + 1, message)


def _build(builder: "_Builder", text: str) -> None:
    try:
        for event in events(text):
            if not builder.take(event):
                return
    except yaml.MarkedYAMLError as error:
        builder.syntax(error, _LINE_END.split(text))
    except (yaml.YAMLError, ValueError) as error:
        builder.fault((1, 1), f"not YAML: {shown(str(error))}")


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
                self.fault(_mark(event), f"more than {_MOST:,} entries in one file: split it")
                return False
            self._refuse(event)
            self._add(_node(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.fault(_mark(event), "a second document begins: one file is one document")
            return False
        return len(self._open) <= _DEEPEST

    def fault(self, at: tuple[int, int], message: str) -> None:
        self.faults.append(Fault(self.path, *at, message))

    def syntax(self, error: yaml.MarkedYAMLError, lines: list[str]) -> None:
        """What YAML itself does not read, in the words of its library and with ours beside."""
        line, column = self._place(error, lines)
        problem = str(error.problem or error.context or "not YAML")
        written = "".join(lines[line - 1 : line])
        indent = written[: len(written) - len(written.lstrip())]
        if "\t" in indent + written[column - 1 : column]:
            problem = "a tab: YAML is indented with spaces only"
        hint = next((hint for part, hint in _HINTS.items() if part in problem), None)
        self.fault((line, column), f"{problem} ({hint})" if hint else problem)

    def _place(self, error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int]:
        """Where to look: where the file ends too early, at what was opened and never closed."""
        for mark in filter(None, (error.problem_mark, error.context_mark)):
            if "".join(lines[mark.line :])[mark.column :].strip():
                return mark.line + 1, mark.column + 1
        return (self._open[-1].node.line, self._open[-1].node.column) if self._open else (1, 1)

    def _refuse(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            name = shown(event.anchor or "")
            self.fault(_mark(event), f"an alias (*{name}): write it out, or quote the text")
        elif event.anchor is not None:
            name = shown(event.anchor)
            self.fault(_mark(event), f"an anchor (&{name}): leave it out, or quote the text")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.fault(_mark(event), f"a tag ({shown(tag)}): leave it out, or quote the text")

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
        else:
            self._add_below(self._open[-1], node)
        if not isinstance(node, Scalar):
            self._open.append(_Open(node))
            if len(self._open) > _DEEPEST:
                self.fault((node.line, node.column), f"nested deeper than {_DEEPEST} levels")

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
            self.fault(at, "a key is one piece of text, not a list or a mapping")
            return Scalar("", *at)
        if node.text == "<<" and not node.quoted:
            self.fault(at, "a merge key (<<): write the entries out")
        if node.text in mapping.marks:
            first = mapping.marks[node.text][0]
            self.fault(at, f"the key `{shown(node.text)}` is given twice (first in line {first})")
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
