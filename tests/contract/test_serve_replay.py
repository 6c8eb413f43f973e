"""`serve --replay`: a recording's server on a socket (DESIGN 3.1)."""

import poplib
import signal
import smtplib
import socket
import time
from pathlib import Path

import pytest

from tests.contract.outside import Program, finish
from tests.contract.test_serving import practice

PASTED = """\
S: 220 mail.example ESMTP
C: EHLO me.example
S: 250-mail.example
S: 250 SIZE
C: VRFY bob
S: 252 perhaps \x1b[31m
C: QUIT
S: 221 bye
"""


def pasted(program: Program, text: str = PASTED) -> Path:
    path = program.home / "it.txt"
    path.write_text(text, "utf-8")
    return path


def test_any_transcript_is_played(program: Program) -> None:
    with practice(program, "--replay", pasted(program), "--smtp", 0) as server:
        with smtplib.SMTP("127.0.0.1", server.ports["smtp"], timeout=10) as client:
            assert client.ehlo("you") == (250, b"mail.example\nSIZE")
            assert client.docmd("VRFY", "bob")[0] == 252
        assert set(server.ports) == {"host", "smtp", "connections"}
        done = finish(server.process)
    (played,) = done.events
    assert (played["event"], played["said"], played["left"]) == ("played", 3, "")


def test_it_begins_with_the_line_to_type_and_says_where_a_client_strays(program: Program) -> None:
    process = program.start("serve", "--replay", pasted(program), "--smtp", 0, "--lang", "en")
    assert process.stdout is not None
    first = process.stdout.readline().decode()
    assert first.startswith("telnet localhost ")
    with smtplib.SMTP("127.0.0.1", int(first.split()[2]), timeout=10) as client:
        client.docmd("HELP \x1b[2J")
    done = finish(process)
    told = done.err.decode()
    assert "Recorded: EHLO me.example. Came: HELP \\x1b[2J." in told
    assert "\x1b" not in told
    assert "0 of 3 commands said, 1 times astray" in told


def test_what_is_played_is_recorded_too(program: Program) -> None:
    logs = program.home / "logs"
    words = ("--replay", pasted(program), "--smtp", 0, "--log", logs)
    with practice(program, *words) as server:
        client = smtplib.SMTP("127.0.0.1", server.ports["smtp"], timeout=10)
        client.ehlo("me.example")
        client.docmd("VRFY", "bob")
        client.quit()
        finish(server.process)
    (log,) = logs.glob("*.session.jsonl")
    first, again = (program("annotate", path, "--json") for path in (pasted(program), log))
    replies = [
        [event["reply"]["lines"] for event in done.events if event["event"] == "exchange"]
        for done in (first, again)
    ]
    assert replies[0] == replies[1]


def test_a_client_that_vanishes_or_never_ends_a_line_harms_nobody(program: Program) -> None:
    with practice(program, "--replay", pasted(program), "--smtp", 0) as server:
        port = server.ports["smtp"]
        for said in (b"", b"EH", b"EHLO x\r\n" * 2000, b"x" * 300_000, b"\0\xff\r\n"):
            with socket.create_connection(("127.0.0.1", port), 10) as line:
                line.sendall(said)
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            assert client.ehlo("you")[0] == 250
        finish(server.process, signal.SIGTERM)


def test_both_protocols_of_a_recording_are_played(program: Program) -> None:
    record = program.home / "both.session.jsonl"
    rows = [
        '{"wiretutor": 1, "protocol": null, "peer": "", "started": "", "lesson": null}',
        '[0, "open", {"conn": 1, "protocol": "smtp"}]',
        '[0, "S", "220 hi\\r\\n"]',
        '[0, "open", {"conn": 2, "protocol": "pop3"}]',
        '[0, "S", "+OK hello\\r\\n", {"conn": 2}]',
    ]
    record.write_text("\n".join(rows) + "\n", "utf-8")
    with practice(program, "--replay", record, "--smtp", 0, "--pop3", 0) as server:
        box = poplib.POP3("127.0.0.1", server.ports["pop3"], timeout=10)
        assert box.getwelcome() == b"+OK hello"
        box.quit()
        smtplib.SMTP("127.0.0.1", server.ports["smtp"], timeout=10).quit()
        finish(server.process)


def test_a_reply_is_as_late_as_it_was_recorded(program: Program) -> None:
    record = program.home / "slow.session.jsonl"
    rows = [
        '{"wiretutor": 1, "protocol": "smtp", "peer": "", "started": "", "lesson": null}',
        '[0, "open", {"conn": 1, "protocol": "smtp"}]',
        '[0, "S", "220 hi\\r\\n"]',
        '[5, "C", "NOOP\\r\\n"]',
        '[5.7, "S", "250 at last\\r\\n"]',
    ]
    record.write_text("\n".join(rows) + "\n", "utf-8")
    for delay, least, most in (("recorded", 0.65, 5.0), ("none", 0.0, 0.6)):
        words = ("--replay", record, "--smtp", 0, "--delay", delay)
        with practice(program, *words) as server:
            with smtplib.SMTP("127.0.0.1", server.ports["smtp"], timeout=10) as client:
                begun = time.monotonic()
                assert client.noop() == (250, b"at last")
                assert least <= time.monotonic() - begun < most
            finish(server.process)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("", (), 1),
        ("nothing of that kind\n", (), 1),
        (PASTED, ("--pop3", 0), 2),
        (PASTED, ("--lesson", "smtp-by-hand"), 2),
        (PASTED, ("--accounts", "x.csv"), 2),
    ],
)
def test_what_cannot_be_played_is_told(
    program: Program, text: str, words: tuple[object, ...], code: int
) -> None:
    done = program("serve", "--replay", pasted(program, text), *words)
    assert (done.code, done.out) == (code, b"")
    assert done.err
