"""`replay FILE --against URL`: a recording said to another server (DESIGN 3.1)."""

import json
from pathlib import Path

import pytest

from tests.contract.outside import Done, Line, Part, Program, Server, answering, serving
from tests.contract.test_serving import practice
from tests.contract.typing_codes import typed

HELLO = "S: 220 x\nC: EHLO me\nS: 250 SIZE\n"
LETTER = f"""{HELLO}C: MAIL FROM:<a@b.example>
S: 250 ok
C: RCPT TO:<c@d.example>
S: 250 ok
C: DATA
S: 354 go
C: Subject: x
C:
C: the text
C: .
S: 250 ok
C: QUIT
S: 221 bye
"""
LOGIN = f"{HELLO}C: AUTH PLAIN ****\nS: 235 ok\nC: NOOP\nS: 250 ok\nC: QUIT\nS: 221 bye\n"


def greeting_and(greeting: str, *replies: str) -> Part:
    return answering(*replies, greeting=greeting)


def against(program: Program, text: str, server: Server, *words: object) -> Done:
    """`replay --json` of a transcript."""
    path = program.home / "it.txt"
    path.write_text(text, "utf-8")
    return program("replay", path, "--against", server.url(), "--json", "--timeout", 3, *words)


def kinds(done: Done) -> list[list[str]]:
    """The kinds of the differences, exchange by exchange."""
    told = (event for event in done.events if event["event"] == "compared")
    return [[each["kind"] for each in event["differences"]] for event in told]


def test_other_words_are_no_failure(program: Program) -> None:
    with serving(greeting_and("220 y", "250 SIZE", "221 so long")) as server:
        done = against(program, f"{HELLO}C: QUIT\nS: 221 bye\n", server)
    assert done.code == 0
    assert kinds(done) == [["words"], [], ["words"]]
    assert done.events[0]["differences"][0]["verdict"] == "open"
    verdict = done.events[-1]
    assert (verdict["event"], verdict["compared"], verdict["differs"]) == ("verdict", 3, False)


def test_another_class_is(program: Program) -> None:
    with serving(greeting_and("220 x", "550 no", "221 bye")) as server:
        done = against(program, f"{HELLO}C: QUIT\nS: 221 bye\n", server)
    assert done.code == 1
    assert kinds(done) == [[], ["class", "state"], []]
    assert done.events[1]["now"]["class"] == "permanent-failure"


def test_it_stops_before_the_text_and_names_it(program: Program) -> None:
    replies = ("220 x", "250 SIZE", "250 ok", "250 ok", "354 go")
    with serving(greeting_and(*replies)) as server:
        done = against(program, LETTER, server)
    assert done.code == 0
    assert b"the text" not in server.heard
    assert server.heard.endswith(b"DATA\r\n")
    (unsaid,) = [event for event in done.events if event["event"] == "unsaid"]
    assert (unsaid["why"], unsaid["command"]["verb"], unsaid["left"]) == ("deliver", ".", 2)


def deliverable(line: Line) -> None:
    line.say("220 x")
    for reply in ("250 SIZE", "250 ok", "250 ok", "354 go"):
        line.hear()
        line.say(reply)
    line.hear(b"\r\n.\r\n")
    line.say("250 ok")
    line.hear()
    line.say("221 bye")


def test_asked_to_it_delivers(program: Program) -> None:
    with serving(deliverable) as server:
        done = against(program, LETTER, server, "--deliver")
    assert done.code == 0
    assert server.heard.endswith(b"DATA\r\nSubject: x\r\n\r\nthe text\r\n.\r\nQUIT\r\n")
    assert kinds(done) == [[]] * 7


def test_without_a_354_no_text_is_said(program: Program) -> None:
    replies = ("220 x", "250 SIZE", "250 ok", "250 ok", "554 no", "221 bye")
    with serving(greeting_and(*replies)) as server:
        done = against(program, LETTER, server, "--deliver")
    assert done.code == 1
    assert b"the text" not in server.heard
    assert server.heard.endswith(b"DATA\r\nQUIT\r\n")


def test_groups_are_said_at_once_where_they_were_and_the_server_takes_them(
    program: Program,
) -> None:
    text = "S: 220 x\nC: EHLO me\nS: 250-x\nS: 250 PIPELINING\n"
    text += "C: NOOP 1\nC: NOOP 2\nS: 250 a\nS: 250 b\n"

    def takes(line: Line) -> None:
        line.say("220 x")
        line.hear()
        line.say("250-x", "250 PIPELINING")
        line.hear(b"NOOP 2\r\n")
        line.say("250 a", "250 b")
        line.rest()

    with serving(takes) as server:
        done = against(program, text, server)
    assert (done.code, kinds(done)) == (0, [[]] * 4)

    def takes_not(line: Line) -> None:
        line.say("220 x")
        line.hear()
        line.say("250-x", "250 SIZE")
        line.hear()
        assert line.quiet(0.2)
        line.say("250 a")
        line.hear()
        line.say("250 b")
        line.rest()

    with serving(takes_not) as server:
        done = against(program, text, server)
    assert (done.code, kinds(done)) == (0, [[], ["missing", "offered"], [], []])


def test_a_login_is_asked_for_at_a_terminal_only(program: Program) -> None:
    with serving(greeting_and("220 x")) as server:
        done = against(program, LOGIN, server)
        assert (done.code, done.out, server.lines) == (2, b"", [])
        assert b"terminal" in done.err


def said_code(program: Program, server: Server) -> Done:
    path = program.home / "it.txt"
    path.write_text(LOGIN, "utf-8")
    words = ("replay", path, "--against", server.url(), "--json", "--timeout", 3)
    return typed(program, *words, name="bob", code="Zitr0nenfalter")


def test_a_code_is_said_and_never_kept(program: Program) -> None:
    echo = "250 Zitr0nenfalter AGJvYgBaaXRyMG5lbmZhbHRlcg=="
    with serving(greeting_and("220 x", "250 SIZE", "235 ok", echo, "221 bye")) as server:
        done = said_code(program, server)
    assert done.code == 0
    assert b"AUTH PLAIN AGJvYgBaaXRyMG5lbmZhbHRlcg==\r\n" in server.heard
    written = [path.read_bytes() for path in program.home.rglob("*") if path.is_file()]
    for data in (done.out, done.err, *written):
        assert b"Zitr0nenfalter" not in data
        assert b"AGJvYgBaaXRyMG5lbmZhbHRlcg" not in data
    assert program.logs


def test_behind_a_refused_login_nothing_is_said(program: Program) -> None:
    with serving(greeting_and("220 x", "250 SIZE", "535 no", "221 bye")) as server:
        done = said_code(program, server)
    assert done.code == 1
    assert b"NOOP" not in server.heard
    assert [event["why"] for event in done.events if event["event"] == "unsaid"] == ["gives-up"]


def test_practice_codes_that_a_recording_keeps_are_said_as_they_are(program: Program) -> None:
    rows: list[object] = [
        {"wiretutor": 1, "protocol": "pop3", "peer": "x", "started": "", "lesson": None},
        [0, "open", {"conn": 1, "protocol": "pop3"}],
        [0, "S", "+OK hi\r\n"],
        [1, "C", "USER alice\r\n"],
        [1, "S", "+OK\r\n"],
        [1, "C", "PASS SHOUQUANMA163\r\n", {"public": "practice code"}],
        [1, "S", "+OK in\r\n"],
    ]
    path = program.home / "it.session.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with serving(greeting_and("+OK hi", "+OK", "+OK in", "+OK bye")) as server:
        done = program("replay", path, "--against", server.url("pop3"), "--json")
    assert done.code == 0, done.err
    assert server.heard.startswith(b"USER alice\r\nPASS SHOUQUANMA163\r\n")


def test_a_page_for_people(program: Program) -> None:
    path: Path = program.home / "it.txt"
    path.write_text(f"{HELLO}C: VRFY x\nS: 252 x\nC: QUIT\nS: 221 bye\n", "utf-8")
    replies = ("220 x", "250-SIZE\r\n250-DSN\r\n250 HELP", "550 \x1b[31mno", "221 bye")
    with serving(greeting_and(*replies)) as server:
        done = program("replay", path, "--against", server.url(), "--lang", "en")
    assert done.code == 1
    assert "Offered here and not in the recording: DSN, HELP." in done.text
    assert "RFC 5321 4.2.1" in done.text
    assert "\\x1b[31mno" in done.text
    assert "\x1b" not in done.text


@pytest.mark.parametrize(
    ("text", "url", "code"),
    [
        (HELLO, "pop3://127.0.0.1:9", 2),
        (HELLO, "http://127.0.0.1:9", 2),
        (HELLO, "smtp://a:b@127.0.0.1:9", 2),
        (HELLO, "smtp://127.0.0.1:9", 3),
        ("no session\n", "smtp://127.0.0.1:9", 1),
    ],
)
def test_what_cannot_be_said_is_told(program: Program, text: str, url: str, code: int) -> None:
    path = program.home / "it.txt"
    path.write_text(text, "utf-8")
    done = program("replay", path, "--against", url)
    assert (done.code, done.out) == (code, b"")
    assert done.err


def test_tls_is_begun_again_and_must_hold(program: Program) -> None:
    text = f"{HELLO}C: STARTTLS\nS: 220 go\nC: EHLO me\nS: 250 x\nC: QUIT\nS: 221 bye\n"
    with practice(program, "--smtp", 0, "--pop3", 0) as server:
        path = program.home / "it.txt"
        path.write_text(text, "utf-8")
        url = f"smtp://localhost:{server.ports['smtp']}"
        done = program("replay", path, "--against", url, "--json")
        assert done.code == 3
        assert b"certificate" in done.err.lower()
        done = program("replay", path, "--against", url, "--json", "--insecure")
        assert done.code == 0, done.err
        verbs = [event["command"]["verb"] for event in done.events if "command" in event]
        assert verbs == ["GREETING", "EHLO", "STARTTLS", "EHLO", "QUIT"]


@pytest.mark.parametrize("reply", [None, "421 closing"])
def test_a_server_that_leaves_or_falls_silent(program: Program, reply: str | None) -> None:
    def leaves(line: Line) -> None:
        line.say("220 x")
        line.hear()
        if reply is not None:
            line.say(reply)
            return
        line.quiet(5)

    with serving(leaves) as server:
        done = against(program, f"{HELLO}C: NOOP\nS: 250 ok\n", server, "--timeout", 1)
    assert done.code == 4
    assert done.err
