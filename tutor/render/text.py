"""`--to text`: C: and S: lines, as RFCs print a session; what follows `#` is no part of it."""

from tutor.core.events import Closed
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.render.sheet import About, Write
from tutor.render.spoken import InTurn, Spoken
from tutor.session import Item


class Text:
    """The lines, as they come."""

    def __init__(self, write: Write, about: About) -> None:
        self._turns = InTurn(lambda text: write(text.encode()))
        self._spoken = Spoken()
        self._conn = 1
        started = f", {about.header.started}" if about.header.started else ""
        write(f"# {visible(about.title + started)}\n".encode())

    def item(self, item: Item) -> None:
        """What was said."""
        for line in self._spoken.lines(item):
            self._conn = item.conn
            self._turns.put(self._conn, f"{line}\n")
        if isinstance(item.event, Closed):
            self._turns.close(item.event.wire.conn)

    def remark(self, remark: Remark) -> None:
        """A chapter or a note."""
        if remark.kind in ("mark", "note"):
            self._turns.beside(self._conn, f"# {visible(str(remark.value))}\n")

    def end(self) -> None:
        """What another connection said in the meantime."""
        self._turns.end()


writer = Text
