"""What a node is and what a schema asks for: the kinds of things, and scalars as values."""

import re
from collections.abc import Mapping as Table
from typing import Any, TypeAlias

from tutor.data.nodes import Mapping, Node, Reason, Scalar, Sequence, because, shown

Schema: TypeAlias = Table[str, Any]

NAMES: Table[str, Reason] = {
    "object": because("data.kind.mapping"),
    "array": because("data.kind.list"),
    "string": because("data.kind.text"),
    "integer": because("data.kind.integer"),
    "number": because("data.kind.number"),
    "boolean": because("data.kind.boolean"),
}
_KINDS: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


def kind_of(schema: Schema) -> str:
    """The type asked for, also where only a constant tells it; "" when any will do."""
    known = constants(schema)
    kind: str = schema.get("type", _KINDS[type(known[0])] if known else "")
    return kind


def constants(schema: Schema) -> list[Any]:
    """What alone may stand there; empty where anything else may."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def fits(node: Node, kind: str) -> bool:
    """Whether a node is of a kind; "" is any."""
    match node:
        case Mapping():
            return kind in ("object", "")
        case Sequence():
            return kind in ("array", "")
        case Scalar():
            return not kind or typed(node, kind) is not None


def typed(scalar: Scalar, kind: str) -> str | float | None:
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


def other(wanted: Reason, node: Node, kind: str) -> Reason:
    """Something else is wanted than what stands there."""
    return because("data.other", wanted=wanted, found=_called(node, kind))


def _called(node: Node, kind: str) -> Reason:
    """What stands there instead, with what may have happened."""
    if isinstance(node, Mapping):
        return because("data.found.mapping") if kind == "string" else NAMES["object"]
    if isinstance(node, Sequence):
        return NAMES["array"]
    if not node.text and not node.quoted:
        return because("data.found.nothing")
    quoted = node.quoted and kind in ("integer", "number", "boolean")
    return because("data.found.quoted") if quoted else NAMES["string"]


def written(found: str | float) -> str:
    """A value as an author would type it."""
    if isinstance(found, bool):
        return str(found).lower()
    return shown(found) if isinstance(found, str) else f"{found:g}"
