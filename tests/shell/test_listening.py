"""Somebody on the wire: the relay changes nothing, and what he saw is told, masked as the page."""

import asyncio
import contextlib
import io
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.rehearsing import good
from tests.shell.seat import world
from tests.shell.test_steps import piped, solution
from tutor.core.wire import Side
from tutor.net.tap import Tap
from tutor.render.plain import text
from tutor.shell.lessons import guided
from tutor.shell.lessons.listening import MOST_KEPT, MOST_SHOWN, Listener, Records
from tutor.words import Words

C, S = Side.CLIENT, Side.SERVER
HELLO = b"\x16\x03\x01\x00\x20" + bytes(range(32))


def listener(*public: bytes) -> Listener:
    return Listener(Words("en"), frozenset(public))


def heard(
    protocol: str, *said: tuple[Side, bytes], secure: bool = False, public: bytes = b""
) -> str:
    somebody = listener(*([public] if public else []))
    hear = somebody.ear(protocol, secure=secure)
    for side, data in said:
        hear(side, data)
    return text(somebody.told())


# -- what he saw ---------------------------------------------------------------------------------

LOGIN = [(S, b"+OK hi\r\n"), (C, b"USER bob\r\n"), (S, b"+OK\r\n"), (C, b"PASS carpenter\r\n")]


def test_a_password_that_the_lesson_prints_is_shown() -> None:
    assert " ->  PASS carpenter\n" in heard("pop3", *LOGIN, public=b"carpenter")


def test_another_one_is_masked_as_on_the_page() -> None:
    said = heard("pop3", *LOGIN, (S, b"-ERR not carpenter\r\n"))
    assert " ->  PASS ****\n" in said
    assert "carpenter" not in said


def test_a_login_in_base64_is_masked_too() -> None:
    said = [(S, b"220 hi\r\n"), (C, b"EHLO me\r\n"), (S, b"250 AUTH LOGIN\r\n")]
    said += [(C, b"AUTH LOGIN\r\n"), (S, b"334 VXNlcm5hbWU6\r\n"), (C, b"Ym9i\r\n")]
    said += [(S, b"334 UGFzc3dvcmQ6\r\n"), (C, b"Y2FycGVudGVy\r\n"), (S, b"235 ok\r\n")]
    assert "Y2FycGVudGVy" not in heard("smtp", *said)
    assert " ->  Y2FycGVudGVy\n" in heard("smtp", *said, public=b"carpenter")


def test_a_letter_is_an_open_postcard() -> None:
    said = [(S, b"220 hi\r\n"), (C, b"DATA\r\n"), (S, b"354 go\r\n"), (C, b"Dear Bob\r\n.\r\n")]
    assert " ->  Dear Bob\n ->  .\n" in heard("smtp", *said)


def test_behind_starttls_there_are_records() -> None:
    said = heard(
        "smtp",
        (S, b"220 hi\r\n"),
        (C, b"EHLO me\r\n"),
        (S, b"250 STARTTLS\r\n"),
        (C, b"STARTTLS\r\n"),
        (S, b"220 go\r\n"),
        (C, HELLO),
        (S, b"\x14\x03\x03\x00\x01\x01\x17\x03\x03\x01\x00" + b"x" * 256),
    )
    begin = " ".join(f"{number:02x}" for number in range(3))
    assert said.endswith(
        "<-   220 go\n"
        f" ~>  TLS record 22 (handshake), length 32: 16 03 01 00 20 {begin} ...\n"
        "<~   TLS record 20 (change cipher spec), length 1: 14 03 03 00 01 01\n"
        f"<~   TLS record 23 (application data), length 256: 17 03 03 01 00{' 78' * 3} ...\n"
    )


def test_a_clear_word_to_a_port_that_wants_tls() -> None:
    said = heard("smtp", (C, b"ehlo me\r\n"), (S, b"\x15\x03\x03\x00\x02\x02\x46"), secure=True)
    assert " ~>  9 octets that are no TLS record: 65 68 6c 6f 20 6d 65 0d ...\n" in said
    assert "<~   TLS record 21 (alert), length 2: 15 03 03 00 02 02 46\n" in said


def test_it_is_told_once_and_of_old_connections_no_more() -> None:
    somebody = listener()
    first = somebody.ear("smtp", secure=False)
    first(S, b"220 one\r\n")
    second = somebody.ear("smtp", secure=False)
    second(S, b"220 two\r\n")
    assert [row for row in text(somebody.told()).splitlines() if "Connection" in row] == [
        " --  Connection 1:",
        " --  Connection 2:",
    ]
    assert "Nothing went over the wire" in text(somebody.told())
    first(S, b"221 bye\r\n")
    first(S, b"")
    assert "221 bye" in text(somebody.told())
    first(C, b"x")
    somebody.ear("smtp", secure=False)(S, b"220 three\r\n")
    assert "Connection" not in text(somebody.told())


def test_what_is_kept_is_bounded() -> None:
    somebody = listener()
    hear = somebody.ear("smtp", secure=True)
    for _ in range(200):
        hear(C, b"\x17\x03\x03\x00\x00" * 1000)
    ear = somebody._ears[1]
    assert sum(len(span.text) for _, line in ear._rows[C] for span in line.spans) <= MOST_KEPT
    said = text(somebody.told()).splitlines()
    assert len(said) == MOST_SHOWN + 2
    assert re.fullmatch(r" --  \d+ lines before these are left out here\.", said[1])


@given(st.binary(max_size=80), st.lists(st.integers(0, 80), max_size=6), st.booleans())
def test_the_cut_of_the_octets_means_nothing(noise: bytes, cuts: list[int], wild: bool) -> None:
    data = noise if wild else HELLO + b"\x17\x03\x03\x00\x05abcde" + HELLO
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:end] for start, end in itertools.pairwise(places)]
    records = Records()
    told = [record for piece in pieces for record in records.take(piece)]
    if not wild:
        assert [(record.kind, record.octets) for record in told] == [(22, 32), (23, 5), (22, 32)]
    assert all(len(record.begin) <= 16 for record in told)


@given(
    st.lists(st.tuples(st.sampled_from(Side), st.binary(max_size=60)), max_size=8), st.booleans()
)
def test_hostile_octets_are_harmless(said: list[tuple[Side, bytes]], secure: bool) -> None:
    shown = heard("smtp", *said, secure=secure)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", shown)


# -- the relay -----------------------------------------------------------------------------------


def test_the_relay_changes_nothing() -> None:
    large = bytes(range(256)) * 4096

    async def body() -> None:
        got: dict[Side, bytes] = {C: b"", S: b""}

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = await reader.read()
            writer.write(asked[::-1])
            writer.close()

        def hear(side: Side, data: bytes) -> None:
            got[side] += data

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        tap = Tap(lambda _name: hear)
        await tap.start({"smtp": server.sockets[0].getsockname()[1]})
        reader, writer = await asyncio.open_connection("127.0.0.1", tap.ports["smtp"])
        writer.write(large)
        writer.write_eof()
        assert await reader.read() == large[::-1]
        assert got == {C: large, S: large[::-1]}
        writer.close()
        await tap.stop()
        assert tap.ports == {}
        server.close()

    asyncio.run(asyncio.wait_for(body(), 20))


@pytest.mark.parametrize("breaks", ["server", "client", "nobody is there", "stop"])
def test_what_breaks_on_one_side_breaks_on_the_other(breaks: str) -> None:
    async def body() -> None:
        over, come = asyncio.Event(), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            come.set()
            if breaks == "server":
                writer.transport.abort()
            with contextlib.suppress(OSError):
                await reader.read()
            over.set()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        if breaks == "nobody is there":
            server.close()
            over.set()
            come.set()
        tap = Tap(lambda _name: lambda _side, _data: None)
        await tap.start({"smtp": port})
        reader, writer = await asyncio.open_connection("127.0.0.1", tap.ports["smtp"])
        await come.wait()
        if breaks == "client":
            writer.transport.abort()
        elif breaks == "stop":
            await tap.stop()
        if breaks != "client":
            with contextlib.suppress(OSError):
                assert await reader.read() == b""
        await over.wait()
        writer.close()
        await tap.stop()
        server.close()

    asyncio.run(asyncio.wait_for(body(), 20))


# -- in a lesson ---------------------------------------------------------------------------------


def test_a_lesson_with_a_listener(tmp_path: Path) -> None:
    code, shown, rows = piped("listener", solution(good("listener")), tmp_path)
    assert code == 0
    assert shown.count("This is what somebody on the wire saw:") == 5
    assert shown.count("Nothing went over the wire") == 1
    first = shown.partition("This is what somebody on the wire saw:")[2]
    assert " ->  pass wonderland\n" in first.partition("QUIT")[0]
    assert "carpenter-of-home" not in shown + repr(rows)
    assert re.search(
        r"^ ~>  TLS record 22 \(handshake\), length \d+: 16 03 01", shown, re.MULTILINE
    )


def test_where_nobody_listens_that_is_said(tmp_path: Path) -> None:
    here = world(tmp_path)._replace(stdin=io.BytesIO(b":listen\n"))
    guided.run(here, "smtp-by-hand", guided.Options())
    here.stdout.flush()
    assert "Nobody listens on this wire." in here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]


def test_what_undo_says_again_is_not_told_again(tmp_path: Path) -> None:
    steps = solution(good("listener"))
    look = ":listen rset noop :undo :listen noop :undo :listen quit"
    steps["look"] = look.split()
    code, shown, _ = piped("listener", steps, tmp_path)
    assert code == 0
    first, second, third = shown.split("This is what somebody on the wire saw:")[1:4]
    assert "pass wonderland" in first
    assert "pass wonderland" not in second.partition("quit")[0]
    assert " ->  rset" in second, "that was not looked at yet"
    assert "Nothing went over the wire" in second.partition("quit")[0]
    assert "carpenter" not in third
