"""A bare copy: whose each line is, and what was not copied."""

import pytest

from tests.importing.telling import exchanges, opened, verbs
from tutor import importing
from tutor.core.events import Closed
from tutor.core.wire import Side, What
from tutor.session import Session


def read(*lines: str) -> importing.Imported:
    return importing.read("\r\n".join(lines).encode(), "t.txt")


def test_a_line_of_a_letter_is_a_line_of_a_letter() -> None:
    found = read(
        "220 hi", "helo me", "250 me", "mail from:<a@b.example>", "250 ok",
        "rcpt to:<c@d.example>", "250 ok", "data", "354 go",
        "250 is a number", "", "Trying 192.0.2.1...", "$ telnet x.example 25", "QUIT",
        "Connection closed by foreign host.", "+OK", ".", "250 queued", "quit", "221 bye",
    )  # fmt: skip
    assert verbs(found) == "GREETING 220, HELO 250, MAIL 250, RCPT 250, DATA 354, . 250, QUIT 221"
    letter = next(event.letter for _, event in exchanges(found) if event.letter)
    assert letter.lines == 7


def test_a_line_of_a_message_is_the_servers() -> None:
    found = read(
        "+OK hi", "user a", "+OK", "pass b", "+OK", "retr 1", "+OK",
        "-ERR is a word", "quit", "", "Connection closed by foreign host.", ".",
        "dele 1", "-ERR no", "quit", "+OK bye",
    )  # fmt: skip
    want = "GREETING +OK, USER +OK, PASS +OK, RETR +OK, DELE -ERR, QUIT +OK"
    assert verbs(found) == want


def test_whose_a_line_is_in_a_login() -> None:
    found = read(
        "+OK hi", "auth login", "+ VXNlcm5hbWU6", "YWxpY2U=", "+ UGFzc3dvcmQ6", "c2VjcmV0",
        "-ERR no", "auth plain", "+ ", "*", "-ERR", "quit", "+OK",
    )  # fmt: skip
    assert verbs(found) == (
        "GREETING +OK, AUTH +, AUTH-RESPONSE +, AUTH-RESPONSE -ERR, AUTH +, AUTH-CANCEL -ERR,"
        " QUIT +OK"
    )


def test_commands_and_as_many_replies_are_pipelined() -> None:
    found = read("220 hi", "noop", "rset", "noop", "250 1", "250 2", "250 3")
    assert verbs(found) == "GREETING 220, NOOP 250, RSET 250, NOOP 250"


PROSE = "Dear diary,\nit is cold today, and I stay at home.\n220 volts is the mains here.\n"


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE + "Good night.\n",
        "220 volts is the mains here.\n",
        "220 volts is the mains here.\nHelp me please with that lamp.\n250 grams of sugar\n",
        "It is a long story, as I said.\n" * 20 + "220 volts\nquit smoking\n",
    ],
)
def test_prose_is_no_session(text: str) -> None:
    with pytest.raises(importing.ImportingError):
        importing.read(text.encode(), "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("550 5.1.1 <bob@example.org>: no such user here\n", "GREETING 550"),
        ("220 hi\n250 hello\n", "GREETING 220, - 250"),
        ("quit\n", "QUIT?"),
        ("220 hi\nhelp me please with that lamp\n", None),
        (
            "It is a long story, as I said.\n" * 8 + "220 hi\nquit\n221 bye\n",
            "GREETING 220, QUIT 221",
        ),
    ],
)
def test_a_line_or_two_may_be_a_session(text: str, said: str | None) -> None:
    if said is None:
        with pytest.raises(importing.ImportingError):
            importing.read(text.encode(), "x")
    else:
        assert verbs(importing.read(text.encode(), "x")) == said


def test_commands_with_fewer_replies_were_accepted() -> None:
    assert verbs(read("220 hi", "noop", "rset", "noop", "250 3")) == (
        "GREETING 220, NOOP?, RSET?, NOOP 250"
    )


def test_nothing_but_commands() -> None:
    found = read(
        "helo me", "mail from:<a@b.example>", "rcpt to:<c@d.example>", "data", "",
        "Subject: x", "", "text", ".", "quit",
    )  # fmt: skip
    assert verbs(found) == "HELO?, MAIL?, RCPT?, DATA?, .?, QUIT?"
    letter = next(event.letter for _, event in exchanges(found) if event.letter)
    assert letter.source == b"Subject: x\r\n\r\ntext\r\n"


def test_a_login_of_which_only_the_end_was_copied() -> None:
    found = read("334 UGFzc3dvcmQ6", "c2VjcmV0MTIz", "235 ok", "quit", "221 bye")
    assert verbs(found) == "- 334?, AUTH-RESPONSE 235, QUIT 221"
    assert b"c2VjcmV0MTIz" in b"".join(wire.data for wire in found.wires)
    assert "c2VjcmV0MTIz" not in str([event for _, event in exchanges(found)])


def test_a_login_whose_answers_were_left_out() -> None:
    found = read("220 hi", "ehlo me", "250 me", "auth login", "mail from:<a@b.example>", "250 ok")
    assert verbs(found) == "GREETING 220, EHLO 250, AUTH?, MAIL 250?"


def test_an_unanswered_command_before_a_close_stays_unanswered() -> None:
    found = read("220 hi", "helo me", "Connection closed by foreign host.")
    assert verbs(found) == "GREETING 220, HELO"


def test_an_empty_line_that_was_answered_was_sent() -> None:
    assert verbs(read("220 hi", "", "500 what?", "", "quit", "", "221 bye")) == (
        "GREETING 220, 500, QUIT 221"
    )


@pytest.mark.parametrize(
    ("line", "peer", "protocol"),
    [
        ("$ telnet mx.example 25", "mx.example:25", "smtp"),
        ("[root@host ~]# telnet pop.example 110", "pop.example:110", "pop3"),
        ("C:\\Users\\me>telnet pop.example pop3", "pop.example:pop3", "pop3"),
        ("PS C:\\> telnet 192.0.2.1 587", "192.0.2.1:587", "smtp"),
        ("telnet> open pop.example 110", "pop.example:110", "pop3"),
        ("nc -v -C smtp.example 25", "smtp.example:25", "smtp"),
        ("openssl s_client -crlf -connect [2001:db8::1]:995", "2001:db8::1:995", "pop3"),
        ("openssl s_client -starttls smtp -connect mail.example:2525", "mail.example:2525", "smtp"),
        ("Connection to pop.example 110 port [tcp/pop3] succeeded!", "pop.example:110", "pop3"),
        ("正在连接pop.163.com...", "pop.163.com", "pop3"),
    ],
)
def test_what_opens_a_connection(line: str, peer: str, protocol: str) -> None:
    found = read(line, "quit")
    assert (opened(found)[0]["peer"], found.protocol) == (peer, protocol)


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("Connection closed by foreign host.", "server"),
        ("遗失对主机的连接。", "server"),
        ("Connection to host lost.", "server"),
        ("telnet> quit", "client"),
        ("^C", "client"),
    ],
)
def test_what_closes_it(line: str, by: str) -> None:
    session = Session()
    found = read("220 hi", "quit", "221 bye", line, "按任意键继续...")
    events = [item.event for wire in found.wires for item in session.see(wire)]
    (closed,) = (event for event in events if isinstance(event, Closed))
    assert (closed.wire.about["by"], closed.wire.about["reason"]) == (by, "")


def test_words_before_the_session_are_left_out_and_named() -> None:
    found = read("Dear all,", "", "look at this:", "$ telnet mx.example 25", "220 hi", "quit")
    assert verbs(found) == "GREETING 220, QUIT?"
    assert found.skipped == (importing.Skipped(1, "line"),)


def test_what_a_shell_prints_is_not_of_the_session() -> None:
    found = read(
        "$ telnet mx.example 25", "220 hi", "quit", "221 bye",
        "Connection closed by foreign host.", "$ printf secret | base64", "c2VjcmV0",
    )  # fmt: skip
    assert b"c2VjcmV0" not in b"".join(wire.data for wire in found.wires)


def test_what_openssl_takes_for_itself_was_not_sent() -> None:
    found = read(
        "CONNECTED(00000003)", "---", "Certificate chain", " 0 s:CN=x", "---",
        "New, TLSv1.2, Cipher is ECDHE", "    Verify return code: 0 (ok)", "---",
        "220 hi", "helo me", "250 me", "mail from:<a@b.example>", "250 ok",
        "RCPT TO:<c@d.example>", "RENEGOTIATING", "rcpt to:<c@d.example>", "250 ok",
        "QUIT", "DONE",
    )  # fmt: skip
    assert verbs(found) == "GREETING 220, HELO 250, MAIL 250, RCPT 250"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello\nworld\n", 1),
        ("\n\nDear all,\nhow are you?\n", 3),
        ("", 1),
        ("220 hi\nwhat\nis\nthis\n", 2),
        ("S: 220 hi\nC: quit\nand so on\n", 3),
        ("# A post\n\n```\nprint(1)\n```\n", 4),
        ("HELP me, please\nI have a question\nabout my mail\n", 2),
    ],
)
def test_what_is_no_transcript_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(importing.ImportingError, match=f"^t.txt:{line}: "):
        importing.read(text.encode(), "t.txt")


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "gbk", "utf-16-le", "utf-16-be", "utf-16"]
)
def test_charsets(charset: str) -> None:
    text = "220 欢迎\r\nehlo 我的电脑\r\n500 看不懂，请重来\r\nquit\r\n221 再见\r\n"
    found = importing.read(text.encode(charset), "t.txt")
    assert verbs(found) == "GREETING 220, EHLO 500, QUIT 221"
    kept = "gbk" if charset == "gbk" else "utf-8"
    said = [wire.data for wire in found.wires if wire.what is What.BYTES]
    assert said == [line.encode(kept) + b"\r\n" for line in text.splitlines()]
    assert [wire.side for wire in found.wires if wire.side] == [
        Side.SERVER, Side.CLIENT, Side.SERVER, Side.CLIENT, Side.SERVER,
    ]  # fmt: skip
