"""`--to html`: one page that loads nothing, is whole without JavaScript, and steps with it.

What was said stands beside what it means; every text of anybody's is escaped once, here.
"""

from html import escape
from itertools import groupby

from tutor.core.events import Closed, Exchange, Opened, Secured
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.page import Line, Role
from tutor.page.phases import phase
from tutor.protocols import PROTOCOLS
from tutor.render import page_frame
from tutor.render.explained import Explainer, Explanation
from tutor.render.sheet import About, Write
from tutor.render.tongues import Tongues
from tutor.session import Item

_SPEAKERS = {Role.CLIENT: "client", Role.SERVER: "server", Role.REFUSED: "server"}
_FAR = 100
"""Steps behind which a browser draws only what is looked at: a long page opens at once."""
_STEPS = (Exchange, Opened, Secured, Closed)


class Html:
    """The page, written from its head to its end as the session goes on."""

    def __init__(self, write: Write, about: About) -> None:
        self._write = write
        self._tongues = Tongues(about.words)
        self._explainer = Explainer(about.words, about.detail)
        self._said: dict[int, list[Line]] = {}
        self._told: dict[int, list[Explanation]] = {}
        self._phase: str | None = None
        self._marked = False
        self._in_list = False
        self._count = 0
        self._protocols: dict[str, None] = {}
        speakers = dict.fromkeys(_SPEAKERS.values())
        self._ears = {name: self._tongues.say(f"page.html.{name}") for name in speakers}
        self._put(page_frame.head(self._tongues, about.title, about.header.started))

    # -- what comes ------------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        """What was said is gathered until it means something."""
        conn, event = item.conn, item.event
        said, told = self._explainer.split(item)
        self._said.setdefault(conn, []).extend(said)
        self._told.setdefault(conn, []).extend(told)
        if not isinstance(event, _STEPS):
            return
        self._protocols[item.protocol.name] = None
        if isinstance(event, Exchange):
            self._chapter(phase(event))
        elif isinstance(event, Opened):
            self._chapter("connect")
        self._marked = False
        self._row(item, conn)

    def remark(self, remark: Remark) -> None:
        """A chapter of the writer's own, or a note."""
        text = escape(visible(str(remark.value)))
        if remark.kind == "mark":
            self._list(open_=False)
            self._put(f"<h2>{text}</h2>\n")
            self._marked = True
        elif remark.kind == "note":
            self._list(open_=False)
            self._put(f"<blockquote><p>{text}</p></blockquote>\n")

    def end(self) -> None:
        """The maps, and the controls."""
        self._list(open_=False)
        for part in page_frame.foot(self._tongues, self._protocols):
            self._put(part)

    # -- its parts -------------------------------------------------------------------------------

    def _put(self, text: str) -> None:
        self._write(text.encode("utf-8", "backslashreplace"))

    def _chapter(self, name: str | None) -> None:
        if name is None or name == self._phase:
            return
        self._phase = name
        if self._marked:  # the writer's own chapter begins here
            return
        self._list(open_=False)
        self._put(f"<h2>{self._tongues.say(f'page.phase.{name}')}</h2>\n")

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
        self._count += 1
        far = ' class="far"' if self._count > _FAR else ""
        self._put(
            f'<li id="e{item.seq}"{far} data-at="{at:.3f}" data-state="{escape(state)}" '
            f'data-protocol="{item.protocol.name}" data-name="{escape(_name(item))}">\n'
        )
        if said:
            self._put(f'<div class="said">{"".join(map(self._line, said))}</div>\n')
        ranked = sorted(told, key=lambda each: self._tongues.rank(each.language))
        for language, parts in groupby(ranked, key=lambda each: each.language):
            rows = "".join(_told(line) for each in parts for line in each.lines)
            attributes = self._tongues.attributes(language)
            self._put(f'<div class="told" {attributes}><ul>{rows}</ul></div>\n')
        self._put("</li>\n")

    def _line(self, line: Line) -> str:
        """A line of the wire: its arrow for the eye, its speaker for the ear."""
        arrow, *rest = line.spans
        sign = escape(arrow.text.strip())
        text = escape("".join(span.text for span in rest)) or "&nbsp;"
        ear = f'<span class="sr">{self._ears[_SPEAKERS[arrow.role]]}: </span>'
        return (
            f'<p class="{arrow.role.value}">{ear}<span aria-hidden="true">{sign} </span>{text}</p>'
        )


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


def _name(item: Item) -> str:
    """What a step is called: verb and code; of what is no exchange, what happened."""
    event = item.event
    if not isinstance(event, Exchange):
        return type(event).__name__.lower()
    verb = event.command.verb if event.command is not None else ""
    code = event.reply.code if event.reply is not None else None
    return visible(f"{verb} {code or ''}".strip())
