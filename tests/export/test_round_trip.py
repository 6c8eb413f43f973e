"""What is exported as text or as a post reads back to the same exchanges."""

import io
import json
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialogues import notation
from tutor import importing, log, practice
from tutor.core.wire import What, Wire
from tutor.practice import talk_through
from tutor.render.json import Lines
from tutor.render.sheet import About
from tutor.session import Item, Session
from tutor.words import Words

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FILES = sorted(path for name in ("smtp", "pop3") for path in (DIALOGUES / name).glob("*.txt"))
FORMATS = ("text", "markdown")
ENGLISH = Words("en")

OF_TIME = ("at", "took", "seq", "conn", "fragment")
OF_WORDS = ("notes",)
NOT_OF_TEXT = {
    "bdat-failed": "a chunk that ends in mid-line has no line of its own",
    "rfc3030-2-binary-pipelined": "a chunk that ends in mid-line has no line of its own",
    "hostile-text": "control characters are written out",
    "hostile": "control characters are written out",
    "text-ends": "a bare line feed is a line end",
    "violation-bare-lf": "a bare line feed is a line end",
    "violations": "a bare line feed is a line end",
    "unanswered": "a line that was cut is a line",
    "violation-unterminated": "a line that was cut is a line",
    "violation-unterminated-code": "a line that was cut is a line",
    "violation-unterminated-unasked": "a line that was cut is a line",
    "cut-in-listing": "a line that was cut is a line",
    "cut-in-text": "a line that was cut is a line",
    "walkthrough-163-refused": "the text is UTF-8, whatever the server spoke",
    "implicit-tls-fails": "nothing was said",
}


def exchanges(items: list[Item]) -> list[dict[str, object]]:
    """The exchanges as other programs get them, but for their times."""
    lines, found = Lines(ENGLISH), []
    for item in items:
        line = lines.line(item)
        told = json.loads(line) if line is not None else {"event": ""}
        if told["event"] in ("exchange", "unsolicited"):
            found.append({k: v for k, v in told.items() if k not in OF_TIME + OF_WORDS})
    return found


def exported(items: list[Item], name: str) -> bytes:
    out = io.BytesIO()
    about = About(log.Header(), "a session", (ENGLISH, Words("zh")))
    writer = import_module(f"tutor.render.{name}").writer(out.write, about)
    for item in items:
        writer.item(item)
    writer.end()
    return out.getvalue()


def seen(wires: list[Wire]) -> list[Item]:
    session = Session()
    return [item for wire in wires for item in session.see(wire)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_dialogue_reads_back(path: Path, name: str) -> None:
    before = seen(notation.wires(notation.source(path.read_text("utf-8"))))
    data = exported(before, name)
    if path.stem in NOT_OF_TEXT:
        return
    after = seen(importing.read(data, "it").wires)
    assert exchanges(after) == exchanges(before)


SMTP = (
    "EHLO me.example", "HELO me.example", "MAIL FROM:<alice@example.test>", "MAIL FROM:<>",
    "RCPT TO:<bob@example.test>", "RCPT TO:<nobody@example.test>", "RCPT TO:<x@far.example>",
    "RSET", "NOOP", "VRFY bob", "HELP", "EXPN list", "HLEO me", "AUTH PLAIN =", "AUTH LOGIN",
    "*", "DATA", "Subject: =?utf-8?B?5L2g5aW9?=", "\tfolded", "", "你好", "..", ". ", ".",
    "`x` # > - 1.",
    "```", "<b>&amp;</b>", "C: EHLO", "-- close server", "# x", "(said)", "...", "QUIT",
)  # fmt: skip
POP3 = (
    "USER alice", "PASS secret-1", "STAT", "LIST", "LIST 1", "UIDL", "UIDL 2", "RETR 1", "TOP 1 0",
    "DELE 1", "RSET", "NOOP", "CAPA", "LAST", "AUTH PLAIN", "*", "QUIT",
)  # fmt: skip


def played(protocol: str, lines: list[str]) -> list[Item]:
    """What is said to the practice server, and what it answers."""
    made = practice.practice()
    made.now, made.clock = (lambda: 0.0), (lambda: 0.0)
    account = made.store.accounts["alice"]
    text = b"Subject: one\r\n\r\n..a dot\r\n```\r\n"
    made.store.put(account, len(text), lambda: text)
    wires: list[Wire] = []
    desk = made.desk(protocol, can_tls=True, seen=wires.append)
    desk.open({"peer": "mail.example", "protocol": protocol})
    desk.greet()
    for line in ["", *lines]:
        data = f"{line}\r\n".encode() if line or wires[1:] else b""
        if any(answer.close for answer in talk_through(desk, data)):
            desk.close("server")
            break
    else:
        desk.close("client")
    assert wires[0].what is What.OPEN
    return seen(wires)


@pytest.mark.parametrize("name", FORMATS)
@given(st.data())
def test_any_session_reads_back(name: str, data: st.DataObject) -> None:
    protocol = data.draw(st.sampled_from(("smtp", "pop3")))
    lines = data.draw(st.lists(st.sampled_from(SMTP if protocol == "smtp" else POP3), max_size=25))
    before = played(protocol, lines)
    assert exchanges(before)
    after = seen(importing.read(exported(before, name), "it").wires)
    assert exchanges(after) == exchanges(before)
