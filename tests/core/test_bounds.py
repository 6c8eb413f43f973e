"""Whoever never ends a line, a reply, a listing or a message fills no memory."""

import tracemalloc

import pytest

from tests.core.streams import C, S
from tutor.core.conversation import Conversation
from tutor.core.events import Exchange
from tutor.core.framing import KEPT, PIECE
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS

BLOCK = 64 * 1024
TOTAL = 6 * 1024 * 1024
LINE = b"x" * 120 + b"\r\n"

SMTP = [(S, b"220 x\r\n"), (C, b"EHLO x\r\n"), (S, b"250 x\r\n")]
TEXT = [*SMTP, (C, b"MAIL FROM:<a@b>\r\n"), (S, b"250 x\r\n"), (C, b"DATA\r\n"), (S, b"354 x\r\n")]
POP3 = [(S, b"+OK\r\n"), (C, b"USER a\r\n"), (S, b"+OK\r\n"), (C, b"PASS sesame123\r\n")]
POP3 = [*POP3, (S, b"+OK\r\n")]

ENDLESS: dict[str, tuple[str, list[tuple[Side, bytes]], Side, bytes]] = {
    "a greeting": ("smtp", [], S, b"x"),
    "a reply line": ("smtp", [*SMTP, (C, b"NOOP\r\n")], S, b"250 x"),
    "a reply": ("smtp", [*SMTP, (C, b"HELP\r\n")], S, b"214-" + LINE),
    "a reply without codes": ("smtp", [*SMTP, (C, b"HELP\r\n"), (S, b"214-x\r\n")], S, LINE),
    "replies": ("smtp", SMTP, S, b"250 " + LINE),
    "a command": ("smtp", SMTP, C, b"NOOP x"),
    "a password": ("pop3", POP3, C, b"PASS x"),
    "an answer": ("smtp", [*SMTP, (C, b"AUTH LOGIN\r\n"), (S, b"334 \r\n")], C, b"AAAA"),
    "a text": ("smtp", TEXT, C, b"some text\r\n"),
    "a line of text": ("smtp", TEXT, C, b"some text"),
    "dots": ("smtp", TEXT, C, b"..\r\n"),
    "a chunk": ("smtp", [*SMTP, (C, b"BDAT 999999999\r\n")], C, b"x\n"),
    "a message": ("pop3", [*POP3, (C, b"RETR 1\r\n"), (S, b"+OK\r\n")], S, b"some text\r\n"),
    "a line of a message": ("pop3", [*POP3, (C, b"RETR 1\r\n"), (S, b"+OK\r\n")], S, b"some text"),
    "a listing": ("pop3", [*POP3, (C, b"LIST\r\n"), (S, b"+OK\r\n")], S, b"1 10 " + LINE),
    "a line of a listing": ("pop3", [*POP3, (C, b"UIDL\r\n"), (S, b"+OK\r\n")], S, b"1 sesame123"),
    "a handshake": ("smtp", [*SMTP, (C, b"STARTTLS\r\n"), (S, b"220 x\r\n")], S, b"x"),
    "reversed": ("smtp", [*SMTP, (C, b"ATRN\r\n"), (S, b"250 x\r\n")], S, b"x"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_memory_is_bounded(name: str) -> None:
    protocol, before, side, piece = ENDLESS[name]
    conversation = Conversation(PROTOCOLS[protocol])
    conversation.observe(Wire(What.OPEN))
    for each, data in before:
        conversation.observe(Wire(What.BYTES, 0.0, each, data))
    block = (piece * BLOCK)[:BLOCK]
    block = block if piece.endswith(b"\n") else b"x" * BLOCK
    block = block[: -(len(block) % len(piece)) or None]
    first = Wire(What.BYTES, 0.0, side, piece)
    conversation.observe(first)
    seen = 0
    tracemalloc.start()
    try:
        while seen < TOTAL:
            events = conversation.observe(Wire(What.BYTES, 0.0, side, block))
            seen += len(block)
            del events
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2 * KEPT + 8 * PIECE, held
    last = conversation.observe(Wire(What.CLOSE))[-1]
    assert last.after == "CLOSED"


def test_a_reply_is_cut_but_counted() -> None:
    conversation = Conversation(PROTOCOLS["smtp"])
    line = "214-行" + "x" * 200 + "\r\n"
    said = [b"220 x\r\n", (line * 5000).encode(), b"214 end\r\n"]
    events = [e for data in said for e in conversation.observe(Wire(What.BYTES, 0.0, S, data))]
    reply = [event for event in events if isinstance(event, Exchange)][-1].reply
    assert reply is not None
    assert reply.truncated
    assert reply.octets == len(line.encode()) * 5000 + 9
    assert sum(len(each.encode()) for each in reply.lines) <= 64 * 1024
    assert reply.charset == "utf-8"
    assert reply.lines[-1].startswith("214-行")


def test_ten_megabytes_without_an_end() -> None:
    conversation = Conversation(PROTOCOLS["smtp"])
    conversation.observe(Wire(What.BYTES, 0.0, S, b"220 " + b"x" * 10_000_000))
    assert conversation.halfway
    last = conversation.observe(Wire(What.CLOSE))
    exchange = next(event for event in last if isinstance(event, Exchange))
    assert exchange.reply is not None
    assert exchange.reply.octets == 10_000_004
    assert exchange.violations == ("unterminated",)
