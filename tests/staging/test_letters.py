"""The letters of a lesson: what lies in mailboxes, what arrives, and what no file may be."""

import os
from pathlib import Path

import pytest

from tests.faults import said
from tests.lesson.rehearsing import good
from tutor import staging
from tutor.lesson import Lesson
from tutor.lesson.reading import read
from tutor.staging.letters import LONGEST, MOST

HEAD = 'format: 1\nid: x\ntitle: {en: "T", zh: "题"}\nprotocol: smtp\n'
STEP = 'steps:\n  - {say: {en: "S", zh: "说"}, type: ["noop"], goal: {command: NOOP}}\n'


def lesson(*files: str) -> Lesson:
    held = "".join(f'    - {{file: "{name}"}}\n' for name in files)
    return read(f"{HEAD}practice:\n  maildrop:\n{held}{STEP}", "x.yaml")


def faults(folder: Path, *files: str) -> list[str]:
    furnished = staging.furnished(lesson(*files), folder)
    return [said(reason) for _, _, reason in staging.unknown(furnished, folder)]


def texts(made: Lesson, name: str) -> list[bytes]:
    return [mail.data for mail in staging.staged(made).store.mails(name)]


def test_what_lies_in_the_mailboxes_from_the_start() -> None:
    made = good("letters")
    first, *sized = texts(made, "alice")
    assert first.startswith(b"Received: from mx.example\r\n\tby mail.example;")
    assert first.endswith(b"\r\n\r\n.one dot\r\nlast\r\n")
    assert [len(each) for each in sized] == [1000] * 3
    assert len(set(sized)) == 3
    assert texts(made, "bob") == [
        b"From: alice@practice.example\r\nSubject: for Bob\r\n\r\nText\r\n"
    ]


def test_what_is_made_up_is_addressed_to_its_reader() -> None:
    names = ["bob@here.example", f"{'b' * 60}@{'h' * 60}.example"]
    for name in names:
        account = f'practice:\n  accounts: {{"{name}": {{code: "sesame"}}}}\n'
        made = read(f"{HEAD}{account}  maildrop: [{{octets: 1000}}]\n{STEP}", "x.yaml")
        (text,) = texts(made, name.partition("@")[0])
        assert len(text) == 1000
        assert (f"\r\nTo: {name}\r\n".encode() in text) is (name == names[0])
        assert b"163.com" not in text


def test_a_seed_chooses_the_size() -> None:
    sizes = {len(texts(good("letters", seed), "alice")[1]) for seed in ("1", "2", "3", "4")}
    assert len(sizes) > 1
    assert sizes <= set(range(1000, 1101))


def test_letters_arrive_once_and_in_their_order() -> None:
    made = good("letters")
    server = staging.staged(made)
    before = server.store.snapshot()
    third = made.steps[2]
    for _ in range(2):
        staging.deliver(server, made, third)
        subjects = [mail.data.split(b"\r\n")[0] for mail in server.store.mails("alice")[4:]]
        assert subjects == [b"Subject: while you thought", b"Subject: new"]
        assert len(server.store.mails("bob")) == 2
    server.store.restore(before)
    assert len(server.store.mails("alice")) == 4
    staging.deliver(server, made, made.steps[1])
    assert len(server.store.mails("alice")) == 5


def test_a_file_stands_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters" / "a.eml").write_bytes(b"a: b\n\nc")
    (tmp_path / "secret.eml").write_bytes(b"x")
    (folder / "inside").symlink_to(folder / "letters" / "a.eml")
    (folder / "out").symlink_to(tmp_path / "secret.eml")
    (folder / "up").symlink_to(tmp_path)
    (folder / "ring").symlink_to(folder / "ring")
    assert faults(folder, "letters/a.eml", "inside", "./letters/a.eml") == []
    told = faults(folder, "out", "up/secret.eml", "../secret.eml", str(tmp_path / "secret.eml"))
    assert ["out of the lesson's folder" in each for each in told] == [True, True, False, False]
    assert all("no path inside" in each for each in told[2:])
    for name in ("missing", "ring", "letters", "c:x", "\\\\host\\\\x", "~/x"):
        assert len(faults(folder, name)) == 1, name


@pytest.mark.timeout(10)
def test_what_never_ends_and_what_is_too_much_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "there is no file `pipe`" in faults(tmp_path, "pipe")[0]
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(1 << 40)  # sparse
    assert faults(tmp_path, "large") == ["this file has more than 1,048,576 octets"]
    many = MOST // LONGEST + 1
    for number in range(many):
        (tmp_path / f"f{number}").write_bytes(b"x" * LONGEST)
    told = faults(tmp_path, *(f"f{number}" for number in range(many)))
    assert told == ["the files of a lesson have 16,777,216 octets at most"]


def test_a_slip_of_the_pen_is_compared_with_few_names() -> None:
    users = "".join(f'    "u{n}@x.example": {{code: "c"}}\n' for n in range(3000))
    held = '    - {letter: "x", for: "u1@x.exampl"}\n' * 20
    arrives = ", ".join(['{letter: "x", for: "u1@x.exampl"}'] * 20)
    steps = "".join(
        f'  - {{say: {{en: "S", zh: "说"}}, type: ["noop"], goal: {{command: NOOP}}, '
        f"arrives: [{arrives}]}}\n"
        for _ in range(100)
    )
    text = f"{HEAD}practice:\n  accounts:\n{users}  maildrop:\n{held}steps:\n{steps}"
    found = list(staging.unknown(read(text, "x.yaml")))
    assert len(found) == 100
    assert "did you mean `u1@x.example`?" in said(found[0][2])
