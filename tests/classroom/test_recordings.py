"""What a class leaves behind: one recording for each connection, readable wherever it ends."""

import json
from pathlib import Path

import pytest

from tests.classroom.lessons import STUDENTS, Class
from tutor import log
from tutor.core.wire import Wire
from tutor.lesson import Progress
from tutor.lesson.classwork import in_class
from tutor.practice import Account
from tutor.protocols import PROTOCOLS
from tutor.session import Session

HOSTILE = "../../etc/\x1b[2J\u202e<script>" + "\U0001f600\u200b" * 200


def only(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def read(path: Path) -> log.Log:
    return log.read(path.read_bytes().splitlines(keepends=True), path.name)


def test_the_header_says_whose_it_is_once_that_is_known(tmp_path: Path) -> None:
    line = Class(tmp_path).line()
    before = read(only(tmp_path)).header
    assert before.lesson is not None
    assert before.lesson["student"] == "192.0.2.1"
    assert "address" not in before.lesson
    line.login("s01", "eins")
    line.say("quit")
    after = read(only(tmp_path)).header
    assert after == before._replace(
        lesson={**before.lesson, "student": "s01", "address": "s01@class.example", "name": "李雷"}
    )
    assert after.peer == "mx.class.example:25"
    assert set(after.lesson or {}) >= {"id", "hash", "mode", "seed", "student", "server"}


def test_a_recording_is_whole_wherever_it_was_cut(tmp_path: Path) -> None:
    line = Class(tmp_path).line()
    path, sizes = only(tmp_path), [0]
    for words in ("ehlo me", "noop", None, "mail from:<s01@class.example>", "noop"):
        if words is None:
            line.login("s01", "eins")
        else:
            line.say(words)
        found = read(path)
        assert found.damaged == found.unknown == 0
        sizes.append(len(found.facts))
    line.leave()
    assert sizes == sorted(set(sizes))  # each row was there as soon as it had happened


def test_codes_are_in_no_recording_but_those_that_the_lesson_prints(tmp_path: Path) -> None:
    room = Class(tmp_path)
    for name, code in (("s01", "eins"), ("alice", "PRINTED"), ("s02", "guessed-it")):
        box = room.line("pop3")
        box.say(f"user {name}", f"pass {code}", "quit")
    texts = "".join(path.read_text("utf-8") for path in sorted(tmp_path.iterdir()))
    assert "pass PRINTED" in texts
    assert "eins" not in texts
    assert "guessed-it" not in texts


def test_a_hostile_name_does_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    line = Class(folder, [Account("s01", HOSTILE, "eins")]).line()
    line.login("s01", "eins")
    line.say("quit")
    assert [path.name for path in tmp_path.iterdir()] == ["logs"]
    path = only(folder)
    assert path.name.replace("-", "").replace(".", "").isascii()
    first, second = path.read_bytes().split(b"\n")[:2]
    assert json.loads(first)["lesson"]["student"] == "s01"
    assert b"\x1b" not in first
    assert "\u202e" not in first.decode()
    assert json.loads(second)[1] == "open"


def test_a_recording_is_judged_as_the_class_was(tmp_path: Path) -> None:
    room = Class(tmp_path)
    for student, code in ((each.id, each.code) for each in STUDENTS):
        line = room.line()
        line.login(student, code)
        line.say(f"mail from:<{student}@class.example>", f"rcpt to:<{student}@class.example>")
        line.leave()
    for path in tmp_path.iterdir():
        found = read(path)
        about = found.header.lesson
        assert about is not None
        progress = Progress(in_class(room.room.lesson, str(about["address"])))
        session = Session()
        for fact in found.facts:
            assert isinstance(fact, Wire)
            for item in session.see(fact):
                progress.see(item.event)
        assert [name for name, each in progress.tallies.items() if each.passed] == room.passed(
            str(about["student"])
        )
        assert PROTOCOLS[str(found.header.protocol)].name == "smtp"


def test_a_disk_that_is_full_stops_the_recording_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Class(tmp_path)

    def full(_: Path, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log, "create", full)
    for _ in range(2):
        assert room.line().login("s01", "eins").startswith("235")
    assert [each.told for each in room.told if each.kind == "unrecorded"] == [
        {"reason": "No space left on device"}
    ]
