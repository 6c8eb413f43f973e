"""`--to markdown`: a post like the walkthrough. Chapters by what one is doing, what was said in
fenced blocks that `annotate` reads back, what it means between them, the writer's notes as quotes.
"""

import re

from tutor.core.events import Closed, Exchange, Opened, Secured
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.page import Line, Role
from tutor.page.phases import phase
from tutor.render.explained import Explainer, Explanation
from tutor.render.sheet import About, Write
from tutor.render.spoken import InTurn, Spoken
from tutor.session import Item

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|www)([:.])")
"""What GitHub makes a link of by itself (https://github.github.com/gfm/#autolinks-extension-)."""
_BEGINS = re.compile(r"^(\d{1,9}(?=\.(?:\s|$))|(?=-(?:[\s-]|$)))")
_TELLING = (Exchange, Opened, Secured, Closed)


class _Block:
    """Lines of a fence; they may be a message of some MB, so they are octets."""

    def __init__(self) -> None:
        self._lines = bytearray()
        self._longest = 0

    def add(self, line: str) -> None:
        """One line more."""
        self._lines += line.encode() + b"\n"
        if "`" in line:
            self._longest = max(self._longest, *map(len, re.findall("`+", line)))

    def taken(self) -> str:
        """The block, whose fence is longer than any run of backticks in it; "" without lines."""
        if not self._lines:
            return ""
        fence = "`" * max(3, self._longest + 1)
        text = f"\n{fence}text\n{self._lines.decode()}{fence}\n"
        self._lines.clear()
        self._longest = 0
        return text


class Markdown:
    """A post, written as the session goes on."""

    def __init__(self, write: Write, about: About) -> None:
        self._turns = InTurn(lambda text: write(text.encode()))
        self._words = about.words
        self._spoken = Spoken()
        self._explainer = Explainer(about.words, about.detail)
        self._block: dict[int, _Block] = {}
        self._phase: dict[int, str | None] = {}
        self._conn = 1
        self._marked = False
        write(f"# {escaped(about.title)}\n".encode())
        if about.header.started:
            write(f"\n{escaped(about.header.started)}\n".encode())

    def item(self, item: Item) -> None:
        """Lines are gathered until there is something to say of them."""
        conn, event = item.conn, item.event
        self._conn = conn
        block = self._block.setdefault(conn, _Block())
        for line in self._spoken.lines(item):
            block.add(line)
        explained = self._explainer.explain(item)
        if not isinstance(event, _TELLING):
            return
        if isinstance(event, Opened):  # the greeting says more, and stands in the same block
            self._chapter(conn, "connect", anew=True)
            return
        if isinstance(event, Exchange):
            self._chapter(conn, phase(event))
        self._marked = False
        self._fence(conn)
        told = [each for each in explained if not isinstance(event, Closed) or _is_news(each)]
        for number, each in enumerate(told):
            # Two lists with nothing between them are one list (CommonMark 5.3).
            self._turns.put(conn, "\n<!-- -->\n" if number else "")
            self._explain(conn, each)
        if isinstance(event, Closed):
            self._turns.close(conn)
            self._block.pop(conn, None)

    def remark(self, remark: Remark) -> None:
        """A chapter of the writer's own, or a note."""
        if remark.kind in ("mark", "note"):
            self._fence(self._conn)
            sign = "##" if remark.kind == "mark" else ">"
            self._marked = self._marked or remark.kind == "mark"
            self._turns.beside(self._conn, f"\n{sign} {escaped(str(remark.value))}\n")

    def end(self) -> None:
        """What was said last, and what other connections said in the meantime."""
        for conn in list(self._block):
            self._fence(conn)
        self._turns.end()

    # -- its parts -------------------------------------------------------------------------------

    def _chapter(self, conn: int, name: str | None, *, anew: bool = False) -> None:
        if name is None or (name == self._phase.get(conn) and not anew):
            return
        self._phase[conn] = name
        if self._marked:  # the writer's own chapter begins here
            return
        title = " / ".join(each.say(None, f"page.phase.{name}") for each in self._words)
        self._turns.put(conn, f"\n## {escaped(title)}\n")

    def _fence(self, conn: int) -> None:
        block = self._block.get(conn)
        text = block.taken() if block is not None else ""
        if text:
            self._turns.put(conn, text)

    def _explain(self, conn: int, explanation: Explanation) -> None:
        rows = [_row(line) for line in explanation.lines if line.spans]
        self._turns.put(conn, "\n" + "\n".join(rows) + "\n")


writer = Markdown


def _is_news(explanation: Explanation) -> bool:
    """Whether more is told than that a line is closed, which the block says."""
    return any(span.role is Role.WARN for line in explanation.lines for span in line.spans)


def _row(line: Line) -> str:
    """One explanation as an item of a list, its label in bold; what hangs deeper stands deeper."""
    spans = [span for span in line.spans if span.text.strip() not in ("", "--")]
    text = " ".join(_span(span.text.strip(), span.role) for span in spans)
    depth = "  " * max(0, (line.indent - 7) // 2)
    ref = f" _({escaped(line.ref)})_" if line.ref else ""
    return f"{depth}- {text}{ref}"


def _span(text: str, role: Role) -> str:
    harmless = escaped(text)
    if role is Role.STATE:
        return f"`{text}`" if "`" not in text else harmless
    return f"**{harmless}**" if role in (Role.LABEL, Role.WARN) else harmless


def escaped(text: str) -> str:
    """Text that is text in Markdown, whatever it looks like; one line."""
    harmless = _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))
    return _BEGINS.sub(r"\1\\", _LINK.sub(r"\1\\\2", harmless))
