"""Sessions to publish, and the files that come of them."""

import io
from importlib import import_module
from pathlib import Path

from tests.dialogues import notation
from tutor import log
from tutor.core.wire import Remark
from tutor.render.sheet import About
from tutor.session import Session
from tutor.words import Words

DIALOGUES = Path(__file__).parents[1] / "dialogues"
BOTH = ("en", "zh")
HEADER = log.Header("smtp", "mail.example:25", "2026-01-05T09:00:00Z")


def published(
    name: str, *dialogues: str, languages: tuple[str, ...] = BOTH, title: str = "mail.example:25"
) -> bytes:
    """These dialogues in a format of tutor.render, each a connection behind a chapter."""
    out = io.BytesIO()
    about = About(HEADER, title, tuple(map(Words, languages)))
    writer = import_module(f"tutor.render.{name}").writer(out.write, about)
    session = Session(sinks=[writer.item])
    for number, dialogue in enumerate(dialogues, 1):
        writer.remark(Remark(number * 100.0, "mark", f"<b>Chapter</b> {number} \x1b[2J"))
        writer.remark(Remark(number * 100.0, "note", "</blockquote><script>alert(1)</script>"))
        text = (DIALOGUES / f"{dialogue}.txt").read_text("utf-8")
        for wire in notation.wires(notation.source(text)):
            session.see(wire._replace(conn=number, at=wire.at + 100 * number))
    writer.end()
    return out.getvalue()
