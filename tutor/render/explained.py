"""A session as a written page has it: what was said, and apart from it what that means."""

from collections.abc import Iterable
from typing import NamedTuple

from tutor.page import Detail, Line, Page, Role
from tutor.session import Item
from tutor.words import Words

SAID = frozenset({Role.CLIENT, Role.SERVER, Role.REFUSED})
"""The roles of lines that went over the wire; every other line is ours."""


class Explanation(NamedTuple):
    """The lines that explain an item, in one language."""

    language: str
    lines: tuple[Line, ...]


class Explainer:
    """The same items in one or two languages."""

    def __init__(self, words: Iterable[Words], detail: Detail) -> None:
        self._pages = [(each.language, Page(_Printed(each.language), detail)) for each in words]
        for _, page in self._pages:
            page.raw = True

    def screen(self, item: Item) -> list[Line]:
        """The lines of an item as the screen has them; behind them the other language's."""
        (_, first), *others = self._pages
        shown = first.lines(item)
        for _, page in others:
            shown += [line for line in page.lines(item) if not is_said(line)]
        return shown

    def explain(self, item: Item) -> list[Explanation]:
        """What is said of an item; a language without anything to say is left out."""
        return self.split(item)[1]

    def split(self, item: Item) -> tuple[list[Line], list[Explanation]]:
        """The lines of an item that went over the wire, and apart from them what is said of it."""
        said: list[Line] = []
        told: list[Explanation] = []
        for number, (language, page) in enumerate(self._pages):
            lines = page.lines(item)
            if number == 0:
                said = [line for line in lines if is_said(line)]
            rest = tuple(line for line in lines if not is_said(line))
            if any(line.spans for line in rest):
                told.append(Explanation(language, rest))
        return said, told


class _Printed(Words):
    """Sentences of the screen that name a key to press, as paper has them."""

    def say(self, protocol: str | None, /, *keys: str, **args: object) -> str:
        """The sentence with its places filled."""
        return super().say(protocol, *(_ON_PAPER.get(key, key) for key in keys), **args)


_ON_PAPER = {
    "ui.rows.folded": "page.rows.folded",
    "ui.body.folded": "page.body.folded",
    "ui.text.folded": "page.text.folded",
    "ui.truncated": "page.truncated",
}


def is_said(line: Line) -> bool:
    """Whether a line of the page went over the wire."""
    return bool(line.spans) and line.spans[0].role in SAID
