"""What a lesson's file says, as a short checksum: recordings name by it what they were made with.

It is of the data alone. Comments, layout, quotes and places are no part of it, nor are the values
of variables, nor anything that a version of this program makes of the file: the same text has the
same digest for ever.
"""

import json
from hashlib import sha256

from tutor.data import Node, plain

LENGTH = 16
"""Hexadecimal digits: enough that no two editions of a lesson share one by chance."""


def digest(tree: Node) -> str:
    """The digest of a lesson's tree as it was read, before its variables are filled.

    The order of keys counts: the first host and the first account of a lesson are its own.
    """
    text = json.dumps(plain(tree), ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()[:LENGTH]
