"""`--to svg`: a still of a session for a slide or a post; nothing is loaded from anywhere.

Rows of a terminal of our own: every span stands where its cells begin, so that it holds whatever
monospaced font a reader has, Chinese beside Latin too.
"""

from functools import lru_cache
from html import escape
from itertools import groupby

from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.page import Line, Role, Span
from tutor.render.explained import Explainer
from tutor.render.sheet import About, LongError, Write
from tutor.render.wrap import rows, width
from tutor.session import Item

COLUMNS = 88
MOST_ROWS = 2000
"""Rows of a picture that nobody chose the exchanges of: some thirty screens high."""
_CELL, _ROW = 8.4, 20  # pixels of the picture
_EDGE = 20
_TOP = 46

_STYLE = """
svg { color-scheme: light dark; }
.paper { fill: #ffffff; stroke: #d0d7de; }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1b1f24;
  white-space: pre; }
.title { font-weight: bold; }
.client { font-weight: bold; fill: #0b4f8a; }
.server { fill: #1a6b3c; }
.refused { font-weight: bold; fill: #b3261e; }
.warn { fill: #8a4b00; }
.label { font-weight: bold; fill: #1b1f24; }
.state { fill: #6f3aa8; }
.note, .letter { fill: #1b1f24; }
.info, .ref { fill: #57606a; }
@media (prefers-color-scheme: dark) {
  .paper { fill: #0d1117; stroke: #30363d; }
  text, .note, .letter, .label { fill: #e6edf3; }
  .client { fill: #79c0ff; } .server { fill: #7ee787; } .refused { fill: #ff7b72; }
  .warn { fill: #e3b341; } .state { fill: #d2a8ff; } .info, .ref { fill: #9198a1; }
}
"""


class Svg:
    """Rows first, then the frame that they need."""

    def __init__(self, write: Write, about: About) -> None:
        self._write = write
        self._title = visible(about.title)
        self._explainer = Explainer(about.words, about.detail)
        self._language = about.words[0].language
        self._rows = about.scratch()
        self._count = 0
        self._whole = about.whole

    def item(self, item: Item) -> None:
        """The rows of an item."""
        self._add(self._explainer.screen(item))

    def remark(self, remark: Remark) -> None:
        """A chapter or a note between the rows."""
        if remark.kind in ("mark", "note"):
            self._add([Line((Span(visible(str(remark.value)), Role.LABEL),), 1, 1)])

    def end(self) -> None:
        """The picture."""
        wide = COLUMNS * _CELL + 2 * _EDGE
        high = _TOP + self._count * _ROW + _EDGE
        title = escape(self._title)
        self._write(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high}" '
            f'viewBox="0 0 {wide:.0f} {high}" role="img" lang="{self._language}" '
            f'aria-labelledby="title">\n<title id="title">{title}</title>\n'
            f"<style>{_STYLE}</style>\n"
            f'<rect class="paper" x="0.5" y="0.5" width="{wide - 1:.0f}" height="{high - 1}" '
            f'rx="8"/>\n<text class="title" x="{_EDGE}" y="30">{title}</text>\n'.encode()
        )
        self._rows.seek(0)
        while data := self._rows.read(1 << 20):
            self._write(data)
        self._write(b"</svg>\n")

    def _add(self, lines: list[Line]) -> None:
        for line in lines:
            for drawn in _drawn(line):
                y = _TOP + 14 + self._count * _ROW
                self._count += 1
                if self._whole and self._count > MOST_ROWS:
                    raise LongError(MOST_ROWS)
                self._rows.write((f'<g transform="translate(0 {y})">{drawn}</g>\n').encode())


writer = Svg


@lru_cache(4000)
def _drawn(line: Line) -> tuple[str, ...]:
    """The rows of a line; most lines of a long session are the same few sentences."""
    return tuple(_row(row) for row in rows(line, COLUMNS))


def _row(row: list[Span]) -> str:
    """The spans of a row, each from the cell where it begins and as wide as its cells."""
    cell, drawn = 0, []
    for role, together in groupby(row, lambda span: span.role):
        whole = "".join(span.text for span in together)
        text = whole.strip(" ")
        if text:
            x = _EDGE + (cell + len(whole) - len(whole.lstrip(" "))) * _CELL
            length = width(text) * _CELL
            place = f'x="{x:.1f}" textLength="{length:.1f}"'
            drawn.append(f'<text class="{role.value}" {place}>{escape(text)}</text>')
        cell += width(whole)
    return "".join(drawn)
