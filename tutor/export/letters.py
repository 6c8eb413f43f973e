"""`--to eml`: each message that was sent or fetched, octet by octet as its writer meant it.

What stands on the wire beside the message is taken away again: the dot in front of a line that
begins with one, and the line with a lone dot (RFC 5321 4.5.2, RFC 1939 3). A chunk of BDAT has
neither (RFC 3030 2).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import IO

from tutor.core.events import Exchange, Kept, Part, Said
from tutor.core.spec import Class
from tutor.core.wire import Remark
from tutor.session import Item

_BLOCK = 1 << 20
_FETCHES = frozenset({"RETR", "TOP"})

Open = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a place for the message of this name; it is whole when the place is left."""


class _Waiting:
    """The message text of a connection that is not accepted yet."""

    def __init__(self, raw: IO[bytes]) -> None:
        self.raw = raw
        self.chunked = False

    def clear(self) -> None:
        """It was no message, or it is written."""
        self.raw.seek(0)
        self.raw.truncate()
        self.chunked = False


class Letters:
    """Messages to files. `written` counts them; what was refused or torn is no message."""

    def __init__(self, open_next: Open, scratch: Callable[[], IO[bytes]]) -> None:
        self.written = 0
        self._open = open_next
        self._waiting: dict[int, _Waiting] = {}
        self._scratch = scratch

    def remark(self, remark: Remark) -> None:
        """It is no message."""

    def item(self, item: Item) -> None:
        """Text is gathered; the reply decides whether it is a message."""
        event = item.event
        if isinstance(event, Kept) and event.part in (Part.TEXT, Part.BODY):
            self._of(event.wire.conn).raw.write(event.wire.data)
        elif isinstance(event, Said):
            waiting = self._of(event.conn)
            if event.command.verb == "BDAT":
                waiting.chunked = True
            elif event.command.verb != ".":
                waiting.clear()
        elif isinstance(event, Exchange):
            self._settle(event)

    def end(self) -> None:
        """What is still waiting was never accepted."""

    def _of(self, conn: int) -> _Waiting:
        if conn not in self._waiting:
            self._waiting[conn] = _Waiting(self._scratch())
        return self._waiting[conn]

    def _settle(self, event: Exchange) -> None:
        waiting, verb = self._of(event.conn), event.command.verb if event.command else ""
        fetched = verb in _FETCHES
        whole = event.letter is not None or (fetched and event.reply is not None)
        if whole and event.kind is Class.OK and waiting.raw.tell():
            self._write("fetched" if fetched else "sent", waiting)
        if whole or verb in ("RSET", "EHLO", "HELO", "MAIL"):
            waiting.clear()

    def _write(self, how: str, waiting: _Waiting) -> None:
        self.written += 1
        with self._open(f"{self.written:04}-{how}.eml") as stream:
            for piece in _message(waiting):
                stream.write(piece)


def _message(waiting: _Waiting) -> Iterator[bytes]:
    """The message text, without what belongs to the wire."""
    waiting.raw.seek(0)
    if waiting.chunked:
        while data := waiting.raw.read(_BLOCK):
            yield data
        return
    for line in waiting.raw:
        if line.startswith(b"."):
            if line in (b".\r\n", b".\n"):
                return
            yield line[1:]
        else:
            yield line
