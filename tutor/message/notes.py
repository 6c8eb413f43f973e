"""What a message tells, field by field and part by part: keys and arguments, no sentence.

Whoever has the message alone (a fetched one) gives no envelope; then Return-Path stands for it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from tutor.message import notes_body, notes_envelope, notes_trace, notes_trust
from tutor.message.headers import Headers, decoded, fields
from tutor.message.told import Envelope, Told, clipped

MOST = 200
"""Fields explained; a real message has some forty."""


def tell(source: bytes, octets: int, envelope: Envelope | None = None) -> list[Told]:
    """All there is to tell about a message, in the order of reading. Never raises.

    First the fields from top to bottom, each name explained once, each followed by what is special
    about it here; then who gets the mail without being named, the way it took, and the body.
    `octets` is the full size when `source` is only the beginning.
    """
    raw, body = fields(source)
    shown = decoded(raw)
    return [
        *_fields(raw[:MOST], shown, envelope),
        *notes_envelope.hidden(raw, envelope),
        *notes_trace.way(raw),
        *notes_body.body(raw, body, is_cut=octets > len(source)),
    ]


def _fields(raw: Headers, shown: Headers, envelope: Envelope | None) -> Iterator[Told]:
    """Each field's explanation, and what its value tells."""
    about: dict[str, Callable[..., Iterator[Told]]] = {
        "bcc": partial(notes_envelope.blind, envelope=envelope),
        "from": partial(notes_envelope.sender, headers=raw, envelope=envelope),
        "to": partial(notes_envelope.unreached, envelope=envelope),
        "cc": partial(notes_envelope.unreached, envelope=envelope),
        "reply-to": partial(notes_envelope.answers, headers=raw),
        "date": notes_trace.date,
        "message-id": notes_trace.identifier,
        "dkim-signature": partial(notes_trust.signed, headers=raw),
        "authentication-results": notes_trust.results,
    }
    explained: set[str] = set()
    is_encoded = False
    for index, (name, value) in enumerate(raw):
        lower = name.lower()
        if lower not in explained:
            explained.add(lower)
            args = {"name": name[:100], "value": clipped(shown[index][1])}
            yield Told(keys(name), args, header=index)
        if not is_encoded and shown[index][1] != value:
            is_encoded = True
            args = {"name": name[:100], "text": clipped(shown[index][1]), "word": clipped(value)}
            yield Told(("message.encoded-word",), args, header=index)
        if lower in about:
            yield from islice(about[lower](index=index, name=lower, value=value), MOST)


def keys(name: str) -> tuple[str, ...]:
    """The keys of a field's explanation: its name, its family ("x-qq-"), private ones, any."""
    lower = name.lower()[:100]
    heads = lower.split("-")[:4]
    families = tuple(f"header.{'-'.join(heads[:end])}-" for end in range(len(heads) - 1, 0, -1))
    private = ("header.X-",) if lower.startswith("x-") else ()
    families = tuple(key for key in families if key != "header.x-")
    return (f"header.{lower}", *families, *private, "header.?")
