# ruff: noqa: E501 - dialogues in tables
"""The SMTP practice server, as dialogues: what it says, and what it keeps."""

import base64
import hmac

import pytest

from tests.practice.talks import check, connect, say, server
from tutor.practice import KNOWN, Fault, Limits, Strictness, talk_through

HELLO = """
S: 220 mail.example.test ESMTP practice server ready
C: EHLO me.example.org
S: 250-mail.example.test greets me.example.org
S: 250-PIPELINING
S: 250-SIZE 26214400
S: 250-STARTTLS
S: 250-AUTH PLAIN LOGIN CRAM-MD5
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-DSN
S: 250-SMTPUTF8
S: 250-CHUNKING
S: 250 HELP
"""
SHORT = """
S: 220 ...
C: HELO me
S: 250 mail.example.test greets me
"""
ENVELOPE = (
    SHORT
    + """
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Sender <a@b.example> Ok
C: RCPT TO:<alice@example.test>
S: 250 2.1.5 Recipient <alice@example.test> Ok
"""
)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def without_blank(dialogue: str) -> str:
    return "\n".join(row for row in dialogue.splitlines() if row.strip())


def hold(dialogue: str, **options: object) -> None:
    check(server(**options), "smtp", without_blank(dialogue))  # type: ignore[arg-type]


def test_a_mail_is_kept_as_it_was_sent() -> None:
    made = server()
    check(
        made,
        "smtp",
        without_blank(
            HELLO
            + """
C: MAIL FROM:<Alice@Example.Test> SIZE=100 BODY=8BITMIME
S: 250 2.1.0 Sender <Alice@Example.Test> Ok
C: RCPT TO:<bob@example.test>
S: 250 2.1.5 Recipient <bob@example.test> Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: 你好
C:
C: ..one dot
C: . no end
C: ..
C: .
S: 250 2.0.0 Ok, queued as 00000001
C: QUIT
S: 221 2.0.0 mail.example.test closing the connection, bye
"""
        ),
    )
    (mail,) = made.store.mails("bob@example.test")
    assert mail.size == len(mail.data)
    trace, text = mail.data.split(b"Subject", 1)
    assert b"Subject" + text == "Subject: 你好\r\n\r\n.one dot\r\n no end\r\n.\r\n".encode()
    assert trace.decode() == (
        "Return-Path: <Alice@Example.Test>\r\n"
        "Received: from me.example.org ([127.0.0.1])\r\n"
        "\tby mail.example.test (wiretutor) with ESMTP id 00000001\r\n"
        "\tfor <bob@example.test>;\r\n"
        "\tWed, 20 May 2020 07:49:08 +0000\r\n"
    )


def test_only_crlf_dot_crlf_ends_a_message() -> None:
    made = server()
    desk = check(made, "smtp", without_blank(ENVELOPE + "C: DATA\nS: 354 ..."))
    assert say(desk, b"a\n.\nb\r\n.\nc\n.\r\nd\r", b"\n.", b"\r") == []
    assert say(desk, b"\n") == ["250 2.0.0 Ok, queued as 00000001"]
    assert made.store.mails("alice")[0].data.endswith(b"+0000\r\na\n.\nb\r\n\nc\n.\r\nd\r\n")


def test_an_empty_message_is_a_message() -> None:
    made = server()
    hold(ENVELOPE + "C: DATA\nS: 354 ...\nC: .\nS: 250 ...")
    check(made, "smtp", without_blank(ENVELOPE + "C: DATA\nS: 354 ...\nC: .\nS: 250 ..."))
    assert len(made.store.mails("alice")) == 1


@pytest.mark.parametrize(
    "dialogue",
    [
        "S: 220 ...\nC: MAIL FROM:<a@b.c>\nS: 503 5.5.1 Bad sequence of commands: EHLO first",
        "S: 220 ...\nC: DATA\nS: 503 5.5.1 Bad sequence of commands: EHLO first",
        "S: 220 ...\nC: AUTH LOGIN\nS: 503 5.5.1 Bad sequence of commands: EHLO first",
        "S: 220 ...\nC: .\nS: 503 5.5.1 ...",
        "S: 220 ...\nC: EHLO\nS: 501 5.5.4 ...",
        "S: 220 ...\nC: NOOP\nS: 250 ...\nC: RSET\nS: 250 ...\nC: VRFY alice\nS: 252 2.5.0 ...",
        SHORT + "C: RCPT TO:<alice@example.test>\nS: 503 5.5.1 Bad sequence of commands: MAIL first",
        SHORT + "C: DATA\nS: 503 5.5.1 ...\nC: FROBNICATE\nS: 500 5.5.2 ...\nC: \nS: 500 5.5.2 ...",
        SHORT + "C: SEND FROM:<a@b.c>\nS: 502 5.5.1 ...\nC: TURN\nS: 502 5.5.1 ...",
        SHORT + "C: EXPN list\nS: 502 5.5.1 ...\nC: VRFY\nS: 501 5.5.4 ...",
        SHORT + "C: ETRN example.org\nS: 502 5.5.1 ...",
        SHORT + "C: MAIL FROM:a@b.c\nS: 501 5.1.7 ...\nC: MAIL TO:<a@b.c>\nS: 501 5.1.7 ...",
        SHORT + "C: MAIL FROM:<a@>\nS: 501 5.1.7 ...\nC: MAIL FROM:<a b@c>\nS: 501 5.1.7 ...",
        SHORT + "C: MAIL FROM:<>\nS: 250 ...\nC: MAIL FROM:<>\nS: 503 5.5.1 A sender is given ...",
        SHORT + "C: MAIL FROM: <a@b.c>\nS: 250 ...\nC: DATA\nS: 503 5.5.1 ...",
        SHORT + "C: MAIL FROM:<a@b.c>\nS: 250 ...\nC: RCPT TO:<>\nS: 501 5.1.3 ...",
        SHORT + "C: MAIL FROM:<a@b.c>\nS: 250 ...\nC: RCPT TO:<Postmaster>\nS: 250 ...",
        SHORT + "C: MAIL FROM:<@x.y,@z:a@b.c>\nS: 250 2.1.0 Sender <a@b.c> Ok",
        SHORT + 'C: MAIL FROM:<"a>b"@c.d>\nS: 250 2.1.0 Sender <"a>b"@c.d> Ok',
        ENVELOPE + "C: DATA now\nS: 501 5.5.4 ...\nC: EHLO me\n" + "S: 250...\n" * 11
        + "C: RCPT TO:<alice@example.test>\nS: 503 ...",
        ENVELOPE + "C: RSET\nS: 250 ...\nC: DATA\nS: 503 ...",
        ENVELOPE + "C: AUTH LOGIN\nS: 503 ...\nC: STARTTLS\nS: 503 ...",
        ENVELOPE + "C: QUIT\nS: 221 ...\nC: NOOP",
    ],
)  # fmt: skip
def test_order_and_syntax(dialogue: str) -> None:
    hold(dialogue)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("SIZE=1000", "250"),
        ("SIZE=99999999999", "552 5.3.4"),
        ("SIZE=x", "501 5.5.4"),
        ("\u3000SIZE=1000", "555 5.5.4"),
        ("SIZE=1 SIZE=2", "501 5.1.7"),
        ("BODY=7BIT", "250"),
        ("BODY=BINARYMIME", "501 5.5.4"),
        ("SMTPUTF8", "250"),
        ("SMTPUTF8=yes", "501 5.5.4"),
        ("AUTH=<>", "250"),
        ("RET=HDRS ENVID=QQ314159", "250"),
        ("RET=SOME", "501 5.5.4"),
        ("ENVID=a+0", "501 5.5.4"),
        ("COLOUR=red", "555 5.5.4"),
    ],
)
def test_parameters_of_mail(command: str, reply: str) -> None:
    reply = reply + " ..." if reply != "250" else "250 ..."
    hold(SHORT + f"C: MAIL FROM:<a@b.c> {command}\nS: {reply}")


@pytest.mark.parametrize(
    ("address", "reply"),
    [
        ("<bob@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob@example.test", "250 2.1.5"),
        ("<bob@example.test> NOTIFY=NEVER,DELAY", "501 5.5.4"),
        ("<bob@example.test> ORCPT=bob", "501 5.5.4"),
        ("<bob@example.test> SIZE=3", "555 5.5.4"),
        ("<BOB@EXAMPLE.TEST>", "250 2.1.5"),
        ("<nobody@example.test>", "550 5.1.1"),
        ("<x@elsewhere.example>", "550 5.7.1"),
        ("<小明@example.test>", "553 5.6.7"),
        ("bob@example.test", "501 5.1.3"),
    ],
)
def test_recipients(address: str, reply: str) -> None:
    hold(SHORT + f"C: MAIL FROM:<a@b.c>\nS: 250 ...\nC: RCPT TO:{address}\nS: {reply} ...")


def test_addresses_beyond_ascii_need_smtputf8() -> None:
    hold(SHORT + "C: MAIL FROM:<小明@例子.test>\nS: 553 5.6.7 ...")
    hold(SHORT + "C: MAIL FROM:<小明@例子.test> SMTPUTF8\nS: 250 ...")


def test_who_has_logged_in_may_send_elsewhere() -> None:
    made = server()
    check(
        made,
        "smtp",
        without_blank(
            SHORT
            + f"""
C: AUTH PLAIN {b64(chr(0) + "alice" + chr(0) + "wonderland")}
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<alice@example.test>
S: 250 ...
C: RCPT TO:<x@elsewhere.example>
S: 250 2.1.5 Recipient <x@elsewhere.example> Ok, kept in the outbox: no mail leaves...
C: RCPT TO:<bob@example.test>
S: 250 2.1.5 Recipient <bob@example.test> Ok
C: DATA
S: 354 ...
C: hi
C: .
S: 250 2.0.0 Ok, queued as 00000001; what is for other domains stays in the outbox
"""
        ),
    )
    assert [sent.recipients for sent in made.store.outbox] == [("x@elsewhere.example",)]
    assert len(made.store.mails("bob")) == 1
    assert b"for <" not in made.store.mails("bob")[0].data


@pytest.mark.parametrize(
    "dialogue",
    [
        f"C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: {b64('alice')}\nS: 334 UGFzc3dvcmQ6\n"
        f"C: {b64('wonderland')}\nS: 235 2.7.0 ...\nC: AUTH LOGIN\nS: 503 5.5.1 Already logged in",
        f"C: AUTH LOGIN {b64('bob@example.test')}\nS: 334 UGFzc3dvcmQ6\nC: {b64('car penter')}\n"
        "S: 235 ...",
        f"C: AUTH PLAIN\nS: 334 \nC: {b64(chr(0) + 'bob' + chr(0) + 'car penter')}\nS: 235 ...",
        f"C: AUTH PLAIN {b64('bob' + chr(0) + 'alice' + chr(0) + 'wonderland')}\nS: 535 5.7.8 ...",
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\nS: 501 5.7.0 ...",
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: not base64\nS: 501 5.5.2 ...",
        "C: AUTH PLAIN !!!\nS: 501 5.5.2 ...",
        f"C: AUTH PLAIN {b64('alice')}\nS: 501 5.5.2 ...",
        f"C: AUTH PLAIN {b64(chr(0) + 'alice' + chr(0) + 'no')}\nS: 535 5.7.8 ...\nC: NOOP\nS: 250 ...",
        f"C: AUTH PLAIN {b64(chr(0) + 'eve' + chr(0) + 'no')}\nS: 535 5.7.8 ...",
        f"C: AUTH CRAM-MD5 {b64('alice x')}\nS: 501 5.5.2 ...",
        "C: AUTH\nS: 501 5.5.4 ...\nC: AUTH GSSAPI\nS: 504 5.5.4 ...",
        "C: AUTH PLAIN =\nS: 501 5.5.2 ...",
    ],
)  # fmt: skip
def test_logging_in(dialogue: str) -> None:
    hold(SHORT + dialogue)


def test_cram_md5() -> None:
    desk = connect(server(), "smtp")
    challenge = say(desk, "EHLO me", "AUTH CRAM-MD5")[-1]
    assert challenge.startswith("334 ")
    nonce = base64.b64decode(challenge[4:])
    assert nonce == b"<1.1.1589960948@mail.example.test>"
    digest = hmac.new(b"wonderland", nonce, "md5").hexdigest()
    assert say(desk, b64(f"alice {digest}")) == ["235 2.7.0 Authentication successful"]


def test_too_many_logins() -> None:
    bad = f"C: AUTH PLAIN {b64(chr(0) + 'alice' + chr(0) + 'no')}\n"
    hold(SHORT + (bad + "S: 535 ...\n") * 3 + bad + "S: 421 4.7.0 ...\nC: NOOP")


def test_help_is_written_from_the_table() -> None:
    made = server()
    lines = say(connect(made, "smtp"), "HELP")[1:]
    words = " ".join(lines).split()
    assert {"EHLO", "MAIL", "BDAT", "AUTH", "STARTTLS"} <= set(words)
    assert all(line.startswith("214-2.0.0 ") for line in lines[:-1])
    assert lines[-1].startswith("214 2.0.0 ")
    hold(SHORT + "C: HELP mail\nS: 214 2.0.0 MAIL FROM:<...\nC: HELP XYZ\nS: 504 5.5.4 ...")


def test_starttls_forgets_and_drops_what_was_pushed() -> None:
    desk = connect(server(), "smtp")
    say(desk, "EHLO me", f"AUTH PLAIN {b64(chr(0) + 'alice' + chr(0) + 'wonderland')}")
    answers = talk_through(desk, b"STARTTLS\r\nMAIL FROM:<evil@example.org>\r\n")
    assert [answer.start_tls for answer in answers] == [True]
    desk.secured({"version": "TLSv1.3"})
    assert say(desk, "MAIL FROM:<a@b.c>") == ["503 5.5.1 Bad sequence of commands: EHLO first"]
    offers = say(desk, "EHLO me")
    assert "250-STARTTLS" not in offers
    assert "250-AUTH PLAIN LOGIN CRAM-MD5" in offers
    assert say(desk, "STARTTLS") == ["503 5.5.1 TLS is already active"]


def test_tls_is_only_offered_where_it_can_be_had() -> None:
    desk = connect(server(), "smtp", can_tls=False)
    assert "250-STARTTLS" not in say(desk, "EHLO me")
    assert say(desk, "STARTTLS") == ["454 4.7.0 TLS is not available here"]


def test_a_login_may_need_tls_first() -> None:
    desk = connect(server(strictness=Strictness(tls_first=True)), "smtp")
    assert not [line for line in say(desk, "EHLO me") if "AUTH" in line]
    assert say(desk, "AUTH PLAIN")[0].startswith("538 5.7.11 ")


def test_chunks() -> None:
    made = server()
    desk = check(made, "smtp", without_blank(ENVELOPE))
    assert say(desk, b"BDAT 6\r\nA: b", b"\r\n", b"BDAT 5\r\n\r\n.\r") == [
        "250 2.0.0 6 octets received"
    ]
    assert say(desk, b"\nBDAT 0 LAST\r\n") == [
        "250 2.0.0 5 octets received",
        "250 2.0.0 Ok, queued as 00000001",
    ]
    assert made.store.mails("alice")[0].data.endswith(b"\r\nA: b\r\n\r\n.\r\n")


@pytest.mark.parametrize(
    ("before", "chunk", "reply"),
    [
        (ENVELOPE, b"BDAT x\r\n", "501 5.5.4"),
        (ENVELOPE, b"BDAT 3 LATER\r\nabc", "501 5.5.4"),
        (ENVELOPE, b"BDAT 3\r\nabcDATA\r\n", "503 5.5.1"),
        (SHORT, b"BDAT 3\r\nabc", "503 5.5.1"),
    ],
)
def test_a_failed_chunk_needs_rset(before: str, chunk: bytes, reply: str) -> None:
    desk = check(server(), "smtp", without_blank(before))
    assert say(desk, chunk)[-1].startswith(reply)
    assert say(desk, "MAIL FROM:<a@b.c>") == ["503 5.5.1 Bad sequence of commands: RSET first"]
    assert say(desk, "RSET", "MAIL FROM:<a@b.c>")[1].startswith("250 ")


def test_a_source_route_is_ignored() -> None:
    made = server()
    desk = connect(made, "smtp")
    say(desk, "HELO me", "MAIL FROM:<@x.y:a@b.c>", "RCPT TO:<@x.y,@z:alice@example.test>", "DATA")
    say(desk, b"hi\r\n.\r\n")
    assert made.store.mails("alice")[0].data.startswith(b"Return-Path: <@x.y:a@b.c>\r\n")


def test_limits() -> None:
    small = Limits(message=100, recipients=1, errors=2)
    one = "C: MAIL FROM:<a@b.c>\nS: 250 ...\nC: RCPT TO:<bob@example.test>\nS: 250 ...\n"
    hold(SHORT + one + "C: RCPT TO:<alice@example.test>\nS: 452 4.5.3 ...", limits=small)
    text = f"C: DATA\nS: 354 ...\nC: {'x' * 98}\nC: .\nS: 250 ...\n"
    hold(SHORT + one + text, limits=small)
    hold(
        SHORT + one + text.replace("xx", "x.xx", 1).replace("S: 250", "S: 552 5.3.4"), limits=small
    )
    hold(SHORT + "C: X\nS: 500 ...\nC: Y\nS: 500 ...\nC: NOOP\nS: 421 4.7.0 ...", limits=small)


def test_size_of_chunks() -> None:
    desk = check(server(limits=Limits(message=10)), "smtp", without_blank(ENVELOPE))
    assert say(desk, b"BDAT 11 LAST\r\n" + b"x" * 11)[0].startswith("552 5.3.4 ")
    assert say(desk, "DATA")[0].startswith("503 ")


def test_long_lines() -> None:
    hold(SHORT + f"C: NOOP {'x' * 600}\nS: 500 5.5.2 Line too long")
    hold(SHORT + f"C: MAIL FROM:<a@b.c> ENVID={'x' * 90} AUTH={'y' * 400}\nS: 250 ...")
    hold(SHORT + f"C: MAIL FROM:<a@b.c> AUTH={'y' * 1400}\nS: 500 5.5.2 ...")
    hold(SHORT + f"C: AUTH LOGIN\nS: 334 ...\nC: {'A' * 13000}\nS: 500 5.5.6 ...")
    hold(ENVELOPE + f"C: DATA\nS: 354 ...\nC: {'x' * 998}\nC: .\nS: 250 ...")
    hold(ENVELOPE + f"C: DATA\nS: 354 ...\nC: {'x' * 999}\nC: .\nS: 554 5.6.0 ...")


def test_a_big_message_is_kept_whole() -> None:
    made = server()
    desk = check(made, "smtp", without_blank(ENVELOPE + "C: DATA\nS: 354 ..."))
    text = b".dots\r\n" * 300_000
    wire = b"." + text.replace(b"\r\n.", b"\r\n..") + b".\r\n"
    for at in range(0, len(wire), 65_536):
        replies = say(desk, wire[at : at + 65_536])
    assert replies == ["250 2.0.0 Ok, queued as 00000001"]
    assert made.store.mails("alice")[0].data.endswith(b"+0000\r\n" + text)


def test_a_line_without_an_end_is_not_read_for_ever() -> None:
    desk = connect(server(), "smtp")
    replies = [reply for _ in range(40) for reply in say(desk, b"x" * 65_536)]
    assert replies[1:] == [
        "421 4.5.0 mail.example.test a line without an end, closing the connection"
    ]
    assert desk.over


def test_replies_hold_no_control_characters() -> None:
    desk = connect(server(), "smtp")
    line = say(desk, b"EHLO \x1b[31mred\x00\r\n", b"MAIL FROM:<a\x1b@b\x9b.c\xff>\r\n")
    assert "".join(line).isprintable()


def test_pipelined_commands_are_judged_by_what_was_answered() -> None:
    made = server()
    desk = connect(made, "smtp")
    replies = say(
        desk,
        b"EHLO me\r\n",
        b"MAIL FROM:<a@b.c>\r\nRCPT TO:<nobody@example.test>\r\nDATA\r\nRSET\r\n"
        b"MAIL FROM:<a@b.c>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nhello\r\n.\r\nQUIT\r\n",
    )
    codes = [reply[:3] for reply in replies[12:]]
    assert codes == ["250", "550", "503", "250", "250", "250", "354", "250", "221"]
    assert len(made.store.mails("bob")) == 1


def test_coremail_talks_as_the_walkthrough_has_it() -> None:
    made = server("coremail")
    check(
        made,
        "smtp",
        f"""
S: 220 163.com Anti-spam GT for Coremail System (163com[20141201])
C: ehlo
S: 500 Error: bad syntax
C: ehlo 163.com
S: 250-mail
S: 250-PIPELINING
S: 250-AUTH LOGIN PLAIN
S: 250-AUTH=LOGIN PLAIN
S: 250-coremail 1Uxr2xKj7kG0xkI17xGr...
S: 250-STARTTLS
S: 250 8BITMIME
C: help
S: 502 Error: command not implemented
C: mail from:<alice@163.com>
S: 553 authentication is required,smtp1,EXAMPLE...
C: auth login
S: 334 dXNlcm5hbWU6
C: {b64("alice")}
S: 334 UGFzc3dvcmQ6
C: {b64("wrong")}
S: 535 Error: authentication failed
C: auth login
S: 334 dXNlcm5hbWU6
C: {b64("alice@163.com")}
S: 334 UGFzc3dvcmQ6
C: {b64("wonderland")}
S: 235 Authentication successful
C: mail from:<bob@163.com>
S: 553 Mail from must equal authorized user
C: mail from:<alice@163.com>
S: 250 Mail OK
C: rcpt to:<nobody@163.com>
S: 550 Invalid User: "nobody@163.com"
C: rcpt to:<bob@163.com>
S: 250 Mail OK
C: rcpt to:<x@qq.com>
S: 250 Mail OK
C: data
S: 354 End data with <CR><LF>.<CR><LF>
C: from:<alice@163.com>
C:
C: <b>bold</b>
C: .
S: 250 Mail OK queued as smtp1,EXAMPLEwABH0--.1S2 1589960948
C: quit
S: 221 Bye
""",
    )
    assert made.store.mails("bob")[0].data.endswith(b"\r\n\r\n<b>bold</b>\r\n")


def test_faults_strike_once_always_or_at_a_count() -> None:
    made = server()
    made.faults.add(KNOWN["greylisted"])
    made.faults.add(Fault("second", "NOOP", "451 4.3.0 Not the second time", nth=2))
    made.faults.add(Fault("eve", "RCPT", "550 5.1.1 No Eve", contains="<EVE@", always=True))
    check(
        made,
        "smtp",
        without_blank(
            SHORT
            + """
C: MAIL FROM:<a@b.c>
S: 250 ...
C: RCPT TO:<bob@example.test>
S: 450 4.2.0 ...
C: RCPT TO:<bob@example.test>
S: 250 ...
C: RCPT TO:<eve@example.test>
S: 550 5.1.1 No Eve
C: RSET
S: 250 ...
C: NOOP
S: 250 2.0.0 Ok
C: NOOP
S: 451 4.3.0 Not the second time
C: MAIL FROM:<a@b.c>
S: 250 ...
C: RCPT TO:<eve@example.test>
S: 550 5.1.1 No Eve
"""
        ),
    )


def test_faults_that_cut_close_or_wait() -> None:
    made = server()
    made.faults.add(KNOWN["shutting-down"])
    desk = connect(made, "smtp")
    (answer,) = talk_through(desk, b"")
    assert answer.data.startswith(b"421 ")
    assert answer.close
    made.faults.add(KNOWN["slow"])
    made.faults.add(KNOWN["cut-at-quit"])
    desk = connect(made, "smtp")
    (answer,) = talk_through(desk, b"")
    assert answer.delay == 5.0
    assert answer.data.startswith(b"220 ")
    made.faults.remove("slow")
    (answer,) = talk_through(desk, b"QUIT\r\n")
    assert (answer.data, answer.close) == (b"", True)
    made.faults.clear()
    assert not made.faults
