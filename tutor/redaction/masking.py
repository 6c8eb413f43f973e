"""A session with its names masked, before anything is made of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from tutor.core.wire import Remark, Side, What, Wire

Mask = Callable[[bytes], bytes]

_MOST = 4096
"""Pieces that are put together, and ..."""
_MOST_OCTETS = 1 << 20
"""... how many octets of them."""
_GOES_ON = re.compile(rb"(?:=|(?:^|\n)[A-Za-z0-9+/]{40,998})\r?\n\Z")
"""What may go on in the next line: a soft line end, a full line of base64."""
_LAST = 1002
"""Octets that tell whether a stretch goes on."""


def masked(facts: Iterable[Wire | Remark], mask: Mask) -> Iterator[Wire | Remark]:
    """The facts, each whole line masked: a name that came in two pieces is one name, and what is
    encoded over several lines is one text."""
    held: dict[tuple[int, Side], list[Wire]] = {}
    for fact in facts:
        if isinstance(fact, Remark):
            yield fact._replace(value=value(fact.value, mask))
        elif fact.what is not What.BYTES or fact.side is None:
            for key in [key for key in held if key[0] == fact.conn]:
                yield from _together(held.pop(key), mask)
            yield fact._replace(about=fields(fact.about, mask))
        else:
            key = fact.conn, fact.side
            for other in [other for other in held if other[0] == key[0] and other != key]:
                if held[other][-1].data.endswith(b"\n"):  # whoever answers has read it
                    yield from _together(held.pop(other), mask)
            waiting = held.setdefault(key, [])
            waiting.append(fact)
            if not _goes_on(waiting):
                yield from _together(held.pop(key), mask)
    for waiting in held.values():
        yield from _together(waiting, mask)


def _goes_on(waiting: list[Wire]) -> bool:
    last = waiting[-1].data
    if len(waiting) >= _MOST or len(last) >= _MOST_OCTETS:
        return False
    return not last.endswith(b"\n") or _GOES_ON.search(last[-_LAST:]) is not None


def _together(waiting: list[Wire], mask: Mask) -> Iterator[Wire]:
    """The pieces of lines, masked as one and cut again where they were cut."""
    data = mask(b"".join([wire.data for wire in waiting]))
    at = 0
    for wire in waiting:
        end = at + len(wire.data)
        yield wire._replace(data=data[at:end])
        at = end


def fields(about: Mapping[str, object], mask: Mask) -> Mapping[str, object]:
    """What stands in fields with names of ours: they stay, what is in them is masked."""
    return {key: value(each, mask) for key, each in about.items()} if about else about


def value(found: object, mask: Mask) -> object:
    """What stands beside the wire, masked: its texts, and the names of its parts."""
    if isinstance(found, dict):
        return {_text(key, mask): value(each, mask) for key, each in found.items()}
    if isinstance(found, list):
        return [value(each, mask) for each in found]
    return _text(found, mask)


def _text(value: object, mask: Mask) -> object:
    if not isinstance(value, str):
        return value
    return mask(value.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
