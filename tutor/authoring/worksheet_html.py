"""The elements of a worksheet: one page that loads nothing, runs nothing, and prints on A4.

Every text is escaped here and nowhere else, after its control and bidi characters were made
visible. The style is a constant, and the page's Content-Security-Policy allows it alone
(https://www.w3.org/TR/CSP3/).
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from tutor.core.visible import visible
from tutor.page import Role, marked

_STYLE = Path(__file__).with_name("worksheet.css")
_LANGUAGES = {"zh": "zh-Hans"}
_BULLET = "- "


def document(language: str, title: str, body: Iterable[str]) -> str:
    """A whole page; `body` is of elements, `title` is text."""
    style = "\n" + _STYLE.read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{_LANGUAGES.get(language, language)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        )
    )


def text(said: str) -> str:
    """Text as it may stand in an element or an attribute."""
    return escape(visible(said))


def inline(said: str) -> str:
    """A lesson's own words: what stands between backticks is to be typed, or was on the wire."""
    spans = marked(" ".join(said.split("\n")))
    pieces = ((escape(span.text), span.role is Role.LABEL) for span in spans)
    return "".join(f"<code>{piece}</code>" if is_code else piece for piece, is_code in pieces)


def prose(said: str) -> str:
    """Paragraphs and lists of a lesson's text."""
    blocks = [block for block in said.strip().split("\n\n") if block.strip()]
    return "\n".join(part for block in blocks for part in _block(block.split("\n")))


def _block(lines: Sequence[str]) -> Iterable[str]:
    for is_list, held in groupby(_items(lines), key=lambda item: item.startswith(_BULLET)):
        if is_list:
            rows = "".join(f"<li>{inline(item[len(_BULLET) :])}</li>" for item in held)
            yield f"<ul>{rows}</ul>"
        else:
            yield f"<p>{inline(' '.join(held))}</p>"


def _items(lines: Sequence[str]) -> list[str]:
    """Lines, each item of a list with those that go on with it."""
    found: list[str] = []
    for line in lines:
        bare = line.strip()
        if found and found[-1].startswith(_BULLET) and not bare.startswith(_BULLET):
            found[-1] += f" {bare}"
        elif bare:
            found.append(bare)
    return found


def rules(count: int) -> str:
    """Empty lines to write on."""
    return '<div class="rule" aria-hidden="true"></div>' * count


def box(*, checked: bool = False) -> str:
    """A box to tick."""
    if checked:
        return '<span class="box" role="img" aria-label="&#10003;">&#10003;</span>'
    return '<span class="box" aria-hidden="true"></span>'


def pre(rows: Iterable[str]) -> str:
    """Rows of a dialogue, as `row` and `remark` make them."""
    return "<pre>" + "\n".join(rows) + "</pre>"


def row(mark: str, said: str) -> str:
    """A line of a dialogue behind its mark."""
    return f"<i>{escape(mark)} </i>{text(said)}"


def remark(said: str) -> str:
    """Something about a dialogue that nobody said."""
    return f"<i>({text(said)})</i>"
