"""What a client calls, and what its line needs of the server that answers."""

from typing import Any, NamedTuple, Protocol

from tutor.net import tls
from tutor.practice import Desk, Face


class Called(NamedTuple):
    """What a client has called: a protocol, and the host where that is one of its own."""

    protocol: str
    face: Face | None = None


class Serving(Protocol):
    """The server that a line belongs to."""

    @property
    def buffer(self) -> memoryview:
        """Where octets are read to."""

    @property
    def certificate(self) -> tls.Certificate:
        """What it shows. Raises tls.TlsUnavailable."""

    def enter(self, line: Any, called: Called, address: str) -> tuple[Desk, bool]:
        """A desk for a new connection, and whether there are too many of them."""

    def leave(self, line: Any) -> None:
        """A connection is over."""
