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
    Mapping,
    Node,
    Plain,
    Reason,
    Scalar,
    Sequence,
    because,
    in_order,
    meant,
    plain,
)
from tutor.data.schema import check, value

__all__ = [
    "MOST_TOLD",
    "Arg",
    "DataError",
    "Fault",
    "Mapping",
    "Node",
    "Plain",
    "Reason",
    "Scalar",
    "Schema",
    "Sequence",
    "because",
    "check",
    "in_order",
    "meant",
    "plain",
    "read",
    "value",
    "words",
]


def read(text: str, path: str) -> Node:
    """The tree of a file's text; see `reader.read`. Raises DataError."""
    from tutor.data import reader

    return reader.read(text, path)


def words(text: str, path: str) -> dict[str, dict[str, str]]:
    """The entries of a file of words; see `flat.words`. Raises DataError."""
    from tutor.data import flat

    return flat.words(text, path)
