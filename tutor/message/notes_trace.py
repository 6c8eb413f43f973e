"""Where a message was and when: Date, Message-ID, and the way through its Received fields."""

import re
from collections.abc import Iterator

from tutor.message import dates
from tutor.message.headers import Headers
from tutor.message.told import MATTERS, WARN, Told, clipped, lasted
from tutor.message.trace import MOST, Hop, route

_SLOW = 600
"""Seconds between two servers that are worth a second look; some greylisting takes as long."""
_IDENTIFIER = re.compile(r"\s*<[^<>@\s]+@[^<>@\s]+>")


def date(*, index: int, name: str, value: str) -> Iterator[Told]:
    """The moment that Date names, in UTC."""
    moment = dates.seconds(value)
    if moment is None:
        yield Told(("message.date.unreadable",), {"value": clipped(value)}, WARN, index)
    else:
        yield Told(("message.date",), {"utc": dates.utc(moment)}, header=index)


def identifier(*, index: int, name: str, value: str) -> Iterator[Told]:
    """Whether a Message-ID has its form (RFC 5322 3.6.4); masked ones have it."""
    if not _IDENTIFIER.match(value[:1000]):
        yield Told(("message.id.form",), {"value": clipped(value)}, WARN, index)


def way(headers: Headers) -> Iterator[Told]:
    """Each hop in the order of travel, then all of them together."""
    received = [at for at, (name, _) in enumerate(headers) if name.lower() == "received"]
    if not received:
        return
    hops = route(headers)
    said: set[str] = set()
    for hop, index in zip(hops, received[: -MOST - 1 : -1], strict=True):
        yield _hop(hop, index)
        protocol = hop.with_.lower()
        if protocol and protocol not in said:
            said.add(protocol)
            args = {"with": hop.with_}
            yield Told((f"message.with.{protocol}", "message.with"), args, header=index)
    times = [hop.at for hop in hops if hop.at is not None]
    if len(times) > 1:
        total = times[-1] - times[0]
        sums: dict[str, object] = {
            "hops": len(hops),
            "seconds": total,
            **lasted(total),
        }
        key = "message.route.sum" if total >= 0 else "message.route.sum.clock"
        yield Told((key,), sums, MATTERS)


def _hop(hop: Hop, index: int) -> Told:
    """A hop; the clause that is missing shows as "?"."""
    args: dict[str, object] = {
        "from": hop.from_ or "?",
        "by": hop.by or "?",
        "with": hop.with_ or "?",
        "address": hop.address or "?",
        "for": hop.for_ or "?",
    }
    if hop.delay is None:
        start = ("message.route.hop.local",) if not hop.from_ else ("message.route.hop.first",)
        return Told(start, args, header=index)
    args |= {"seconds": hop.delay, **lasted(hop.delay)}
    if hop.delay < 0:
        return Told(("message.route.clock",), args, WARN, index)
    if hop.delay >= _SLOW:
        return Told(("message.route.hop.slow", "message.route.hop"), args, MATTERS, index)
    return Told(("message.route.hop",), args, header=index)
