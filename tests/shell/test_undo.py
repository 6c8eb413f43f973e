"""`:undo` in a lesson: what came of it live, its recording comes to as well."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lesson.test_recorded import judged
from tests.shell.seat import Seat, run, seated
from tutor import course
from tutor.lesson import Mode, Progress
from tutor.net.link import Target
from tutor.shell.guiding.guide import Guide
from tutor.world import World

LESSON = course.find("smtp-by-hand")
LINES = (
    *("ehlo 163.com", "auth login", "YWxpY2VAMTYzLmNvbQ==", "U0hPVVFVQU5NQTE2Mw=="),
    *("mail from:<alice@163.com>", "rcpt to:<bob@163.com>", "data", "subject: hello", "", "."),
    *("rset", "noop", "frob", "quit", "quit", "telnet smtp.163.com 25"),
)
TYPED = st.lists(
    st.one_of(
        st.sampled_from([":undo", ":undo", ":drop", ":hint", "go on", ":catchup"]),
        st.sampled_from(["right"] * 3),
        st.sampled_from(LINES),
    ),
    max_size=25,
)


def guiding(mode: Mode) -> Callable[[World], Guide]:
    return lambda world: Guide(world, Progress(LESSON, mode), pauses=True)


async def opened(seat: Seat) -> Guide:
    """The lesson has begun; its own host is the seat's."""
    guide, smtp = seat.repl.guide, seat.targets["smtp.example:25"]
    assert guide is not None
    fields = {name: getattr(smtp, name) for name in Target.__annotations__}
    peer = {**fields, "peer": "smtp.163.com:25"}
    seat.repl._played = {"smtp.163.com:25": Target(**peer)}
    guide.begin()
    await seat.type("telnet smtp.163.com 25")
    return guide


def come_of(progress: Progress) -> tuple[object, ...]:
    """What a grader sees of a way through a lesson, and how things stand at its end."""
    lines = {n: each for n, each in progress.standing.lines.items() if each.peer is not None}
    wanted = progress.wanted()
    return progress.index, dict(progress.tallies), lines, wanted, len(progress.standing.stored)


@settings(max_examples=20)
@given(typed=TYPED, mode=st.sampled_from([Mode.FOLLOW, Mode.SOLO]))
def test_live_and_from_the_recording(
    typed: list[str], mode: Mode, tmp_path_factory: object
) -> None:
    folder: Path = tmp_path_factory.mktemp("undo")  # type: ignore[attr-defined]

    async def test() -> None:
        async with seated(folder, guide=guiding(mode)) as seat:
            guide = await opened(seat)
            for line in typed:
                wanted = guide.progress.wanted()
                text = (wanted.text if wanted else "") if line == "right" else line
                await seat.type("" if line == "go on" else text)
            live = come_of(guide.progress)
            keeping = seat.repl.keeping
            assert keeping is not None
            assert keeping.path is not None
            rows = keeping.path.read_bytes().splitlines(keepends=True)
        _, recorded = judged(LESSON, mode, rows)
        assert come_of(recorded) == live

    run(test)


def test_what_was_passed_is_to_be_done_again_and_what_it_cost_stays(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.SOLO)) as seat:
            guide = await opened(seat)
            await seat.type("", "frob", ":hint", "ehlo 163.com")
            step = LESSON.steps[1].id
            before = guide.progress.tallies[step]
            assert (before.passed, before.misses, before.hints) == (True, 1, 1)
            await seat.type(":undo")
            assert guide.progress.index == 1
            assert guide.progress.tallies[step] == before._replace(passed=False)
            line = guide.progress.standing.line()
            assert (line.peer, line.state) == ("smtp.163.com:25", "GREETED")

    run(test)


def test_twice_and_behind_a_cut(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await opened(seat)
            await seat.type("", "ehlo 163.com", "", "auth login")
            before = guide.progress.standing.line()
            await seat.repl.run_local("drop")
            assert guide.progress.standing.open == []
            await seat.type(":undo")
            assert guide.progress.standing.line() == before
            assert guide.progress.index == 3
            await seat.repl.run_local("undo")
            await seat.type(":undo")
            assert guide.progress.index == 1
            wanted = guide.progress.wanted()
            assert wanted is not None
            assert wanted.text == "ehlo 163.com"

    run(test)


# -- what is taken back, and what stays ----------------------------------------------------------

LOGIN = ("telnet pop3.example 110", "user alice", "pass wonderland")
ENVELOPE = ("telnet smtp.example 25", "ehlo me.example", "mail from:<alice@example.com>")


def test_a_mailbox_that_another_connection_holds_is_not_waited_for(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(*LOGIN, ":switch", *ENVELOPE, ":undo")
            assert "Back before MAIL: the server is as it was." in seat.screen()
            assert seat.repl.message() == "smtp READY> "
            await seat.type(":switch")
            assert seat.repl.message() == "pop3 TRANSACTION> "

    run(test)


def test_a_quit_is_taken_back_where_it_was_said(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(*ENVELOPE, ":switch", *LOGIN, "quit")
            assert seat.repl.message() == "MAIL> "
            await seat.type(":undo")
            assert "Back before QUIT: the server is as it was." in seat.screen()
            assert seat.repl.message() == "pop3 TRANSACTION> "
            await seat.type(":switch", "rcpt to:<bob@example.test>")
            assert seat.repl.message() == "smtp RCPT> ", "the other line was left alone"

    run(test)


@pytest.mark.parametrize(
    ("line", "told"),
    [("auth frob", "before AUTH:"), ("bdat 0 last", "before BDAT:"), ("frob", "before that line:")],
)
def test_what_was_taken_back_is_named_as_it_was_said(line: str, told: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(*ENVELOPE, line, ":undo")
            assert f"Back {told} the server is as it was." in seat.screen()

    run(test)


def test_before_anything_was_said_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(":undo")
            assert "No command is left" in seat.screen()

    run(test)


def test_behind_the_last_connection_come_the_ones_before_it(tmp_path: Path) -> None:
    """A connection that was closed is there again, and the one that was opened since is not."""

    async def test() -> None:
        async with seated(tmp_path) as seat:
            store = seat.server.practice.store
            store.put(store.accounts["alice"], 8, lambda: b"a: b\r\n\r\n")
            await seat.type(*LOGIN, "dele 1", "quit")
            await seat.type("telnet smtp.example 25", "ehlo me.example", "quit")
            assert seat.repl.talk.link is None
            assert not store.mails("alice")
            for told, prompt in (
                ("QUIT", "READY> "),
                ("EHLO", "GREETED> "),
                ("QUIT", "TRANSACTION> "),
                ("DELE", "TRANSACTION> "),
                ("PASS", "AUTHORIZATION> "),
                ("USER", "AUTHORIZATION> "),
            ):
                await seat.type(":undo")
                assert f"Back before {told}:" in seat.fresh()
                assert seat.repl.message() == prompt, (
                    "one line is open, and no number told it apart"
                )
            assert len(store.mails("alice")) == 1
            await seat.type(":undo")
            assert "No command is left" in seat.screen()
            assert seat.repl.message() == "AUTHORIZATION> "

    run(test)


def test_from_the_shell_beside_an_open_line(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(*ENVELOPE, ":switch")
            assert seat.repl.message() == "$ "
            await seat.type(":undo")
            assert "Back before MAIL" in seat.screen()
            assert seat.repl.message() == "READY> "

    run(test)


def test_a_lesson_goes_back_over_a_closed_connection(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await opened(seat)
            await seat.type("", "ehlo 163.com")
            before = guide.progress.standing.line(), guide.progress.index
            await seat.type(
                "quit", "telnet smtp.163.com 25", "ehlo again.example", ":undo", ":undo"
            )
            assert "Back before QUIT" in seat.screen()
            assert (guide.progress.standing.line(), guide.progress.index) == before
            assert len(guide.progress.standing.open) == len(seat.repl.talk.open) == 1
            await seat.type(":undo", ":undo")
            assert "F1 (:hint)" in seat.screen()

    run(test)
