"""What a page is made of: a line of spans, each with its role; and text made fit to stand there."""

from enum import Enum
from typing import NamedTuple

from tutor.core.visible import visible
from tutor.core.wire import Side

MOST_WIDE = 2000
"""Characters shown of one line; the rest is counted."""


class Role(Enum):
    """What a span is; a renderer has a style for each."""

    CLIENT = "client"
    SERVER = "server"
    REFUSED = "refused"
    NOTE = "note"
    WARN = "warn"
    LABEL = "label"
    REF = "ref"
    STATE = "state"
    INFO = "info"
    LETTER = "letter"


class Detail(Enum):
    """How much is explained."""

    OFF = "off"
    BRIEF = "brief"
    FULL = "full"


class Span(NamedTuple):
    """A piece of a line with its role."""

    text: str
    role: Role


class Line(NamedTuple):
    """A line: spans behind `indent` blanks, wrapped lines hanging at `hang`; `ref` at the right."""

    spans: tuple[Span, ...]
    indent: int = 0
    hang: int = 0
    ref: str = ""


def marked(text: str, role: Role = Role.NOTE) -> tuple[Span, ...]:
    """A lesson's own words: what stands between backticks is to be typed or was on the wire."""
    pieces = visible(text).split("`")
    spans = (Span(piece, Role.LABEL if n % 2 else role) for n, piece in enumerate(pieces))
    return tuple(span for span in spans if span.text)


def info(text: str, role: Role = Role.INFO) -> Line:
    """A line of the program itself, not of the wire."""
    return harmless_info(visible(text), role)


def harmless_info(text: str, role: Role = Role.INFO) -> Line:
    """The same for a sentence of ours whose places were filled with harmless text."""
    return Line((Span(" --  ", Role.INFO), Span(text, role)), 0, 5)


def arrow(side: Side, *, tls: bool) -> str:
    """What stands before a line of the wire: who said it, and whether it was encrypted."""
    if side is Side.CLIENT:
        return " ~>  " if tls else " ->  "
    return "<~   " if tls else "<-   "


def wire_line(arrow: str, text: str, role: Role) -> Line:
    """A line as it went over the wire."""
    return Line((Span(arrow, role), Span(short(text), role)), 0, 5)


def short(text: str, most: int = MOST_WIDE) -> str:
    """Harmless text, and not more of it than anybody reads."""
    if len(text) > most:
        return visible(text[:most]) + f"... (+{len(text) - most:,})"
    return visible(text)
