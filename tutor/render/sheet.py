"""What a published session is written with: one writer a format, fed with items."""

from collections.abc import Callable
from io import BytesIO
from typing import IO, NamedTuple, Protocol

from tutor.core.wire import Remark
from tutor.log import Header
from tutor.page import Detail
from tutor.session import Item
from tutor.words import Words

Write = Callable[[bytes], object]


class About(NamedTuple):
    """What is published, and for whom.

    title: what the session is called where nobody gave it a chapter: its peer, else its file
    words: the languages to explain it in, one or two; the first is the main one
    scratch: room for what cannot be written yet; whoever publishes closes it
    whole: whether nobody chose some of its exchanges
    """

    header: Header
    title: str
    words: tuple[Words, ...]
    detail: Detail = Detail.FULL
    scratch: Callable[[], IO[bytes]] = BytesIO
    whole: bool = True


class LongError(Exception):
    """More than anybody looks at, unless it was chosen; `rows` is how many are enough."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


class Writer(Protocol):
    """A format; `end` comes once. Everything comes in its order, and masked as it may be shown."""

    def item(self, item: Item) -> None:
        """What a wire means; its stretches of bytes (`Kept`) too."""

    def remark(self, remark: Remark) -> None:
        """What was recorded beside the wire: a chapter (`mark`), a note, a step of a lesson."""

    def end(self) -> None:
        """Nothing more comes."""


Make = Callable[[Write, About], Writer]
