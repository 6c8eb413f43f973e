"""Lines from a pipe are said as a person would say them (DESIGN 3.3)."""

import base64
import os
import time

import pytest

from tests.contract.outside import Line, Program, answering, serving, until, verbs

WALK = b"EHLO a\nMAIL FROM:<a@b.c>\nRCPT TO:<d@e.f>\n"


def test_each_line_waits_for_the_reply_to_the_last(program: Program) -> None:
    early: list[bytes] = []

    def part(line: Line) -> None:
        for reply in ("220 here", "250-a\r\n250 b", "250 ok"):
            if not line.quiet(0.05):
                early.append(bytes(line.heard))
            line.drip(reply.encode() + b"\r\n", 0.003)
            line.hear()
        line.say("221 bye")

    with serving(part) as server:
        done = program.connect(server, say="EHLO a\r\nNOOP\nQUIT")
    assert not early
    assert done.code == 0
    assert server.heard == b"EHLO a\r\nNOOP\r\nQUIT\r\n"
    assert verbs(done.events) == ["GREETING", "EHLO", "NOOP", "QUIT"]
    assert done.exchanges[0]["reply"]["lines"] == ["250-a", "250 b"]


def test_a_slow_greeting_is_waited_for(program: Program) -> None:
    def part(line: Line) -> None:
        assert line.quiet(0.4)
        line.say("220-one")
        assert line.quiet(0.2)
        line.say("220 two")
        line.hear()
        line.say("221 bye")

    with serving(part) as server:
        done = program.connect(server, say="QUIT\n")
    assert (done.code, server.heard) == (0, b"QUIT\r\n")


@pytest.mark.parametrize("extra", [(), ("--pipeline",)])
def test_empty_input_hears_the_greeting_and_closes(
    program: Program, extra: tuple[str, ...]
) -> None:
    with serving(answering()) as server:
        done = program.connect(server, *extra)
    assert (done.code, server.heard) == (0, b"")
    assert [event["event"] for event in done.events] == ["opened", "exchange", "closed"]
    assert done.events[-1]["by"] == "client"


def _mail(line: Line) -> None:
    line.say("220 here")
    while command := line.hear():
        verb = command.split()[0].upper() if command.split() else b""
        if verb == b"DATA":
            line.say("354 go on")
            line.hear(b"\r\n.\r\n")
        elif verb == b"BDAT":
            line.take(int(command.split()[1]))
        elif verb == b"QUIT":
            line.say("221 bye")
            return
        line.say("250 ok")


@pytest.mark.parametrize("extra", [(), ("--pipeline",)])
def test_message_text_goes_out_behind_354(program: Program, extra: tuple[str, ...]) -> None:
    text = b"Subject: \xff\x00\n\n..two dots\r\n.\n"
    with serving(_mail) as server:
        done = program.connect(server, *extra, say=WALK + b"DATA\n" + text + b"QUIT")
    said = text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert done.code == 0
    assert server.heard == (
        b"EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n" + said + b"QUIT\r\n"
    )
    assert verbs(done.events)[-3:] == ["DATA", ".", "QUIT"]


@pytest.mark.parametrize("extra", [(), ("--pipeline",)])
def test_bdat_octets_are_counted_and_left_alone(program: Program, extra: tuple[str, ...]) -> None:
    octets = b"a\nb\r\nc\x00\xff\n.\nQUIT\n" * 9000
    chunks = b"BDAT %d\n" % len(octets) + octets + b"BDAT 0\nBDAT 3 LAST\nxy\nQUIT\n"
    with serving(_mail) as server:
        done = program.connect(server, *extra, say=WALK + chunks)
    assert done.code == 0
    assert b"BDAT %d\r\n" % len(octets) + octets + b"BDAT 0\r\nBDAT 3 LAST\r\nxy\nQUIT\r\n" in (
        server.heard
    )
    assert verbs(done.events)[-4:] == ["BDAT", "BDAT", "BDAT", "QUIT"]
    assert done.exchanges[-2]["state"] == {"before": "BDAT", "after": "READY", "via": []}


def test_bdat_octets_may_come_in_pieces(program: Program) -> None:
    with serving(_mail) as server:
        process = program.start("connect", server.url(), "--json", "--timeout", 5)
        assert process.stdin is not None
        for piece in (WALK + b"BDAT 6 LA", b"ST\nab", b"\n", b"\r\n", b"cQUI", b"T"):
            process.stdin.write(piece)
            process.stdin.flush()
            time.sleep(0.03)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert server.heard.endswith(b"BDAT 6 LAST\r\nab\n\r\ncQUIT\r\n")


def test_a_pipeline_is_said_before_any_reply(program: Program) -> None:
    script = b"EHLO a\nMAIL FROM:<a@b.c>\nRCPT TO:<d@e.f>\nDATA\nhello\n.\nQUIT\n"

    def part(line: Line) -> None:
        line.say("220 here")
        line.take(len(script.replace(b"\n", b"\r\n")))
        line.say("250 a", "250 b", "250 c", "354 d", "250 e", "221 f")

    with serving(part) as server:
        done = program.connect(server, "--pipeline", say=script)
    assert done.code == 0
    assert verbs(done.events) == ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"]
    assert all(found["class"] in ("ok", "intermediate") for found in done.exchanges)


def test_a_pipelined_text_after_a_refused_data_is_commands(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear(b"QUIT\r\n")
        line.say("250 a", "503 no", "500 what", "500 what", "221 f")

    with serving(part) as server:
        done = program.connect(server, "--pipeline", say="EHLO a\nDATA\nhello\n.\nQUIT\n")
    assert verbs(done.exchanges) == ["EHLO", "DATA", "HELLO", ".", "QUIT"]
    assert [found["command"]["known"] for found in done.exchanges] == [
        *(True, True, False, True, True)
    ]


def test_answers_to_a_pipelined_login_are_no_commands(program: Program) -> None:
    answers = [base64.b64encode(word).decode() for word in (b"alice", b"tr0ub4dor&3")]

    def part(line: Line) -> None:
        line.say("220 here")
        line.hear(b"QUIT\r\n")
        line.say("250 a", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 in", "221 f")

    with serving(part) as server:
        done = program.connect(
            server, "--pipeline", say="\n".join(["EHLO a", "AUTH LOGIN", *answers, "QUIT"])
        )
    assert verbs(done.exchanges) == ["EHLO", "AUTH", "AUTH-RESPONSE", "AUTH-RESPONSE", "QUIT"]
    assert done.exchanges[-1]["authenticated"] is True
    assert answers[1].encode() not in done.out


def test_each_sasl_prompt_is_waited_for(program: Program) -> None:
    def part(line: Line) -> None:
        for reply in ("220 here", "250 a", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 in"):
            assert line.quiet(0.05)
            line.say(reply)
            line.hear()
        line.say("221 bye")

    with serving(part) as server:
        done = program.connect(server, say="EHLO a\nAUTH LOGIN\nYQ==\n*\nQUIT\n")
    assert verbs(done.exchanges) == ["EHLO", "AUTH", "AUTH-RESPONSE", "AUTH-CANCEL", "QUIT"]


def test_long_lines_and_any_octets_pass_as_typed(program: Program) -> None:
    lines = [b"x" * 1_000_000, b"\xff\x00\x1b[2J\xe4\xbd", b"", b" lead", b"trail ", b"NOOP\t\r"]

    def part(line: Line) -> None:
        line.say("220 here")
        for _ in lines:
            line.hear()
            line.say("500 what")

    with serving(part) as server:
        done = program.connect(server, say=b"\n".join(lines))
    assert done.code == 0
    assert server.heard == b"\r\n".join([*lines[:-1], b"NOOP\t", b""])
    assert len(done.exchanges) == len(lines)
    assert b"\x1b" not in done.out


@pytest.mark.parametrize("goodbye", [None, "421 too long"])
def test_after_a_close_nothing_is_said_and_the_rest_is_told(
    program: Program, goodbye: str | None
) -> None:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear()
        if goodbye is None:
            line.send(b"250 ok\r\n")
            return
        line.say(goodbye)
        line.rest()

    with serving(part) as server:
        done = program.connect(server, say="EHLO a\nNOOP\nMAIL FROM:<>\nQUIT\n")
    assert done.code == 4
    if goodbye is not None:
        assert server.heard == b"EHLO a\r\n"
        assert b"3" in done.err
    assert done.events[-1]["event"] == "closed"
    assert done.events[-1]["state"]["after"] == "CLOSED"


def test_what_a_pipe_brings_after_the_close_is_not_lost_in_silence(program: Program) -> None:
    with serving(answering("250 ok", greeting="220 here")) as server:
        process = program.start("connect", server.url(), "--json", "--timeout", 5)
        assert process.stdin is not None
        process.stdin.write(b"EHLO a\n")
        process.stdin.flush()
        until(lambda: server.heard)
        until(lambda: b"EHLO" in (program.logs[0].read_bytes() if program.logs else b""))
        server.lines[0].socket.shutdown(2)
        _, err = process.communicate(b"NOOP\nQUIT\n", timeout=20)
    assert process.returncode == 4
    assert server.heard == b"EHLO a\r\n"
    assert b"2" in err.splitlines()[-1]


def test_a_close_ends_it_although_the_pipe_stays_open(program: Program) -> None:
    with serving(answering("250 ok", "221 bye")) as server:
        process = program.start("connect", server.url(), "--json", "--timeout", 5)
        assert process.stdin is not None
        process.stdin.write(b"EHLO a\nQUIT\n")
        process.stdin.flush()
        assert process.wait(timeout=10) == 0
        process.communicate()


def test_all_that_a_slow_pipe_brings_is_said(program: Program) -> None:
    with serving(answering("250 a", "250 b", "221 bye")) as server:
        process = program.start("connect", server.url(), "--json", "--timeout", 1)
        assert process.stdin is not None
        time.sleep(1.3)  # longer than the server's patience: it is ours that is asked for
        for octet in b"EHLO a\nNOOP\nQUIT":
            process.stdin.write(bytes((octet,)))
            process.stdin.flush()
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert server.heard == b"EHLO a\r\nNOOP\r\nQUIT\r\n"


def test_a_file_may_be_stdin_too(program: Program) -> None:
    script = program.home / "script"
    script.write_bytes(b"EHLO a\nQUIT\n")
    for name in (script, os.devnull):
        with serving(answering("250 a", "221 bye")) as server, open(name, "rb") as stdin:
            process = program.start("connect", server.url(), "--json", stdin=stdin)
            process.communicate(timeout=20)
        assert process.returncode == 0
        assert server.heard == (b"EHLO a\r\nQUIT\r\n" if name == script else b"")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        pytest.param(lambda line: line.rest(), b"", id="no greeting"),
        pytest.param(answering(), b"EHLO a\r\n", id="no reply"),
        pytest.param(answering(b"250-half"), b"EHLO a\r\n", id="half a reply"),
    ],
)
def test_silence_ends_within_the_timeout(program: Program, part: object, said: bytes) -> None:
    with serving(part) as server:
        done = program("connect", server.url(), "--timeout", 1, "--json", say="EHLO a\nQUIT\n")
    assert (done.code, server.heard) == (4, said)
    assert done.seconds < 8
    assert done.err.strip()
    assert done.events[-1]["event"] == "closed"


def test_one_octet_a_moment_is_no_silence(program: Program) -> None:
    def part(line: Line) -> None:
        line.drip(b"220 h\r\n", 0.3)
        line.hear()
        line.say("221 bye")

    with serving(part) as server:
        done = program("connect", server.url(), "--timeout", 1, "--json", say="QUIT\n")
    assert done.code == 0


def test_a_server_may_speak_unasked(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("220 here", "250 by the way")
        time.sleep(0.1)
        line.hear()
        line.say("250 a", "250-also", "250 that")
        line.hear()
        line.say("221 bye")

    with serving(part) as server:
        done = program.connect(server, say="EHLO a\nQUIT\n")
    assert done.code == 0
    unasked = [event for event in done.events if event["event"] == "unsolicited"]
    assert len(unasked) == 2
    assert all(e["command"] is None and "unsolicited" in e["violations"] for e in unasked)
    assert verbs(done.events) == ["GREETING", "EHLO", "QUIT"]


def test_the_protocol_comes_from_the_greeting_on_odd_ports(program: Program) -> None:
    for greeting, name in ((b"+OK pop here", "pop3"), ("220 here", "smtp")):
        bye = "+OK" if name == "pop3" else "221 bye"
        with serving(answering(bye, greeting=greeting)) as server:
            words = ("connect", "127.0.0.1", server.port, "--json", "--timeout", 5)
            done = program(*words, say="QUIT\n")
        assert done.code == 0
        assert {event["protocol"] for event in done.events} == {name}


def test_ipv6_and_users_in_addresses(program: Program) -> None:
    try:
        with serving(answering("221 bye"), "::1") as server:
            for url in (f"smtp://[::1]:{server.port}", f"smtp://me@[::1]:{server.port}/"):
                done = program("connect", url, "--json", "--timeout", 5, say="QUIT\n")
                assert done.code == 0
                assert done.events[0]["address"] == f"[::1]:{server.port}"
            assert program("connect", "::1", server.port, "-6", say="QUIT").code == 0
            assert program("connect", "::1", server.port, "-4", say="QUIT").code == 3
    except OSError:  # a machine without IPv6 says so, and nothing worse
        assert program("connect", "::1", 25).code == 3
