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
_TELLING = (Exchange, Opened, Secured, Closed)
_QUIET = frozenset({Role.INFO})


class Markdown:
    """A post, written as the session goes on."""

    def __init__(self, write: Write, about: About) -> None:
        self._turns = InTurn(lambda text: write(text.encode()))
        self._words = about.words
        self._spoken = Spoken()
        self._explainer = Explainer(about.words, about.detail)
        self._block: dict[int, list[str]] = {}
        self._phase: dict[int, str | None] = {}
        self._conn = 1
        write(f"# {escaped(about.title)}\n".encode())
        if about.header.started:
            write(f"\n{escaped(about.header.started)}\n".encode())

    def item(self, item: Item) -> None:
        """Lines are gathered until there is something to say of them."""
        conn = self._conn = item.conn
        block = self._block.setdefault(conn, [])
        block += self._spoken.lines(item)
        explained = self._explainer.explain(item)
        if not isinstance(item.event, _TELLING):
            return
        if isinstance(item.event, Exchange):
            self._chapter(conn, phase(item.event))
        elif isinstance(item.event, Opened):
            self._chapter(conn, "connect", anew=True)
            if not explained:
                return
        self._fence(conn)
        for each in explained:
            self._explain(conn, each)
        if isinstance(item.event, Closed):
            self._turns.close(conn)

    def remark(self, remark: Remark) -> None:
        """A chapter of the writer's own, or a note."""
        if remark.kind == "mark":
            self._fence(self._conn)
            self._turns.put(self._conn, f"\n## {escaped(str(remark.value))}\n")
        elif remark.kind == "note":
            self._fence(self._conn)
            self._turns.put(self._conn, f"\n> {escaped(str(remark.value))}\n")

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
        title = " / ".join(each.say(None, f"page.phase.{name}") for each in self._words)
        self._turns.put(conn, f"\n## {escaped(title)}\n")

    def _fence(self, conn: int) -> None:
        """The block so far; its fence is longer than any run of backticks in it."""
        lines = self._block.get(conn)
        if not lines:
            return
        longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        body = "\n".join(lines)
        self._turns.put(conn, f"\n{fence}text\n{body}\n{fence}\n")
        lines.clear()

    def _explain(self, conn: int, explanation: Explanation) -> None:
        rows = [_row(line) for line in explanation.lines if line.spans]
        self._turns.put(conn, "\n" + "\n".join(rows) + "\n")


writer = Markdown


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
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))
