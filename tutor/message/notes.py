"""What a message tells, field by field and part by part: keys and arguments, no sentence.

Whoever has the message alone (a fetched one) gives no envelope; then Return-Path stands for it.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from tutor.message import notes_body
from tutor.message.headers import Headers
from tutor.message.taken_apart import apart
from tutor.message.told import PLAIN, WARN, Envelope, Told, clipped

MOST = 200
"""Fields explained; a real message has some forty."""
_MOST_KEPT = 500
"""Names of fields whose keys are kept: letters of a session share most of theirs."""


_ENVELOPE = frozenset({"from", "to", "cc", "bcc", "reply-to"})
_TRACE = frozenset({"date", "message-id"})
_TRUST = frozenset({"dkim-signature", "authentication-results"})

_Telling = tuple[Callable[..., Iterator[Told]], tuple[str, ...]]


def tell(source: bytes, octets: int, envelope: Envelope | None = None) -> list[Told]:
    """All there is to tell about a message, in the order of reading. Never raises.

    First the fields from top to bottom, each name explained once, each followed by what is special
    about it here; then who gets the mail without being named, the way it took, and the body.
    `octets` is the full size when `source` is only the beginning.
    """
    found = apart(source)
    raw = found.raw
    told = [*_fields(raw[:MOST], found.headers, envelope)]
    if envelope is not None:
        from tutor.message import notes_envelope

        told += notes_envelope.hidden(raw, envelope)
    if any(name.lower() == "received" for name, _ in raw):
        from tutor.message import notes_trace

        told += notes_trace.way(raw)
    if raw and found.body and not _is_parted(source, found.body):
        told.append(Told(("message.defect.no-blank-line",), {}, WARN))
    told += notes_body.body(found, is_cut=octets > len(source))
    return told


def _is_parted(source: bytes, body: bytes) -> bool:
    """Whether an empty line stands between the header section and the body (RFC 5322 2.1)."""
    end = len(source) - len(body)
    return source[max(0, end - 3) : end].endswith((b"\n\r\n", b"\n\n"))


def _fields(raw: Headers, shown: Headers, envelope: Envelope | None) -> Iterator[Told]:
    """Each field's explanation, and what its value tells."""
    given: dict[str, object] = {"headers": raw, "envelope": envelope}
    explained: set[str] = set()
    is_encoded = False
    for index, (name, value) in enumerate(raw):
        lower = name.lower()
        clear = shown[index][1]
        if lower not in explained:
            explained.add(lower)
            args = {"name": name[:100], "value": clipped(clear)}
            yield Told(keys(name[:100]), args, PLAIN, index)
        if not is_encoded and clear != value:
            is_encoded = True
            args = {"name": name[:100], "text": clipped(clear), "word": clipped(value)}
            yield Told(("message.encoded-word",), args, PLAIN, index)
        telling = _telling(lower)
        if telling is not None:
            about, needs = telling
            more = {need: given[need] for need in needs}
            yield from islice(about(index=index, name=lower, value=value, **more), MOST)


@lru_cache(_MOST_KEPT)
def _telling(name: str) -> _Telling | None:
    """What tells more of a field's value, and what it must know besides.

    Most typed letters have a handful of fields: what reads the others is not loaded for them.
    """
    found: dict[str, _Telling] = {}
    if name in _ENVELOPE:
        from tutor.message import notes_envelope

        found = {
            "from": (notes_envelope.sender, ("headers", "envelope")),
            "to": (notes_envelope.unreached, ("envelope",)),
            "cc": (notes_envelope.unreached, ("envelope",)),
            "bcc": (notes_envelope.blind, ("envelope",)),
            "reply-to": (notes_envelope.answers, ("headers",)),
        }
    elif name in _TRACE:
        from tutor.message import notes_trace

        found = {"date": (notes_trace.date, ()), "message-id": (notes_trace.identifier, ())}
    elif name in _TRUST:
        from tutor.message import notes_trust

        found = {
            "dkim-signature": (notes_trust.signed, ("headers",)),
            "authentication-results": (notes_trust.results, ()),
        }
    return found.get(name)


@lru_cache(_MOST_KEPT)
def keys(name: str) -> tuple[str, ...]:
    """The keys of a field's explanation: its name, its family ("x-qq-"), private ones, any."""
    lower = name.lower()[:100]
    heads = lower.split("-")[:4]
    families = tuple(f"header.{'-'.join(heads[:end])}-" for end in range(len(heads) - 1, 0, -1))
    private = ("header.X-",) if lower.startswith("x-") else ()
    families = tuple(key for key in families if key != "header.x-")
    return (f"header.{lower}", *families, *private, "header.?")
