"""Items to lines: whatever anybody says is harmless text by then, and not too much of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.core.wire import Side, What, Wire
from tutor.page import Detail, Line, Page
from tutor.protocols import PROTOCOLS
from tutor.render.plain import text as plain
from tutor.session import Session
from tutor.words import Words

ROOT = Path(__file__).parents[2]
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)

SMTP = ["220 x", "EHLO me", "250-x\r\n250 SIZE"]
POP3 = ["+OK", "USER a", "+OK", "PASS b-secret", "+OK"]


def lines(protocol: str, *said: str | bytes, page: Page | None = None) -> list[Line]:
    """The lines of a talk, the server's turn first."""
    session = Session(PROTOCOLS[protocol])
    page = page or Page(Words("en"), Detail.BRIEF)
    found: list[Line] = []
    wires = [Wire(What.OPEN, 0.0, about={"peer": "mail.example:25"})]
    side = Side.SERVER
    for each in said:
        data = each if isinstance(each, bytes) else each.encode() + b"\r\n"
        wires.append(Wire(What.BYTES, 0.0, side, data))
        side = Side.CLIENT if side is Side.SERVER else Side.SERVER
    for wire in wires:
        for item in session.see(wire):
            found += page.lines(item)
    return found


def shown(protocol: str, *said: str | bytes, page: Page | None = None) -> str:
    return plain(lines(protocol, *said, page=page))


@given(st.binary(max_size=300))
def test_nothing_active_reaches_a_screen(data: bytes) -> None:
    for page in (Page(Words("en"), Detail.FULL), Page(Words("zh"), Detail.BRIEF)):
        for said in (
            [b"220 " + data + b"\r\n", b"EHLO " + data + b"\r\n", data + b"\r\n250 " + data],
            ["220 x", data + b"\r\n", data + b"\r\n"],
        ):
            assert not ACTIVE.search(shown("smtp", *said, page=page))
        letter = b"+OK\r\nSubject: " + data + b"\r\nFrom: " + data + b"\r\n\r\n" + data
        found = shown("pop3", *POP3, "RETR 1", letter + b"\r\n.\r\n", page=page)
        assert not ACTIVE.search(found)


def test_markup_is_text() -> None:
    found = shown("smtp", "220 [/nope] [bold red]hi[/] :smile: {peer}", "EHLO {0} %s")
    assert "<-   220 [/nope] [bold red]hi[/] :smile: {peer}" in found
    assert " ->  EHLO {0} %s" in found


def test_gbk_is_read_and_other_octets_are_named() -> None:
    assert "220 欢迎" in shown("smtp", "220 欢迎".encode("gbk") + b"\r\n")
    assert "220 \\xff\\xfe" in shown("smtp", b"220 \xff\xfe\r\n")


@pytest.mark.parametrize("talk", [[*SMTP, "MAIL FROM:<a@b>", "250 Ok"], [*SMTP, "x", "500 no"]])
def test_brief_has_two_notes_at_most(talk: list[str]) -> None:
    page = Page(Words("en"), Detail.BRIEF)
    before = len(lines("smtp", *talk[:-2]))
    found = lines("smtp", *talk, page=page)[before:]
    notes = [line for line in found if line.indent == 7]
    assert 1 <= len(notes) <= 2
    page = Page(Words("en"), Detail.BRIEF)
    page.most_notes = 1
    notes = [line for line in lines("smtp", *talk, page=page)[-3:] if line.indent == 7]
    assert len(notes) <= 1


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (
            ["MAIL FROM:<a@b>", "250 Ok", "MAIL FROM:<a@b>", "503 nested"],
            ["named a sender already"],
        ),
        (["mail from:a@b", "250 Ok"], ["This server let it pass", "The sender stands"]),
        (["mail from:a@b", "501 no"], ["insists on it"]),
        (["rset", "250 Ok", "atuh login", "502 no"], ["Did you mean AUTH?"]),
        (["zzz", "502 no"], ["does not begin with an SMTP command"]),
        (["vrfy", "501 no"], ["Write: VRFY name"]),
        (["burl x", "502 no"], ["does not offer it", "First MAIL FROM"]),
        (["help", "502 no"], ["does not offer it", "Go on without it"]),
        (["rcpt bob@x", "503 no"], ["MAIL FROM comes first"]),
    ],
)
def test_brief_says_what_is_the_matter_with_the_line(talk: list[str], expected: list[str]) -> None:
    before = len(lines("smtp", *SMTP, *talk[:-2]))
    found = lines("smtp", *SMTP, *talk)[before:]
    notes = ["".join(span.text for span in line.spans) for line in found if line.indent == 7]
    for note, text in zip(notes, expected, strict=True):
        assert text in note, notes


def test_pop3_says_what_is_the_matter_with_the_line() -> None:
    for talk, text in (
        (["+OK", "stat", "-ERR no"], "Log in first"),
        (["+OK", "pass x-secret", "-ERR no"], "USER and your name first"),
        ([*POP3, "retr", "-ERR no"], "Write: RETR number"),
        ([*POP3, "user a", "-ERR no"], "logged in already"),
    ):
        rows = [line for line in lines("pop3", *talk) if line.indent == 7]
        assert text in rows[-1].spans[-1].text, rows


@pytest.mark.parametrize("login", [[], ["user a", "+OK"]])
def test_a_goodbye_before_the_login_deletes_nothing(login: list[str]) -> None:
    before = shown("pop3", "+OK", *login, "quit", "+OK")
    assert "nothing was deleted" in before
    assert "deletions" not in before
    assert "deletions" in shown("pop3", *POP3, "quit", "+OK")


def test_off_shows_the_wire_alone() -> None:
    found = shown("smtp", *SMTP, page=Page(Words("en"), Detail.OFF))
    assert found.splitlines()[1:] == ["<-   220 x", " ->  EHLO me", "<-   250-x", "<-   250 SIZE"]


def test_long_lists_fold_in_the_middle() -> None:
    rows = "".join(f"{n} {n}00\r\n" for n in range(1, 101))
    found = shown("pop3", *POP3, "LIST", f"+OK\r\n{rows}.".encode() + b"\r\n")
    assert "... 89 more lines like these" in found
    assert "<-   100 10000" in found
    full = shown("pop3", *POP3, "LIST", f"+OK\r\n{rows}.".encode() + b"\r\n", page=_full())
    assert full.count("\n<-   ") > 100


def test_a_fetched_letter_is_read_first_and_raw_on_demand() -> None:
    letter = b"+OK 99 octets\r\nSubject: hello\r\nFrom: a@b\r\n\r\nText\r\n..dot\r\n.\r\n"
    brief = shown("pop3", *POP3, "RETR 1", letter)
    assert "The letter as its reader sees it:" in brief
    assert "<-   Text" not in brief
    assert "F2 shows it as it came" in brief
    full = shown("pop3", *POP3, "RETR 1", letter, page=_full())
    assert "<-   Subject: hello" in full
    assert "<-   ..dot" in full


def test_a_big_letter_folds() -> None:
    body = b"x" * 70 + b"\r\n"
    letter = b"+OK\r\nSubject: big\r\n\r\n" + body * 80_000 + b".\r\n"
    found = shown("pop3", *POP3, "RETR 1", letter)
    assert len(found) < 4000
    assert "octets in all" in found
    full = shown("pop3", *POP3, "RETR 1", letter, page=_full())
    assert "octets, 40 lines shown" in full


def test_a_sent_letter_folds_and_stands_beside_its_envelope() -> None:
    talk = [*SMTP, "MAIL FROM:<a@b>", "250 Ok", "RCPT TO:<c@d>", "250 Ok", "DATA", "354 go"]
    body = "".join(f"line {n}\r\n" for n in range(100))
    found = shown(
        "smtp", *talk, f"Subject: s\r\nBcc: x@y\r\n\r\n{body}.".encode() + b"\r\n", "250 Ok"
    )
    assert found.count(" ->  line") < 41
    assert "... more lines follow" in found
    assert found.index("The letter as its reader") < found.index("The envelope it went in:")
    assert "Bcc      x@y" in found
    assert "to    c@d" in found


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        ("Subject：hi\r\n\r\ntext", "the full-width colon"),
        ("\r\nSubject: hi\r\n\r\ntext", "An empty line stood first"),
        ("Subject: hi\r\ntext", "No empty line stood before"),
        ("Subject: 你好\r\n\r\ntext", "Subject holds characters outside ASCII"),
        ("Subject: 你好\r\ntext", "No empty line stood before"),
        ("Subject: hi\r\nPS: text", ""),
        ("Subject: hi\r\n\r\ntext", ""),
    ],
)
def test_who_sent_another_letter_than_was_meant_is_told(letter: str, told: str) -> None:
    talk = [*SMTP, "MAIL FROM:<a@b>", "250 Ok", "RCPT TO:<c@d>", "250 Ok", "DATA", "354 go"]
    found = shown("smtp", *talk, f"{letter}\r\n.\r\n".encode(), "250 Ok")
    rows = found.partition("The envelope it went in:")[2].splitlines()
    notes = [row for row in rows[3:] if row.startswith("       ")]
    assert len(notes) == bool(told)
    assert told in "".join(notes)


def test_tls_has_other_arrows() -> None:
    session, page = Session(PROTOCOLS["smtp"]), Page(Words("en"), Detail.BRIEF)
    wires = [
        Wire(What.OPEN, 0.0, about={"peer": "x"}),
        Wire(What.BYTES, 0.0, Side.SERVER, b"220 x\r\n"),
        Wire(What.TLS, 0.0, about={"version": "TLSv1.3", "cipher": "A", "verified": True}),
        Wire(What.BYTES, 0.0, Side.CLIENT, b"NOOP\r\n"),
        Wire(What.BYTES, 0.0, Side.SERVER, b"250 Ok\r\n"),
    ]
    found = plain(
        [line for wire in wires for item in session.see(wire) for line in page.lines(item)]
    )
    assert "\n<-   220 x\n" in found
    assert "\n ~>  NOOP\n" in found
    assert "\n<~   250 Ok\n" in found


def test_without_echo_the_terminal_has_said_it() -> None:
    page = Page(Words("en"), Detail.BRIEF)
    page.echo = False
    assert " ->  " not in shown("smtp", *SMTP, page=page).replace("CONNECTED -> ", "").replace(
        "GREETED -> ", ""
    )


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "ascii"])
def test_a_pipe_in_another_code_page(encoding: str, tmp_path: Path) -> None:
    """A character that the code page lacks is written as an escape: no crash, no question mark."""
    transcript = tmp_path / "paste.txt"
    transcript.write_bytes("S: 220 héllo 欢迎 \U0001f600\nC: EHLO mé\nS: 250 Ok\n".encode())
    ran = subprocess.run(
        [sys.executable, "-m", "tutor", "annotate", str(transcript), "--lang", "zh"],
        env={"PYTHONIOENCODING": encoding, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"\\U0001f600" in ran.stdout
    if encoding != "ascii":
        assert "欢迎".encode(encoding) in ran.stdout


def _full() -> Page:
    return Page(Words("en"), Detail.FULL)
