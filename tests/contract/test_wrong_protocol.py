"""SMTP said to a POP3 port, and the reverse: nobody waits for a greeting that never comes."""

import pytest

from tests.contract.outside import PATIENCE, Line, Program, serving


def pop3(line: Line) -> None:
    line.say("+OK Welcome to the POP3 server")
    while command := line.hear():
        line.say("+OK bye" if command.strip().upper() == b"QUIT" else "-ERR Unknown command.")
        if command.strip().upper() == b"QUIT":
            return


def smtp(line: Line) -> None:
    line.say("220 mail.example ESMTP")
    while command := line.hear():
        line.say("221 bye" if command.strip().upper() == b"QUIT" else "502 5.5.2 what")
        if command.strip().upper() == b"QUIT":
            return


@pytest.mark.parametrize(
    ("part", "scheme", "script"),
    [(pop3, "smtp", b"EHLO me\nMAIL FROM:<a@b.example>\n"), (smtp, "pop3", b"USER a\nSTAT\n")],
)
def test_it_goes_on_after_the_first_line(
    program: Program, part: object, scheme: str, script: bytes
) -> None:
    assert callable(part)
    with serving(part) as server:
        timeout = ("--timeout", round(PATIENCE))
        done = program("connect", server.url(scheme), "--json", *timeout, say=script + b"QUIT\n")
    assert server.heard == (script + b"QUIT\n").replace(b"\n", b"\r\n")
    assert done.seconds < PATIENCE / 2
    greeting = next(event for event in done.events if event["event"] == "exchange")
    assert greeting["command"]["verb"] == "GREETING"
    assert greeting["class"] == "none"


@pytest.mark.parametrize(("part", "scheme"), [(pop3, "smtp"), (smtp, "pop3")])
def test_it_is_told_with_the_first_line(program: Program, part: object, scheme: str) -> None:
    assert callable(part)
    with serving(part) as server:
        done = program("connect", server.url(scheme), "--json", "--timeout", 5)
    greeting = next(event for event in done.events if event["event"] == "exchange")
    keys = [note["key"] for note in greeting["notes"]]
    assert [key for key in keys if key.startswith("slip.wrong-host.")] == [
        f"slip.wrong-host.{'pop3' if scheme == 'smtp' else 'smtp'}"
    ]
    assert done.seconds < 4


def test_a_line_that_greets_in_no_protocol_is_waited_behind(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("hello, who are you?")
        assert line.quiet(0.3)
        line.say("220 mail.example ESMTP")
        line.hear()
        line.say("221 bye")

    with serving(part) as server:
        done = program("connect", server.url(), "--json", "--timeout", 5, say=b"QUIT\n")
    assert (done.code, server.heard) == (0, b"QUIT\r\n")
