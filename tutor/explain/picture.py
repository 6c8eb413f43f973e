"""The map as a picture for slides: SVG with a layout of our own, drawn from the table.

States stand one below the other. What leads on to a later state goes along the right side, what
leads back along the left; all arrows to one state share a track there, so that each label has a
row to itself and no line crosses one.
"""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from tutor.core.spec import Protocol
from tutor.explain.diagram import edges, full, grouped
from tutor.explain.tracks import Arrow, Track, arrows, labelled, lanes, packed, side_of
from tutor.protocols import PROTOCOLS
from tutor.words import Words

_ROW = 20  # all lengths are in the picture's own pixels
_CHAR = 8.2  # the widest monospaced letter of 13 pixels, rounded up
_GAP = 12
_BOX = 250
_TRACK = 14
_TOP = 56
_ANY = ""
_REFUSED = {"4yz", "5yz", "-ERR"}

STYLE = """
svg { color-scheme: light dark; background: #ffffff; }
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1b1f24; }
.title { font-size: 18px; font-weight: bold; }
.state { font-size: 15px; font-weight: bold; fill: #0b4f8a; }
.stay, .legend { fill: #57606a; }
.box { fill: #eef3f8; stroke: #0b4f8a; }
.line { fill: none; stroke: #57606a; stroke-width: 1.4; }
.dot, .head { fill: #57606a; }
.yes { fill: #1a6b33; } .more { fill: #7a5200; } .no { fill: #b02a1f; }
@media (prefers-color-scheme: dark) {
svg { background: #15181c; }
text { fill: #e6e9ee; }
.state { fill: #8cc4ff; }
.stay, .legend { fill: #a4adb8; }
.box { fill: #1f262e; stroke: #8cc4ff; }
.line { stroke: #a4adb8; }
.dot, .head { fill: #a4adb8; }
.yes { fill: #7ddb98; } .more { fill: #f0c674; } .no { fill: #ff9a90; }
}
"""


class _Box(NamedTuple):
    """A state as it is drawn; `stays` are the rows of the moves that stay, `state` its public name
    ("" for any)."""

    name: str
    stays: tuple[str, ...]
    top: float
    height: float
    state: str


def svg(protocol: str, words: Words) -> str:
    """The picture, whole; light and dark as the reader has it. Text is in the words' language."""
    return "".join(f"{line}\n" for line in _Picture(PROTOCOLS[protocol], words).draw(STYLE))


def part(protocol: str, words: Words) -> str:
    """The same as a part of a page that has `STYLE` among its own styles. Each state's box has its
    public name in `data-state`."""
    return "".join(f"{line}\n" for line in _Picture(PROTOCOLS[protocol], words).draw(""))


class _Picture:
    """Where everything stands."""

    def __init__(self, protocol: Protocol, words: Words) -> None:
        self._protocol = protocol
        self._words = words
        *keys, last = protocol.states
        self._keys = [*keys, *([_ANY] if protocol.closing else []), last]
        self._arrows = list(arrows(protocol, self._keys))
        self._boxes: list[_Box] = []
        top = float(_TOP)
        for number, key in enumerate(self._keys):
            box = self._box(number, key, top)
            self._boxes.append(box)
            top += box.height + _GAP
        self._bottom = top
        self._tracks = {side: list(self._tracks_of(side)) for side in ("left", "right")}
        # The labels of a side stand between the boxes and its first track.
        self._wide = {side: self._label_width(side) for side in self._tracks}
        self._places = {side: lanes(tracks) for side, tracks in self._tracks.items()}
        used = {side: max(places, default=-1) + 2 for side, places in self._places.items()}
        self._left = 20 + used["left"] * _TRACK + self._wide["left"]
        self._right = self._left + _BOX
        self._width = self._right + self._wide["right"] + used["right"] * _TRACK + 20

    def draw(self, style: str) -> Iterator[str]:
        """The elements, from the frame to the legend."""
        name = self._protocol.name.upper()
        own = f"map-{self._protocol.name}-{self._words.language}"
        title = escape(self._words.say("explain", "explain.map.title", protocol=name))
        about = escape(self._words.say("explain", "explain.map.about"))
        legend = list(self._legend())
        height = self._bottom + len(legend) * _ROW + 10
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self._width:.0f} {height:.0f}"'
            f' role="img" aria-labelledby="{own} {own}-about" lang="{self._words.language}">'
        )
        yield f'<title id="{own}">{title}</title>'
        yield f'<desc id="{own}-about">{about}</desc>'
        if style:
            yield f"<style>{style}</style>"
        yield _text("title", 20, 32, title)
        for side in self._tracks:
            yield from self._drawn(side)
        for box in self._boxes:
            yield from self._drawn_box(box)
        for number, row in enumerate(legend):
            yield _text("legend", 20, self._bottom + number * _ROW + 14, escape(row))
        yield "</svg>"

    def _legend(self) -> Iterator[str]:
        any_state = ["explain.map.any"] if _ANY in self._keys else []
        about = ["explain.map.about", *any_state, f"explain.map.legend.{self._protocol.name}"]
        for key in about:
            text = self._words.say("explain", key)
            most = int((self._width - 40) / (_CHAR if text.isascii() else 13.5))
            yield from _folded(text, most)

    def _box(self, number: int, key: str, top: float) -> _Box:
        stays = [
            row for way in grouped(edges(self._protocol.name), key) if not way.path
            for row in packed(way.moves)
        ]  # fmt: skip
        rows = max(1 + len(stays), *(self._rows(number, side) for side in ("left", "right")))
        name = full(self._protocol.states[key]) if key else "*"
        state = self._protocol.states[key].name if key else ""
        return _Box(name, tuple(stays), top, rows * _ROW + 10, state)

    def _rows(self, number: int, side: str) -> int:
        """How many rows the ports of a box take on one side: one for all that arrives there."""
        leaving = sum(
            len(arrow.rows) for arrow in self._arrows
            if arrow.before == number and side_of(arrow) == side
        )  # fmt: skip
        arriving = any(a.after == number and side_of(a) == side for a in self._arrows)
        return leaving + arriving

    def _tracks_of(self, side: str) -> Iterator[Track]:
        """The tracks of one side; below what arrives at a box stands what leaves it."""
        joins: dict[int, list[tuple[float, Arrow]]] = {}
        arrives: dict[int, float] = {}
        for number, box in enumerate(self._boxes):
            row = 0
            if any(a.after == number and side_of(a) == side for a in self._arrows):
                row = 1
                arrives[number] = box.top + _ROW
            for arrow in self._arrows:
                if arrow.before == number and side_of(arrow) == side:
                    row += len(arrow.rows)
                    joins.setdefault(arrow.after, []).append((box.top + row * _ROW, arrow))
        for after, met in joins.items():
            yield Track(after, tuple(met), arrives[after])

    def _label_width(self, side: str) -> float:
        labels = [labelled(arrow) for arrow in self._arrows if side_of(arrow) == side]
        longest = max((len(row) for rows in labels for row in rows), default=0)
        return longest * _CHAR + 14

    def _drawn(self, side: str) -> Iterator[str]:
        out = 1 if side == "right" else -1
        edge = self._right if out > 0 else self._left
        for track, place in zip(self._tracks[side], self._places[side], strict=True):
            at = edge + out * (self._wide[side] + (place + 1) * _TRACK)
            top, bottom = track.span
            yield f'<path class="line" d="M{at:.0f} {top:.0f}V{bottom:.0f}"/>'
            yield f'<path class="line" d="M{at:.0f} {track.arrives:.0f}H{edge + out * 7:.0f}"/>'
            head = f"M{edge:.0f} {track.arrives:.0f}l{out * 9} -4v8z"
            yield f'<path class="head" d="{head}"/>'
            for height, arrow in track.joins:
                yield f'<path class="line" d="M{edge:.0f} {height:.0f}H{at:.0f}"/>'
                yield f'<circle class="dot" cx="{at:.0f}" cy="{height:.0f}" r="2.5"/>'
                yield from _drawn_label(arrow, edge + out * 7, height, out)

    def _drawn_box(self, box: _Box) -> Iterator[str]:
        x = self._left
        frame = f'x="{x:.0f}" y="{box.top:.0f}" width="{_BOX}" height="{box.height:.0f}"'
        state = f' data-state="{escape(box.state)}"' if box.state else ""
        yield f'<rect class="box"{state} {frame} rx="5"/>'
        yield _text("state", x + 12, box.top + 20, escape(box.name))
        for number, row in enumerate(box.stays, 1):
            yield _text("stay", x + 12, box.top + 19 + number * _ROW, escape(row))


def _drawn_label(arrow: Arrow, x: float, y: float, out: int) -> Iterator[str]:
    kinds = set(arrow.codes.split())
    tone = "no" if kinds <= _REFUSED else "more" if kinds <= {"3yz", "+"} else "yes"
    rows = labelled(arrow)
    for number, row in enumerate(rows):
        above = (len(rows) - 1 - number) * _ROW
        if row:
            anchor = "" if out > 0 else ' text-anchor="end"'
            yield _text(f"move {tone}" if kinds else "move", x, y - above - 5, escape(row), anchor)


def _text(kind: str, x: float, y: float, escaped: str, more: str = "") -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}"{more}>{escaped}</text>'


def _folded(text: str, most: int) -> Iterator[str]:
    """A sentence in rows; where there are no blanks to break at, it is broken anywhere."""
    while len(text) > most:
        at = text.rfind(" ", 0, most + 1)
        cut = at if at > most // 2 else most
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text
