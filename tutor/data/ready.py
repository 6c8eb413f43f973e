"""A tree as JSON: what the build makes of a shipped file, read without YAML and ten times as fast.

The YAML stays the source: the JSON file beside it names the checksum of what it was made from, and
is passed over when that has changed.
"""

import json
import zlib
from pathlib import Path
from typing import Any

from tutor.data.nodes import Mapping, Node, Scalar, Sequence


def dumped(source: bytes, root: Node) -> str:
    """The JSON of a file and its tree."""
    return json.dumps({"crc32": zlib.crc32(source), "tree": _packed(root)}, ensure_ascii=False)


def load(file: Path, source: bytes) -> Node | None:
    """The tree that was made ready of a source, unless it has changed since."""
    try:
        made = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return _unpacked(made["tree"]) if made.get("crc32") == zlib.crc32(source) else None


def _packed(node: Node) -> list[Any]:
    """The node's fields; what stands in the first one tells which kind it is."""
    match node:
        case Mapping(items=items):
            held = {key: _packed(child) for key, child in items.items()}
            return [held, node.line, node.column, node.marks]
        case Sequence(items=children):
            return [[_packed(child) for child in children], *node[1:]]
        case Scalar():
            return list(node)


def _unpacked(packed: list[Any]) -> Node:
    first, *rest = packed
    if isinstance(first, str):
        return Scalar(first, *rest)
    if isinstance(first, list):
        return Sequence([_unpacked(child) for child in first], *rest)
    line, column, marks = rest
    places = {key: (mark[0], mark[1]) for key, mark in marks.items()}
    return Mapping({key: _unpacked(child) for key, child in first.items()}, line, column, places)
