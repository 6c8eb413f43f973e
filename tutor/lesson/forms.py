"""The forms of what stands in a lesson: goals, steps and questions, as JSON Schema.

`schema` puts them together to a whole file.
"""

from typing import Final

from tutor.core.spec import Class
from tutor.data import Schema
from tutor.protocols import PROTOCOLS

ID: Final = {
    "type": "string",
    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
    "description": "lesson.form.id",
}
TEXT: Final = {"type": "string", "pattern": r"\S", "description": "lesson.form.text"}
LOCALIZED: Final = {"$ref": "#/$defs/localized"}
GOAL: Final = {"$ref": "#/$defs/goal"}
_GOALS: Final = {"type": "array", "minItems": 1, "maxItems": 50, "items": GOAL}
PORTS: Final = "^[^:/]+:[0-9]{1,5}$"


def mapping_of(required: list[str], properties: dict[str, object]) -> dict[str, object]:
    """A mapping with these keys and no others."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


PROTOCOL: Final = {"type": "string", "enum": list(PROTOCOLS)}
_ADDRESSES: Final = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
_ENVELOPE: Final = mapping_of([], {"from": {"type": "string"}, "to": _ADDRESSES})
_STORED: Final = mapping_of(
    [],
    {
        "count": {"type": "integer", "minimum": 1, "maximum": 100},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {"type": "string"},
    },
)
_MAILDROP: Final = mapping_of(
    [],
    {
        "count": {"type": "integer", "minimum": 0},
        "deleted": {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "array", "items": {"type": "integer", "minimum": 1}},
            ]
        },
    },
)
_EVERY_GOAL: Final = mapping_of(
    [],
    {
        "command": {"type": "string"},
        "class": {"type": "string", "enum": [kind.value for kind in Class]},
        "code": {"type": "string"},
        "text": {"type": "string"},
        "in_order": {"type": "boolean"},
        "via": {"type": "string"},
        "base64": {"type": "boolean"},
        "closed_by": {"type": "string", "enum": ["client", "server", "error"]},
        "telnet": {"type": "string", "pattern": PORTS, "description": "lesson.form.port"},
        "state": {"type": "string"},
        "tls": {"type": "boolean"},
        "authenticated": {"type": "boolean"},
        "envelope": _ENVELOPE,
        "stored": _STORED,
        "maildrop": _MAILDROP,
        "all": _GOALS,
        "any": _GOALS,
        "not": GOAL,
    },
)
HOST: Final = {
    "oneOf": [
        PROTOCOL,
        mapping_of(
            ["protocol"],
            {
                "protocol": PROTOCOL,
                "role": {"type": "string", "enum": ["mx", "submission"]},
                "name": {
                    "type": "string",
                    "pattern": r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$",
                    "description": "lesson.form.host",
                },
                "style": ID,
            },
        ),
    ]
}
LINES: Final = {"type": "array", "minItems": 1, "maxItems": 200, "items": {"type": "string"}}
_HINTS: Final = {"type": "array", "minItems": 1, "maxItems": 9, "items": LOCALIZED}
_DETOURS: Final = {
    "type": "array",
    "minItems": 1,
    "maxItems": 30,
    "items": mapping_of(["when", "say"], {"when": GOAL, "say": LOCALIZED, "try": LINES}),
}
_NOTES: Final = {"anyOf": [TEXT, LOCALIZED]}
FAULT: Final = mapping_of(
    [],
    {
        "named": ID,
        "on": {"type": "string"},
        "reply": {"type": "string"},
        "contains": TEXT,
        "nth": {"type": "integer", "minimum": 1, "maximum": 1000},
        "always": {"type": "boolean"},
        "delay": {"type": "number", "minimum": 0, "maximum": 60},
        "cut": {"type": "boolean"},
        "protocol": PROTOCOL,
    },
)
FAULTS: Final = {"type": "array", "maxItems": 50, "items": FAULT}
# An editor sees the variable, the reader its value.
_VARIABLE: Final = {
    "type": "string",
    "pattern": r"^\{[a-z][a-z0-9_]{0,30}\}$",
    "description": "lesson.form.number",
}
# Some 600 octets is what the head of a message takes that is made up.
_OCTETS: Final = {"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 10_000_000}, _VARIABLE]}
_COUNT: Final = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100}, _VARIABLE]}
_POST: Final = {
    "oneOf": [
        TEXT,
        mapping_of(["letter"], {"letter": TEXT, "for": TEXT}),
        mapping_of(["file"], {"file": TEXT, "for": TEXT}),
        mapping_of(["octets"], {"octets": _OCTETS, "count": _COUNT, "for": TEXT}),
    ]
}
POST: Final = {"$ref": "#/$defs/post"}
POSTS: Final = {"type": "array", "maxItems": 20, "items": POST}
_EVERY_STEP: Final[dict[str, object]] = {
    "id": ID,
    "hints": _HINTS,
    "notes": _NOTES,
    "shows": TEXT,
    "arrives": {**POSTS, "minItems": 1},
}
_DOING: Final[dict[str, object]] = {
    **_EVERY_STEP,
    "say": LOCALIZED,
    "task": LOCALIZED,
    "type": LINES,
    "goal": GOAL,
    "astray": _DETOURS,
    "aside": LOCALIZED,
    "why": LOCALIZED,
    "connection": PROTOCOL,
}
_CHOICE: Final = mapping_of(
    ["text", "why"], {"text": LOCALIZED, "why": LOCALIZED, "misconception": ID}
)
_ASKING: Final[dict[str, object]] = {**_EVERY_STEP, "ask": LOCALIZED}
_NUMBER: Final = {"anyOf": [{"type": "number"}, _VARIABLE]}
_CLIENT: Final = {"type": "array", "maxItems": 200, "items": {"type": "string"}}
_ONCE_MORE: Final[dict[str, object]] = {
    key: _DOING[key] for key in ("say", "task", "type", "goal", "why", "notes", "connection")
}
AGAIN: Final = {
    "oneOf": [
        mapping_of(["say", "client", "type", "goal"], {**_ONCE_MORE, "client": _CLIENT}),
        mapping_of(["say", "type", "goal"], _ONCE_MORE),
    ]
}
# The nearest form is told of where none fits: of two that are equally near, the first.
_STEP: Final = {
    "oneOf": [
        mapping_of(
            ["say", "client", "type", "goal"],
            {**_DOING, "client": _CLIENT},
        ),
        mapping_of(["say", "type", "goal"], {**_DOING, "predict": LOCALIZED, "faults": FAULTS}),
        mapping_of(
            ["ask", "choices", "answer"],
            {
                **_ASKING,
                "choices": {"type": "array", "minItems": 2, "maxItems": 9, "items": _CHOICE},
                "answer": {"type": "integer", "minimum": 1, "maximum": 9},
            },
        ),
        mapping_of(
            ["ask", "pattern", "why", "example"],
            {**_ASKING, "pattern": TEXT, "why": LOCALIZED, "example": TEXT},
        ),
        mapping_of(
            ["ask", "number", "why"],
            {
                **_ASKING,
                "number": _NUMBER,
                "tolerance": {"type": "number", "minimum": 0},
                "why": LOCALIZED,
            },
        ),
    ]
}
DEFS: Final = {
    "step": _STEP,
    "localized": mapping_of(["en", "zh"], {"en": TEXT, "zh": TEXT}),
    "goal": _EVERY_GOAL,
    "post": _POST,
}

STEP: Final[Schema] = {"$ref": "#/$defs/step", "$defs": DEFS}
"""A step by itself: of a lesson with faults, the steps that have none are read all the same."""
