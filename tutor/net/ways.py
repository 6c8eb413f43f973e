"""How to connect: what the command line says of certificates, patience and addresses."""

import socket
import ssl
from typing import NamedTuple

FAMILIES = {"4": socket.AF_INET, "6": socket.AF_INET6, None: socket.AF_UNSPEC}


class Ways(NamedTuple):
    """`timeout` is seconds, for a connection and for a reply; `family` an address family or 0."""

    cafile: str | None = None
    insecure: bool = False
    timeout: float = 30.0
    family: int = 0

    def context(self) -> ssl.SSLContext:
        """A new TLS context. Raises OSError if the authorities cannot be read."""
        from tutor.net.tls import client_context

        return client_context(self.cafile, insecure=self.insecure)
