"""Which exchanges are published: all, or those of numbers and ranges such as `3-8,11`."""

from collections.abc import Iterator

from tutor.core.wire import Remark
from tutor.session import Item

_MOST = 1000
"""Ranges in one choice."""


class SelectionError(ValueError):
    """The text names no exchanges."""


class Chosen:
    """Lets through what is published. What was said before a reply belongs to that reply's number,
    and waits for it; so do the remarks in front of it.

    text: as it was asked for; None is all of it
    any: whether something was chosen so far
    last: the highest number there was
    """

    def __init__(self, text: str | None) -> None:
        """The numbers are those of `seq` in `--json`. Raises SelectionError."""
        self.text = text
        self.any = text is None
        self.last = 0
        parts = text.split(",")[:_MOST] if text is not None else []
        self._ranges = [_range(part.strip()) for part in parts]
        self._held: dict[int, list[Item]] = {}
        self._remarks: list[Remark] = []

    def take(self, what: Item | Remark) -> Iterator[Item | Remark]:
        """What may pass now, in its order."""
        if self.text is None:
            yield what
        elif isinstance(what, Remark):
            self._remarks.append(what)
        else:
            self._held.setdefault(what.conn, []).append(what)
            if what.seq is not None:
                held, remarks = self._held.pop(what.conn), self._remarks
                self._remarks = []
                if self._is_chosen(what.seq):
                    yield from remarks
                    yield from held

    def _is_chosen(self, number: int) -> bool:
        found = any(first <= number <= last for first, last in self._ranges)
        self.any = self.any or found
        self.last = max(self.last, number)
        return found


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
