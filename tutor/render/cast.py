"""`--to cast`: the session as a terminal recording that the asciinema player plays.

asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/): times since the start; v3 (.../v3/):
times since the event before. Timing is as recorded; players shorten long pauses by the limit that
the header names. Each exchange has a marker.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby

from tutor.core import jsonlines
from tutor.core.events import Exchange, Kept
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.page import Line, Role, info
from tutor.render.explained import Explainer
from tutor.render.sheet import About, Write
from tutor.render.terminal import THEME, codes
from tutor.render.wrap import rows
from tutor.session import Item

COLUMNS, ROWS = 80, 24
_IDLE = 3.0
"""Seconds that a player waits at most where nothing happens."""


_COLOURS = {role: code for role, style in THEME.items() if (code := codes(style))}


class Cast:
    """What a terminal would show, when."""

    def __init__(self, write: Write, about: About, *, version: int) -> None:
        self._write = write
        self._relative = version == 3
        self._before = 0.0
        self._explainer = Explainer(about.words, about.detail)
        size: Mapping[str, object] = {"width": COLUMNS, "height": ROWS}
        if self._relative:
            size = {"term": {"cols": COLUMNS, "rows": ROWS, "type": "xterm-256color"}}
        head = {"version": version, **size, "idle_time_limit": _IDLE, "title": visible(about.title)}
        self._put(head | _stamp(about.header.started))

    def item(self, item: Item) -> None:
        """What an item shows; an exchange begins with its marker."""
        event = item.event
        if isinstance(event, Exchange):
            self._event(event.at, "m", _label(item, event))
        shown = "".join(map(_painted, self._explainer.screen(item)))
        if shown:
            self._event(event.at if isinstance(event, Exchange) else self._at(item), "o", shown)

    def remark(self, remark: Remark) -> None:
        """A chapter is a marker, too."""
        text = visible(str(remark.value))
        if remark.kind == "mark":
            self._event(remark.at, "m", text)
        elif remark.kind == "note":
            self._event(remark.at, "o", _painted(info(text, Role.NOTE)))

    def end(self) -> None:
        """Every event is complete by itself."""

    def _at(self, item: Item) -> float:
        """When; what has no time of its own is of now."""
        event = item.event
        if isinstance(event, Kept):
            return event.wire.at
        wire = getattr(event, "wire", None)
        return wire.at if wire is not None else self._before

    def _event(self, at: float, code: str, data: str) -> None:
        """Times never go back, whatever a recording says."""
        now = max(self._before, at)
        told = now - self._before if self._relative else now
        self._before = now
        self._put([round(told, 6), code, data])

    def _put(self, row: object) -> None:
        self._write(jsonlines.line(row).encode() + b"\n")


writer = partial(Cast, version=2)


@lru_cache(4000)
def _painted(line: Line) -> str:
    """The rows of a line in colour; most lines of a long session are the same few sentences."""
    out = []
    for row in rows(line, COLUMNS):
        for role, spans in groupby(row, lambda span: span.role):
            text, colour = "".join(span.text for span in spans), _COLOURS.get(role)
            plain = colour is None or not text.strip()
            out.append(text if plain else f"\x1b[{colour}m{text}\x1b[0m")
        out.append("\r\n")
    return "".join(out)


def _label(item: Item, event: Exchange) -> str:
    verb = event.command.verb if event.command is not None else "-"
    code = event.reply.code if event.reply is not None else None
    return visible(" ".join(str(part) for part in (item.seq, verb, code) if part is not None))


def _stamp(started: str) -> dict[str, object]:
    """Seconds since 1970 of the beginning, where it is known."""
    try:
        return {"timestamp": int(datetime.fromisoformat(started).timestamp())}
    except (ValueError, OverflowError):
        return {}
