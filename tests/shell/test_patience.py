"""The practice server's patience is told of before it ends; a line for nobody is answered."""

from pathlib import Path

import pytest

from tests.shell.seat import run, seated
from tutor.protocols.hosting import Limits
from tutor.shell import nobody

LAST = "One more refusal"


def test_one_refusal_before_the_last(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25")
            for _ in range(Limits().errors - 2):
                await seat.type("frob")
            assert LAST not in seat.fresh()
            await seat.type("frob")
            assert LAST in seat.fresh()
            await seat.type("frob")
            assert seat.repl.talk.link is not None, "and the one more is answered"
            await seat.type("frob")
            assert seat.repl.talk.link is None
            assert LAST not in seat.fresh()

    run(test)


def test_logins_have_a_patience_of_their_own(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet pop3.example 110")
            for number in range(1, Limits().logins + 1):
                await seat.type("user nobody", "pass nothing")
                assert (LAST in seat.fresh()) is (number == Limits().logins - 1)
            await seat.type("user nobody", "pass nothing")
            assert seat.repl.talk.link is None

    run(test)


NO_LOGINS = {
    "pop3": ("pass early", "auth nonsense", "user", "auth plain", "*"),
    "smtp": ("auth login", "ehlo me.example", "auth", "auth nonsense", "auth login", "*"),
}
LOGINS = {
    "pop3": (("user nobody", "pass nothing"), ("auth plain", "AGEAYg=="), ("auth plain", "AGE?")),
    "smtp": (("auth plain AGEAYg==",), ("auth login", "YQ==", "YQ=="), ("auth login", "?")),
}


@pytest.mark.parametrize("protocol", LOGINS)
@pytest.mark.parametrize("style", ["textbook", "coremail", "postfix"])
def test_only_credentials_count(tmp_path: Path, style: str, protocol: str) -> None:
    """What is refused for its form or its place is no login that failed: what was said of one more
    refusal comes true."""

    async def test() -> None:
        async with seated(tmp_path, style=style) as seat:
            port = 110 if protocol == "pop3" else 25
            await seat.type(f"telnet {protocol}.example {port}", *NO_LOGINS[protocol])
            for number in range(1, Limits().logins + 1):
                assert seat.repl.talk.link is not None, seat.screen()
                assert LAST not in seat.fresh(), number
                await seat.type(*LOGINS[protocol][number - 1])
                assert (LAST in seat.fresh()) is (number == Limits().logins - 1), number
            await seat.type("user nobody", "pass nothing", "auth login")
            assert seat.repl.talk.link is None

    run(test)


def test_a_real_server_keeps_its_own_counsel(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, played=False) as seat:
            await seat.type("telnet smtp.example 25", *["frob"] * (Limits().errors - 1))
            assert LAST not in seat.screen()

    run(test)


def test_a_line_for_nobody_in_a_free_session(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("noop")
            first = seat.fresh()
            assert "Connect as in a shell" in first
            await seat.type("noop")
            again = seat.fresh()
            assert "there is no connection now" in again
            assert "Connect as in a shell" not in again
            await seat.type("telnet smtp.example 25", ":drop", "noop")
            assert "Connect as in a shell" in seat.fresh(), "after another connection in full again"

    run(test)


STAGE = ("smtp.163.com:25", "pop3.163.com:110")


SMTP, POP3 = "telnet smtp.163.com 25", "telnet pop3.163.com 110"


@pytest.mark.parametrize(
    ("peer", "again", "key", "line"),
    [
        (None, False, "ui.shell.lesson", SMTP),
        (None, True, "ui.shell.lesson", SMTP),
        ("pop3.163.com:110", False, "ui.shell.again", POP3),
        ("pop3.163.com:110", True, "ui.shell.lesson", POP3),
        ("elsewhere.example:25", False, "ui.shell.lesson", SMTP),
    ],
)
def test_a_line_for_nobody_in_a_lesson(peer: str | None, again: bool, key: str, line: str) -> None:
    found, told = nobody.sentence("pass secret", STAGE, peer, again=again)
    assert (found, told["line"]) == (key, line)
    assert "secret" not in str(told)


@pytest.mark.parametrize(
    ("wanted", "busy", "key", "told"),
    [
        # another place than the last one, in the lesson's own words
        ("telnet mail.example.test 587", (), "ui.shell.lesson", "telnet mail.example.test 587"),
        (
            "openssl s_client -connect x:995",
            (),
            "ui.shell.lesson",
            "openssl s_client -connect x:995",
        ),
        (SMTP, (), "ui.shell.again", SMTP),
        # a line is open that is not typed to
        (POP3, ("smtp.163.com:25",), "ui.shell.lesson", POP3),
        ("noop", ("smtp.163.com:25",), "ui.shell.lesson", POP3),
        (":switch", ("smtp.163.com:25",), "ui.shell.switch", "smtp.163.com:25"),
        ("noop", STAGE, "ui.shell.switch", "pop3.163.com:110"),
    ],
)
def test_the_lesson_says_what_is_to_be_opened(
    wanted: str, busy: tuple[str, ...], key: str, told: str
) -> None:
    found = nobody.sentence("noop", STAGE, STAGE[0], again=False, wanted=wanted, busy=busy)
    assert (found[0], *found[1].values()) == (key, told)


def test_no_place_is_named_that_wants_tls_from_the_first_octet() -> None:
    found = nobody.sentence("noop", ("pop.qq.com:995",), None, again=False)
    assert found[1]["line"] == "openssl s_client -connect pop.qq.com:995"


def test_an_exam_names_no_place() -> None:
    assert nobody.sentence("noop", (), STAGE[0], again=False) == (
        "ui.shell.unknown",
        {"word": "NOOP"},
    )
