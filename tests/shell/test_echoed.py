"""What no server hears is shown and recorded without the secrets in it."""

import base64
from pathlib import Path

import pytest

from tests.shell.seat import Seat, run, seated
from tests.shell.test_meant_elsewhere import guiding, writing
from tutor.core.secrets import Secrets
from tutor.lesson import Mode
from tutor.shell import echoed
from tutor.shell.guiding.cover import Cover
from tutor.shell.guiding.guide import Guide
from tutor.shell.terminal import secrecy

CODE = "MYREALCODE9999"
PUBLIC = Secrets(frozenset({b"alice@163.com", b"SHOUQUANMA163"}))


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "line",
    [
        ":b64 SHOUQUANMA163",
        ":b64 alice@163.com",
        ":b64",
        ":b64 \\0alice@163.com\\0SHOUQUANMA163",
        f":unb64 {b64('alice@163.com')}",
        f":unb64 {b64('alice@163.com')} gbk",
        "：unb64 VXNlcm5hbWU6",
        ":cram alice@163.com",
        ":cram alice@163.com SHOUQUANMA163",
        f":note {CODE}",
    ],
)
def test_what_everybody_may_know_is_shown(line: str) -> None:
    assert echoed.local(line, PUBLIC, ["334 VXNlcm5hbWU6"]) == line


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f":b64 {CODE}", ":b64 ****"),
        (f":b64 \\0alice@163.com\\0{CODE}", ":b64 ****"),
        ("：B64 a secret of words", "：B64 ****"),
        (f":unb64 {b64(CODE)}", ":unb64 ****"),
        (f":cram alice@163.com {CODE}", ":cram ****"),
    ],
)
def test_what_is_not_is_not(line: str, shown: str) -> None:
    assert echoed.local(line, PUBLIC) == shown


# -- at a question -------------------------------------------------------------------------------

LOGINS = [
    f"pass {CODE}",
    f"PASS {CODE}",
    f"auth plain {b64(chr(0) + 'me@163.com' + chr(0) + CODE)}",
    f"AUTH LOGIN {b64(CODE)}",
    f"apop me@163.com {CODE}",
]


async def answered(seat: Seat, line: str) -> str:
    """What is shown and recorded of a line that was typed where a question waits."""
    assert seat.repl.guide is not None
    seat.repl.guide.begin()
    hidden = secrecy.hidden_from(seat.repl, line)
    assert hidden is not None
    assert CODE not in line[:hidden]
    assert line[:hidden].strip()
    assert secrecy.hidden_from(seat.repl, "pass") is None
    await seat.type(line, line)
    assert seat.repl.keeping is not None
    assert seat.repl.keeping.path is not None
    return seat.screen() + seat.repl.keeping.path.read_text("utf-8")


@pytest.mark.parametrize("line", LOGINS)
def test_a_login_is_no_answer(line: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(writing()[0], Mode.SOLO)) as seat:
            kept = await answered(seat, line)
            assert CODE not in kept
            assert b64(CODE) not in kept
            assert f"{line.split(maxsplit=1)[0]} " in kept
            assert "****" in kept
            assert not secrecy.may_remember(seat.repl, line)

    run(test)


def test_a_secret_of_the_session_is_none_either(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(writing()[0], Mode.SOLO)) as seat:
            seat.repl.talk.session.secrets.watch(CODE.encode())
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            await seat.type(CODE)
            assert CODE not in seat.screen()

    run(test)


def test_an_answer_in_words_stays_as_it_is(tmp_path: Path) -> None:
    lesson, question = writing()

    async def test() -> None:
        async with seated(tmp_path, guide=guiding(lesson, Mode.SOLO)) as seat:
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            await seat.type("authorization is what it wants", "pass")
            assert "authorization is what it wants" in seat.screen()
            assert "****" not in seat.screen()

    run(test)
    right = question.asks.example  # type: ignore[union-attr]
    assert echoed.answer(question, right, Secrets(), real=True, asked=True) == right


def test_what_a_lesson_prints_is_no_secret() -> None:
    question = writing()[1]
    line = "pass SHOUQUANMA163"
    assert echoed.answer(question, line, PUBLIC, real=False, asked=False) == line
    assert echoed.answer(question, CODE, PUBLIC, real=True, asked=True) == "****"
    assert echoed.answer(question, f"passs {CODE}", PUBLIC, real=True, asked=False) == "pass****"


def test_a_real_account(tmp_path: Path) -> None:
    def real(world: object) -> Guide:
        guide = guiding(writing()[0], Mode.SOLO)(world)  # type: ignore[arg-type]
        guide._cover = Cover(real=True)
        return guide

    async def test() -> None:
        async with seated(tmp_path, played=False, guide=real) as seat:
            assert CODE not in await answered(seat, f"pass {CODE}")

    run(test)
