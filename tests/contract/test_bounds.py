"""Peers that never stop: memory stays bounded, the end comes, the log keeps every octet."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.outside import PATIENCE, Line, Program, finish, serving

MOST = 80
"""Megabytes: an idle session has some 25, and twice what is kept of a message is little more."""


def _endless_line(line: Line) -> None:
    line.say("220 here")
    line.hear()
    line.send(b"250 " + b"y" * 10_000_000 + b"\r\n")
    line.hear()
    line.say("221 bye")


def _no_end(line: Line) -> None:
    line.say("220 here")
    line.hear()
    for _ in range(160):
        line.send(b"z" * 65536)
    line.rest()


def _never_ends(line: Line) -> None:
    line.say("220 here")
    line.hear()
    for _ in range(50):
        line.send(b"250-more\r\n" * 1000)
    line.rest()


def _endless_greeting(line: Line) -> None:
    line.send(b"220-\xff" + b"y" * 5_000_000)
    line.send(b"\r\n220-" + b"y" * 5_000_000 + b"\r\n220 at last\r\n")
    line.hear()
    line.say("250 a")
    line.hear()
    line.say("221 bye")


def _flood(line: Line) -> None:
    line.say("220 here")
    line.send(b"250 unasked\r\n" * 4000)
    line.hear()
    line.say("250 a")
    line.hear()
    line.say("221 bye")


def _big_message(line: Line) -> None:
    line.say("+OK here")
    line.hear()
    line.send(b"+OK\r\n" + (b"a" * 76 + b"\r\n") * 400_000 + b".\r\n")
    line.hear()
    line.say("+OK bye")


def _big_listing(line: Line) -> None:
    line.say("+OK here")
    line.hear()
    line.send(b"+OK\r\n" + b"".join(b"%d 100\r\n" % n for n in range(400_000)) + b".\r\n")
    line.hear()
    line.say("+OK bye")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures with /proc")
@pytest.mark.parametrize(
    ("part", "scheme", "code", "octets"),
    [
        pytest.param(_endless_line, "smtp", 0, 10_000_000, id="line"),
        pytest.param(_no_end, "smtp", 4, 160 * 65536, id="no end"),
        pytest.param(_never_ends, "smtp", 4, 500_000, id="never ends"),
        pytest.param(_endless_greeting, "smtp", 0, 10**7, id="greeting"),
        pytest.param(_flood, "smtp", 0, 52_000, id="flood"),
        pytest.param(_big_message, "pop3", 0, 31_200_000, id="message"),
        pytest.param(_big_listing, "pop3", 0, 4_000_000, id="listing"),
    ],
)
def test_memory_stays_bounded(
    program: Program,
    part: Callable[[Line], None],
    scheme: str,
    code: int,
    octets: int,
) -> None:
    typed = program.home / "script"
    command = {_big_message: b"RETR 1", _big_listing: b"LIST"}.get(part, b"EHLO a")
    typed.write_bytes(command + b"\nQUIT\n")
    with (
        serving(part) as server,
        typed.open("rb") as stdin,
        (program.home / "out").open("wb") as out,
    ):
        process = program.start(
            *("connect", server.url(scheme), "--json", "--timeout", 1), stdin=stdin, stdout=out
        )
        most, begun = 0, time.monotonic()
        while process.poll() is None and time.monotonic() < begun + 2 * PATIENCE:
            most = max(most, _memory(process.pid))
            time.sleep(0.01)
        assert process.poll() is not None, "it never ended"
        _, err = process.communicate()
    assert b"Traceback" not in err
    assert process.returncode == code
    assert 0 < most < MOST
    assert program.logs[0].stat().st_size > octets
    # What came is counted, what is shown is not all of it.
    assert (program.home / "out").stat().st_size < 20_000_000


def _memory(process: int) -> int:
    """The most megabytes that a process ever had, or 0 if it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0].split()[1]) // 1024 if found else 0


def test_a_long_reply_is_cut_and_says_so(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear()
        line.send(b"250-x\r\n" * 2000 + b"250 end\r\n")
        line.hear()
        line.send(b"250 " + b"y" * 100_000 + b"\r\n")

    with serving(part) as server:
        done = program.connect(server, say="EHLO a\nNOOP\n")
    many, long = (found["reply"] for found in done.exchanges)
    assert (len(many["lines"]), many["truncated"], many["octets"]) == (1000, True, 14_009)
    assert (long["truncated"], long["octets"]) == (True, 100_006)
    assert len("".join(long["lines"]).encode()) <= 65536


def test_ctrl_c_ends_what_never_ends(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear()
        while True:
            line.send(b"250-more\r\n" * 100)

    with serving(part) as server, (program.home / "out").open("wb") as out:
        process = program.start("connect", server.url(), stdout=out)
        assert process.stdin is not None
        process.stdin.write(b"EHLO a\nQUIT\n")
        time.sleep(1)
        done = finish(process)
    assert done.code == 130
    assert b"Traceback" not in done.err
    assert done.seconds < 10


@pytest.mark.parametrize("leaves", [False, True])
def test_a_server_that_takes_nothing_is_silent_too(program: Program, leaves: bool) -> None:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear()
        line.say("250 a")
        line.hear()
        line.say("354 go on")
        if leaves:
            line.take(2_000_000)
            line.reset()
        time.sleep(3)

    with serving(part) as server:
        text = b"x" * 70 + b"\n"
        done = program(
            *("connect", server.url(), "--json", "--timeout", 1, "--no-record"),
            say=b"EHLO a\nDATA\n" + text * 400_000 + b".\nQUIT\n",
        )
    assert done.code == 4
    assert done.seconds < 10
    assert done.events[-1]["event"] == "closed"
    assert done.err
