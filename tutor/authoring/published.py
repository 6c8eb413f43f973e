"""The schema as editors get it: with a name of its own, and a word on each key.

What judges lessons is `lesson.schema`; here nothing is added but what an editor shows. The words
have their places for keys, such as "about.step.astray.[].when".
"""

from collections.abc import Mapping
from typing import Any

from tutor.lesson.schema import LESSON
from tutor.words import Words

NAME = "urn:wiretutor:lesson:1"

_BRANCHES = ("oneOf", "anyOf")


def schema(words: Words) -> dict[str, Any]:
    """The JSON Schema of a lesson (2020-12), as a fresh value; in the language of the words."""
    made: dict[str, Any] = {"$schema": LESSON["$schema"], "$id": NAME, **_told(LESSON, "", words)}
    made["$defs"] = {name: _told(part, name, words) for name, part in LESSON["$defs"].items()}
    return made


def _told(part: Mapping[str, Any], place: str, words: Words) -> dict[str, Any]:
    """A part of the schema with a word on each of its keys; `place` is where it stands."""
    made = {word: value for word, value in part.items() if word != "$defs"}
    if "description" in made:
        made["description"] = words.say(None, made["description"]).strip()
    if "properties" in made:
        below = made["properties"].items()
        made["properties"] = {key: _key(value, _join(place, key), words) for key, value in below}
    if "patternProperties" in made:
        below = made["patternProperties"].items()
        made["patternProperties"] = {key: _told(value, f"{place}.*", words) for key, value in below}
    if isinstance(made.get("additionalProperties"), Mapping):
        made["additionalProperties"] = _told(made["additionalProperties"], f"{place}.*", words)
    if "items" in made:
        made["items"] = _told(made["items"], f"{place}.[]", words)
    for word in _BRANCHES:
        if word in made:
            made[word] = [_told(branch, place, words) for branch in made[word]]
    return made


def _key(value: Mapping[str, Any], place: str, words: Words) -> dict[str, Any]:
    """What stands under a key, with its word."""
    top = place.rpartition(".")[2]
    made = _told(value, "fault" if top == "faults" else place, words)
    about = words.look(None, f"about.{place}")
    if about is not None:
        made["description"] = about.text
    return made


def _join(place: str, key: str) -> str:
    place = {"fault.[]": "fault", "again": "step"}.get(place, place)
    return f"{place}.{key}" if place else key
