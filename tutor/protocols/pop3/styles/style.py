"""What a way of talking is: every reply of a POP3 practice server, as a table.

A reply's key is what it answers.
"""

from collections.abc import Mapping
from typing import NamedTuple

Texts = Mapping[str, str]


class Pop3Style(NamedTuple):
    """A way of talking. `capabilities` are CAPA's lines; STLS and SASL stand only where they apply.

    `apop` says that the greeting carries a timestamp (RFC 1939 7).
    """

    name: str
    texts: Texts
    capabilities: tuple[str, ...]
    mechanisms: tuple[str, ...]
    prompts: tuple[bytes, bytes]
    apop: bool = True
