"""What helps to answer a login by hand: `:cram`, `:b64` and `:unb64` where base64 is wanted."""

import base64
from pathlib import Path

import pytest

from tests.shell.seat import run, seated
from tutor.protocols import dialogue
from tutor.shell.local.commands import LOCALS
from tutor.slips.local import NAMES


def test_a_challenge_is_answered_and_shown(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", "auth cram-md5")
            await seat.type(":cram alice wonderland")
            said = seat.screen()
            assert "The challenge, decoded: <" in said
            assert "     alice " in said
            assert "235 2.7.0" in said
            assert "wonderland" not in said

    run(test)


def test_a_code_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", "auth cram-md5")
            await seat.type(":cram alice nothing")
            assert "535 5.7.8" in seat.screen()

    run(test)


def test_without_a_challenge_there_is_nothing_to_answer(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", ":cram alice wonderland")
            assert "first ask for one with AUTH CRAM-MD5" in seat.screen()
            assert " ->  " not in seat.screen()

    run(test)


def test_other_lines_with_a_colon_are_answers(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", "auth login")
            await seat.type(":unb64 VXNlcm5hbWU6")
            assert "'Username:'" in seat.screen()
            await seat.type(":colon")
            assert "501 5.5.2" in seat.screen()
            assert not seat.repl.done

    run(test)


WHERE = {
    "answer": ["auth login"],
    "letter": ["mail from:<alice@example.com>", "rcpt to:<bob@example.test>", "data"],
}


@pytest.mark.parametrize("line", [":hint", ":HELP", "：listen", ":why 2", ":undo"])
@pytest.mark.parametrize("where", WHERE)
def test_a_local_command_where_none_is_heard_is_held_back_once(
    tmp_path: Path, where: str, line: str
) -> None:
    async def test() -> None:
        async with seated(tmp_path, interactive=True) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", *WHERE[where])
            await seat.type(line)
            said = " ".join(seat.fresh().split())
            assert "Enter again sends it as it stands" in said
            assert "->" not in said.rpartition("Nothing is local here:")[2]
            assert seat.repl.prefill == line
            await seat.type(line)
            assert "Nothing is local here" not in seat.screen()
            assert " ->  " in seat.screen(), "it was sent"

    run(test)


def test_in_a_pipe_nothing_is_held_back(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", "auth login", ":hint")
            assert "501 5.5.2" in seat.screen()
            assert "Nothing is local here" not in seat.screen()

    run(test)


@pytest.mark.parametrize("line", [":colon", "::hint", ":", "c2VjcmV0"])
def test_what_is_no_command_is_sent_at_once(tmp_path: Path, line: str) -> None:
    async def test() -> None:
        async with seated(tmp_path, interactive=True) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", "auth login", line)
            assert "Nothing is local here" not in seat.screen()

    run(test)


def test_the_commands_that_need_a_colon_are_those_that_there_are() -> None:
    assert LOCALS.keys() == NAMES


def test_base64_is_read_in_a_charset(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", ":unb64 xOO6ww==", ":unb64 xOO6ww== GBK")
            assert r"'\xc4\xe3\xba\xc3'" in seat.screen()
            assert "'你好'" in seat.screen()

    run(test)


def test_the_digest_is_that_of_the_rfc() -> None:
    """RFC 2195 2, its example."""
    challenge = b"<1896.697170952@postoffice.reston.mci.net>"
    said = dialogue.answer("tim", "tanstaaftanstaaf", base64.b64encode(challenge).decode())
    assert said == b"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"
    assert dialogue.answer("tim", "tanstaaftanstaaf", "") is None
    assert dialogue.answer("tim", "tanstaaftanstaaf", "no base64!") is None
