"""YAML text to nodes, strictly.

It reads events rather than YAML's composed nodes: anchors, aliases and tags are seen where they
stand, nesting costs no recursion (the composer's can end the process), and it is faster.
"""

import re
from collections.abc import Iterator
from itertools import islice

import yaml

from tutor.data import problems, wide
from tutor.data.nodes import (
    DataError,
    Fault,
    Hole,
    Mapping,
    Node,
    Reason,
    Scalar,
    Sequence,
    Survey,
    because,
    in_order,
    shown,
)

# A build without libyaml has no C loader: ten times slower, with the same marks.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 2_000_000  # characters; the longest file that people write here has some 100,000
_MOST = 200_000  # keys, pieces of text, lists and mappings; our longest file has some 20,000
_DEEPEST = 100  # levels; so that whoever walks the tree may use recursion
_FOUL = 20  # lines with a control character; with more, the file is not a text at all
_UNKNOWN = "\ufffd"  # what takes the place of a control character
_NO_KEY = "?"  # under this stands what has no key: a mark of it is never kept
_NOT_TEXT = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read(text: str, path: str) -> Node:
    """The tree of a file's text; `path` is only for messages.

    Raises DataError: for what is no YAML, and for what YAML allows but nobody means (a key given
    twice, anchors, aliases, tags, merge keys, a second document).
    """
    tree, faults = survey(text, path)
    if faults or tree is None:
        raise DataError(faults)
    return tree


def survey(text: str, path: str) -> Survey:
    """The tree of a file's text, with all that `read` would raise for.

    There is a tree unless the text is no YAML, too long, too deep or no text at all: where YAML
    allows what nobody means, what is meant can still be read.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > _LONGEST:
        return Survey(None, [Fault(path, 1, 1, because("data.long", most=f"{_LONGEST:,}"))])
    foul = list(_unreadable(text, path))
    if len(foul) == _FOUL:
        return Survey(None, foul)
    builder = _Builder(path)
    _build(builder, _NOT_TEXT.sub(_UNKNOWN, text) if foul else text, strict=not foul)
    if builder.root is None and not foul and not builder.faults:
        builder.fault((1, 1), because("data.empty"))
    return Survey(builder.root if builder.whole else None, in_order(foul + builder.faults))


def events(text: str) -> Iterator[yaml.Event]:
    """YAML's own events. Raises YAMLError, and ValueError for an escape that is no character."""
    return iter(yaml.parse(text, Loader=_LOADER))


def _unreadable(text: str, path: str) -> Iterator[Fault]:
    """What YAML's own reader would stop at without saying the line."""
    if not _NOT_TEXT.search(text):
        return
    found = (
        (number, match)
        for number, line in enumerate(_LINE_END.split(text), 1)
        if (match := _NOT_TEXT.search(line))
    )
    for number, match in islice(found, _FOUL):
        told = because("data.control", code=f"{ord(match[0]):04X}")
        yield Fault(path, number, match.start() + 1, told)


def _build(builder: "_Builder", text: str, *, strict: bool) -> None:
    """Let the builder see it all. Where the text is not `strict`ly the author's, what YAML says of
    it may only follow from that, and is not told."""
    try:
        if all(map(builder.take, events(text))):
            builder.whole = True
    except yaml.MarkedYAMLError as error:
        if strict:
            builder.syntax(error, _LINE_END.split(text))
    except (yaml.YAMLError, ValueError) as error:
        if strict:
            builder.fault((1, 1), because("data.syntax.none", said=shown(str(error))))


class _Open:
    """A collection whose end has not come; of a mapping, `key` waits for its value."""

    __slots__ = ("beyond", "children", "column", "items", "key", "line", "marks")

    def __init__(self, event: yaml.NodeEvent) -> None:
        self.line, self.column = _mark(event)
        self.items: dict[str, Node] | None = None
        if isinstance(event, yaml.MappingStartEvent):
            self.items = {}
        self.children: list[Node] = []
        self.marks: dict[str, tuple[int, int]] = {}
        self.beyond: list[tuple[str, Node]] = []
        self.key: str | None = None

    def closed(self) -> Mapping | Sequence:
        """The collection, now that it is whole."""
        if self.items is None:
            return Sequence(self.children, self.line, self.column)
        return Mapping(self.items, self.line, self.column, self.marks, tuple(self.beyond))


class _Builder:
    """Puts nodes together as events come, and keeps the faults."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.whole = False
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
            if isinstance(event, yaml.CollectionStartEvent):
                self._open.append(_Open(event))
                if len(self._open) > _DEEPEST:
                    self.fault(_mark(event), because("data.deep", most=_DEEPEST))
                    return False
            else:
                self._add(_scalar(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self._open.pop().closed())
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.fault(_mark(event), because("data.document"))
            self._cut(_mark(event))
            return False
        return True

    def fault(self, at: tuple[int, int], reason: Reason) -> None:
        self.faults.append(Fault(self.path, *at, reason))

    def syntax(self, error: yaml.MarkedYAMLError, lines: list[str]) -> None:
        """What YAML itself does not read."""
        line, column = self._place(error, lines)
        problem = str(error.problem or error.context or "not YAML")
        written = "".join(lines[line - 1 : line])
        indent = written[: len(written) - len(written.lstrip())]
        tab = "\t" in indent + written[column - 1 : column]
        if (instead := wide.found(lines, line)) is not None and not tab:
            self.fault((instead.line, instead.column), instead.reason)
            return
        self.fault((line, column), because("data.tab") if tab else problems.told(problem))

    def _place(self, error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int]:
        """Where to look: where the file ends too early, at what was opened and never closed."""
        for mark in filter(None, (error.problem_mark, error.context_mark)):
            if "".join(lines[mark.line :])[mark.column :].strip():
                return mark.line + 1, mark.column + 1
        return (self._open[-1].line, self._open[-1].column) if self._open else (1, 1)

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

    def _cut(self, at: tuple[int, int]) -> None:
        """The first document stands for the file, and may lack what is in the second."""
        if isinstance(self.root, Mapping):
            entry = (_NO_KEY, Hole("", *at))
            self.root = self.root._replace(beyond=(*self.root.beyond, entry))
        self.whole = True

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if parent.items is None:
            parent.children.append(node)
        elif parent.key is None:
            parent.key = self._key(parent, node)
        else:
            if parent.key in parent.items or parent.key not in parent.marks:
                parent.beyond.append((parent.key, node))
            else:
                parent.items[parent.key] = node
            parent.key = None

    def _key(self, mapping: _Open, node: Node) -> str:
        """The node as a key of the mapping, which remembers where the key stands; what is no key
        is one that has no mark."""
        at = node.line, node.column
        if not isinstance(node, Scalar):
            self.fault(at, because("data.key"))
            return _NO_KEY
        if isinstance(node, Hole):
            return _NO_KEY
        if node.text == "<<" and not node.quoted:
            self.fault(at, because("data.merge"))
            return _NO_KEY
        if node.text in mapping.marks:
            first = mapping.marks[node.text][0]
            self.fault(at, because("data.twice", key=shown(node.text), line=first))
        mapping.marks.setdefault(node.text, at)
        return node.text


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None  # only events made by hand have none
    return mark.line + 1, mark.column + 1


def _scalar(event: yaml.NodeEvent) -> Scalar:
    """A piece of text. Of an alias, and of an anchor or a tag with nothing behind it, nobody knows
    what was meant."""
    if isinstance(event, yaml.ScalarEvent):
        bare = not event.value and not event.style
        kind = Hole if bare and (event.anchor or event.tag) else Scalar
        return kind(event.value, *_mark(event), bool(event.style))
    return Hole("", *_mark(event))
