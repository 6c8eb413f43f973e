"""Files that people write (lessons, words, settings of a practice server), read strictly.

`read` gives a tree that knows where each thing stands, `check` holds it against a schema, `value`
gives numbers and booleans where the schema asks for them. Nothing here knows what a lesson is.
"""

from tutor.data.flat import words
from tutor.data.nodes import DataError, Fault, Mapping, Node, Plain, Scalar, Sequence, plain
from tutor.data.reader import read
from tutor.data.schema import Schema, check, value

__all__ = [
    "DataError",
    "Fault",
    "Mapping",
    "Node",
    "Plain",
    "Scalar",
    "Schema",
    "Sequence",
    "check",
    "plain",
    "read",
    "value",
    "words",
]
