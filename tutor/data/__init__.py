"""Files that people write (lessons, words, settings of a practice server), read strictly.

`read` gives a tree that knows where each thing stands, `check` holds it against a schema, `value`
gives numbers and booleans where the schema asks for them. Nothing here knows what a lesson is.
YAML itself is imported by the first text that is read: what the build made ready needs none.
"""

from tutor.data.kinds import Schema
from tutor.data.nodes import (
    MOST_TOLD,
    Arg,
    DataError,
    Fault,
    Hole,
    Mapping,
    Node,
    Plain,
    Reason,
    Scalar,
    Sequence,
    Survey,
    because,
    in_order,
    meant,
    parts,
    plain,
    walk,
)
from tutor.data.schema import check, form, value

__all__ = [
    "MOST_TOLD",
    "Arg",
    "DataError",
    "Fault",
    "Hole",
    "Mapping",
    "Node",
    "Plain",
    "Reason",
    "Scalar",
    "Schema",
    "Sequence",
    "Survey",
    "because",
    "check",
    "form",
    "in_order",
    "meant",
    "parts",
    "plain",
    "read",
    "survey",
    "value",
    "walk",
    "words",
]


def read(text: str, path: str) -> Node:
    """The tree of a file's text; see `reader.read`. Raises DataError."""
    from tutor.data import reader

    return reader.read(text, path)


def survey(text: str, path: str) -> Survey:
    """The tree of a text as far as it can be read, and all its faults; see `reader.survey`."""
    from tutor.data import reader

    return reader.survey(text, path)


def words(text: str, path: str) -> dict[str, dict[str, str]]:
    """The entries of a file of words; see `flat.words`. Raises DataError."""
    from tutor.data import flat

    return flat.words(text, path)
