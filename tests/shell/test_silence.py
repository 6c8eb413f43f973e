"""What is said when nothing comes: which dot is lacking, which port wants TLS."""

import asyncio
from pathlib import Path

import pytest

from tests.shell.seat import Seat, run, seated
from tests.shell.test_repl import LOGIN, MAIL
from tutor.net.link import Target
from tutor.shell import calling, silence


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SILENCE", 0.0)
    monkeypatch.setattr(calling, "PATIENCE", 0.05)


async def heard(seat: Seat, text: str) -> None:
    """Wait until the screen says it."""
    while text not in seat.screen():
        await seat.repl.talk.wait(lambda: False, timeout=0.05)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("bye.", "The last line ends with a dot"),
        ("。", "The last line is a Chinese full stop"),
        ("再见。", "The last line ends with a dot"),
    ],
)
def test_the_dot_that_is_none(tmp_path: Path, line: str, text: str) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", *LOGIN, *MAIL, "subject: x", "", line)
            await heard(seat, text)
            seat.fresh()
            await seat.type(".")
            assert "<-   250" in seat.screen()

    run(test)


def test_text_without_a_dot_is_given_more_time(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", *LOGIN, *MAIL, "subject: x", "", "bye")
            await seat.repl.talk.wait(lambda: False, timeout=1.5)
            assert "dot" not in seat.screen().partition("bye")[2]

    run(test)


def test_a_port_that_wants_tls_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    left = asyncio.Event()

    async def test() -> None:
        server = await asyncio.start_server(mute, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(silence, "TLS_PORTS", {port: "smtps"})
        async with seated(tmp_path) as seat:
            await seat.repl.connect(Target("127.0.0.1", port, protocol="smtp"))
            await heard(seat, f"port {port} wants TLS")
            assert "smtps://" in seat.screen()
        await left.wait()
        server.close()
        await server.wait_closed()

    run(test)
