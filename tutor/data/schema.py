"""A tree against a schema: a subset of JSON Schema (2020-12), told with lines and columns.

The subset: type, properties, required, additionalProperties, patternProperties, items, enum, const,
pattern, minimum, maximum, minItems, maxItems, oneOf, anyOf, and $ref to "#/$defs/x"; `description`
names a pattern for people. Two things differ, because a scalar here is what the author typed:
text is any scalar (`code: 250` where text is wanted is "250"), and numbers and booleans are never
quoted.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from typing import Any, TypeAlias

from tutor.data.nodes import Fault, Mapping, Node, Scalar, Sequence, shown

Schema: TypeAlias = Table[str, Any]
_Found: TypeAlias = tuple[int, int, str]

_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_KINDS: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


def check(node: Node, schema: Schema, path: str) -> list[Fault]:
    """All faults of the tree, in the order of the file; none when it fits. `path` is for them."""
    return sorted({Fault(path, *found) for found in _faults(node, schema, schema)})


def value(node: Node, schema: Schema) -> Any:
    """The tree as dict, list, str, int, float and bool, as the schema says; it must fit."""
    return _value(node, schema, schema)


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
            typed = _typed(node, _kind(schema))
            return text if typed is None else typed


def _faults(node: Node, schema: Schema, root: Schema) -> Iterator[_Found]:
    schema = _resolved(schema, root)
    if "oneOf" in schema or "anyOf" in schema:
        yield from _branch_faults(node, schema, root)
    kind = _kind(schema)
    if not _fits(node, kind):
        yield node.line, node.column, f"expected {_NAMES[kind]}, found {_called(node, kind)}"
        return
    match node:
        case Mapping():
            yield from _mapping_faults(node, schema, root)
        case Sequence():
            yield from _sequence_faults(node, schema, root)
        case Scalar():
            typed = _typed(node, kind)
            for message in _scalar_faults(node.text if typed is None else typed, schema):
                yield node.line, node.column, message


def _mapping_faults(node: Mapping, schema: Schema, root: Schema) -> Iterator[_Found]:
    for key in schema.get("required", ()):
        if key not in node.items:
            yield node.line, node.column, f"the key `{key}` is missing"
    for key, child in node.items.items():
        below = _below(key, schema)
        if below is None:
            near = _near(key, schema.get("properties", {}))
            yield *node.marks[key], f"unknown key `{shown(key)}`{near}"
        else:
            yield from _faults(child, below, root)


def _sequence_faults(node: Sequence, schema: Schema, root: Schema) -> Iterator[_Found]:
    least = schema.get("minItems", 0)
    if len(node.items) < least:
        yield node.line, node.column, f"expected at least {least} in this list"
    most = schema.get("maxItems", len(node.items))
    if len(node.items) > most:
        yield node.line, node.column, f"expected at most {most} in this list"
    for child in node.items:
        yield from _faults(child, schema.get("items", {}), root)


def _scalar_faults(found: str | float, schema: Schema) -> Iterator[str]:
    allowed = _constants(schema)
    if allowed and found not in allowed:
        near = _near(str(found), map(str, allowed))
        yield f"expected {', '.join(map(_written, allowed))}; found {_written(found)}{near}"
    if isinstance(found, str):
        pattern = schema.get("pattern")
        if pattern is not None and not re.search(pattern, found):
            yield f"expected {schema.get('description', f'text that matches {pattern}')}"
    elif not schema.get("minimum", found) <= found <= schema.get("maximum", found):
        yield f"{_written(found)} is out of range ({_range(schema)})"


def _branch_faults(node: Node, schema: Schema, root: Schema) -> Iterator[_Found]:
    judged = _judged(node, schema, root)
    fitting = [branch for branch, faults in judged if not faults]
    if not fitting:
        kinds = [_kind(branch) for branch, _ in judged]
        if all(not _fits(node, kind) for kind in kinds):
            names = " or ".join(dict.fromkeys(_NAMES[kind] for kind in kinds))
            yield node.line, node.column, f"expected {names}, found {_called(node, kinds[0])}"
        else:
            yield from min((faults for _, faults in judged), key=len)
    elif len(fitting) > 1 and "oneOf" in schema:
        yield node.line, node.column, "this could mean two things: it fits more than one form"


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
    if not _fits(node, _kind(branch)):
        return True, 0, 0
    if not isinstance(node, Mapping):
        return False, 0, 0
    required, properties = branch.get("required", ()), branch.get("properties", {})
    # A branch is told by what it requires; a constant that may be left out tells nothing.
    wrong = sum(
        isinstance(child := node.items.get(key), Scalar)
        and child.text not in map(_written, _constants(properties[key]))
        for key in required
        if _constants(properties.get(key, {}))
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


def _kind(schema: Schema) -> str:
    """The type asked for, also where only a constant tells it; "" when any will do."""
    constants = _constants(schema)
    kind: str = schema.get("type", _KINDS[type(constants[0])] if constants else "")
    return kind


def _constants(schema: Schema) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _fits(node: Node, kind: str) -> bool:
    match node:
        case Mapping():
            return kind in ("object", "")
        case Sequence():
            return kind in ("array", "")
        case Scalar():
            return not kind or _typed(node, kind) is not None


def _typed(scalar: Scalar, kind: str) -> str | float | None:
    """The scalar as the type wanted; None when it is not one. A bool and an int are floats, too."""
    text = scalar.text
    if kind == "string":
        return text if text or scalar.quoted else None  # `key:` with nothing behind it is no text
    if scalar.quoted:
        return None
    if kind == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text):
        return float(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return None


def _called(node: Node, kind: str) -> str:
    """What stands there instead, with what may have happened."""
    if isinstance(node, Mapping):
        return 'a mapping (text with ": " in it needs quotes)' if kind == "string" else "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if not node.text and not node.quoted:
        return "nothing"
    return "text in quotes" if node.quoted and kind in ("integer", "number", "boolean") else "text"


def _written(found: str | float) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    return shown(found) if isinstance(found, str) else f"{found:g}"


def _range(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None or most is None:
        return f"at most {most}" if least is None else f"at least {least}"
    return f"{least} to {most}"


def _near(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1) if len(word) < 80 else []
    return f" (did you mean `{near[0]}`?)" if near else ""
