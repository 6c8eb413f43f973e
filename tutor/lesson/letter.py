"""The letter that is being typed: its head may have another order than the lesson's, its text
another length."""

from collections.abc import Sequence
from typing import NamedTuple

from tutor.lesson.rows import Kind, Row


class Letter(NamedTuple):
    """What of a letter was typed: the names of its headers, and how many lines of text, None
    before the empty line."""

    headers: frozenset[str] = frozenset()
    body: int | None = None

    def typed(self, text: bytes) -> "Letter":
        """With whole lines more."""
        found = self
        for row in text.split(b"\n")[:-1]:
            name, colon, _ = row.decode("utf-8", "replace").partition(":")
            if found.body is not None:
                found = found._replace(body=found.body + 1)
            elif not row.strip():
                found = found._replace(body=0)
            elif colon:
                found = found._replace(headers=found.headers | {name.strip().casefold()})
        return found

    def due(self, lines: Sequence[Row], at: int) -> int:
        """The line of the letter around `at` that has not been typed yet."""
        if not (at < len(lines) and lines[at].kind in (Kind.TEXT, Kind.END)):
            return at
        first = at
        while first > 0 and lines[first - 1].kind is Kind.TEXT:
            first -= 1
        end = next((n for n in range(at, len(lines)) if lines[n].kind is Kind.END), at)
        blank = next((n for n in range(first, end) if not lines[n].text), end)
        if self.body is not None:
            return min(blank + 1 + self.body, end)
        heads = {n: lines[n].text.partition(":")[0].strip() for n in range(first, blank)}
        return next((n for n in heads if heads[n].casefold() not in self.headers), blank)


NOTHING = Letter()
