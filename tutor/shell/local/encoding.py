"""Base64 as learners need it: for an answer to a login, with \\0 for the NUL of AUTH PLAIN."""

import base64


def base64_of(text: str) -> str:
    """The base64 of a text; \\0 in it is one NUL octet."""
    octets = text.replace("\\0", "\0").encode("utf-8", "surrogateescape")
    return base64.b64encode(octets).decode()
