"""TLS contexts: for a client that verifies, and for the practice server's throwaway certificate.

trustme makes the certificate and is imported only then; no key is shipped, and none is written.
"""

import ssl
from collections.abc import Iterable, Mapping
from importlib.machinery import PathFinder
from typing import NamedTuple


class TlsUnavailable(RuntimeError):
    """The package that makes practice certificates (trustme) cannot be imported."""


class Certificate(NamedTuple):
    """What a practice server shows: its context, and the CA certificate that clients may trust."""

    context: ssl.SSLContext
    ca: bytes


def client_context(cafile: str | None = None, insecure: bool = False) -> ssl.SSLContext:
    """A client's context: certificates are verified unless `insecure`.

    `cafile` (PEM) is trusted besides the system's. Raises OSError (ssl.SSLError is one) when it
    cannot be read.
    """
    context = ssl.create_default_context()
    if cafile is not None:
        context.load_verify_locations(cafile)
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def can_certify() -> bool:
    """Whether a practice certificate can be made here, without making one."""
    return PathFinder.find_spec("trustme") is not None


def practice_certificate(hosts: Iterable[str]) -> Certificate:
    """A new CA and a certificate of it for some host names and addresses, valid for this run.

    Raises TlsUnavailable when trustme cannot be imported. Takes some 50 to 150 ms.
    """
    try:
        import trustme
    except ImportError as error:
        raise TlsUnavailable("TLS practice needs the package trustme") from error
    authority = trustme.CA(organization_name="wiretutor practice CA (throwaway)")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*dict.fromkeys(hosts)).configure_cert(context)
    return Certificate(context, authority.cert_pem.bytes())


def verified(context: ssl.SSLContext, connection: ssl.SSLObject) -> Mapping[str, object]:
    """What a TLS wire says of itself: version, cipher, and whether the peer was verified."""
    cipher = connection.cipher()
    return {
        "version": connection.version() or "",
        "cipher": cipher[0] if cipher else "",
        "verified": context.verify_mode == ssl.CERT_REQUIRED,
    }
