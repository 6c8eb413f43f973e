"""What an Internet message says about itself: its header fields and its text, decoded.

Pure, and for reading only: nothing is verified, and no bytes make it raise. What beginners type
after DATA and what Chinese mailers sent for twenty years is rarely quite legal, so each rule is
read leniently and what cannot be decoded stays visible as \\xNN. The standard library's `email`
is a witness in tests only: it reads every part to the end, and its import is felt at start.

`read` is all that a session needs. What is told beyond it (`notes`: the route, the envelope, the
parts) has modules of its own, which are imported when somebody asks.
"""

from typing import NamedTuple

Headers = tuple[tuple[str, str], ...]


class Message(NamedTuple):
    """A message as its reader will see it (RFC 5322, RFC 2045).

    headers: (name as written, value unfolded and decoded), in order
    text: the decoded body, lines ending in "\\n"; "" when there is no text in it
    octets: the size of the whole message, truncated or not
    truncated: whether only the beginning was there to be read
    kind: the media type of `text`, "text/plain" or "text/html" as a rule; "" when there is none
    """

    headers: Headers
    text: str
    octets: int
    truncated: bool
    kind: str = ""


def read(source: bytes, octets: int | None = None) -> Message:
    """Read a message; `octets` is its full size when `source` is only its beginning.

    Line ends may be CRLF, LF or mixed, and dots are no longer stuffed. Never raises.
    """
    from tutor.message.taken_apart import apart

    whole = len(source) if octets is None else octets
    found = apart(source)
    kind = found.text.kind if found.text else ""
    text = found.reading.text.replace("\r\n", "\n") if found.reading else ""
    return Message(found.headers, text, whole, whole > len(source), kind)


__all__ = ["Message", "read"]
