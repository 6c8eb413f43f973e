"""`--to html`: one page that loads nothing, is whole without JavaScript, and steps with it.

What was said stands beside what it means; every text of anybody's is escaped once, here. The style
and the script are constants, so the page's Content-Security-Policy allows these two and nothing
else (https://www.w3.org/TR/CSP3/).
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from tutor.core.events import Closed, Exchange, Opened, Secured
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.explain import picture
from tutor.page import Line, Role
from tutor.page.phases import phase
from tutor.protocols import PROTOCOLS
from tutor.render.explained import Explainer, Explanation
from tutor.render.sheet import About, Write
from tutor.session import Item

_HERE = Path(__file__).parent
_SPEAKERS = {Role.CLIENT: "client", Role.SERVER: "server", Role.REFUSED: "server"}
_KEYS = ("first", "previous", "play", "next", "last", "all")
_SIGNS = {"first": "|<", "previous": "<", "next": ">", "last": ">|"}


class Html:
    """The page, written from its head to its end as the session goes on."""

    def __init__(self, write: Write, about: About) -> None:
        self._write = write
        self._words = about.words
        self._explainer = Explainer(about.words, about.detail)
        self._said: dict[int, list[Line]] = {}
        self._told: dict[int, list[Explanation]] = {}
        self._phase: str | None = None
        self._in_list = False
        self._protocols: list[str] = []
        self._style = (_HERE / "page.css").read_text("utf-8") + f".map {{{picture.STYLE}}}\n"
        self._script = (_HERE / "player.js").read_text("utf-8")
        self._put(self._head(about))

    # -- what comes ------------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        """What was said is gathered until it means something."""
        conn, event = item.conn, item.event
        said, told = self._explainer.split(item)
        self._said.setdefault(conn, []).extend(said)
        self._told.setdefault(conn, []).extend(told)
        if not isinstance(event, Exchange | Opened | Secured | Closed):
            return
        if item.protocol.name not in self._protocols:
            self._protocols.append(item.protocol.name)
        if isinstance(event, Exchange):
            self._chapter(phase(event))
        elif isinstance(event, Opened):
            self._chapter("connect")
        self._row(item, conn)

    def remark(self, remark: Remark) -> None:
        """A chapter of the writer's own, or a note."""
        text = escape(visible(str(remark.value)))
        if remark.kind == "mark":
            self._list(open_=False)
            self._put(f"<h2>{text}</h2>\n")
        elif remark.kind == "note":
            self._list(open_=False)
            self._put(f"<blockquote><p>{text}</p></blockquote>\n")

    def end(self) -> None:
        """The maps, and the controls."""
        self._list(open_=False)
        self._put("</main>\n")
        for protocol in self._protocols:
            self._put(self._map(protocol))
        self._put(self._controls())
        self._put(f"<script>{self._script}</script>\n</body>\n</html>\n")

    # -- the parts of the page -------------------------------------------------------------------

    def _put(self, text: str) -> None:
        self._write(text.encode("utf-8", "backslashreplace"))

    def _head(self, about: About) -> str:
        title = escape(visible(about.title))
        started = escape(visible(about.header.started))
        style, script = _digest(self._style), _digest(self._script)
        policy = (
            f"default-src 'none'; style-src '{style}'; script-src '{script}'; "
            "base-uri 'none'; form-action 'none'"
        )
        return (
            f'<!DOCTYPE html>\n<html lang="{_code(self._words[0].language)}">\n<head>\n'
            f'<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="referrer" content="no-referrer">\n'
            f"<title>{title}</title>\n<style>{self._style}</style>\n</head>\n<body>\n"
            f'<header><h1>{title}</h1><p class="about">{started}</p></header>\n<main>\n'
        )

    def _chapter(self, name: str | None) -> None:
        if name is None or name == self._phase:
            return
        self._phase = name
        self._list(open_=False)
        self._put(f"<h2>{self._both(f'page.phase.{name}')}</h2>\n")

    def _list(self, *, open_: bool) -> None:
        if open_ != self._in_list:
            self._in_list = open_
            self._put('<ol class="session">\n' if open_ else "</ol>\n")

    def _row(self, item: Item, conn: int) -> None:
        """One step of the player: what was said, and what that means."""
        said, told = self._said.pop(conn), self._told.pop(conn)
        if not said and not told:
            return
        self._list(open_=True)
        event = item.event
        at = event.at if isinstance(event, Exchange) else event.wire.at  # type: ignore[union-attr]
        state = "" if isinstance(event, Opened) else event.after  # type: ignore[union-attr]
        state = PROTOCOLS[item.protocol.name].start if isinstance(event, Opened) else state
        self._put(
            f'<li id="e{item.seq}" data-at="{at:.3f}" data-state="{escape(state)}" '
            f'data-protocol="{item.protocol.name}" data-name="{escape(_name(item))}">\n'
        )
        if said:
            self._put(f'<div class="said">{"".join(map(self._line, said))}</div>\n')
        for language, parts in groupby(sorted(told, key=lambda each: self._rank(each.language)),
                                       key=lambda each: each.language):  # fmt: skip
            rows = "".join(_told(line) for each in parts for line in each.lines)
            code = f'lang="{_code(language)}"' + self._switched(language)
            self._put(f'<div class="told" {code}><ul>{rows}</ul></div>\n')
        self._put("</li>\n")

    def _line(self, line: Line) -> str:
        """A line of the wire: its arrow for the eye, its speaker for the ear."""
        arrow, *rest = line.spans
        speaker = _SPEAKERS[arrow.role]
        sign = escape(arrow.text.strip())
        text = escape("".join(span.text for span in rest)) or "&nbsp;"
        ear = f'<span class="sr">{self._both(f"page.html.{speaker}")}: </span>'
        return (
            f'<p class="{arrow.role.value}">{ear}<span aria-hidden="true">{sign} </span>{text}</p>'
        )

    def _map(self, protocol: str) -> str:
        """The diagram; the script marks the place in it."""
        drawn = [
            f'<div lang="{_code(each.language)}"{self._switched(each.language)}>'
            f"{picture.part(protocol, each)}</div>"
            for each in self._words
        ]
        title = self._both("page.html.map", protocol=protocol.upper())
        return (
            f'<details class="map" data-protocol="{protocol}"><summary>{title}</summary>\n'
            f"{''.join(drawn)}</details>\n"
        )

    def _controls(self) -> str:
        buttons = "".join(self._button(name) for name in _KEYS)
        languages = "".join(
            f'<button type="button" data-speech="{each.language}" lang="{_code(each.language)}">'
            f"{escape(each.say(None, 'page.html.language'))}</button>"
            for each in (self._words if len(self._words) > 1 else ())
        )
        states = "".join(
            f'<ol class="states" data-protocol="{name}" {self._labels("page.html.states")}>'
            f"{''.join(_states(name))}</ol>"
            for name in self._protocols
        )
        return (
            f'<nav class="controls" {self._labels("page.html.controls")} hidden>\n{states}'
            f"<div>{buttons}"
            f'<input type="range" min="1" max="1" step="1" {self._labels("page.html.slider")}>'
            f"{languages}</div>\n"
            f'<output aria-live="polite"></output></nav>\n'
        )

    def _button(self, name: str) -> str:
        key = f"page.html.{name}"
        if name in _SIGNS:
            inside = escape(_SIGNS[name])
        else:
            words = self._words
            data = "".join(f' data-{w.language}="{escape(w.say(None, key))}"' for w in words)
            inside = f"<span{data}>{escape(words[0].say(None, key))}</span>"
            return f'<button type="button" data-do="{name}">{inside}</button>'
        return f'<button type="button" data-do="{name}" {self._labels(key)}>{inside}</button>'

    # -- languages -------------------------------------------------------------------------------

    def _rank(self, language: str) -> int:
        return [each.language for each in self._words].index(language)

    def _switched(self, language: str) -> str:
        """Marks what only one of two languages shows; a page in one language has no such marks."""
        return f' data-lang="{language}"' if len(self._words) > 1 else ""

    def _both(self, key: str, **args: object) -> str:
        """A sentence in every language of the page."""
        if len(self._words) == 1:
            return escape(self._words[0].say(None, key, **args))
        return " ".join(
            f'<span lang="{_code(each.language)}" data-lang="{each.language}">'
            f"{escape(each.say(None, key, **args))}</span>"
            for each in self._words
        )

    def _labels(self, key: str) -> str:
        """What a screen reader calls something, and what it is called in the other language."""
        own = escape(self._words[0].say(None, key))
        more = "".join(
            f' data-label-{each.language}="{escape(each.say(None, key))}"'
            for each in (self._words if len(self._words) > 1 else ())
        )
        return f'aria-label="{own}"{more}'


writer = Html


def _told(line: Line) -> str:
    """An explanation as an item of a list."""
    if not line.spans:
        return '<li class="blank" aria-hidden="true"></li>'
    parts = []
    for span in line.spans:
        text = span.text.strip()
        if text and text != "--":
            tag = "b" if span.role is Role.LABEL else "span"
            parts.append(f'<{tag} class="{span.role.value}">{escape(text)}</{tag}>')
    ref = f' <span class="ref">{escape(line.ref)}</span>' if line.ref else ""
    deep = ' class="deep"' if line.indent > 8 else ""
    return f"<li{deep}>{' '.join(parts)}{ref}</li>"


def _states(protocol: str) -> Iterator[str]:
    names = dict.fromkeys(state.name for state in PROTOCOLS[protocol].states.values())
    for name in names:
        yield f'<li data-state="{escape(name)}" data-of="{protocol}">{escape(name)}</li>'


def _name(item: Item) -> str:
    """What a step is called: verb and code; of what is no exchange, what happened."""
    event = item.event
    if not isinstance(event, Exchange):
        return type(event).__name__.lower()
    verb = event.command.verb if event.command is not None else ""
    code = event.reply.code if event.reply is not None else None
    return visible(f"{verb} {code or ''}".strip())


def _code(language: str) -> str:
    return "zh-CN" if language == "zh" else "en"


def _digest(text: str) -> str:
    """How a Content-Security-Policy names a text that it allows."""
    from base64 import b64encode
    from hashlib import sha256

    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
