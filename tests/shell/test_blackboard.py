"""What the teacher of a class sees, and that nobody waits for whoever reads it."""

import asyncio
import io
import os
import time
from pathlib import Path

import pytest

from tutor.classroom import Happening
from tutor.shell.serving.blackboard import Blackboard
from tutor.shell.serving.outlet import AT_ONCE, Outlet
from tutor.words import Words
from tutor.world import World

PASSED = [
    Happening("passed", "s01", "李雷", 1, {"step": f"step-{n}", "number": n, "total": 9})
    for n in (1, 2, 3)
]
FETCHED = Happening("fetched", "s02", "s02", 2, {"number": "7"})


def shown(*happenings: Happening, terminal: bool, language: str = "en", json: bool = False) -> str:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    world = World(
        io.BytesIO(), out, io.StringIO(), Words(language), Path(), terminal=terminal, json=json
    )

    async def play() -> None:
        board = Blackboard(world)
        for each in happenings:
            board.tell(each)
        board.close()

    asyncio.run(play())
    out.seek(0)
    return out.read()


def test_on_a_terminal_a_student_has_one_row_at_a_time() -> None:
    sent = Happening("sent", "s01", "李雷", 1, {"to": ["a@b.c", "d@e.f", "g@h.i", "j@k.l"]})
    rows = shown(*PASSED[:2], FETCHED, PASSED[2], sent, terminal=True).splitlines()
    assert [row[8:] for row in rows] == [
        "  s01 李雷  passed steps 1 to 3 of 9; sent a mail to a@b.c, d@e.f, g@h.i, ...",
        "  s02  fetched mail 7",
    ]


def test_in_chinese() -> None:
    (row,) = shown(*PASSED, terminal=True, language="zh").splitlines()
    assert row.endswith("通过第 1 至 3 步（共 9 步）")


def test_in_a_pipe_each_thing_has_its_line() -> None:
    assert len(shown(*PASSED, FETCHED, terminal=False).splitlines()) == 4
    assert '"event": "fetched"' in shown(FETCHED, terminal=False, json=True)


def test_a_hostile_name_stays_text() -> None:
    (row,) = shown(FETCHED._replace(name="\x1b[2J\u202e"), terminal=True).splitlines()
    assert "\x1b" not in row
    assert "\u202e" not in row


@pytest.fixture
def pipe() -> tuple[int, io.TextIOWrapper]:
    reading, writing = os.pipe()
    return reading, os.fdopen(writing, "w", encoding="utf-8")


def test_nobody_waits_for_a_pipe_that_is_not_read(pipe: tuple[int, io.TextIOWrapper]) -> None:
    reading, stream = pipe
    text = "".join(f"{number:07}\n" for number in range(100_000))

    async def play() -> bytes:
        outlet = Outlet(stream)
        begun = time.monotonic()
        outlet.write(text)
        await asyncio.sleep(0.05)  # as much as the pipe takes is written meanwhile
        assert time.monotonic() - begun < 5
        found = bytearray()
        while len(found) < len(text) // 2:
            found += os.read(reading, AT_ONCE)
            await asyncio.sleep(0)
        outlet.close(0.05)
        stream.close()
        while data := os.read(reading, 1 << 20):
            found += data
        return bytes(found)

    found = asyncio.run(play())
    os.close(reading)
    assert len(found) >= len(text) // 2
    assert text.encode().startswith(found)


def test_whoever_has_gone_away_is_written_to_no_more(pipe: tuple[int, io.TextIOWrapper]) -> None:
    reading, stream = pipe
    os.close(reading)

    async def play() -> None:
        outlet = Outlet(stream)
        for _ in range(3):
            outlet.write("gone\n")
            await asyncio.sleep(0.01)
        outlet.close()

    asyncio.run(play())
    stream.close()


def test_a_refused_login_names_the_mailbox_that_it_was_for() -> None:
    known = Happening("refused", "10.0.0.9", "10.0.0.9", 1, {"account": "s3", "called": "s3 李娜"})
    assert "10.0.0.9  a login as s3 李娜 was refused\n" in shown(known, terminal=False)
    assert "2 logins were refused, the last as s3 李娜\n" in shown(known, known, terminal=True)
    unknown = known._replace(told={})
    assert "10.0.0.9  a login was refused\n" in shown(unknown, terminal=False)
