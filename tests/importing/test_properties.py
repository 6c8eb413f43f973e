"""What holds for every text: nothing but ImportingError, nothing lost, no password in an event."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.importing.rendering import FORMATS
from tests.importing.telling import objects
from tutor import importing
from tutor.core import order
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS

FRAGMENTS = (
    "220 hi", "250-a", "250 b", "354 go", "334 ", "235 ok", "421 bye", "+OK", "-ERR", "+ ",
    "EHLO me",
    "AUTH LOGIN", "AUTH PLAIN AGEAYg==", "MAIL FROM:<a@b>", "DATA", ".", "", "STARTTLS", "QUIT",
    "USER a", "PASS b", "LIST", "RETR 1", "BDAT 9", "RSET", "XYZZY", "Subject: x", "Y2xlYXI=",
    "telnet x.example 25", "$ telnet y.example 110", "$ ls", "Trying 1.2.3.4...", "^C",
    "Connected to x.example.", "Connection closed by foreign host.", "telnet> quit",
    "CONNECTED(00000003)", "---", "Certificate chain", "depth=0 CN=x", "read R BLOCK", "DONE",
    "=== Trying x:25...", "=== TLS started with cipher A:B:C", " -> EHLO", "<-  220 a", "<** 500 a",
    " ~> QUIT", "*** no", " ->  EHLO", "<-   220 a", " --  so", "     READY", " -> 3 lines sent",
    "> EHLO", "< 220 a", "* Connected to x (1.2.3.4) port 25 (#0)", "} [5 bytes data]", "< +OK",
    "* SSL connection using A / B", "> RETR 1", "send: 'EHLO\\r\\n'", "reply: b'250 a\\r\\n'",
    "reply: retcode (250); Msg: b'a'", "send: 'x", "connect: ('x', 25)", "*cmd* 'STAT'",
    "*get* b'+OK\\r\\n'", "*stat* [b'+OK', b'1']", "*put* b'RETR 1'", "C: EHLO", "S: 220 a", "C:",
    "S: 250-a", "   and more", "-- tls TLSv1.3", "-- tls error x", "-- close server",
    "-- open pop3",
    "-- gap fragment 2", "-- gap state READY", "-- gap state NOWHERE", "-- gap accepted",
    "--> EHLO", "<-- 220 a", ">> QUIT", "<< 221 a", "QUIT   # end", "PASS b  // so", "<html>",
    "<p><code>EHLO", "<p>", "</code>",
    "```", "~~~",
    "    EHLO me", "`250 ok`", "<pre>", "</pre>", "<br>", "# title", "- item", "> quote", "\t220 a",
)  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=30).map("\n".join)
charsets = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "latin-1"])


def read(data: bytes) -> importing.Imported | None:
    try:
        return importing.read(data, "x")
    except importing.ImportingError:
        return None


@given(texts, charsets)
@example("send: '" + "(" * 9000, "utf-8")
@example("*stat* [" + "[" * 3000, "utf-8")
def test_no_text_raises_anything_else(text: str, charset: str) -> None:
    found = read(text.encode(charset, "replace"))
    if found is not None:
        objects(found)


@given(st.binary(max_size=300))
def test_no_octets_raise_anything_else(data: bytes) -> None:
    found = read(data)
    if found is not None:
        objects(found)


SAID = FRAGMENTS[: FRAGMENTS.index("telnet x.example 25")]
words = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=9)


@given(st.lists(st.sampled_from(SAID) | words.map("x{}".format), max_size=30))
def test_each_line_of_a_copy_is_in_what_comes_out(lines: list[str]) -> None:
    found = read("\n".join(lines).encode())
    if found is None or found.kind != "telnet":
        return
    said = [wire.data.decode().rstrip("\r\n") for wire in found.wires if wire.data]
    left = iter(said)
    skipped = {part.line for part in found.skipped}
    lost = [n for n, line in enumerate(lines, 1) if line.strip() and line not in left]
    assert not lost or set(lost) <= skipped or min(skipped) <= lost[0]


@given(texts)
def test_what_comes_out_can_be_read(text: str) -> None:
    found = read(text.encode())
    if found is None:
        return
    conns = [wire.conn for wire in found.wires]
    assert conns == sorted(conns)
    assert set(conns) == set(range(1, max(conns) + 1))
    for conn in set(conns):
        facts = [wire for wire in found.wires if wire.conn == conn]
        assert [wire.what for wire in facts].count(What.OPEN) == 1
        assert [wire.what for wire in facts].count(What.CLOSE) == 1
        first = next(wire for wire in facts if wire.what is not What.GAP)
        assert first.what is What.OPEN
        assert first.about["protocol"] in PROTOCOLS


# -- secrets -------------------------------------------------------------------------------------

SECRET = "correcthorse99"
SECRETS = (SECRET, "Y29ycmVjdGhvcnNlOTk=", "AGFsaWNlAGNvcnJlY3Rob3JzZTk5")
SMTP_LOGIN = """S: 220 hi
C: EHLO me
S: 250-me
S: 250 AUTH LOGIN PLAIN
C: AUTH PLAIN AGFsaWNlAGNvcnJlY3Rob3JzZTk5
S: 535 no
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: YWxpY2U=
S: 334 UGFzc3dvcmQ6
C: Y29ycmVjdGhvcnNlOTk=
S: 235 welcome correcthorse99"""
POP3_LOGIN = """S: +OK hi
C: USER alice
S: +OK
C: PASS correcthorse99
S: +OK not correcthorse99 again"""


def session(text: str) -> list[Wire]:
    lines = (line.split(": ", 1) for line in text.split("\n"))
    said = [Wire(What.BYTES, side=Side(side), data=f"{line}\r\n".encode()) for side, line in lines]
    return [Wire(What.OPEN), *said]


@pytest.mark.parametrize("name", FORMATS)
def test_no_password_is_in_an_event(name: str) -> None:
    for protocol, text in (("smtp", SMTP_LOGIN), ("pop3", POP3_LOGIN)):
        if (name, protocol) in {("swaks", "pop3"), ("smtplib", "pop3"), ("poplib", "smtp")}:
            continue
        found = importing.read(FORMATS[name](session(text), protocol).encode(), "x")
        told = objects(found)
        assert "****" in told
        assert not [secret for secret in SECRETS if secret in told]


def test_no_password_is_in_an_event_where_replies_were_not_copied() -> None:
    for text in (SMTP_LOGIN.replace("535 no", "235 ok"), POP3_LOGIN):
        commands = [line[3:] for line in text.split("\n") if line.startswith("C: ")]
        for joined in ("\n".join(commands), "```\n" + "\n```\n\n```\n".join(commands) + "\n```\n"):
            found = importing.read(joined.encode(), "x")
            assert not [secret for secret in SECRETS if secret in objects(found)]


# -- the state that a command needs --------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=lambda protocol: protocol.name)
def test_the_state_that_a_move_needs_has_the_move(protocol) -> None:  # type: ignore[no-untyped-def]
    moves = {move for row in protocol.moves.values() for move in row}
    for state in protocol.states:
        for move in moves:
            needed = order.needed(protocol, state, move)
            assert move in protocol.moves[needed] or needed == state
            if move in protocol.moves[state]:
                assert needed == state


@pytest.mark.parametrize(
    ("name", "move", "state"),
    [
        ("smtp", "EHLO", "GREETED"),
        ("smtp", "RCPT", "MAIL"),
        ("smtp", ".", "DATA"),
        ("smtp", "QUIT", "GREETED"),
        ("smtp", "AUTH-RESPONSE", "AUTH"),
        ("smtp", "XYZZY", "CONNECTED"),
        ("pop3", "PASS", "NAMED"),
        ("pop3", "RETR", "TRANSACTION"),
    ],
)
def test_from_the_start_the_nearest_state_is_needed(name: str, move: str, state: str) -> None:
    assert order.needed(PROTOCOLS[name], PROTOCOLS[name].start, move) == state
