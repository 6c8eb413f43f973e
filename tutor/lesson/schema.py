"""The form of a lesson file, as JSON Schema; `tutor.data.check` holds files against it.

What a schema cannot say (a command that exists, a pattern that can run, ids given once) is judged
while the file is read.
"""

from collections.abc import Mapping
from typing import Final

from tutor.data import Schema
from tutor.lesson.forms import (
    AGAIN,
    DEFS,
    FAULTS,
    HOST,
    ID,
    LOCALIZED,
    PORTS,
    POSTS,
    TEXT,
    mapping_of,
)
from tutor.protocols import PROTOCOLS

_ACCOUNT: Final = mapping_of(
    ["code"], {"code": TEXT, "public": {"type": "boolean"}, "name": {"type": "string"}}
)
_ADDRESS: Final = {
    "type": "string",
    "pattern": r"^[^\s<>@]{1,64}@[^\s<>@]{1,255}$",
    "description": "lesson.form.address",
}
_PRACTICE: Final = mapping_of(
    [],
    {
        "style": ID,
        "accounts": {"type": "object", "additionalProperties": _ACCOUNT},
        "maildrop": POSTS,
        "faults": FAULTS,
        "listener": {"type": "boolean"},
        "bounces": {"type": "array", "minItems": 1, "maxItems": 50, "items": _ADDRESS},
    },
)

VARIABLES: Final = {
    "type": "object",
    "patternProperties": {
        "^[a-z][a-z0-9_]{0,30}$": {
            "oneOf": [
                mapping_of(
                    ["choose"],
                    {
                        "choose": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 100,
                            "items": {
                                "type": "string",
                                "pattern": r"^(?=.*\S)[^\n]{1,200}$",
                                "description": "lesson.form.line",
                            },
                        }
                    },
                ),
                mapping_of(
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


def _by_lesson(what: Mapping[str, object]) -> dict[str, object]:
    """Something of a course's lessons: each under the lesson's id."""
    return {
        "type": "object",
        "patternProperties": {ID["pattern"]: what},
        "additionalProperties": False,
    }


LESSON: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A wiretutor lesson",
    **mapping_of(
        ["format", "id", "title", "protocol", "steps"],
        {
            "format": {"type": "integer", "const": 1},
            "id": ID,
            "title": LOCALIZED,
            "minutes": {"type": "integer", "minimum": 1, "maximum": 180},
            "protocol": {"type": "string", "enum": list(PROTOCOLS)},
            "practice": _PRACTICE,
            "hosts": {
                "type": "object",
                "patternProperties": {PORTS: HOST},
                "additionalProperties": False,
            },
            "intro": LOCALIZED,
            "vars": VARIABLES,
            "local_only": {"type": "boolean"},
            "review": {"type": "array", "items": ID},
            "steps": {
                "type": "array",
                "minItems": 1,
                "maxItems": 200,
                "items": {"$ref": "#/$defs/step"},
            },
            "again": AGAIN,
            "closing": LOCALIZED,
        },
    ),
    "$defs": DEFS,
}

_LESSONS: Final = {"type": "array", "minItems": 1, "items": ID}

COURSE: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A wiretutor course",
    **mapping_of(
        ["format", "lessons"],
        {
            "format": {"type": "integer", "const": 1},
            "title": LOCALIZED,
            "lessons": _LESSONS,
            "electives": _LESSONS,
            "points": _by_lesson({"type": "integer", "minimum": 1, "maximum": 1000}),
            "class_path": _by_lesson({"type": "integer", "minimum": 1, "maximum": 180}),
            "sections": _by_lesson(LOCALIZED),
        },
    ),
    "$defs": {"localized": LESSON["$defs"]["localized"]},
}
