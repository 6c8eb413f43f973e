"""The schema for editors: what judges lessons, and a word on each key."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.lesson import test_schema
from tests.lesson.test_schema import FILES, natural
from tutor import data
from tutor.authoring import published, start
from tutor.authoring.check import check
from tutor.lesson.schema import LESSON
from tutor.words import LANGUAGES, Words

SPOKEN = {language: Words(language) for language in LANGUAGES}
SCHEMAS = {language: published.schema(words) for language, words in SPOKEN.items()}
SCHEMA = SCHEMAS["en"]


def bare(part: Any) -> Any:
    """A schema without what only people read."""
    if isinstance(part, list):
        return [bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    # A key may be called "description", a word on it stands where no key can.
    return {
        word: {key: bare(below) for key, below in value.items()}
        if word in ("properties", "patternProperties", "$defs")
        else bare(value)
        for word, value in part.items()
        if word not in ("description", "$id")
    }


def keys(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each key of a schema and what stands under it."""
    for word, value in part.items() if isinstance(part, dict) else enumerate(part):
        if word in ("properties", "patternProperties", "$defs"):
            for key, below in value.items():
                if word == "properties":
                    yield key, below
                yield from keys(below)
        elif isinstance(value, dict | list):
            yield from keys(value)


both = pytest.mark.parametrize("language", LANGUAGES)


@both
def test_it_is_the_schema_that_judges(language: str) -> None:
    schema = SCHEMAS[language]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:wiretutor:lesson:1"
    assert bare(schema) == bare(dict(LESSON))


@both
def test_each_key_has_a_word(language: str) -> None:
    found, spoken = list(keys(SCHEMAS[language])), SPOKEN[language]
    assert len(found) > 90
    assert [key for key, below in found if not below.get("description")] == []
    told = {below["description"] for _, below in found}
    words = {spoken.say(None, key) for key in spoken.keys("authoring")}
    assert words <= told, "a word on a key that there is not"
    assert len(words) > 80
    if language == "zh":
        assert [each for each in told if not re.search("[\u4e00-\u9fff]", each)] == []


def test_nothing_is_added_to_what_judges() -> None:
    assert "description" not in LESSON["properties"]["id"] or (
        LESSON["properties"]["id"]["description"] != SCHEMA["properties"]["id"]["description"]
    )
    assert "$id" not in LESSON


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_editor_and_the_linter_say_the_same(path: Path) -> None:
    """A file whose form is clean satisfies an editor; one that an editor refuses has a fault."""
    text = path.read_text(encoding="utf-8")
    tree = data.read(text, path.name)
    valid = jsonschema.Draft202012Validator(SCHEMA)
    if not data.check(tree, LESSON, path.name):
        assert list(valid.iter_errors(data.value(tree, LESSON))) == []
    if not valid.is_valid(natural(tree)):
        assert check(text.encode(), path.name, path.parent).faults


@pytest.mark.parametrize("source", ["start", "readme"])
def test_what_authors_begin_with_is_judged_alike(source: str, tmp_path: Path) -> None:
    """The start and the README's example, made worse sixty times each."""
    text = start.text(start.Named("x", "X"), "en")
    if source == "readme":
        readme = (Path(__file__).parents[2] / "lessons" / "README.md").read_text(encoding="utf-8")
        text = readme.partition("```yaml\n")[2].partition("```\n")[0]
    path = tmp_path / f"{source}.yaml"
    path.write_text(text, encoding="utf-8")
    test_schema.test_the_linter_and_the_schema_agree(path)
