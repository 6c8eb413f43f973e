"""The causes of replies that the rules were not written from: how many are told right.

Every reply is said to the real engine, in a session that leads to it, and judged by its exchange.
The figure of a list counts when it is first measured, before the rules are tuned on it. Told right
at that first look, and by the rules as they were before fresh.yaml:

    fresh.yaml, first section    86.6 % of 269 (two words were set right in the list afterwards)
    fresh.yaml, second section   78.6 % of 117 (before: 70.1 %), wordings made hard on purpose
    fresh.yaml, third section    93.1 % of 58 (before: 84.5 %)
    fresh.yaml, fourth section   88.2 % of 153; only what was missed is kept in it

The floors below only keep what was reached from being lost.
"""

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

from tutor.causes import CAUSES, cause
from tutor.causes.plain import words
from tutor.causes.rules import FRAGMENTS
from tutor.causes.tables import TABLES
from tutor.core.events import Exchange
from tutor.core.wire import Side, What, Wire
from tutor.data import Plain, plain, read
from tutor.session import Session

FLOOR = 0.95
UNSEEN_FILE = Path(__file__).with_name("unseen.yaml")
FRESH_FILE = Path(__file__).with_name("fresh.yaml")
LEAST = 3
SENTENCE = 5  # words that make a whole sentence
UNSOLICITED = "(unsolicited)"
USER_ANSWER = "alice@example.com"  # what a beginner types in clear after the first 334

EHLO = """S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-SIZE 10240000
S: 250-AUTH LOGIN PLAIN
S: 250 8BITMIME
"""
MAIL = EHLO + "C: MAIL FROM:<alice@example.com>\nS: 250 Ok\n"
RCPT = MAIL + "C: RCPT TO:<bob@example.com>\nS: 250 Ok\n"
AUTH = EHLO + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
PASSWORD = AUTH + "C: YWxpY2VAZXhhbXBsZS5jb20=\nS: 334 UGFzc3dvcmQ6\n"
TEXT = "C: From: alice@example.com\nC: Subject: hello\nC:\nC: Good morning.\n"
DATA = RCPT + "C: DATA\nS: 354 End data with <CR><LF>.<CR><LF>\n" + TEXT
POP3 = "S: +OK POP3 ready <1896.697170952@mail.example.com>\n"
USER = POP3 + "C: USER alice\nS: +OK\n"
PASS = USER + "C: PASS sesame123\nS: +OK logged in\n"
DELE = PASS + "C: DELE 2\nS: +OK\n"

PREFIXES = {
    ("smtp", "CONNECTED"): "",
    ("smtp", "GREETED"): "S: 220 mail.example.com ESMTP\n",
    ("smtp", "READY"): EHLO,
    ("smtp", "AUTH"): PASSWORD,
    ("smtp", "MAIL"): MAIL,
    ("smtp", "RCPT"): RCPT,
    ("smtp", "DATA"): DATA,
    ("pop3", "CONNECTED"): "",
    ("pop3", "AUTHORIZATION"): POP3,
    ("pop3", "TRANSACTION"): PASS,
}


class Unseen(NamedTuple):
    """One refusal of the list."""

    id: str
    protocol: str
    command: str
    state: str
    lines: tuple[str, ...]
    right: tuple[str, ...]
    alone: bool


def _text(value: Plain) -> str:
    assert isinstance(value, str), value
    return value


def _texts(value: Plain) -> tuple[str, ...]:
    assert isinstance(value, list), value
    return tuple(_text(item) for item in value)


def _unseen(entry: Plain) -> Unseen:
    assert isinstance(entry, dict), entry
    text = {key: _text(entry[key]) for key in ("id", "protocol", "command", "state", "cause")}
    right = (text.pop("cause"), *_texts(entry.get("also", [])))
    return Unseen(**text, lines=_texts(entry["lines"]), right=right, alone="alone" in entry)


def _all(file: Path) -> list[Unseen]:
    entries = plain(read(file.read_text(encoding="utf-8"), str(file)))
    assert isinstance(entries, list), entries
    return [_unseen(entry) for entry in entries]


LISTS = {file.stem: _all(file) for file in (UNSEEN_FILE, FRESH_FILE)}


def _prefix(unseen: Unseen) -> str:
    if unseen.state == "AUTH" and unseen.command == USER_ANSWER:
        return AUTH
    if unseen.command.startswith("PASS ") and not unseen.alone:
        return USER
    if unseen.right[0] == "message_deleted":
        return DELE
    return PREFIXES[unseen.protocol, unseen.state]


def exchange(unseen: Unseen) -> Exchange:
    """The exchange that the engine makes of a reply."""
    session = Session()
    session.see(Wire(What.OPEN, about={"protocol": unseen.protocol, "peer": "mail.example.com"}))
    said = _prefix(unseen)
    if unseen.command not in ("", UNSOLICITED):
        said += f"C: {unseen.command}\n"
    said += "".join(f"S: {line}\n" for line in unseen.lines)
    found = [item.event for wire in _wires(said) for item in session.see(wire)]
    exchanges = [event for event in found if isinstance(event, Exchange)]
    assert exchanges, unseen
    return exchanges[-1]


def _wires(said: str) -> list[Wire]:
    turns = groupby(said.splitlines(), lambda line: line[0])
    return [
        Wire(What.BYTES, at, Side(side), b"".join(_octets(line) for line in lines))
        for at, (side, lines) in enumerate(turns)
    ]


def _octets(line: str) -> bytes:
    return line[2:].removeprefix(" ").encode() + b"\r\n"


@pytest.mark.parametrize(
    "unseen", [each for entries in LISTS.values() for each in entries], ids=lambda unseen: unseen.id
)
def test_the_session_leads_to_the_reply(unseen: Unseen) -> None:
    event = exchange(unseen)
    assert event.before == unseen.state
    assert (event.command is None) == (unseen.command == UNSOLICITED)
    assert event.reply is not None
    assert event.reply.lines == unseen.lines


@pytest.mark.parametrize("name", LISTS)
def test_most_of_what_the_rules_were_not_written_from_is_told_right(name: str) -> None:
    entries = LISTS[name]
    told = [(unseen, cause(exchange(unseen))) for unseen in entries]
    misses = [(unseen, word) for unseen, word in told if word not in unseen.right]
    share = 1 - len(misses) / len(entries)
    exact = sum(word == unseen.right[0] for unseen, word in told) / len(entries)
    report = [f"{name}: {share:.1%} of {len(entries)} right, {exact:.1%} with the first word"]
    for unseen, word in misses:
        report.append(f"{unseen.id}: {word}, not {' or '.join(unseen.right)}: {unseen.lines[-1]}")
    sys.stdout.write("\n".join(("", *report, "")))
    assert share >= FLOOR


@pytest.mark.parametrize("name", LISTS)
def test_every_word_that_a_server_can_say_is_measured(name: str) -> None:
    counts = Counter(unseen.right[0] for unseen in LISTS[name])
    assert {*counts} == {*CAUSES}
    assert min(counts.values()) >= LEAST


def test_no_reply_stands_twice() -> None:
    said = Counter(
        (unseen.command, unseen.lines) for entries in LISTS.values() for unseen in entries
    )
    assert [each for each, times in said.items() if times > 1] == []


def test_no_rule_knows_a_fresh_sentence_by_heart() -> None:
    rules = "\n".join([*FRAGMENTS.values(), *(r.pattern for table in TABLES for r in table)])
    for unseen in LISTS["fresh"]:
        text, _ = words(unseen.lines)
        assert len(text.split()) < SENTENCE or text not in rules, unseen
