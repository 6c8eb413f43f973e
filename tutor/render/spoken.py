"""What was said as the lines of a transcript: `C: `, `S: `, and our marks for what no line shows.

`tutor.importing` reads these lines back. Connections that were open at once come one after the
other, as that format has them.
"""

from collections.abc import Callable, Iterator

from tutor.core.events import Closed, Kept, Opened, Secured
from tutor.core.octets import decode
from tutor.core.visible import visible
from tutor.core.wire import TRANSCRIPT_ENDS, Side
from tutor.session import Item


class Spoken:
    """Items to lines. A line that came in pieces is one line again."""

    def __init__(self) -> None:
        self._begun: dict[tuple[int, Side], bytes] = {}

    def lines(self, item: Item) -> Iterator[str]:
        """The lines that are complete with this item."""
        event = item.event
        if isinstance(event, Kept):
            yield from self._stretch(event)
        elif isinstance(event, Opened):
            yield f"-- open {event.protocol} {_word(event.wire.about.get('peer'))}".rstrip()
        elif isinstance(event, Secured):
            yield from self._rest(event.wire.conn)
            error = event.wire.about.get("error")
            version = _word(event.wire.about.get("version")) or "TLS"
            yield (
                f"-- tls {version}"
                if error is None
                else f"-- tls error {_sentence(error)}".rstrip()
            )
        elif isinstance(event, Closed):
            yield from self._rest(event.wire.conn)
            about = event.wire.about
            if about.get("reason") != TRANSCRIPT_ENDS:
                reason = _sentence(about.get("reason", ""))
                yield f"-- close {_word(about.get('by')) or 'error'} {reason}".rstrip()

    def _stretch(self, kept: Kept) -> Iterator[str]:
        wire = kept.wire
        side = wire.side or Side.SERVER
        *whole, rest = (self._begun.pop((wire.conn, side), b"") + wire.data).split(b"\n")
        for line in whole:
            yield _line(side, line.removesuffix(b"\r"))
        if rest:
            self._begun[wire.conn, side] = rest

    def _rest(self, conn: int) -> Iterator[str]:
        """A line that the connection's end cut off."""
        for side in (Side.SERVER, Side.CLIENT):
            if rest := self._begun.pop((conn, side), b""):
                yield _line(side, rest)


class InTurn:
    """Text of several connections, one after the other: of the first that is open at once."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._held: dict[int, list[str]] = {}
        self._over: set[int] = set()

    def put(self, conn: int, text: str) -> None:
        """Some text of a connection: written now if it is this connection's turn."""
        held = self._held.setdefault(conn, [])
        if next(iter(self._held)) == conn:
            self._write(text)
        else:
            held.append(text)

    def beside(self, conn: int, text: str) -> None:
        """Some text that is no connection's own; a connection that is over is not begun again."""
        if not self._held:
            self._write(text)
        else:
            self.put(conn if conn in self._held else next(reversed(self._held)), text)

    def close(self, conn: int) -> None:
        """Nothing more comes of it."""
        if conn in self._held:
            self._over.add(conn)
            self._turn()

    def end(self) -> None:
        """Nothing more comes at all."""
        self._over.update(self._held)
        self._turn()

    def _turn(self) -> None:
        """Write what waited, up to the first connection that is not over."""
        while self._held:
            first = next(iter(self._held))
            for text in self._held[first]:
                self._write(text)
            self._held[first].clear()
            if first not in self._over:
                return
            del self._held[first]
            self._over.discard(first)


def _line(side: Side, data: bytes) -> str:
    """One line; a tab stays one, since the head of a message folds at it (RFC 5322 2.2.3)."""
    text = "\t".join(visible(part) for part in decode(data)[0].split("\t"))
    return f"{side.value}: {text}" if text else f"{side.value}:"


def _word(value: object) -> str:
    return "-".join(visible(str(value or "")).split())


def _sentence(value: object) -> str:
    return " ".join(visible(str(value)).split())
