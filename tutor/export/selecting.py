"""Which exchanges are published: all, or those of numbers and ranges such as `3-8,11`."""

_MOST = 1000
"""Ranges in one choice."""


class SelectionError(ValueError):
    """The text names no exchanges."""


class Chosen:
    """Whether what has a number is published; what has none (None) goes by the one before it.

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
        self._inside = text is None

    def __call__(self, number: int | None) -> bool:
        """Whether this one is."""
        if number is not None and self.text is not None:
            self._inside = any(first <= number <= last for first, last in self._ranges)
            self.any = self.any or self._inside
            self.last = max(self.last, number)
        return self._inside


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
