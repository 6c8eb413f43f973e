"""A session with its names masked, before anything is made of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from tutor.core.wire import Remark, Side, What, Wire

Mask = Callable[[bytes], bytes]


def masked(facts: Iterable[Wire | Remark], mask: Mask) -> Iterator[Wire | Remark]:
    """The facts, each whole line masked: a name that came in two pieces is one name."""
    held: dict[tuple[int, Side], list[Wire]] = {}
    for fact in facts:
        if isinstance(fact, Remark):
            yield fact._replace(value=_value(fact.value, mask))
        elif fact.what is not What.BYTES or fact.side is None:
            for key in [key for key in held if key[0] == fact.conn]:
                yield from _together(held.pop(key), mask)
            yield fact._replace(about=_about(fact.about, mask))
        else:
            waiting = held.setdefault((fact.conn, fact.side), [])
            waiting.append(fact)
            if fact.data.endswith(b"\n") or len(waiting) > _MOST:
                yield from _together(held.pop((fact.conn, fact.side)), mask)
    for waiting in held.values():
        yield from _together(waiting, mask)


_MOST = 64
"""Pieces of a line that are put together."""


def _together(waiting: list[Wire], mask: Mask) -> Iterator[Wire]:
    """The pieces of lines, masked as one and cut again where they were cut."""
    data = mask(b"".join(wire.data for wire in waiting))
    for wire in waiting:
        yield wire._replace(data=data[: len(wire.data)])
        data = data[len(wire.data) :]


def _about(about: Mapping[str, object], mask: Mask) -> Mapping[str, object]:
    return {key: _text(value, mask) for key, value in about.items()} if about else about


def _value(value: object, mask: Mask) -> object:
    if isinstance(value, dict):
        return {key: _value(each, mask) for key, each in value.items()}
    if isinstance(value, list):
        return [_value(each, mask) for each in value]
    return _text(value, mask)


def _text(value: object, mask: Mask) -> object:
    if not isinstance(value, str):
        return value
    return mask(value.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
