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
_LINES: Final = {"type": "array", "minItems": 1, "items": {"type": "string"}}
_HINTS: Final = {"type": "array", "minItems": 1, "items": _LOCALIZED}
_DETOURS: Final = {
    "type": "array",
    "minItems": 1,
    "items": _object(["when", "say"], {"when": _GOAL, "say": _LOCALIZED, "try": _LINES}),
}
_NOTES: Final = {"anyOf": [_TEXT, _LOCALIZED]}
_PROTOCOL: Final = {"type": "string", "enum": list(PROTOCOLS)}
_FAULT: Final = _object(
    [],
    {
        "named": ID,
        "on": {"type": "string"},
        "reply": {"type": "string"},
        "contains": _TEXT,
        "nth": {"type": "integer", "minimum": 1, "maximum": 1000},
        "always": {"type": "boolean"},
        "delay": {"type": "number", "minimum": 0, "maximum": 60},
        "cut": {"type": "boolean"},
        "protocol": _PROTOCOL,
    },
)
_FAULTS: Final = {"type": "array", "items": _FAULT}
_EVERY_STEP: Final[dict[str, object]] = {"id": ID, "hints": _HINTS, "notes": _NOTES}
_DOING: Final[dict[str, object]] = {
    **_EVERY_STEP,
    "say": _LOCALIZED,
    "task": _LOCALIZED,
    "type": _LINES,
    "goal": _GOAL,
    "astray": _DETOURS,
    "aside": _LOCALIZED,
    "why": _LOCALIZED,
    "connection": _PROTOCOL,
}
_CHOICE: Final = _object(
    ["text", "why"], {"text": _LOCALIZED, "why": _LOCALIZED, "misconception": ID}
)
_ASKING: Final[dict[str, object]] = {**_EVERY_STEP, "ask": _LOCALIZED}
_NUMBER: Final = {"type": "number"}
# The nearest form is told of where none fits: of two that are equally near, the first.
_STEP: Final = {
    "oneOf": [
        _object(
            ["say", "client", "type", "goal"],
            {**_DOING, "client": {"type": "array", "items": {"type": "string"}}},
        ),
        _object(["say", "type", "goal"], {**_DOING, "predict": _LOCALIZED, "faults": _FAULTS}),
        _object(
            ["ask", "choices", "answer"],
            {
                **_ASKING,
                "choices": {"type": "array", "minItems": 2, "maxItems": 9, "items": _CHOICE},
                "answer": {"type": "integer", "minimum": 1, "maximum": 9},
            },
        ),
        _object(
            ["ask", "pattern", "why", "example"],
            {**_ASKING, "pattern": _TEXT, "why": _LOCALIZED, "example": _TEXT},
        ),
        _object(
            ["ask", "number", "why"],
            {
                **_ASKING,
                "number": _NUMBER,
                "tolerance": {"type": "number", "minimum": 0},
                "why": _LOCALIZED,
            },
        ),
    ]
}
_AGAIN: Final = _object(
    ["say", "type", "goal"],
    {key: _DOING[key] for key in ("say", "task", "type", "goal", "why", "notes")},
)
VARIABLES: Final = {
    "type": "object",
    "patternProperties": {
        "^[a-z][a-z0-9_]{0,30}$": {
            "oneOf": [
                _object(
                    ["choose"],
                    {
                        "choose": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 100,
                            "items": {
                                "type": "string",
                                "pattern": r"^(?=.*\S)[^\n]{1,200}$",
                                "description": "one line of at most 200 characters",
                            },
                        }
                    },
                ),
                _object(
                    ["number"],
                    {
                        "number": {
                            "type": "array",
                            "minItems": 2,
                            "maxItems": 2,
                            "items": {"type": "integer"},
                        }
                    },
                ),
            ]
        }
    },
    "additionalProperties": False,
}
_ACCOUNT: Final = _object(
    ["code"], {"code": _TEXT, "public": {"type": "boolean"}, "name": {"type": "string"}}
)
_PRACTICE: Final = _object(
    [],
    {
        "style": ID,
        "accounts": {"type": "object", "additionalProperties": _ACCOUNT},
        "maildrop": {"type": "array", "items": _TEXT},
        "faults": _FAULTS,
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
            "vars": VARIABLES,
            "local_only": {"type": "boolean"},
            "review": {"type": "array", "items": ID},
            "steps": {"type": "array", "minItems": 1, "items": _STEP},
            "again": _AGAIN,
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
