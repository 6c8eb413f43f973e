"""A class on one server: what is each student's own, and what they share."""

import json
from pathlib import Path

import pytest

from tests.classroom.lessons import BUSY, STUDENTS, Class, Line

S01, S02 = (each.id for each in STUDENTS)


def logged_in(
    room: Class, student: str = S01, code: str = "eins", address: str = "192.0.2.1"
) -> Line:
    line = room.line(address=address)
    assert line.login(f"{student}@class.example", code).startswith("235")
    return line


def subjects(room: Class, name: str, code: str, address: str = "192.0.2.1") -> list[str]:
    """The subjects of all mails in a mailbox, as its owner fetches them."""
    box = room.line("pop3", address)
    box.say(f"user {name}")
    told = box.say(f"pass {code}")
    assert told.startswith("+OK"), told
    count = int(box.say("stat").split()[1])
    mails = [box.say(f"retr {number}") for number in range(1, count + 1)]
    box.say("quit")
    rows = [row for mail in mails for row in mail.split("\r\n")]
    return [row.removeprefix("Subject: ") for row in rows if row.startswith("Subject: ")]


def test_each_student_has_the_mailbox_of_the_lessons_first_account() -> None:
    room = Class()
    assert subjects(room, S01, "eins") == subjects(room, S02, "zwei") == ["yours"]
    box = room.line("pop3")
    box.say("user s01", "pass eins")
    assert "To: s01@class.example" in box.say("retr 1")
    box.say("dele 1", "quit")
    assert subjects(room, S01, "eins") == []
    assert subjects(room, S02, "zwei") == ["yours"]


def test_mails_go_between_students() -> None:
    room = Class()
    line = logged_in(room)
    line.say("mail from:<s01@class.example>", "rcpt to:<s02@class.example>")
    line.say("rcpt to:<s02@class.example>", "data")
    assert line.say("Subject: from Li", "", "x", ".").startswith("250")
    assert subjects(room, S02, "zwei", "192.0.2.9") == ["yours", "from Li"]
    sent = [each for each in room.told if each.kind == "sent"]
    assert [(each.student, each.name, each.told["to"]) for each in sent] == [
        (S01, "李雷", ["s02@class.example"])
    ]


def test_the_printed_accounts_are_those_of_the_machine() -> None:
    room = Class()
    here, there = "192.0.2.1", "192.0.2.2"
    box = room.line("pop3", here)
    assert box.say("user alice", "pass PRINTED").startswith("+OK")
    # Nobody locks another machine out, nor deletes its mail.
    assert subjects(room, "alice@class.example", "PRINTED", there) == ["yours"]
    box.say("dele 1", "quit")
    assert subjects(room, "alice@class.example", "PRINTED", there) == ["yours"]
    assert subjects(room, "alice", "PRINTED", here) == []
    assert subjects(room, "bob", "PRINTED2", there) == ["for Bob"]
    line = logged_in(room, "alice", "PRINTED", there)
    line.say("mail from:<alice@class.example>", "rcpt to:<bob@class.example>")
    line.say("rcpt to:<bob@class.example>", "data", "Subject: to Bob", "", ".")
    assert subjects(room, "bob", "PRINTED2", there) == ["for Bob", "to Bob"]
    assert subjects(room, "bob", "PRINTED2", here) == ["for Bob"]


def test_a_step_is_judged_with_the_students_own_address() -> None:
    room = Class()
    line = logged_in(room)
    line.say("mail from:<s01@class.example>")
    assert line.say("rcpt to:<s01@class.example>").startswith("450")
    assert room.passed(S01) == ["connect", "hello", "login", "grey"]
    line.say("rcpt to:<s02@class.example>")
    assert room.passed(S01)[-1] == "grey"
    line.say("rcpt to:<s01@class.example>", "data", "Subject: hi", "", ".")
    assert room.passed(S01)[-1] == "letter"
    # Steps that the server cannot see count on the screen: students see their numbers.
    last = [each for each in room.told if each.kind == "passed"][-1]
    assert (last.told["number"], last.told["total"]) == (7, 8)
    assert subjects(room, S01, "eins") == ["yours", "hi", "arrived"]
    line.say("quit")
    assert [each.student for each in room.told if each.kind == "done"] == [S01]
    assert room.passed(S02) == []


def test_a_fault_that_strikes_once_strikes_once_for_every_student() -> None:
    room = Class()
    for student, code, address in ((S01, "eins", "192.0.2.1"), (S02, "zwei", "192.0.2.1")):
        replies = []
        for _ in range(3):
            line = logged_in(room, student, code, address)
            line.say(f"mail from:<{student}@class.example>")
            replies.append(line.say("rcpt to:<bob@class.example>")[:3])
            line.say("rset")
            line.leave()
        # The second MAIL of each is refused by the lesson's other fault: 503 for its RCPT.
        assert replies == ["450", "503", "250"]


def test_the_same_faults_for_students_at_the_same_time() -> None:
    room = Class()
    lines = {
        student: logged_in(room, student, code) for student, code in ((S01, "eins"), (S02, "zwei"))
    }
    for _ in range(2):
        for student, line in lines.items():
            line.say(f"mail from:<{student}@class.example>")
    told = [line.say("rcpt to:<bob@class.example>")[:3] for line in lines.values()]
    assert told == ["450", "450"]
    assert [line.say("rcpt to:<bob@class.example>")[:3] for line in lines.values()] == ["250"] * 2


def test_a_fault_before_the_login_strikes_once_for_whoever_comes_from_there() -> None:
    room = Class(more=BUSY)
    greetings = []
    for _ in range(5):
        line = room.line(address="192.0.2.7")
        greetings.append(line.greeting[:3])
        line.leave()
    assert greetings == ["220", "220", "421", "220", "220"]
    assert room.line(address="192.0.2.8").greeting.startswith("220")


def test_who_has_logged_in_is_known_when_he_comes_back() -> None:
    room = Class(more=BUSY)
    greetings = []
    for _ in range(5):
        line = room.line(address="192.0.2.7")
        greetings.append(line.greeting[:3])
        if line.greeting.startswith("220"):
            line.login(S01, "eins")
            line.leave()
    assert greetings == ["220", "220", "421", "220", "220"]


@pytest.mark.parametrize("login", [None, ("alice", "PRINTED")])
def test_who_has_no_account_of_his_own_is_called_by_his_address(
    login: tuple[str, str] | None,
) -> None:
    room = Class()
    line = room.line(address="192.0.2.7")
    line.say("ehlo me")
    if login is not None:
        line.login(*login)
    assert (room.passed("192.0.2.7") == []) is (login is None)  # he may be a student still
    line.say("quit")
    expected = ["connect", "hello"] + (["login"] if login else [])
    assert room.passed("192.0.2.7") == expected


def test_who_sends_without_a_login_is_no_student() -> None:
    room = Class()
    line = room.line(address="192.0.2.7")
    line.say("ehlo me", "mail from:<x@far.example>", "rcpt to:<s01@class.example>")
    line.say("data", "Subject: anon", "", ".")
    assert [each.student for each in room.told if each.kind == "sent"] == ["192.0.2.7"]
    assert subjects(room, S01, "eins") == ["yours", "anon"]


def test_a_refused_login_is_nobodys() -> None:
    room = Class()
    line = room.line(address="192.0.2.7")
    assert line.login(S01, "guess").startswith("535")
    (told,) = [each for each in room.told if each.kind == "refused"]
    assert (told.student, told.told["called"]) == ("192.0.2.7", "s01 李雷")
    assert line.login("nemo", "guess").startswith("535")
    assert "called" not in room.told[-1].told
    assert line.login(S01, "eins").startswith("235")
    assert room.passed(S01) == ["connect", "hello", "login"]


@pytest.mark.parametrize(
    ("protocol", "lines"),
    [
        ("smtp", ["auth login"]),
        ("smtp", ["ehlo me", "auth nonsense"]),
        ("smtp", ["ehlo me", "auth login", "*"]),
        ("smtp", ["ehlo me", "auth plain no-base64!"]),
        ("pop3", ["pass eins"]),
    ],
)
def test_a_line_that_begins_no_login_is_no_refused_one(protocol: str, lines: list[str]) -> None:
    room = Class()
    assert room.line(protocol).say(*lines)[0] in "5-"
    assert [each.kind for each in room.told if each.kind == "refused"] == []


def test_steps_are_passed_over_several_connections() -> None:
    room = Class()
    line = logged_in(room)
    line.say("mail from:<s01@class.example>", "rcpt to:<s01@class.example>")
    line.leave()
    assert room.passed(S01)[-1] == "grey"
    line = logged_in(room, address="192.0.2.2")
    line.say("mail from:<s01@class.example>", "mail from:<s01@class.example>")
    line.say("rcpt to:<s01@class.example>")
    assert room.passed(S01)[-1] == "again"


def test_a_student_called_like_a_printed_account_has_his_own_code() -> None:
    from tutor.practice import Account

    room = Class(students=[Account("alice", "Alice Wang", "mine")])
    assert logged_in(room, "alice", "mine", "192.0.2.1")
    assert room.passed("alice") == ["connect", "hello", "login"]
    assert subjects(room, "alice", "mine", "192.0.2.2") == ["yours"]


def test_addresses_without_number_are_bounded() -> None:
    room = Class()
    for number in range(1100):
        line = room.line(address=f"2001:db8::{number:x}")
        line.say("ehlo me", "quit")
    assert subjects(room, "alice", "PRINTED", "2001:db8::ffff") == ["yours"]
    assert len({each.student for each in room.told}) == 1001


def test_what_was_done_without_a_login_is_the_one_student_of_the_address(tmp_path: Path) -> None:
    room = Class(tmp_path)
    for words in (("ehlo me", "quit"), ("noop", "quit")):
        room.line(address="192.0.2.7").say(*words)
    assert room.passed("192.0.2.7") == ["connect", "hello"]
    line = logged_in(room, address="192.0.2.7")
    line.leave()
    assert room.passed(S01) == ["connect", "hello", "login"]
    room.line(address="192.0.2.7").say("quit")
    assert owners(tmp_path) == [S01] * 4
    # A second student at the same address: nobody can tell any more.
    logged_in(room, S02, "zwei", "192.0.2.7").leave()
    room.line(address="192.0.2.7").say("quit")
    assert owners(tmp_path) == [S01] * 4 + [S02, "192.0.2.7"]


def test_on_one_machine_nobody_is_taken_for_another(tmp_path: Path) -> None:
    room = Class(tmp_path)
    room.line(address="127.0.0.1").say("ehlo me", "quit")
    logged_in(room, address="127.0.0.1").leave()
    room.line(address="127.0.0.1").say("ehlo me", "quit")
    assert owners(tmp_path) == ["127.0.0.1", S01, "127.0.0.1"]


def owners(folder: Path) -> list[str]:
    """Whose recordings these are, in the order of their connections."""
    firsts = (path.read_bytes().split(b"\n")[0] for path in sorted(folder.iterdir(), key=number))
    return [json.loads(first)["lesson"]["student"] for first in firsts]


def number(path: Path) -> str:
    return path.name.split("-")[2]
