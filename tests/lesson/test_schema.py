"""The schema and the linter say yes and no to the same lessons."""

import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.faults import row
from tests.lesson.rehearsing import HERE, SHIPPED
from tutor import data
from tutor.data import Mapping, Node, Scalar, Sequence
from tutor.lesson.schema import COURSE, LESSON


def is_read(path: Path) -> bool:
    """Whether a file is what everybody takes for YAML, an editor as well."""
    tree, foul = data.survey(path.read_text(encoding="utf-8"), path.name)
    return tree is not None and not foul


FILES = [
    *sorted(path for path in SHIPPED.glob("*-by-hand.yaml")),
    *sorted((HERE / "good").glob("*.yaml")),
    *sorted(path for path in (HERE / "bad").glob("*.yaml") if is_read(path)),
]
JUNK = ["", "x", "1", "0", "-3", "true", "smtp", "ok", "1.5", "no such thing"]


def natural(node: Node) -> Any:
    """The tree as a YAML 1.2 editor reads it: its own idea of what a number is."""
    match node:
        case Mapping(items=items):
            return {key: natural(child) for key, child in items.items()}
        case Sequence(items=children):
            return [natural(child) for child in children]
        case Scalar(text=text, quoted=quoted):
            kinds: list[Any] = [] if quoted else [int, float]
            for kind in kinds:
                try:
                    return kind(text)
                except ValueError:
                    continue
            return {"true": True, "false": False}.get(text, text) if not quoted else text


def worse(node: Node, chance: random.Random) -> Node:
    """The tree with one thing in it changed."""
    if isinstance(node, Scalar):
        return node._replace(text=chance.choice(JUNK), quoted=chance.random() < 0.5)
    if isinstance(node, Sequence):
        if not node.items or chance.random() < 0.2:
            return node._replace(items=node.items[1:])
        at = chance.randrange(len(node.items))
        items = [worse(child, chance) if n == at else child for n, child in enumerate(node.items)]
        return node._replace(items=items)
    key = chance.choice([*node.items, ""])
    if not key or chance.random() < 0.15:
        found = dict(node.items)
        if found.pop(key, None) is None:
            found[chance.choice(["extra", "say", "ask", "client", "id"])] = Scalar("x", 1, 1)
        marks = {name: node.marks.get(name, (1, 1)) for name in found}
        return node._replace(items=found, marks=marks)
    return node._replace(items={**node.items, key: worse(node.items[key], chance)})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_linter_and_the_schema_agree(path: Path) -> None:
    """Ours takes any scalar for text: what fits is told as text, the rest as an editor reads it."""
    validator = jsonschema.Draft202012Validator(LESSON)
    tree = data.read(path.read_text(encoding="utf-8"), path.name)
    chance = random.Random(path.stem)
    verdicts = set()
    for _ in range(60):
        node = worse(tree, chance)
        faults = data.check(node, LESSON, path.name)
        told = data.value(node, LESSON) if not faults else natural(node)
        theirs = validator.is_valid(told)
        verdicts.add(theirs)
        if faults and theirs:
            assert all(
                "found text in quotes" in row(fault) or "found nothing" in row(fault)
                for fault in faults
            )
        else:
            assert theirs == (not faults), faults
    assert verdicts
    assert path.parent.name == "bad" or True in verdicts


def test_the_schemas_are_schemas() -> None:
    for schema in (LESSON, COURSE):
        jsonschema.Draft202012Validator.check_schema(schema)
