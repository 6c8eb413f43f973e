"""Exit codes, messages on stderr, and what is refused before anything is sent (DESIGN 3.1, 3.2)."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contract.outside import Line, Program, answering, finish, serving, until

HERE = ("connect", "smtp://127.0.0.1:1")


@pytest.mark.parametrize(
    "words",
    [
        ("connect",),
        ("connect", "a", "b", "c"),
        ("connect", "host", "port"),
        ("connect", "host", "70000"),
        ("connect", "host", "-5"),
        ("connect", "smtp://"),
        ("connect", ""),
        ("connect", "http://host"),
        ("connect", "smtp://host:99999"),
        ("connect", "smtp://host/path"),
        ("connect", "smtp://[::1"),
        ("connect", "smtp://host", "25", "--timeout"),
        (*HERE, "--timeout", "abc"),
        (*HERE, "--timeout", "0"),
        (*HERE, "--timeout", "nan"),
        (*HERE, "--no-such-option"),
        (*HERE, "-4", "-6"),
        (*HERE, "--lang", "fr"),
        (*HERE, "--cafile", "no-such-file"),
        (*HERE, "--cafile", "."),
        (*HERE, "--cafile", "not-pem"),
        (*HERE, "--record", "."),
        ("no-such-command",),
        ("annotate",),
        ("annotate", "no-such-file"),
        ("annotate", "."),
        ("annotate", "x" * 5000),
        ("annotate", "not-pem/file"),
        ("replay", "no-such-file"),
        ("replay", "."),
        ("replay", "not-pem", "--speed", "fast"),
        ("serve", "--smtp", "abc"),
        ("serve", "--smtp", "99999"),
        ("serve", "--style", "nobody"),
        ("serve", "--accounts", "no-such-file"),
        ("serve", "--accounts", "."),
        ("serve", "--accounts", "not-pem"),
        ("explain",),
        ("explain", "--protocol", "imap", "x"),
        ("lessons", "nonsense"),
        ("learn", "no-such-lesson"),
        ("learn", "smtp-by-hand", "--server", "nonsense"),
    ],
    ids=" ".join,
)
def test_a_usage_error_is_2_and_says_why(program: Program, words: tuple[str, ...]) -> None:
    (program.home / "not-pem").write_text("hello\n")
    done = program(*words)
    assert (done.code, done.out) == (2, b"")
    assert done.err.strip()
    assert b"Errno" not in done.err


@pytest.mark.parametrize(
    "address",
    [
        "smtp://alice:hunter2hunter2@127.0.0.1:1",
        "smtp://alice:hunter2hunter2@127.0.0.1:1/path",
        "smtp://alice:p@hunter2hunter2@127.0.0.1:1",
        "pop3s://:hunter2hunter2@127.0.0.1",
        "http://alice:hunter2hunter2@127.0.0.1",
        "alice:hunter2hunter2@127.0.0.1",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(
    program: Program, address: str
) -> None:
    done = program("connect", address)
    assert (done.code, done.out) == (2, b"")
    assert b"hunter2" not in done.err
    assert b"assword" in done.err


def test_no_connection_is_3(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    for words, told in (
        (("127.0.0.1", free), str(free)),
        (("no-such-host.invalid", 25), "no-such-host.invalid"),
        ((f"smtp://{'x' * 300}", "--json"), "host name"),
        (("smtp://a..b",), "host name"),
        (("smtp://\u4f60\u597d.invalid",), "host name"),
        (("127.0.0.1", free, "-6"), "127.0.0.1"),
    ):
        done = program("connect", *words, "--timeout", 5, say="QUIT\n")
        assert (done.code, done.out) == (3, b""), words
        assert told in done.err.decode(), words
        assert len(done.err.splitlines()) == 1, words
    assert not program.logs


def test_a_port_that_does_not_answer_is_given_up(program: Program) -> None:
    # A full backlog: the kernel answers no further SYN, as a firewall that drops packets.
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        fillers = []
        try:
            for _ in range(4):
                filler = socket.socket()
                filler.setblocking(False)
                filler.connect_ex(deaf.getsockname())
                fillers.append(filler)
            time.sleep(0.05)
            done = program("connect", *deaf.getsockname(), "--timeout", 1)
        finally:
            for filler in fillers:
                filler.close()
    # 4 where the kernel takes connections that nobody accepts.
    assert done.code in (3, 4)
    assert done.seconds < 8


def test_a_refusal_is_no_failure(program: Program) -> None:
    with serving(answering("550 no", "500 never", "221 bye", greeting="554 go away")) as server:
        done = program.connect(server, say="EHLO a\nNONSENSE\nQUIT\n")
    assert done.code == 0
    assert done.events[1]["state"]["after"] == "REFUSED"


@pytest.mark.parametrize("how", ["close", "reset", "half", "silence"])
def test_a_server_that_leaves_early_is_4(program: Program, how: str) -> None:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear()
        if how == "half":
            line.send(b"250-hal")
        if how == "reset":
            line.reset()
        if how == "silence":
            line.rest()

    with serving(part) as server:
        done = program(
            *("connect", server.url(), "--json", "--timeout", 1), say="EHLO a\nNOOP\nQUIT\n"
        )
    assert done.code == 4
    (exchange,) = done.exchanges
    assert exchange["class"] == "none"
    assert exchange["state"] == {"before": "GREETED", "after": "CLOSED", "via": []}
    assert (exchange["reply"] is None) == (how != "half")
    if how == "half":
        assert exchange["violations"] == ["unterminated"]
    by = {"close": "server", "reset": "error", "half": "server", "silence": "client"}[how]
    assert done.events[-1]["by"] == by
    assert b"2" in done.err.splitlines()[-1]


def test_ctrl_c_is_130_everywhere(program: Program) -> None:
    log = program.home / "x.session.jsonl"
    with serving(answering("250 a")) as server:
        process = program.start("connect", server.url(), "--json", "--record", log)
        assert process.stdin is not None
        process.stdin.write(b"EHLO a\nNOOP\n")
        process.stdin.flush()
        until(lambda: server.heard.endswith(b"NOOP\r\n"))
        done = finish(process)
    assert done.code == 130
    assert b"Traceback" not in done.err
    assert done.seconds < 8
    assert done.events[-1]["event"] == "closed"
    assert program("annotate", log, "--json").out == done.out


def test_ctrl_c_while_connecting_and_while_greeted_by_nobody(program: Program) -> None:
    with serving(lambda line: line.rest()) as server:
        process = program.start("connect", server.url())
        until(lambda: server.lines)
        done = finish(process)
    assert done.code == 130
    assert b"Traceback" not in done.err


def test_a_reader_that_has_enough_is_no_error(program: Program) -> None:
    log = program.home / "x.session.jsonl"
    with serving(answering(*["250 ok"] * 200)) as server:
        script = b"NOOP\n" * 200
        program("connect", server.url(), "--record", log, say=script)
        for words in (
            ("connect", server.url(), "--no-record", "--json"),
            ("connect", server.url(), "--no-record"),
            ("annotate", log),
            ("annotate", log, "--json"),
            ("replay", log),
            ("explain", "--list"),
            ("--help",),
        ):
            process = program.start(*words)
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            if words[0] == "connect":
                process.stdin.write(script)
            process.stdin.close()
            err = process.stderr.read()
            assert process.wait(timeout=20) in (0, 141), (words, err)
            assert err == b"", (words, err)
            process.stderr.close()


@pytest.mark.skipif(os.name != "posix", reason="closes streams as a shell does")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_survived(program: Program, closed: str) -> None:
    with serving(answering("221 bye")) as server:
        words = f"{sys.executable} -m tutor connect {server.url()} --timeout 5 {closed}"
        done = subprocess.run(
            ["sh", "-c", words],
            input=b"QUIT\n",
            capture_output=True,
            env=program.environment(),
            cwd=program.home,
            timeout=20,
            check=False,
        )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert server.heard == (b"" if "<" in closed else b"QUIT\r\n")


def test_a_full_disk_stops_the_recording_alone(program: Program) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with serving(answering("250 a", "221 bye")) as server:
        done = program.connect(server, "--record", "/dev/full", "--force", say="EHLO a\nQUIT\n")
        assert done.code == 0
        assert len(done.exchanges) == 2
        assert done.err
        folder = program.home / "state"
        folder.write_text("no folder")
        done = program.connect(server, say="EHLO a\nQUIT\n")
        assert done.code == 0
        assert done.err


def test_sigterm_is_survived_by_the_log(program: Program) -> None:
    with serving(answering("250 a")) as server:
        process = program.start("connect", server.url(), "--json")
        assert process.stdin is not None
        process.stdin.write(b"EHLO a\nNOOP\n")
        process.stdin.flush()
        until(lambda: server.heard.endswith(b"NOOP\r\n"))
        finish(process, signal.SIGTERM)
    assert program("annotate", program.logs[0]).code == 0
