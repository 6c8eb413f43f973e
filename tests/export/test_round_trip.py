"""What is exported as text or as a post reads back to the same exchanges."""

import io
import json
import re
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialogues import notation
from tutor import importing, log, practice
from tutor.core.wire import Remark, Side, What, Wire
from tutor.page import Detail
from tutor.practice import talk_through
from tutor.render.json import Lines
from tutor.render.sheet import About
from tutor.render.spoken import InTurn
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


def test_what_another_program_wrote_acts_on_nothing() -> None:
    """In every place of a log that is shown: no control character, and no HTML of a post."""
    from markdown_it import MarkdownIt

    odd = "\x1b[2J\u202e<script>x</script> ``` [a](javascript:x) http://evil.example \uffff"
    facts: list[Wire | Remark] = [
        Wire(What.OPEN, 0.0, about={"protocol": "smtp", "peer": odd}),
        Wire(What.BYTES, 0.1, Side.SERVER, f"220 {odd}\r\n".encode("utf-8", "replace")),
        Remark(0.2, "mark", odd),
        Remark(0.2, "note", f"- {odd}"),
        Wire(What.BYTES, 0.3, Side.CLIENT, b"STARTTLS\r\n"),
        Wire(What.BYTES, 0.4, Side.SERVER, b"220 go\r\n"),
        Wire(What.TLS, 0.5, about={"error": odd}),
        Wire(What.CLOSE, 0.6, about={"by": "error", "reason": odd}),
    ]
    for name in ("text", "markdown", "html", "svg"):
        out = io.BytesIO()
        about = About(log.Header("smtp", odd, odd), odd, (ENGLISH, Words("zh")))
        writer = import_module(f"tutor.render.{name}").writer(out.write, about)
        session = Session(sinks=[writer.item])
        for fact in facts:
            session.see(fact) if isinstance(fact, Wire) else writer.remark(fact)
        writer.end()
        text = out.getvalue().decode()
        assert not set(text) & set("\x1b\u202e\uffff"), name
        if name == "svg":
            ElementTree.fromstring(text)
        if name == "markdown":
            drawn = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
            tags = {tag.lower() for tag in re.findall(r"<(/?[A-Za-z0-9]+)", drawn)}
            assert {tag.strip("/") for tag in tags} <= {
                "h1", "h2", "p", "ul", "li", "strong", "em", "code", "pre", "blockquote"
            }  # fmt: skip
            assert "http://evil" not in re.sub(r"(?ms)^(`{3,})text\n.*?^\1\n", "", text)


def test_a_post_reads_as_one() -> None:
    """Brief: where a connection opens and closes is in the blocks, and nowhere else."""
    path = DIALOGUES / "smtp" / "walkthrough-163.txt"
    items = seen(notation.wires(notation.source(path.read_text("utf-8"))))
    out = io.BytesIO()
    about = About(log.Header(), "a session", (ENGLISH,), Detail.BRIEF)
    writer = import_module("tutor.render.markdown").writer(out.write, about)
    for item in items:
        writer.item(item)
    writer.end()
    text = out.getvalue().decode()
    assert "```text\n-- open smtp mail.example\nS: 220 " in text
    assert "Connected to" not in text
    assert text.rstrip().endswith("-- close server\n```")
    assert "F2" not in text
    assert ":save" not in text


def test_connections_stand_one_after_the_other() -> None:
    """A chapter behind a connection that is over holds nothing up."""
    out = io.BytesIO()
    turns = InTurn(lambda text: out.write(text.encode()))
    turns.put(1, "a")
    turns.put(2, "c")
    turns.close(2)
    turns.put(1, "b")
    assert out.getvalue() == b"ab"
    turns.close(1)
    assert out.getvalue() == b"abc"
    turns.beside(1, "|")
    turns.put(3, "d")
    assert out.getvalue() == b"abc|d"
