"""A recording played to a client: the recorded replies, a refusal and a report where it strays."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.streams import sessions
from tests.dialogues import notation
from tests.reenacting.stage import Stage, again, exchanges, hear
from tutor.core.wire import Side, What, Wire
from tutor.practice import BUILT_IN, practice
from tutor.practice.samples import put_text
from tutor.reenacting import ORDERS, Curtain, Stray

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FILES = sorted(path for name in ("smtp", "pop3") for path in (DIALOGUES / name).glob("*.txt"))
NOT_THE_SAME = {
    "421-as-reply": "what stands behind the last reply was never answered",
    "violation-unterminated": "what stands behind the last reply was never answered",
    "cut": "a QUIT that the recording cut is answered",
    "unanswered": "a command that the recording cut is refused",
    "no-greeting": "a client is greeted",
    "implicit-tls-fails": "a client is greeted",
    "starttls-injected": "what was pushed before TLS is not",
    "bdat-odd-sizes": "octets that never came leave their command unsaid",
    "text-ends": "where text ends is not the server's choice",
}


def recorded(text: str) -> list[Wire]:
    """The wires of a dialogue: `C:` and `S:` lines."""
    return notation.wires([line.strip() for line in text.strip().splitlines()])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_its_own_client_gets_the_recording_again(path: Path, order: str) -> None:
    wires = notation.wires(notation.source(path.read_text("utf-8")))
    stage = again(wires, order)
    if path.stem in NOT_THE_SAME:
        return
    assert exchanges(stage.seen) == exchanges(wires)
    assert not [told for told in stage.told if isinstance(told, Stray)]
    (curtain,) = stage.told
    assert isinstance(curtain, Curtain)
    assert (curtain.said, curtain.left) == (curtain.commands, "")


@given(sessions(), st.sampled_from(ORDERS))
def test_whatever_is_recorded_can_be_played(wires: list[Wire], order: str) -> None:
    again(wires, order)


SMTP = """EHLO x|HELO y|MAIL FROM:<alice@example.test>|MAIL FROM:<> SIZE=9|
RCPT TO:<bob@example.test>|RCPT TO:<no@example.test>|DATA|Subject: x||..|.|RSET|NOOP z|VRFY bob|
AUTH LOGIN|AUTH PLAIN|AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=|YWxpY2U=|d29uZGVybGFuZA==|no base64|*|
BDAT 4|BDAT 4 LAST|ab|STARTTLS|HELP|FOO bar|QUIT""".replace("\n", "").split("|")
POP3 = """CAPA|USER alice|PASS wonderland|PASS other|APOP alice 0123|AUTH CRAM-MD5|AUTH PLAIN|
AGFsaWNlAHdvbmRlcmxhbmQ=|*|STAT|LIST|LIST 1|UIDL|RETR 1|TOP 1 0|DELE 1|RSET|NOOP|FOO|QUIT
""".replace("\n", "").split("|")


@st.composite
def practised(draw: st.DrawFn) -> list[Wire]:
    """A session with the practice server: some lines, said one by one or a few at once."""
    protocol = draw(st.sampled_from(["smtp", "pop3"]))
    lines = draw(st.lists(st.sampled_from(SMTP if protocol == "smtp" else POP3), max_size=25))
    made = practice()
    put_text(made.store, BUILT_IN[0], b"Subject: x\n\n.dot\n")
    found: list[Wire] = []
    desk = made.desk(protocol, seen=found.append)
    desk.open({"protocol": protocol})
    desk.greet()
    hear(desk)
    waiting = b""
    for line in lines:
        waiting += line.encode() + b"\r\n"
        if draw(st.booleans()):
            desk.hear(waiting)
            hear(desk)
            waiting = b""
    desk.close("client")
    return found


@given(practised(), st.sampled_from(ORDERS))
def test_a_practised_session_is_given_again(wires: list[Wire], order: str) -> None:
    stage = again(wires, order)
    before = exchanges(wires)
    unanswered = next((n for n, each in enumerate(before) if not each[1]), len(before))
    assert exchanges(stage.seen)[:unanswered] == before[:unanswered]


LOGIN = """
S: 220 mail.example ESMTP
C: EHLO me.example
S: 250-mail.example
S: 250 AUTH LOGIN PLAIN CRAM-MD5
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: c2VzYW1l
S: 235 welcome
C: MAIL FROM:<a@b.example> SIZE=10
S: 250 sender ok
C: RCPT TO:<c@d.example>
S: 250 recipient ok
C: DATA
S: 354 go on
C: Date: Mon, 5 Jan 2026 09:00:00 +0000
C: Message-ID: <1@me.example>
C: Subject: hi
C:
C: hello
C: .
S: 250 queued as 1
C: QUIT
S: 221 bye
-- close server
"""
LETTER = ("Date: Tue, 6 Jan 2026 10:00:00 +0000", "Message-ID: <2@other>", "Subject: hi", "")
MAILED = ("MAIL FROM:<a@B.Example> size=99", "rcpt to:<c@d.example>", "DATA", *LETTER)


def test_credentials_and_what_a_client_makes_anew_match_anything() -> None:
    stage = Stage(recorded(LOGIN))
    heard = stage.talk(
        *("ehlo other.example", "auth login", "Ym9i", "YW5vdGhlcg=="),
        *(*MAILED, "hello", ".", "QUIT"),
    )
    assert heard[3:] == [
        *("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 welcome", "250 sender ok"),
        *("250 recipient ok", "354 go on", "250 queued as 1", "221 bye"),
    ]
    assert stage.told == [Curtain(1, 1, 9, 9, 0)]


def test_strict_is_octet_for_octet_but_for_credentials() -> None:
    stage = Stage(recorded(LOGIN), "strict")
    heard = stage.talk(
        *("ehlo me.example", "EHLO me.example", "AUTH LOGIN", "Ym9i", "YW5vdGhlcg=="), "NOOP"
    )
    assert [line[:3] for line in heard] == ["220", "503", "250", "250", "334", "334", "235", "503"]
    assert [told.came for told in stage.told if isinstance(told, Stray)] == [
        "ehlo me.example",
        "NOOP",
    ]


def test_in_order_refuses_what_comes_too_early_and_goes_on() -> None:
    stage = Stage(recorded(LOGIN))
    heard = stage.talk("EHLO x", "MAIL FROM:<a@b.example>", "NOOP", "BLAH", "AUTH LOGIN")
    assert heard[3:] == [
        "503 5.5.1 The recording goes on with AUTH",
        "250 2.0.0 OK",
        "500 5.5.2 The recording goes on with AUTH",
        "334 VXNlcm5hbWU6",
    ]
    first, second, curtain = stage.told
    assert first == Stray(1, 1, "other", "AUTH LOGIN", "MAIL FROM:<a@b.example>", heard[3])
    assert isinstance(second, Stray)
    assert second.came == "BLAH"
    assert curtain == Curtain(1, 1, 2, 9, 2, "AUTH-RESPONSE ****")


def test_an_answer_of_another_shape_is_refused_and_the_login_may_begin_again() -> None:
    stage = Stage(recorded(LOGIN))
    heard = stage.talk(
        *("EHLO x", "AUTH LOGIN", "Ym9i", "no base64"),
        *("AUTH LOGIN", "Ym9i", "YW5vdGhlcg==", "MAIL FROM:<a@b.example>"),
    )
    assert heard[5:] == [
        "501 5.5.2 Not the kind of answer that was recorded",
        *("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 welcome", "250 sender ok"),
    ]
    assert isinstance(stage.told[0], Stray)
    assert stage.told[0].why == "shape"
    assert "no base64" not in repr(stage.told)


def test_another_letter_is_refused_and_the_transaction_may_begin_again() -> None:
    stage = Stage(recorded(LOGIN))
    login = ("EHLO x", "AUTH LOGIN", "Ym9i", "YW5vdGhlcg==")
    heard = stage.talk(*login, *MAILED, "goodbye", ".", *MAILED, "hello", ".")
    assert heard[6:] == [
        *("250 sender ok", "250 recipient ok", "354 go on"),
        "554 5.6.0 Not the letter that was recorded",
        *("250 sender ok", "250 recipient ok", "354 go on", "250 queued as 1"),
    ]


def test_any_order_gives_the_next_reply_to_the_same_command() -> None:
    mailbox = """
    S: +OK ready
    C: USER alice
    S: +OK
    C: PASS secret
    S: +OK in
    C: STAT
    S: +OK 2 20
    C: DELE 1
    S: +OK gone
    C: STAT
    S: +OK 1 10
    C: RETR 2
    S: +OK
    S: Subject: x
    S:
    S: .
    """
    stage = Stage(recorded(mailbox), "any")
    lines = ("USER bob", "PASS other", "RETR 2", "STAT", "STAT", "STAT", "NOOP", "QUIT")
    heard = stage.talk(*lines, protocol="pop3")
    assert heard == [
        *("+OK ready", "+OK", "+OK in", "+OK", "Subject: x", "", "."),
        *("+OK 2 20", "+OK 1 10", "-ERR The recording goes on with DELE", "+OK", "+OK Bye"),
    ]


def test_each_client_gets_the_next_connection_and_then_the_first_again() -> None:
    wires = [
        wire._replace(conn=conn)
        for conn in (1, 2)
        for wire in recorded(f"S: 220 number {conn}\nC: QUIT\nS: 221 bye {conn}")
    ]
    stage = Stage(wires)
    heard = [stage.talk("QUIT", conn=number)[0] for number in (1, 2, 3, 4)]
    assert heard == ["220 number 1", "220 number 2", "220 number 1", "220 number 1"]


def test_replies_come_as_late_as_they_were_recorded() -> None:
    wires = [
        Wire(What.OPEN, 0.0, about={"protocol": "smtp"}),
        Wire(What.BYTES, 0.5, Side.SERVER, b"220 hi\r\n"),
        Wire(What.BYTES, 1.0, Side.CLIENT, b"NOOP\r\n"),
        Wire(What.BYTES, 3.0, Side.SERVER, b"250 ok\r\n"),
        Wire(What.BYTES, 63.0, Side.SERVER, b"421 too slow\r\n"),
        Wire(What.CLOSE, 63.0, about={"by": "server"}),
    ]
    for timed, delays in ((True, [0.5, 2.0, 60.0]), (False, [0.0, 0.0, 0.0])):
        desk = Stage(wires, timed=timed).call()
        answers = [desk.answer()]
        desk.hear(b"NOOP\r\n")
        answers += [desk.answer(), desk.answer(), desk.answer()]
        assert answers.pop() is None
        assert [answer.delay for answer in answers if answer] == delays
        assert [answer.close for answer in answers if answer] == [False, False, True]


def test_starttls_is_followed_by_a_handshake() -> None:
    text = "S: 220 a\nC: EHLO x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n-- tls TLSv1.3\nC: NOOP\n"
    desk = Stage(recorded(text + "S: 250 fine")).call()
    hear(desk)
    desk.hear(b"EHLO x\r\n")
    assert hear(desk) == ["250 STARTTLS"]
    desk.hear(b"STARTTLS\r\n")
    answer = desk.answer()
    assert answer is not None
    assert answer.start_tls
    desk.secured({"version": "TLSv1.3"})
    desk.hear(b"NOOP\r\n")
    assert hear(desk) == ["250 fine"]


def test_a_paste_without_replies_is_answered_as_accepted() -> None:
    wires = recorded("S: 220 hi\nC: EHLO x\nS: 250 x\n")
    wires += [
        Wire(What.BYTES, 1, Side.CLIENT, b"MAIL FROM:<a@b>\r\n"),
        Wire(What.GAP, 1, about={"accepted": "ok"}),
        Wire(What.BYTES, 1, Side.CLIENT, b"QUIT\r\n"),
    ]
    heard = Stage(wires).talk("EHLO y", "MAIL FROM:<a@b>", "QUIT")
    assert heard == ["220 hi", "250 x", "250 2.0.0 OK", "221 2.0.0 Bye"]
