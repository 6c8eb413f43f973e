# ruff: noqa: E501 - dialogues in tables
"""The POP3 practice server, as dialogues: marks, locks, and when something is really deleted."""

import base64
import hashlib
import hmac
import re

import pytest

from tests.practice.talks import check, connect, login, say, server
from tutor.practice import KNOWN, Limits, Practice, Strictness
from tutor.practice.samples import put_text

IN = """
S: +OK mail.example.test POP3 practice server ready <...
C: USER alice
S: +OK alice, please give your password: PASS
C: PASS wonderland
S: +OK alice's maildrop has 3 messages (47 octets)
"""


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def filled(style: str = "textbook", **options: object) -> Practice:
    """A server where alice has three messages of 16, 21 and 10 octets."""
    made = server(style, **options)  # type: ignore[arg-type]
    alice = made.store.accounts["alice"]
    for text in (b"A: 1\n\none\ntwo\n", b"B: 2\n\n.dot\n..\nlast\n", b"C: 3\n\n.\n"):
        put_text(made.store, alice, text)
    assert [mail.size for mail in made.store.mails("alice")] == [18, 24, 11]
    return made


def hold(dialogue: str, made: Practice | None = None) -> None:
    rows = "\n".join(row for row in dialogue.replace("47", "53").splitlines() if row.strip())
    check(made or filled(), "pop3", rows)


def test_a_session_as_in_the_rfc() -> None:
    hold(
        IN
        + """
C: STAT
S: +OK 3 53
C: LIST
S: +OK 3 messages (53 octets)
S: 1 18
S: 2 24
S: 3 11
S: .
C: LIST 2
S: +OK 2 24
C: RETR 2
S: +OK 24 octets
S: B: 2
S:
S: ..dot
S: ...
S: last
S: .
C: TOP 1 1
S: +OK The top of message 1 follows
S: A: 1
S:
S: one
S: .
C: TOP 2 0
S: +OK The top of message 2 follows
S: B: 2
S:
S: .
C: TOP 3 99
S: +OK The top of message 3 follows
S: C: 3
S:
S: ..
S: .
C: NOOP
S: +OK Nothing done
C: QUIT
S: +OK mail.example.test signing off, 0 deleted, 3 left
""".replace("S:\n", "S: \n").replace("S: ...\n", "S: ....\n", 1)
    )


def test_marked_messages_are_out_of_sight_until_rset() -> None:
    made = filled()
    hold(
        IN
        + """
C: DELE 2
S: +OK Message 2 marked: QUIT will delete it
C: STAT
S: +OK 2 29
C: LIST
S: +OK 2 messages (29 octets)
S: 1 18
S: 3 11
S: .
C: UIDL
S: +OK Unique ids of 2 messages follow
S: 1 00000001.wiretutor
S: 3 00000003.wiretutor
S: .
C: RETR 2
S: -ERR Message 2 is marked as deleted: RSET takes the marks off
C: TOP 2 0
S: -ERR Message 2 is marked ...
C: LIST 2
S: -ERR Message 2 is marked ...
C: UIDL 2
S: -ERR Message 2 is marked ...
C: DELE 2
S: -ERR Message 2 is marked ...
C: RETR 3
S: +OK 11 octets
S: C: 3
S:
S: ..
S: .
C: RSET
S: +OK No marks any more: 3 messages (53 octets)
C: LIST 2
S: +OK 2 24
C: UIDL 2
S: +OK 2 00000002.wiretutor
C: QUIT
S: +OK ... 
""".replace("S:\n", "S: \n").replace("S: +OK ... \n", "S: +OK mail.example.test ...\n"),
        made,
    )
    assert len(made.store.mails("alice")) == 3


def test_only_quit_deletes_and_uids_stay() -> None:
    made = filled()
    desk = login(made)
    before = [mail.uid for mail in made.store.mails("alice")]
    say(desk, "DELE 1")
    assert len(made.store.mails("alice")) == 3
    assert say(desk, "QUIT") == ["+OK mail.example.test signing off, 1 deleted, 2 left"]
    assert [mail.uid for mail in made.store.mails("alice")] == before[1:]
    assert say(login(made), "UIDL") == [
        "+OK Unique ids of 2 messages follow",
        *(f"{number} {uid}" for number, uid in enumerate(before[1:], 1)),
        ".",
    ]


@pytest.mark.parametrize("how", ["cut", "idle", "shutdown"])
def test_a_cut_line_deletes_nothing_and_gives_the_lock_back(how: str) -> None:
    made = filled()
    desk = login(made)
    say(desk, "DELE 1", "DELE 2")
    if how != "cut":
        assert desk.farewell(how).data.startswith(b"-ERR ")
    desk.close("client")
    assert len(made.store.mails("alice")) == 3
    assert say(login(made), "STAT") == ["+OK 3 53"]


def test_the_maildrop_is_locked_for_others() -> None:
    made = filled()
    first = login(made)
    second = connect(made, "pop3", 2)
    say(second, "", "USER alice@example.test")
    assert say(second, "PASS wonderland") == [
        "-ERR [IN-USE] The maildrop is locked by another session"
    ]
    assert made.store.is_locked("alice")
    login(made, "bob", 3)
    say(first, "QUIT")
    assert not made.store.is_locked("alice")
    assert say(second, "USER alice", "PASS wonderland")[-1].startswith("+OK ")


def test_what_comes_in_meanwhile_is_seen_by_the_next_session() -> None:
    made = filled()
    desk = login(made)
    put_text(made.store, made.store.accounts["alice"], b"D: 4\n\nnew\n")
    say(desk, "DELE 1")
    assert say(desk, "STAT") == ["+OK 2 35"]
    say(desk, "QUIT")
    assert say(login(made), "STAT") == ["+OK 3 48"]


@pytest.mark.parametrize(
    "dialogue",
    [
        "C: STAT\nS: -ERR Log in first: USER and PASS",
        "C: PASS x\nS: -ERR USER first, then PASS",
        "C: USER\nS: -ERR Syntax: USER name",
        "C: USER nobody\nS: +OK ...\nC: PASS x\nS: -ERR [AUTH] ...\nC: PASS x\nS: -ERR USER first...",
        "C: USER alice\nS: +OK ...\nC: PASS wonderland \nS: -ERR [AUTH] ...",
        "C: USER alice\nS: +OK ...\nC: CAPA\nS: +OK ...\n" + "S: ...\n" * 11 + "C: PASS x\nS: -ERR U...",
        "C: FROB\nS: -ERR Unknown command FROB\nC: XTND\nS: -ERR Log in first...",
        "C: NOOP\nS: -ERR Log in first...\nC: QUIT\nS: +OK mail.example.test signing off, goodbye",
        "C: UTF8\nS: -ERR UTF8 is not implemented here\nC: RPOP alice\nS: -ERR ...",
    ],
)  # fmt: skip
def test_before_the_login(dialogue: str) -> None:
    hold("S: +OK ...\n" + dialogue)


@pytest.mark.parametrize(
    "dialogue",
    [
        "C: RETR 0\nS: -ERR No such message, only 3 in the maildrop",
        "C: RETR 4\nS: -ERR No such message, only 3 in the maildrop",
        "C: RETR\nS: -ERR Syntax: RETR number",
        "C: RETR x\nS: -ERR Syntax...\nC: RETR -1\nS: -ERR Syntax...\nC: RETR ²\nS: -ERR Syntax...",
        "C: RETR 99999999999999999999\nS: -ERR ...",
        "C: TOP 1\nS: -ERR Syntax...\nC: TOP 1 x\nS: -ERR Syntax...\nC: TOP 9 1\nS: -ERR No such...",
        "C: DELE\nS: -ERR ...\nC: DELE 4\nS: -ERR ...\nC: LIST 4\nS: -ERR ...\nC: UIDL 0\nS: -ERR ...",
        "C: USER bob\nS: -ERR Already logged in\nC: AUTH PLAIN\nS: -ERR Already logged in",
        "C: STLS\nS: -ERR STLS is not in order now\nC: LAST\nS: -ERR LAST is not implemented here",
    ],
)  # fmt: skip
def test_in_the_maildrop(dialogue: str) -> None:
    hold(IN + dialogue)


def test_pass_takes_spaces() -> None:
    made = server()
    check(
        made,
        "pop3",
        "S: +OK ...\nC: USER bob\nS: +OK ...\nC: PASS car penter\n"
        "S: +OK bob's maildrop has 0 messages (0 octets)\nC: RETR 1\n"
        "S: -ERR No such message, the maildrop is empty\nC: LIST\nS: +OK 0 messages (0 octets)\nS: .",
    )


def test_apop() -> None:
    made = filled()
    desk = connect(made, "pop3")
    (greeting,) = say(desk, "")[:1]
    found = re.search(r"<[^>]+@[^>]+>$", greeting)
    assert found
    digest = hashlib.md5((found[0] + "wonderland").encode()).hexdigest()
    assert say(desk, "APOP alice " + "0" * 32) == ["-ERR [AUTH] Name or password is not right"]
    assert say(desk, "APOP alice") == ["-ERR Syntax: APOP name digest"]
    assert say(desk, f"APOP alice {digest}")[0].startswith("+OK alice's maildrop")


@pytest.mark.parametrize(
    "dialogue",
    [
        f"C: AUTH PLAIN {b64(chr(0) + 'alice' + chr(0) + 'wonderland')}\nS: +OK alice's maildrop ...",
        f"C: AUTH PLAIN\nS: + \nC: {b64(chr(0) + 'alice' + chr(0) + 'wonderland')}\nS: +OK ...",
        f"C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: {b64('alice')}\nS: + UGFzc3dvcmQ6\n"
        f"C: {b64('wonderland')}\nS: +OK ...\nC: STAT\nS: +OK 3 53",
        "C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: *\nS: -ERR Authentication cancelled\nC: STAT\nS: -ERR ...",
        "C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: %%%\nS: -ERR That is not base64",
        f"C: AUTH PLAIN {b64('x')}\nS: -ERR That is not what PLAIN sends",
        "C: AUTH KERBEROS_V5\nS: -ERR Mechanism KERBEROS_V5 is not offered here",
        "C: AUTH\nS: +OK ...\nS: PLAIN\nS: LOGIN\nS: CRAM-MD5\nS: .",
    ],
)  # fmt: skip
def test_sasl(dialogue: str) -> None:
    hold("S: +OK ...\n" + dialogue)


def test_cram_md5() -> None:
    desk = connect(filled(), "pop3")
    nonce = base64.b64decode(say(desk, "", "AUTH CRAM-MD5")[-1][2:])
    digest = hmac.new(b"wonderland", nonce, "md5").hexdigest()
    assert say(desk, b64(f"alice {digest}"))[0].startswith("+OK ")


def test_capabilities() -> None:
    desk = connect(filled(), "pop3")
    offers = say(desk, "", "CAPA")[-11:]
    assert offers == [
        "TOP",
        "UIDL",
        "USER",
        "SASL PLAIN LOGIN CRAM-MD5",
        "STLS",
        "PIPELINING",
        "RESP-CODES",
        "AUTH-RESP-CODE",
        "EXPIRE NEVER",
        "IMPLEMENTATION wiretutor",
        ".",
    ]
    strict = connect(filled(strictness=Strictness(tls_first=True)), "pop3")
    assert not {"USER", "SASL"} & {row.split()[0] for row in say(strict, "", "CAPA")}
    say(strict, "USER alice")
    assert say(strict, "USER alice")[0].startswith("-ERR [AUTH] ")


def test_stls_forgets() -> None:
    desk = connect(filled(), "pop3")
    assert say(desk, "", "USER alice", b"STLS\r\nPASS wonderland\r\n")[-1].startswith("+OK Begin")
    desk.secured({"version": "TLSv1.3"})
    assert say(desk, "PASS wonderland") == ["-ERR USER first, then PASS"]
    assert "STLS" not in say(desk, "CAPA")
    assert say(desk, "STLS") == ["-ERR TLS is already active"]
    without = connect(filled(), "pop3", can_tls=False)
    assert say(without, "", "STLS")[-1] == "-ERR TLS is not available here"


def test_limits() -> None:
    made = filled(limits=Limits(errors=2, logins=1))
    hold(
        "S: +OK ...\nC: X\nS: -ERR ...\nC: Y\nS: -ERR ...\nC: NOOP\nS: -ERR Too many errors...",
        made,
    )
    hold("S: +OK ...\nC: NOOP " + "x" * 260 + "\nS: -ERR Line too long", made)
    bad = "C: USER alice\nS: +OK ...\nC: PASS x\nS: -ERR [AUTH] Name...\n"
    hold("S: +OK ...\n" + bad + "C: USER alice\nS: -ERR [AUTH] Too many failed logins...", made)


def test_a_fault_stands_before_the_host() -> None:
    made = filled()
    made.faults.add(KNOWN["maildrop-locked"])
    made.faults.add(KNOWN["unreadable"])
    desk = connect(made, "pop3")
    assert say(desk, "", "USER alice", "PASS wonderland")[-1].startswith("-ERR [IN-USE] ")
    assert not made.store.is_locked("alice")
    assert say(desk, "USER alice", "PASS wonderland")[-1].startswith("+OK ")
    assert say(desk, "RETR 1") == ["-ERR [SYS/TEMP] Message cannot be read just now"]
    assert say(desk, "RETR 1")[0] == "+OK 18 octets"


def test_coremail_talks_as_the_walkthrough_has_it() -> None:
    made = filled("coremail")
    hold(
        """
S: +OK Welcome to coremail Mail Pop3 Server (163coms[...
C: user alice
S: +OK core mail
C: pass nonsense
S: -ERR Unable to log on
C: user alice@163.com
S: +OK core mail
C: pass wonderland
S: +OK 3 message(s) [53 byte(s)]
C: stat
S: +OK 3 53
C: list
S: +OK 3 53
S: 1 18
S: 2 24
S: 3 11
S: .
C: retr 1
S: +OK 18 octets
S: A: 1
S: 
S: one
S: two
S: .
C: dele 1
S: +OK core mail
C: rset
S: +OK core mail
C: noop
S: +OK core mail
C: quit
S: +OK core mail
""",
        made,
    )
