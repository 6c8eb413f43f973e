"""Sixty students at once on one `serve`, each at his own pace and with his own slips.

From outside: the program serves, the students' programs are asyncio streams, and what was recorded
is judged by `grade`. Nobody reads what the program says before the end: no class waits for that.
"""

import asyncio
import base64
import json
import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.contract.outside import Done, Program, finish

STUDENTS = 60
DROP_OUT = 7
"""Every so many students leave before the end."""

SLIPS = ("frob", "data", "mail from:s@163.com", "rcpt to:<x@163.com>", "helo", "vrfy bob", "ehlo")


def name(number: int) -> str:
    return f"s{number:02}"


def code(number: int) -> str:
    return f"geheim-{number}"


def stays(number: int) -> bool:
    return number % DROP_OUT != 3


class Student:
    """One student's program."""

    def __init__(self, number: int, ports: dict[str, int]) -> None:
        self.number = number
        self.ports = ports
        self.chance = random.Random(number)
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def work(self) -> int:
        """The whole lesson; how many mails were fetched."""
        await asyncio.sleep(self.chance.random())
        await self.send()
        if not stays(self.number):
            return 0
        return await self.fetch()

    async def connect(self, protocol: str) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.ports[protocol])
        await self.hear()

    async def say(self, line: str) -> bytes:
        """Say a line in one or two pieces; the status line of the reply."""
        await asyncio.sleep(self.chance.random() / 50)
        data = line.encode() + b"\r\n"
        cut = self.chance.randrange(len(data))
        self.writer.write(data[:cut])
        await self.writer.drain()
        await asyncio.sleep(self.chance.random() / 100)
        self.writer.write(data[cut:])
        return await self.hear()

    async def hear(self) -> bytes:
        line = await asyncio.wait_for(self.reader.readline(), 20)
        while line[3:4] == b"-":
            line = await asyncio.wait_for(self.reader.readline(), 20)
        return line

    async def send(self) -> None:
        mine = f"{name(self.number)}@163.com"
        friend = f"{name((self.number + 1) % STUDENTS)}@163.com"
        await self.connect("smtp")
        if self.chance.random() < 0.3:  # starts anew
            self.writer.close()
            await self.connect("smtp")
        await self.say("ehlo 163.com")
        if self.chance.random() < 0.3:
            await self.login(mine, "guessed")
        assert (await self.login(mine, code(self.number)))[:3] == b"235"
        for slip in self.chance.sample(SLIPS, self.chance.randrange(4)):
            await self.say(slip)
        await self.say("rset")
        if not stays(self.number):
            self.writer.close()
            return
        assert (await self.say(f"mail from:<{mine}>"))[:3] == b"250"
        assert (await self.say(f"rcpt to:<{friend}>"))[:3] == b"250"
        assert (await self.say("data"))[:3] == b"354"
        letter = f"from: <{mine}>\r\nto: <{friend}>\r\nsubject: from {mine}\r\n\r\nHello.\r\n."
        assert (await self.say(letter))[:3] == b"250"
        assert (await self.say("quit"))[:3] == b"221"
        self.writer.close()

    async def login(self, mine: str, secret: str) -> bytes:
        assert (await self.say("auth login"))[:3] == b"334"
        assert (await self.say(base64.b64encode(mine.encode()).decode()))[:3] == b"334"
        return await self.say(base64.b64encode(secret.encode()).decode())

    async def fetch(self) -> int:
        """Fetch until the other student's mail is there, if he sends one."""
        wanted = stays((self.number - 1) % STUDENTS)
        while True:
            await self.connect("pop3")
            await self.say(f"user {name(self.number)}")
            assert (await self.say(f"pass {code(self.number)}"))[:3] == b"+OK"
            count = int((await self.say("stat")).split()[1])
            for number in range(1, count + 1):
                assert (await self.say(f"retr {number}"))[:3] == b"+OK"
                mail = await self.reader.readuntil(b"\r\n.\r\n")
                sender = name((self.number - 1) % STUDENTS).encode()
                assert b"subject: from " + sender in mail
            await self.say("quit")
            self.writer.close()
            if count or not wanted:
                return count
            await asyncio.sleep(0.2)


async def everybody(ports: dict[str, int]) -> list[int]:
    return await asyncio.gather(*(Student(each, ports).work() for each in range(STUDENTS)))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def done(program: Program) -> Done:
    """What the server told of the whole class, after its first object."""
    rows = (f"{name(each)},同学{each},{code(each)}\n" for each in range(STUDENTS))
    (program.home / "class.csv").write_text("".join(rows), "utf-8")
    words = ("--lesson", "smtp-by-hand", "--accounts", "class.csv", "--log", "logs")
    process = program.start("serve", "--json", "--smtp", 0, "--pop3", 0, *words)
    assert process.stdout is not None
    ports = json.loads(process.stdout.readline())
    try:
        fetched = asyncio.run(everybody(ports))
    finally:
        ended = finish(process)
    assert b"Traceback" not in ended.err
    assert fetched == [
        int(stays(each) and stays((each - 1) % STUDENTS)) for each in range(STUDENTS)
    ]
    return ended


def test_the_teacher_sees_each_student(done: Done) -> None:
    told = done.events
    for each in map(name, range(STUDENTS)):
        mine = [event for event in told if event["student"] == each]
        assert mine[0]["event"] == "login"
        assert {event["name"] for event in mine} == {f"同学{int(each[1:])}"}
        steps = [event["number"] for event in mine if event["event"] == "passed"]
        assert steps == list(range(1, 11 if stays(int(each[1:])) else 6))
    ended = {event["student"] for event in told if event["event"] == "done"}
    assert ended == {name(each) for each in range(STUDENTS) if stays(each)}
    assert all(first["at"] <= second["at"] for first, second in pairwise(told))


def test_the_recordings_are_graded(program: Program, done: Done) -> None:
    logs = sorted((program.home / "logs").iterdir())
    assert len(logs) >= 2 * STUDENTS - STUDENTS // DROP_OUT - 1
    assert not any(b"geheim" in each.read_bytes() for each in logs)
    graded = program("grade", "smtp-by-hand", "logs", "--json")
    assert graded.code == 0
    rows = {row["student"]: row for row in graded.events if row["event"] == "grade"}
    assert set(rows) == {name(each) for each in range(STUDENTS)}
    complete = {
        each
        for each, row in rows.items()
        if all(step["result"] == "passed" for step in row["steps"])
    }
    assert complete == {name(each) for each in range(STUDENTS) if stays(each)}


def test_a_recording_tells_where_it_comes_from(program: Program, done: Done) -> None:
    for path in (program.home / "logs").iterdir():
        assert Path(path).stat().st_mode & 0o077 == 0
        header = json.loads(path.read_bytes().split(b"\n")[0])
        lesson = header["lesson"]
        assert (lesson["mode"], lesson["server"], lesson["id"]) == (
            "class",
            "practice",
            "smtp-by-hand",
        )
        assert (
            lesson["student"] == "127.0.0.1" or lesson["address"] == f"{lesson['student']}@163.com"
        )
