"""The session log, and that it says again what the live session said (DESIGN 3.5 and 3.6)."""

import base64
import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.outside import Line, Program, Server, answering, serving, until
from tests.core.contract import check

SECRET = "Tr0ub4dor&3 zitrone"
CODE = base64.b64encode(SECRET.encode()).decode()
PLAIN = base64.b64encode(f"\0alice\0{SECRET}".encode()).decode()


def _login(line: Line, words: list[bytes], tries: int) -> None:
    if words[1].upper() != b"LOGIN":
        line.say(f"535 5.7.8 {words[-1].decode()} is wrong")
        return
    line.say("334 VXNlcm5hbWU6")
    line.hear()
    line.say("334 UGFzc3dvcmQ6")
    line.hear()
    line.say("535 5.7.8 no" if tries == 1 else f"235 2.7.0 welcome {SECRET}")


def _text(line: Line) -> None:
    line.say("354 go on")
    line.hear(b"\r\n.\r\n")
    line.say("250 2.0.0 taken")


def _chunk(line: Line, words: list[bytes]) -> None:
    line.take(int(words[1]))
    line.say("250 chunk")


ODDITIES = {
    b"EHLO": b"250-here\r\n250-AUTH LOGIN PLAIN\r\n250 CHUNKING\r\n",
    b"GBK": "250-\u4f60\u597d\r\n250 \u4e2d\u6587\r\n".encode("gb18030"),
    b"ODD": b"250 \xff\x80\x1b[1m \xe2\x80\xae[/nope]\n",
    b"CUT": b"250-hal",
    b"RESET": b"",
    b"QUIT": b"221 bye\r\n",
}


def _clever(line: Line) -> None:
    """Enough of SMTP to have every kind of exchange."""
    line.say("220 here ESMTP \u4f60\u597d")
    logins = 0
    while command := line.hear():
        words = command.split() or [b""]
        verb = words[0].upper()
        if verb == b"AUTH":
            logins += words[1].upper() == b"LOGIN"
            _login(line, words, logins)
        elif verb == b"DATA":
            _text(line)
        elif verb == b"BDAT":
            _chunk(line, words)
        elif verb in ODDITIES:
            line.drip(ODDITIES[verb], 0.001)
        else:
            line.say("250 2.1.0 ok")
        if verb == b"RESET":
            line.reset()
        if verb in (b"RESET", b"CUT", b"QUIT"):
            return


def _pop(line: Line) -> None:
    line.say("+OK <1896.697170952@dbc.mtview.ca.us> here")
    while command := line.hear():
        words = command.split()
        verb = words[0].upper() if words else b""
        if verb in (b"LIST", b"UIDL", b"CAPA") and len(words) == 1:
            line.drip(b"+OK here it comes\r\n1 120\r\n2 x\r\n.\r\n", 0.001)
        elif verb == b"RETR":
            line.say("+OK", b"Subject: =?gb18030?B?xOO6ww==?=", "", "..dot", SECRET, ".")
        elif verb == b"PASS":
            line.say(b"-ERR [AUTH] not " + command.strip()[5:])
        elif verb == b"QUIT":
            line.say("+OK bye")
            return
        else:
            line.say("+OK fine")


MAIL = "EHLO me\nMAIL FROM:<a@b.c>\nRCPT TO:<d@e.f>\nDATA\nSubject: x\n\n..hi\n.\nQUIT\n"
SESSIONS: dict[str, tuple[Callable[[Line], None], str, bytes, tuple[str, ...]]] = {
    "mail": (_clever, "smtp", MAIL.encode(), ()),
    "pipelined": (_clever, "smtp", MAIL.encode(), ("--pipeline",)),
    "bdat": (
        _clever,
        "smtp",
        b"EHLO a\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nBDAT 4\na\n\xff\nBDAT 0 LAST\nQUIT\n",
        (),
    ),
    "login": (_clever, "smtp", f"EHLO a\nAUTH LOGIN\nYWxpY2U=\n{CODE}\nQUIT\n".encode(), ()),
    "login again": (
        _clever,
        "smtp",
        (
            f"EHLO a\nAUTH LOGIN\nYWxpY2U=\n{CODE}\n{CODE}\n{SECRET}\nNOOP\nAUTH LOGIN\n"
            f"YWxpY2U=\n{CODE}\nQUIT\n"
        ).encode(),
        (),
    ),
    "plain": (_clever, "smtp", f"EHLO a\nAUTH PLAIN {PLAIN}\n{CODE}\nQUIT\n".encode(), ()),
    "plain pipelined": (
        _clever,
        "smtp",
        f"EHLO a\nAUTH PLAIN {PLAIN}\nNOOP\nQUIT\n".encode(),
        ("--pipeline",),
    ),
    "slips": (_clever, "smtp", f"PASS {SECRET}\nAUTHPLAIN {PLAIN}\nlogin {CODE}\n".encode(), ()),
    "odd replies": (_clever, "smtp", b"EHLO a\nGBK\nODD\n\xff\x00\n\nQUIT\n", ()),
    "cut": (_clever, "smtp", b"EHLO a\nCUT\nNOOP\n", ()),
    "reset": (_clever, "smtp", b"EHLO a\nRESET\nNOOP\n", ()),
    "unended": (_clever, "smtp", MAIL.partition("..hi")[0].encode(), ()),
    "pop3": (
        _pop,
        "pop3",
        f"USER alice\nPASS {SECRET}\n{SECRET}\nLIST\nUIDL\nCAPA\nRETR 1\nDELE 1\nQUIT\n".encode(),
        (),
    ),
    "apop": (_pop, "pop3", b"APOP alice c4c9334bac560ecc979e58001b3e22fb\nQUIT\n", ()),
    "no greeting": (answering(greeting=b""), "smtp", b"QUIT\n", ()),
    "unasked": (answering(greeting="220 a\r\n250 b\r\n421 c"), "smtp", b"QUIT\n", ()),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_a_recording_says_what_the_session_said(program: Program, name: str) -> None:
    part, scheme, script, words = SESSIONS[name]
    log = program.home / "one.session.jsonl"
    with serving(part) as server:
        live = program(
            *("connect", server.url(scheme), "--json", "--timeout", 3, "--record", log, *words),
            say=script,
        )
    check(live.events)
    again = program("annotate", log, "--json")
    assert (again.code, again.err) == (0, b"")
    assert again.out == live.out
    played = program("replay", log, "--json")
    assert (played.code, played.out) == (0, live.out)
    saved = program.home / "two.session.jsonl"
    assert program("annotate", "-", "--save", saved, say=log.read_bytes()).code == 0
    assert program("annotate", saved, "--json").out == live.out
    assert program("annotate", saved, "--save", "-").out == saved.read_bytes()
    for file in (log, saved):
        hold(file)
        for secret in (SECRET, CODE, PLAIN, "c4c9334bac560ecc979e58001b3e22fb"):
            if name != "pop3":
                assert secret.encode() not in file.read_bytes() + live.out + live.err
    _streams_are_whole(log, server, masked=name not in ("mail", "bdat", "odd replies"))


def hold(file: Path) -> list[list]:
    """Hold a log to its format; returns the rows."""
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    header, *rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert set(header) == {"wiretutor", "protocol", "peer", "started", "lesson"}
    assert header["wiretutor"] == 1
    assert rows[0][1] == "open"
    assert set(rows[0][2]) >= {"conn", "protocol", "peer", "address"}
    times = [row[0] for row in rows]
    assert times == sorted(times)
    assert all(round(time, 3) == time for time in times)
    for row in rows:
        assert row[1] in ("open", "S", "C", "tls", "close")
        if row[1] not in ("S", "C"):
            continue
        data = row[2] if isinstance(row[2], str) else base64.b64decode(row[2]["base64"])
        assert len(data) <= 65536
        for start, end, kind, *_ in (row[3] if len(row) > 3 else {}).get("masked", []):
            octets = data.encode() if isinstance(data, str) else data
            assert octets[start:end] == b"****", row
            assert kind in ("password", "digest", "token", "name", "echo")
    assert rows[-1][1] == "close"
    assert rows[-1][2]["by"] in ("client", "server", "error")
    return rows


def _streams_are_whole(log: Path, server: Server, *, masked: bool) -> None:
    rows = [json.loads(line) for line in log.read_text("utf-8").splitlines()[1:]]
    said = b"".join(
        row[2].encode() if isinstance(row[2], str) else base64.b64decode(row[2]["base64"])
        for row in rows
        if row[1] == "C"
    )
    assert said.count(b"\n") == server.heard.count(b"\n")
    if not masked:
        assert said == server.heard


def test_the_header_says_when_and_where(program: Program) -> None:
    with serving(answering("221 bye")) as server:
        program.connect(server, say="QUIT\n")
    (log,) = program.logs
    header = json.loads(log.read_text().splitlines()[0])
    assert header["protocol"] == "smtp"
    assert header["peer"] == f"127.0.0.1:{server.port}"
    assert header["lesson"] is None
    assert header["started"].endswith("Z")
    assert len(header["started"]) == 20
    assert [row[1] for row in hold(log)] == ["open", "S", "C", "S", "close"]


def test_recording_is_told_once_and_can_be_switched_off(program: Program) -> None:
    with serving(answering("221 bye")) as server:
        first = program.connect(server, say="QUIT\n")
        second = program.connect(server, say="QUIT\n")
        assert str(program.state).encode() in first.err
        assert second.err == b""
        assert len(program.logs) == 2
        program.connect(server, "--no-record", say="QUIT\n")
        assert len(program.logs) == 2
        config = program.home / "config" / "wiretutor" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text("record = false\n")
        program.connect(server, say="QUIT\n")
        assert len(program.logs) == 2
        elsewhere = program.home / "elsewhere"
        config.write_text("")
        program("--state", elsewhere, "connect", server.url(), say="QUIT\n")
        program("connect", server.url(), "--state", elsewhere, say="QUIT\n")
        assert len(list(elsewhere.glob("recordings/*.session.jsonl"))) == 2
        assert len(program.logs) == 2


def test_what_is_kept_is_bounded(program: Program) -> None:
    folder = program.state / "recordings"
    folder.mkdir(parents=True)
    for number in range(600):
        (folder / f"20200101-000000-{number:06}-x.session.jsonl").write_text("{}\n")
    with serving(answering("221 bye")) as server:
        program.connect(server, say="QUIT\n")
    assert len(program.logs) < 600
    assert b"220 here" in program.logs[-1].read_bytes()


def test_no_recording_is_overwritten(program: Program) -> None:
    log = program.home / "kept.session.jsonl"
    log.write_text("precious\n")
    with serving(answering("221 bye")) as server:
        refused = program.connect(server, "--record", log, say="QUIT\n")
        assert refused.code == 2
        assert str(log).encode() in refused.err
        assert (refused.out, server.lines) == (b"", [])
        assert log.read_text() == "precious\n"
        assert program.connect(server, "--record", log, "--force", say="QUIT\n").code == 0
    hold(log)
    assert program("annotate", log, "--save", log).code == 2
    hold(log)


def test_a_killed_session_leaves_a_log_that_replays(program: Program) -> None:
    with serving(answering("250 a", "250 b")) as server:
        process = program.start("connect", server.url(), "--json")
        assert process.stdin is not None
        process.stdin.write(b"EHLO a\nNOOP\nMAIL FROM:<a@b>\n")
        process.stdin.flush()
        until(lambda: server.heard.endswith(b"MAIL FROM:<a@b>\r\n"))
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
    live = [json.loads(line) for line in out.decode().splitlines()]
    again = program("annotate", program.logs[0], "--json")
    assert again.code == 0
    assert again.events[: len(live) - 1] == live[: len(live) - 1]
    assert again.exchanges[1]["command"]["verb"] == "NOOP"
    check(again.events)


def test_a_log_torn_anywhere_is_read_up_to_there(program: Program) -> None:
    log = program.home / "whole.session.jsonl"
    with serving(_clever) as server:
        live = program(
            "connect", server.url(), "--json", "--record", log, say="EHLO a\nNOOP\nQUIT\n"
        ).events
    data = log.read_bytes()
    header = data.find(b"\n") + 1
    for size in range(header, len(data), 97):
        done = program("annotate", "-", "--json", say=data[:size])
        assert done.code == 0
        whole = [event for event in done.events if event["event"] != "closed"]
        assert len(whole) <= len(live)
        torn = not data[:size].endswith(b"\n") and data[size : size + 1] != b"\n"
        assert bool(done.err) == torn


def _log(*rows: object, protocol: str | None = "smtp") -> bytes:
    header = {
        "wiretutor": 1,
        "protocol": protocol,
        "peer": "h:25",
        "started": "2026-01-05T09:00:00Z",
        "lesson": None,
    }
    return "".join(json.dumps(row) + "\n" for row in (header, *rows)).encode()


def test_two_connections_stand_side_by_side(program: Program) -> None:
    rows = [
        [0.0, "open", {"conn": 1, "protocol": "smtp", "peer": "a:25", "address": "192.0.2.1:25"}],
        [0.1, "S", "220 a\r\n"],
        [0.2, "open", {"conn": 2, "protocol": "pop3", "peer": "b:110", "address": "192.0.2.2:1"}],
        [0.3, "S", "+OK b\r\n", {"conn": 2}],
        [0.4, "C", "EHLO x\r\n"],
        [0.5, "C", "USER alice\r\n", {"conn": 2}],
        [0.6, "S", "+OK\r\n", {"conn": 2}],
        [0.7, "S", "250 a\r\n"],
        [0.8, "C", "PASS ****\r\n", {"masked": [[5, 9, "password"]], "conn": 2}],
        [0.9, "close", {"by": "server", "reason": ""}],
        [1.0, "close", {"by": "client", "reason": ""}, {"conn": 2}],
        [1.1, "close", {"by": "client", "reason": "again"}],
    ]
    done = program("annotate", "-", "--json", say=_log(*rows))
    assert (done.code, done.err) == (0, b"")
    check(done.events)
    told = [(e["conn"], e["protocol"], e["event"]) for e in done.events]
    assert told == [
        (1, "smtp", "opened"),
        (1, "smtp", "exchange"),
        (2, "pop3", "opened"),
        (2, "pop3", "exchange"),
        (2, "pop3", "exchange"),
        (1, "smtp", "exchange"),
        (1, "smtp", "closed"),
        (2, "pop3", "exchange"),
        (2, "pop3", "closed"),
    ]
    assert done.events[-2]["command"] == {
        **{"verb": "PASS", "line": "PASS ****", "known": True, "in_order": True, "secret": True}
    }
    saved = program.home / "saved.session.jsonl"
    assert program("annotate", "-", "--save", saved, say=_log(*rows)).code == 0
    assert program("annotate", saved, "--json").events == done.events


def test_rows_that_nobody_knows_are_kept(program: Program) -> None:
    rows = [
        [0.0, "open", {}],
        [0.1, "S", "220 a\r\n", {}],
        [0.2, "hologram", {"x": 1}],
        [0.2, "note", "a remark"],
        [0.3, "C", "NOOP\r\n", {"future": [1]}],
        [0.4, "S", {"base64": base64.b64encode(b"250 \xff\r\n").decode()}],
        [0.5, "mark", "here", {}],
        [0.6, "close", {}],
    ]
    saved = program.home / "saved.session.jsonl"
    done = program("annotate", "-", "--json", "--save", saved, say=_log(*rows, protocol=None))
    assert done.code == 0
    check(done.events)
    assert [e["event"] for e in done.events] == ["opened", "exchange", "exchange", "closed"]
    kept = [json.loads(line) for line in saved.read_text().splitlines()]
    assert [0.2, "hologram", {"x": 1}] in kept
    assert [0.2, "note", "a remark"] in kept
    assert [0.5, "mark", "here"] in kept
    assert b"1" in done.err


def test_secrets_of_a_foreign_log_are_masked_when_read(program: Program) -> None:
    rows = [
        [0.0, "open", {"conn": 1, "protocol": "smtp", "peer": "h", "address": ""}],
        [0.1, "S", "220 a\r\n250 unasked\r\n"],
        [0.2, "C", "EHLO x\r\nAUTH LOGIN\r\n"],
        [0.3, "S", "250-a\r\n250 AUTH LOGIN\r\n334 VXNlcm5hbWU6\r\n"],
        [0.4, "C", "YWxpY2U=\r\n"],
        [0.5, "S", "334 UGFzc3dvcmQ6\r\n"],
        [0.6, "C", f"{CODE}\r\n"],
        [0.7, "S", f"535 {SECRET} is no password\r\n"],
        [0.8, "C", f"AUTH PLAIN {PLAIN}\r\n"],
        [0.9, "S", {"base64": base64.b64encode(f"535 \xff{CODE}\r\n".encode("latin-1")).decode()}],
    ]
    saved = program.home / "saved.session.jsonl"
    for words in (("--json", "--save", saved), ()):
        done = program("annotate", "-", *words, say=_log(*rows))
        assert done.code == 0
        for secret in (SECRET, CODE, PLAIN):
            assert secret.encode() not in done.out + done.err
            assert secret.encode() not in saved.read_bytes()
            assert base64.b64encode(secret.encode()) not in saved.read_bytes()


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"hello\n", b'{"wiretutor": 2}\n', b'{"wiretutor"', b"\xff\xfe\x00", b"[]\n"],
)
def test_what_is_no_log_is_said_to_be_none(program: Program, data: bytes) -> None:
    file = program.home / "file"
    file.write_bytes(data)
    for command in ("annotate", "replay"):
        done = program(command, file)
        assert (done.code, done.out) == (1, b"")
        assert str(file).encode() in done.err


def test_broken_rows_are_counted_and_survived(program: Program) -> None:
    odd: list[object] = [
        *([], [1], {}, "x", 3, None, [None, "S", "x"], ["1", "S", "x"], [1, 2, 3]),
        *([1e400, "S", "x"], [True, "S", "x"], [1, "S", 7], [1, "S", {"base64": "!"}]),
        *([1, "open", "x"], [1, "tls", 4], [1, "S", "250 a\r\n", 5], [-5, "C", "NOOP\r\n"]),
        *([1, "S", "220 \ud800\r\n"], [2, "close", {"by": "nobody", "reason": 7}]),
    ]
    done = program("annotate", "-", "--json", say=_log(*odd).replace(b"1e400", b"Infinity"))
    assert done.code == 0
    assert done.err
    check(done.events)
