"""What a published session is written with: one writer a format, fed with facts and items."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from tutor.core.wire import Remark, Wire
from tutor.log import Header
from tutor.page import Detail
from tutor.session import Item
from tutor.words import Words

Write = Callable[[bytes], object]


class About(NamedTuple):
    """What is published, and for whom.

    title: what the session is called where nobody gave it a chapter: its peer, else its file
    words: the languages to explain it in, one or two; the first is the main one
    """

    header: Header
    title: str
    words: tuple[Words, ...]
    detail: Detail = Detail.FULL


class Writer(Protocol):
    """A format. Each fact comes before the items that follow from it; `end` comes once.

    What is not to be published never comes here, neither facts nor items; a fact is as the log has
    it, secrets masked.
    """

    def fact(self, fact: Wire | Remark) -> None:
        """A wire or a remark, as the log keeps it."""

    def item(self, item: Item) -> None:
        """What a wire means."""

    def end(self) -> None:
        """Nothing more comes."""


Make = Callable[[Write, About], Writer]
