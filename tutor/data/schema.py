"""A tree against a schema: a subset of JSON Schema (2020-12), told with lines and columns.

The subset: type, properties, required, additionalProperties, patternProperties, items, enum, const,
pattern, minimum, maximum, minItems, maxItems, oneOf, anyOf, and $ref to "#/$defs/x"; `description`
is the key of the words that name a pattern for people. Two things differ, because a scalar here is
what the author typed: text is any scalar (`code: 250` where text is wanted is "250"), and numbers
and booleans are never quoted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from tutor.data import kinds
from tutor.data.kinds import Schema
from tutor.data.nodes import (
    Arg,
    Fault,
    Hole,
    Mapping,
    Node,
    Reason,
    Scalar,
    Sequence,
    because,
    in_order,
    meant,
    parts,
    shown,
)

_Found: TypeAlias = tuple[int, int, Reason]


def check(node: Node, schema: Schema, path: str) -> list[Fault]:
    """All faults of the tree, in the order of the file; none when it fits. `path` is for them."""
    return in_order(Fault(path, *found) for found in _faults(node, schema, schema))


def value(node: Node, schema: Schema) -> Any:
    """The tree as dict, list, str, int, float and bool, as the schema says; it must fit."""
    return _value(node, schema, schema)


def form(node: Node, schema: Schema) -> Schema:
    """The schema of the node itself; of several forms that it may have, the nearest."""
    return _chosen(node, schema, schema)


def _value(node: Node, schema: Schema, root: Schema) -> Any:
    schema = _chosen(node, schema, root)
    match node:
        case Mapping(items=items):
            return {
                key: _value(child, _below(key, schema) or {}, root) for key, child in items.items()
            }
        case Sequence(items=children):
            return [_value(child, schema.get("items", {}), root) for child in children]
        case Scalar(text=text):
            typed = kinds.typed(node, kinds.kind_of(schema))
            return text if typed is None else typed


def _faults(node: Node, schema: Schema, root: Schema) -> Iterator[_Found]:
    if isinstance(node, Hole):
        return
    schema = _resolved(schema, root)
    if "oneOf" in schema or "anyOf" in schema:
        yield from _branch_faults(node, schema, root)
    kind = kinds.kind_of(schema)
    if not kinds.fits(node, kind):
        yield node.line, node.column, kinds.other(kinds.NAMES[kind], node, kind)
        return
    match node:
        case Mapping():
            yield from _mapping_faults(node, schema, root)
        case Sequence():
            yield from _sequence_faults(node, schema, root)
        case Scalar():
            typed = kinds.typed(node, kind)
            for reason in _scalar_faults(node.text if typed is None else typed, schema):
                yield node.line, node.column, reason


def _mapping_faults(node: Mapping, schema: Schema, root: Schema) -> Iterator[_Found]:
    for key in () if node.partial else schema.get("required", ()):
        if key not in node.items:
            yield node.line, node.column, because("data.missing", key=key)
    for key, child in parts(node):
        below = _below(key, schema)
        if below is None:
            near = _near(key, schema.get("properties", {}))
            yield *node.marks[key], because("data.unknown", key=shown(key), near=near)
        else:
            yield from _faults(child, below, root)


def _sequence_faults(node: Sequence, schema: Schema, root: Schema) -> Iterator[_Found]:
    least = schema.get("minItems", 0)
    if len(node.items) < least:
        yield node.line, node.column, because("data.few", least=least)
    most = schema.get("maxItems", len(node.items))
    if len(node.items) > most:
        yield node.line, node.column, because("data.many", most=most)
    for child in node.items:
        yield from _faults(child, schema.get("items", {}), root)


def _scalar_faults(found: str | float, schema: Schema) -> Iterator[Reason]:
    allowed = kinds.constants(schema)
    if allowed and found not in allowed:
        near = _near(str(found), map(str, allowed))
        names = tuple(map(kinds.written, allowed))
        yield because("data.constant", allowed=names, found=kinds.written(found), near=near)
    if isinstance(found, str):
        pattern = schema.get("pattern")
        if pattern is not None and not re.search(pattern, found):
            yield because("data.expected", wanted=_described(schema, pattern))
    elif not schema.get("minimum", found) <= found <= schema.get("maximum", found):
        yield because("data.range", found=kinds.written(found), range=_range(schema))


def _branch_faults(node: Node, schema: Schema, root: Schema) -> Iterator[_Found]:
    judged = _judged(node, schema, root)
    fitting = [branch for branch, faults in judged if not faults]
    if not fitting:
        known = [kinds.kind_of(branch) for branch, _ in judged]
        if all(not kinds.fits(node, kind) for kind in known):
            first, *rest = dict.fromkeys(kinds.NAMES[kind] for kind in known)
            for other in rest:
                first = because("data.or", one=first, other=other)
            yield node.line, node.column, kinds.other(first, node, known[0])
        else:
            yield from min((faults for _, faults in judged), key=len)
    elif len(fitting) > 1 and "oneOf" in schema:
        yield node.line, node.column, because("data.both")


def _judged(node: Node, schema: Schema, root: Schema) -> list[tuple[Schema, list[_Found]]]:
    """The branches that the node seems to mean, each with its faults.

    What discriminates is looked at first (the type, constants, required keys): a branch that fits
    differs in none of them, so the others need not be judged to the last leaf.
    """
    return [(branch, list(_faults(node, branch, root))) for branch in _near_to(node, schema, root)]


def _near_to(node: Node, schema: Schema, root: Schema) -> list[Schema]:
    branches = [_resolved(branch, root) for branch in schema.get("oneOf") or schema["anyOf"]]
    far = [_distance(node, branch) for branch in branches]
    least = min(far)
    return [branch for branch, distance in zip(branches, far, strict=True) if distance == least]


def _distance(node: Node, branch: Schema) -> tuple[bool, int, int]:
    if not kinds.fits(node, kinds.kind_of(branch)):
        return True, 0, 0
    if not isinstance(node, Mapping):
        return False, 0, 0
    required, properties = branch.get("required", ()), branch.get("properties", {})
    # A branch is told by what it requires; a constant that may be left out tells nothing.
    wrong = sum(
        isinstance(child := node.items.get(key), Scalar)
        and not isinstance(child, Hole)
        and child.text not in map(kinds.written, kinds.constants(properties[key]))
        for key in required
        if kinds.constants(properties.get(key, {}))
    )
    return False, wrong, sum(key not in node.items for key in required)


def _chosen(node: Node, schema: Schema, root: Schema) -> Schema:
    """The schema with the branch that the node takes merged in."""
    schema = _resolved(schema, root)
    if "oneOf" not in schema and "anyOf" not in schema:
        return schema
    branch, *others = _near_to(node, schema, root)
    if others:
        branch = min(_judged(node, schema, root), key=lambda judged: len(judged[1]))[0]
    rest = {word: part for word, part in schema.items() if word not in ("oneOf", "anyOf")}
    return _chosen(node, _merged(rest, branch), root)


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        target = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        beside = {word: part for word, part in schema.items() if word != "$ref"}
        schema = _merged(beside, target) if beside else target
    return schema


def _merged(one: Schema, other: Schema) -> Schema:
    both = {**one, **other}
    if "properties" in one and "properties" in other:
        both["properties"] = {**one["properties"], **other["properties"]}
    return both


def _below(key: str, schema: Schema) -> Schema | None:
    """The schema of what stands under a key; None when the key may not be there."""
    if key in schema.get("properties", {}):
        below: Schema = schema["properties"][key]
        return below
    for pattern, below in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            return below
    rest = schema.get("additionalProperties", True)
    if isinstance(rest, bool):
        return {} if rest else None
    other: Schema = rest
    return other


def _described(schema: Schema, pattern: str) -> Reason:
    """A pattern for people."""
    named = schema.get("description")
    return because("data.matching", pattern=pattern) if named is None else Reason(named)


def _range(schema: Schema) -> Reason:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None:
        return because("data.range.most", most=str(most))
    if most is None:
        return because("data.range.least", least=str(least))
    return because("data.range.both", least=str(least), most=str(most))


def _near(word: str, known: Iterable[str]) -> Arg:
    from difflib import get_close_matches

    return meant(get_close_matches(word, list(known), n=1) if len(word) < 80 else [])
