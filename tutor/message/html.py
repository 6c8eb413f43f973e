"""HTML as text to read. Nothing is run, nothing fetched: a link is shown, an image is its name.

A scanner of its own, because its time must grow with the text and no faster, whatever was sent:
each character is passed once, and a search that fails is the last of its kind.
"""

import re
from collections.abc import Iterator

LONGEST = 1 << 20
"""Characters of the source that are read."""

_SKIPPED = {"script", "style", "title", "template", "iframe", "svg"}
_IN_HEAD = {"base", "link", "meta", "noscript"} | _SKIPPED  # its end tag is often forgotten
_PARAGRAPHS = set("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul".split())
_LINES = set(
    "address article aside body br center dd details dir div dt fieldset figcaption figure footer"
    " form header hr legend li main nav option section summary tbody tfoot thead tr".split()
)
_ADDRESS_LONGEST = 500

_NAME = re.compile(r"/?[A-Za-z][^\s/>]*+")
_INSIDE = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_ATTRIBUTE = re.compile(
    r"(?<![^\s/\"'])([^\s=/>\"']++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++))"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
# html.unescape reads the digits with int(), which refuses (and pays for) very many of them
_ZEROS = re.compile(r"(&#[xX]?)0+(?=[0-9a-fA-F])")
_HUGE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")


def as_text(source: str) -> str:
    r"""What a reader of the page would read, lines ending in "\n".

    Links as "text (address)", images as "[image: what it shows]"; scripts, styles and the head are
    dropped. A break becomes one line end, a paragraph an empty line.
    """
    page = _Page()
    is_head = False
    for kind, text in _pieces(source[:LONGEST].replace("\0", "")):
        if not kind:
            if not is_head:
                page.text(_unescaped(text))
            continue
        name = kind.lstrip("/")
        is_head = kind == "head" or (is_head and name in _IN_HEAD)
        page.tag(name, kind != name, text)
    return page.finished()


def _pieces(source: str) -> Iterator[tuple[str, str]]:
    """Text as ("", text), tags as ("name" or "/name", attributes); what is skipped is left out."""
    at = 0
    while at < len(source):
        start = source.find("<", at)
        if start < 0:
            yield "", source[at:]
            return
        if start > at:
            yield "", source[at:start]
        name = _NAME.match(source, start + 1)
        if name:
            end = _tag_end(source, name.end())
            kind = name[0].lower()
            yield kind, source[name.end() : end]
            at = _skipped(source, end, kind) if kind in _SKIPPED else end
        elif source.startswith(("!", "?", "/"), start + 1):
            at = _declaration_end(source, start)
        else:  # a "<" that opens nothing
            yield "", "<"
            at = start + 1


def _tag_end(source: str, at: int) -> int:
    """Behind the tag's ">", one in quotes not counted; a quote never closed is none.

    What was passed is never looked at again, or many such tags would cost the square of them.
    """
    found = _INSIDE.match(source, at)
    return source.find(">", found.end() if found else at) + 1 or len(source)


def _declaration_end(source: str, start: int) -> int:
    if source.startswith("<!--", start):
        if source.startswith((">", "->"), start + 4):
            return source.index(">", start) + 1
        end = source.find("-->", start + 4)
        return end + 3 if end >= 0 else len(source)
    return source.find(">", start) + 1 or len(source)


def _skipped(source: str, at: int, name: str) -> int:
    """Where the content of an element ends that nobody reads: before its end tag."""
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(text):
        found.setdefault(one[1].lower(), _unescaped(one[2] or one[3] or one[4] or ""))
    return found


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    from html import unescape  # its table of names is felt at start

    return unescape(_HUGE.sub("\ufffd", _ZEROS.sub(r"\g<1>", text)))


class _Page:
    """The text so far. Space and line ends wait until something follows them."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._space = ""
        self._ends = 0
        self._pre = 0
        self._link: tuple[int, str] | None = None  # where its text begins in `_out`, its address

    def text(self, text: str) -> None:
        if self._pre:
            self._put(text.replace("\r\n", "\n"))
            return
        words = _SPACE.sub(" ", text)
        if words.startswith(" "):
            self._space = self._space or " "
        self._put(words.strip(" "))
        if words != " " and words.endswith(" "):
            self._space = " "

    def tag(self, name: str, is_end: bool, attributes: str) -> None:
        if name == "a":
            self._anchor("" if is_end else _attributes(attributes).get("href", ""))
        elif name == "img" and not is_end:
            shown = _attributes(attributes).get("alt", "?").strip()
            self._put(f"[image: {shown}]" if shown not in ("", "?") else "[image]" * bool(shown))
        elif name in ("td", "th"):
            self._space = "  "
        elif name == "br":
            self._break(min(self._ends + 1, 2))
        elif name in _PARAGRAPHS:
            self._break(2)
            if name == "pre":
                self._pre = max(0, self._pre + (-1 if is_end else 1))
        elif name in _LINES:
            self._break(1)
            if not is_end and name in ("li", "hr"):
                self._put("*" if name == "li" else "-----")
                self._space = " "
                self._ends = 0 if name == "li" else 1

    def finished(self) -> str:
        """All of it; an open link is closed."""
        self._anchor("")
        text = "".join(self._out).replace("\xa0", " ")
        return f"{text}\n" if text else ""

    def _anchor(self, address: str) -> None:
        if self._link is not None:
            start, target = self._link
            shown = "".join(self._out[start:]).strip()
            self._link = None
            if target.removeprefix("mailto:").rstrip("/") not in (shown.rstrip("/"), ""):
                behind, self._space = self._space, " " if shown else self._space
                self._put(f"({target})")
                self._space = behind
        address = "".join(address.split())[:_ADDRESS_LONGEST]
        if address and not address.startswith("#"):
            self._link = len(self._out), address

    def _break(self, ends: int) -> None:
        self._ends = max(self._ends, ends)
        self._space = ""

    def _put(self, text: str) -> None:
        if not text:
            return
        if self._out:
            self._out.append("\n" * self._ends or self._space)
        self._out.append(text)
        self._ends, self._space = 0, ""
