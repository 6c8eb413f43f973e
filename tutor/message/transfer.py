"""Transfer encodings: base64, quoted-printable and Q back to octets, as far as they go."""

import binascii
import string

_ALPHABET = (string.ascii_letters + string.digits + "+/=").encode()
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))


def base64(data: bytes) -> bytes:
    """Octets of base64 text: what is none is skipped (RFC 2045 6.8), a missing end forgiven."""
    groups = data.translate(None, _NOT_BASE64).split(b"=")
    return b"".join(map(_group, filter(None, groups)))


def base64_size(data: bytes) -> int:
    """How many octets `base64` would give."""
    groups = data.translate(None, _NOT_BASE64).split(b"=")
    return sum(len(chars) * 3 // 4 for chars in groups)


def _group(chars: bytes) -> bytes:
    if len(chars) % 4 == 1:  # six bits are no octet
        chars = chars[:-1]
    return binascii.a2b_base64(chars + b"=" * (-len(chars) % 4))


def quoted_printable(data: bytes) -> bytes:
    """Octets of quoted-printable text; what is no escape stays as it is (RFC 2045 6.7)."""
    return binascii.a2b_qp(data)


def q(data: bytes) -> bytes:
    """Octets of the Q encoding in header fields, where `_` is a space (RFC 2047 4.2)."""
    return binascii.a2b_qp(data, header=True)
