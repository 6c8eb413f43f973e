"""The form of a lesson file, as JSON Schema; `tutor.data.check` holds files against it.

What a schema cannot say (a command that exists, a pattern that can run, ids given once) is judged
while the file is read.
"""

from typing import Final

from tutor.core.spec import Class
from tutor.data.schema import Schema
from tutor.protocols import PROTOCOLS

ID: Final = {
    "type": "string",
    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
    "description": "small letters, digits and single hyphens",
}
_TEXT: Final = {"type": "string", "pattern": r"\S", "description": "text that says something"}
_LOCALIZED: Final = {"$ref": "#/$defs/localized"}
_GOAL: Final = {"$ref": "#/$defs/goal"}
_GOALS: Final = {"type": "array", "minItems": 1, "items": _GOAL}
_PORTS: Final = "^[^:/]+:[0-9]{1,5}$"


def _object(required: list[str], properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _by_lesson(what: dict[str, object]) -> dict[str, object]:
    """Something of a course's lessons: each under the lesson's id."""
    return {
        "type": "object",
        "patternProperties": {ID["pattern"]: what},
        "additionalProperties": False,
    }


_ADDRESSES: Final = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
_ENVELOPE: Final = _object([], {"from": {"type": "string"}, "to": _ADDRESSES})
_STORED: Final = _object(
    [],
    {
        "count": {"type": "integer", "minimum": 1, "maximum": 100},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {"type": "string"},
    },
)
_MAILDROP: Final = _object(
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
_EVERY_GOAL: Final = _object(
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
        "telnet": {"type": "string", "pattern": _PORTS, "description": "host:port"},
        "state": {"type": "string"},
        "tls": {"type": "boolean"},
        "authenticated": {"type": "boolean"},
        "envelope": _ENVELOPE,
        "stored": _STORED,
        "maildrop": _MAILDROP,
        "all": _GOALS,
        "any": _GOALS,
        "not": _GOAL,
    },
)
_STEP: Final = _object(
    ["say", "type", "goal"],
    {
        "id": ID,
        "say": _LOCALIZED,
        "task": _LOCALIZED,
        "type": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "goal": _GOAL,
        "hints": {"type": "array", "items": _LOCALIZED},
        "astray": {
            "type": "array",
            "items": _object(["when", "say"], {"when": _GOAL, "say": _LOCALIZED}),
        },
        "aside": _LOCALIZED,
    },
)
_ACCOUNT: Final = _object(
    ["code"], {"code": _TEXT, "public": {"type": "boolean"}, "name": {"type": "string"}}
)
_PRACTICE: Final = _object(
    [],
    {
        "style": ID,
        "accounts": {"type": "object", "additionalProperties": _ACCOUNT},
        "maildrop": {"type": "array", "items": _TEXT},
        "faults": {"type": "array", "items": {"type": "object"}},
    },
)

LESSON: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A wiretutor lesson",
    **_object(
        ["format", "id", "title", "protocol", "steps"],
        {
            "format": {"type": "integer", "const": 1},
            "id": ID,
            "title": _LOCALIZED,
            "minutes": {"type": "integer", "minimum": 1, "maximum": 180},
            "protocol": {"type": "string", "enum": list(PROTOCOLS)},
            "practice": _PRACTICE,
            "hosts": {
                "type": "object",
                "patternProperties": {_PORTS: {"type": "string", "enum": list(PROTOCOLS)}},
                "additionalProperties": False,
            },
            "intro": _LOCALIZED,
            "steps": {"type": "array", "minItems": 1, "items": _STEP},
            "closing": _LOCALIZED,
        },
    ),
    "$defs": {
        "localized": _object(["en", "zh"], {"en": _TEXT, "zh": _TEXT}),
        "goal": _EVERY_GOAL,
    },
}

_IDS: Final = {"type": "array", "minItems": 1, "items": ID}

COURSE: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A wiretutor course",
    **_object(
        ["format", "lessons"],
        {
            "format": {"type": "integer", "const": 1},
            "title": _LOCALIZED,
            "lessons": _IDS,
            "electives": _IDS,
            "points": _by_lesson({"type": "integer", "minimum": 1, "maximum": 1000}),
            "class_path": _by_lesson({"type": "integer", "minimum": 1, "maximum": 180}),
            "sections": _by_lesson(_LOCALIZED),
        },
    ),
    "$defs": {"localized": LESSON["$defs"]["localized"]},
}
