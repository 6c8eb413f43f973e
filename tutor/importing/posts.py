"""A post in Markdown or HTML: which of its parts may be fragments of a session.

A post tells a session bit by bit, in blocks of code with explanations between. Here the blocks are
only found; whether one is a transcript is decided where the session is put together.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from tutor.importing.rows import Row

_FENCE = re.compile(r"[ >\t]*(?:```|~~~|`[^`]+`[ \t]*$)")
_PRE = re.compile(r"<pre[\s>]", re.IGNORECASE)
_CODE = re.compile(r"<(?:pre|code)[\s>]", re.IGNORECASE)
_TAG = re.compile(
    r"\s*<(?:!doctype|html|head|body|div|p|h[1-6]|article|section|pre|ol|ul|!--)\b", re.I
)
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_STYLES = frozenset({"b", "em", "i", "span", "strong"})


class Block(NamedTuple):
    """A part of a post that is set apart as code. `what` is how: fence, indented, pre, line."""

    rows: list[Row]
    what: str


def is_html(rows: list[Row]) -> bool:
    """Whether a text is a page, or a part of one, with blocks in it."""
    first = next((row.text for row in rows if row.text.strip()), "")
    return _TAG.match(first) is not None and any(_CODE.search(row.text) for row in rows)


def is_markdown(rows: list[Row]) -> bool:
    """Whether a text has fenced blocks or blocks of HTML."""
    return any(_FENCE.match(row.text) or _PRE.search(row.text) for row in rows)


def is_fence(text: str) -> bool:
    """Whether a line begins a fenced block."""
    return _FENCE.match(text) is not None


def markdown(rows: list[Row]) -> Iterator[Block]:
    """The blocks of a Markdown text."""
    from markdown_it import MarkdownIt

    # Rows are what the numbers count: nothing but \n may end a line for the parser either.
    source = "\n".join(row.text.replace("\r", " ") for row in rows)
    for token in MarkdownIt("commonmark").parse(source):
        first = token.map[0] if token.map else 0
        if token.type == "fence":
            yield Block(_rows(token.content, first + 2), "fence")
        elif token.type == "code_block":
            yield Block(_rows(token.content, first + 1), "indented")
        elif token.type == "html_block" and _PRE.search(token.content):
            yield from html(_rows(token.content, first + 1))
        elif token.type == "inline" and (spans := _spans(token.children or [])):
            yield Block([Row(first + 1 + n, text) for n, text in spans], "line")


def _rows(content: str, first: int) -> list[Row]:
    lines = content.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return [Row(number, line) for number, line in enumerate(lines, first)]


def _spans(children: list) -> list[tuple[int, str]]:  # type: ignore[type-arg]
    """The code of a paragraph that has nothing else in it: a line for each span."""
    spans: list[tuple[int, str]] = []
    line = 0
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "code_inline":
            spans.append((line, child.content))
        elif child.content.strip() or child.type not in ("text", "em_open", "em_close"):
            return []
    return spans


def html(rows: list[Row]) -> Iterator[Block]:
    """The `<pre>` blocks of an HTML text, and paragraphs that are nothing but `<code>`."""
    reader = _Reader(rows[0].number if rows else 1)
    reader.feed("\n".join(row.text for row in rows))
    reader.close()
    yield from reader.found()


class _Reader(HTMLParser):
    """Gathers the text of `<pre>`, in which a `<br>` or a block ends a line, and of paragraphs that
    are nothing but `<code>`; those that follow each other at once are lines of one block."""

    def __init__(self, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self._first = first
        self._blocks: list[Block] = []
        self._text: list[str] | None = None
        self._at = 0
        self._spans: list[tuple[int, list[str]]] | None = None
        """The code of the paragraph that is open, None where it has something else in it."""
        self._in_code = False
        self._joins = False

    def found(self) -> Iterator[Block]:
        """The blocks, one that was never closed too."""
        self._end()
        self._end_paragraph()
        return iter(self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or a line of one ends."""
        if tag == "pre":
            self._end()
            self._end_paragraph()
            self._text, self._at = [], self.getpos()[0]
            self._joins = False
        elif self._text is not None:
            if tag in _BREAKS:
                self._break(always=tag == "br")
        elif tag == "p":
            self._end_paragraph()
            self._spans = []
        elif tag == "code":
            self._in_code = self._spans is not None
            self._begin_line()
        elif tag == "br":
            self._begin_line()
        elif tag not in _STYLES:
            self._spans, self._in_code, self._joins = None, False, False

    def handle_endtag(self, tag: str) -> None:
        """A block ends, or a line of one."""
        if tag == "pre":
            self._end()
        elif self._text is not None:
            if tag in _BREAKS and tag != "br":
                self._break(always=False)
        elif tag == "code":
            self._in_code = False
        elif tag == "p":
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        """Text, entities read."""
        if self._text is not None:
            self._text.append(data)
        elif self._in_code and self._spans:
            self._spans[-1][1].append(data)
        elif data.strip():
            self._spans, self._joins = None, False

    def _begin_line(self) -> None:
        if self._spans is not None and self._in_code:
            self._spans.append((self._first + self.getpos()[0] - 1, []))

    def _end_paragraph(self) -> None:
        spans, self._spans, self._in_code = self._spans, None, False
        if not spans:
            return
        said = [(at, "".join(text).replace("\n", " ").replace("\xa0", " ")) for at, text in spans]
        rows = [Row(at, text.strip()) for at, text in said]
        if self._joins:
            self._blocks[-1].rows.extend(rows)
        else:
            self._blocks.append(Block(rows, "line"))
        self._joins = True

    def _break(self, *, always: bool) -> None:
        assert self._text is not None
        if always or (self._text and not self._text[-1].endswith("\n")):
            self._text.append("\n")

    def _end(self) -> None:
        if self._text is None:
            return
        text, self._text = "".join(self._text).replace("\xa0", " "), None
        first = self._first + self._at - 1
        lead = text.startswith("\n")
        self._blocks.append(Block(_rows(text[lead:], first + lead), "pre"))
