"""Which exchanges are published: all, or those of numbers and ranges such as `3-8,11`."""

from collections.abc import Callable

_MOST = 1000
"""Ranges in one choice."""


class SelectionError(ValueError):
    """The text names no exchanges."""


Chosen = Callable[[int | None], bool]
"""Whether what has this number is published; what has none (None) goes by the one before it."""


def everything(_number: int | None) -> bool:
    """All of it."""
    return True


def chosen(text: str | None) -> Chosen:
    """The numbers are those of `seq` in `--json`. Raises SelectionError."""
    if text is None:
        return everything
    ranges = [_range(part.strip()) for part in text.split(",")[:_MOST]]
    inside = False

    def choose(number: int | None) -> bool:
        nonlocal inside
        if number is not None:
            inside = any(first <= number <= last for first, last in ranges)
        return inside

    return choose


def _range(part: str) -> tuple[int, int]:
    first, dash, last = part.partition("-")
    try:
        begin = int(first)
        end = int(last) if last else (begin if not dash else 1 << 60)
    except ValueError:
        raise SelectionError(part) from None
    if begin < 0 or end < begin:
        raise SelectionError(part)
    return begin, end
