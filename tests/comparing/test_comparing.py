"""Where two servers' replies to the same lines differ, and what the RFC leaves open."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from tests.core.streams import sessions
from tests.dialogues import notation
from tutor.comparing import (
    KINDS,
    VERDICTS,
    Login,
    Say,
    Saying,
    Unsaid,
    asks_for_login,
    differences,
    pairs,
)
from tutor.comparing.verdicts import verdict
from tutor.core.conversation import Conversation
from tutor.core.events import Exchange
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS
from tutor.reenacting import read
from tutor.session import Session
from tutor.words import Words

TESTS = Path(__file__).parents[1]
FILES = sorted(
    path for name in ("smtp", "pop3") for path in (TESTS / "dialogues" / name).glob("*.txt")
)
CODES = json.loads((TESTS / "facts" / "registries.json").read_text("utf-8"))["smtp_commands"]
LOGIN = Login("bob", "sesame")


def recorded(text: str) -> list[Wire]:
    return notation.wires([line.strip() for line in text.strip().splitlines()])


def exchanges(wires: list[Wire]) -> list[Exchange]:
    session = Session()
    items = [item for wire in wires for item in session.see(wire)]
    return [item.event for item in items if isinstance(item.event, Exchange)]


def told(before: str, after: str, protocol: str = "smtp") -> list[tuple[str, str]]:
    """The differences of the last exchange of two dialogues: kind and verdict."""
    found = pairs(exchanges(recorded(before)), exchanges(recorded(after)))
    return [(each.kind, each.verdict) for each in differences(*found[-1], protocol)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recording_is_no_other_than_itself(path: Path) -> None:
    found = exchanges(notation.wires(notation.source(path.read_text("utf-8"))))
    for old, new in pairs(found, found):
        assert differences(old, new, path.parent.name) == ()


@given(sessions(), sessions())
def test_any_two_sessions_can_be_compared(one: list[Wire], other: list[Wire]) -> None:
    first = exchanges(one)
    assert all(not differences(*pair, "smtp") for pair in pairs(first, first))
    for old, new in pairs(first, exchanges(other)):
        found = differences(old, new, "pop3")
        assert {each.kind for each in found} <= set(KINDS)
        assert {each.verdict for each in found} <= set(VERDICTS)
        assert any(each.counts for each in found) >= (old.kind is not new.kind)


HELLO = "S: 220 x\nC: EHLO me\nS: 250-x\nS: 250 SIZE 10\n"
MAIL = f"{HELLO}C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<c@d>\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("S: 250 ok", "S: 250 fine", [("words", "open")]),
        ("S: 250 ok", "S: 251 fine", [("code", "open"), ("words", "open")]),
        ("S: 250 ok", "S: 252 ok", [("code", "closed")]),
        ("S: 250 2.1.5 ok", "S: 250 2.0.0 ok", [("enhanced", "open")]),
        ("S: 250 ok", "S: 250-ok\nS: 250 ok", [("lines", "open")]),
        ("S: 250 ok", "S: 550 no", [("class", "closed"), ("state", "closed")]),
        ("S: 450 no", "S: 550 no", [("class", "closed")]),
        ("S: 550 no", "S: 421 no", [("class", "closed"), ("state", "closed")]),
        ("S: 550 no", "S: 553 no", [("code", "open")]),
        ("S: 250 ok", "-- close server", [("class", "closed"), ("state", "closed")]),
    ],
)
def test_each_difference_has_a_name_and_a_verdict(
    before: str, after: str, found: list[tuple[str, str]]
) -> None:
    assert told(MAIL + before, MAIL + after) == found


def test_extensions_are_each_servers_own() -> None:
    other = "S: 220 x\nC: EHLO me\nS: 250-x\nS: 250-SIZE 20\nS: 250 DSN\n"
    assert told(HELLO, other) == [("offered", "own"), ("arguments", "own")]
    assert told(other, HELLO) == [("missing", "own"), ("arguments", "own")]


def test_mail_in_a_mailbox_is_its_own() -> None:
    begin = "S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\n"
    old, new = f"{begin}C: STAT\nS: +OK 1 10", f"{begin}C: STAT\nS: +OK 2 20"
    assert told(old, new, "pop3") == [("mail", "own")]
    old, new = f"{begin}C: NOOP\nS: -ERR [IN-USE] x", f"{begin}C: NOOP\nS: -ERR [SYS/TEMP] x"
    assert ("enhanced", "open") in told(old, new, "pop3")


def test_the_codes_that_are_open_are_those_of_the_registries() -> None:
    for verb, row in CODES.items():
        for code in row["codes"]:
            assert verdict("code", verb, code) == "open", (verb, code)
    assert verdict("code", "DATA", "250") == "closed"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_difference_and_verdict_has_words(language: str) -> None:
    words = Words(language)
    for kind in KINDS:
        sentence = words.look(None, f"compare.{kind}")
        assert sentence is not None
        assert sentence.ref
    for name in VERDICTS:
        assert words.look(None, f"compare.verdict.{name}")


# -- saying it again ------------------------------------------------------------------------------


def steps(text: str, login: Login | None = LOGIN, *, deliver: bool = False) -> list[Say | Unsaid]:
    """What is said of a recording to a server that replies as it did."""
    wires = recorded(text)
    (part,) = read(wires)
    saying = Saying(part, login, deliver=deliver)
    talk = Conversation(PROTOCOLS[part.protocol])
    greeting = part.greeting.reply.decode() if part.greeting else ""
    found: list[Say | Unsaid] = []
    replies = [part.greeting.reply] if part.greeting else []
    for number, cue in enumerate(part.cues):
        for reply in replies:
            talk.observe(Wire(What.BYTES, 0.0, Side.SERVER, reply))
        replies = []
        step = saying.next(number, talk, greeting)
        found.append(step)
        if isinstance(step, Unsaid):
            if step.stops:
                break
            continue
        talk.observe(Wire(What.BYTES, 0.0, Side.CLIENT, step.octets))
        replies = [cue.reply]
    return found


def said(found: list[Say | Unsaid]) -> list[bytes | str]:
    return [each.octets if isinstance(each, Say) else each.why for each in found]


def test_challenges_are_answered_anew() -> None:
    cram = "S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"
    assert (
        said(
            steps(
                f"{HELLO}C: AUTH CRAM-MD5\n{cram}\nC: YSAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEy\nS: 235 ok",
                Login("tim", "tanstaaftanstaaf"),
            )
        )[2]
        == b"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\r\n"
    )  # RFC 2195 2
    apop = "S: +OK ready <1896.697170952@dbc.mtview.ca.us>\nC: APOP mrose 0123456789abcdef\nS: +OK"
    assert said(steps(apop, Login("mrose", "tanstaaf"))) == [
        b"APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n"  # RFC 1939 7
    ]


def test_name_and_code_take_the_place_of_what_was_recorded() -> None:
    plain = f"{HELLO}C: AUTH PLAIN AGEAYg==\nS: 235 ok"
    assert said(steps(plain))[1] == b"AUTH PLAIN AGJvYgBzZXNhbWU=\r\n"
    asked = f"{HELLO}C: AUTH PLAIN\nS: 334 \nC: AGEAYg==\nS: 235 ok"
    assert said(steps(asked))[1:] == [b"AUTH PLAIN\r\n", b"AGJvYgBzZXNhbWU=\r\n"]
    login = (
        f"{HELLO}C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: eA==\nS: 334 UGFzc3dvcmQ6\nC: eQ==\n"
        "S: 235 ok"
    )
    assert said(steps(login))[2:] == [b"Ym9i\r\n", b"c2VzYW1l\r\n"]
    user = "S: +OK\nC: USER alice\nS: +OK\nC: PASS x y\nS: +OK\n"
    assert said(steps(user)) == [b"USER bob\r\n", b"PASS sesame\r\n"]
    assert "sesame" not in repr(steps(user)) + repr(LOGIN)


def test_a_login_that_was_refused_is_not_tried() -> None:
    text = f"{HELLO}C: AUTH PLAIN AGEAYg==\nS: 535 no\nC: NOOP\nS: 250 ok"
    assert said(steps(text)) == [b"EHLO me\r\n", "refused", b"NOOP\r\n"]
    assert not asks_for_login(read(recorded(text)))
    assert asks_for_login(read(recorded(text.replace("535", "235"))))


LETTER = (
    f"{MAIL}S: 250 ok\nC: DATA\nS: 354 go\nC: Subject: x\nC:\nC: .\nS: 250 ok\nC: QUIT\nS: 221 x"
)


def test_it_stops_before_what_delivers_or_deletes() -> None:
    assert steps(LETTER)[-1] == Unsaid("deliver", stops=True)
    assert said(steps(LETTER))[-2] == b"DATA\r\n"
    assert said(steps(LETTER, deliver=True))[-2:] == [b"Subject: x\r\n\r\n.\r\n", b"QUIT\r\n"]
    box = "S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK"
    assert said(steps(box))[-1] == "deliver"
    assert said(steps(box, deliver=True))[-2:] == [b"DELE 1\r\n", b"QUIT\r\n"]
    chunks = f"{MAIL}S: 250 ok\nC: BDAT 4 LAST\nC: ab\nS: 250 ok"
    chunks = chunks.replace("SIZE 10", "CHUNKING")
    assert said(steps(chunks))[-1] == "deliver"
    assert said(steps(chunks, deliver=True))[-1] == b"BDAT 4 LAST\r\nab\r\n"
    assert said(steps(chunks.replace("CHUNKING", "DSN"), deliver=True))[-1] == "chunks"


def test_text_is_never_said_without_a_354() -> None:
    (part,) = read(recorded(LETTER))
    saying = Saying(part, None, deliver=True)
    talk = Conversation(PROTOCOLS["smtp"])
    for data in (b"220 x\r\n", b"250 x\r\n"):
        talk.observe(Wire(What.BYTES, 0.0, Side.SERVER, data))
        talk.observe(Wire(What.BYTES, 0.0, Side.CLIENT, b"EHLO x\r\n"))
    letter = next(n for n, cue in enumerate(part.cues) if cue.text)
    assert saying.next(letter, talk, "") == Unsaid("text")
