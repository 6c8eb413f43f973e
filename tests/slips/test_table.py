"""The table of slips against their words, against the collection, and against any session."""

import re
from collections import Counter
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.streams import C, S, sessions
from tests.slips.scenes import scenes, told, wires
from tutor import annotate
from tutor.annotate import Note
from tutor.core.events import Closed, Exchange, Kept
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS
from tutor.session import Session
from tutor.slips import Slips
from tutor.slips.finding import Ending, Slip, Typing
from tutor.slips.seeing import MOST
from tutor.slips.table import ELSEWHERE, ENDINGS, FOREIGN, ODD, SLIPS, TYPINGS, UNSEEN
from tutor.words import LANGUAGES, Words

ROWS: list[Slip | Ending | Typing] = [*SLIPS, *FOREIGN, *ODD, *TYPINGS, *ENDINGS]
KEYS = {f"slip.{row.id}.{variant}".rstrip(".") for row in ROWS for variant in row.variants}
# The collection of beginners' mistakes that the course is built on.
COLLECTION = """
    b64-newline webpass-not-code service-off user-with-without-domain cleartext-after-authlogin
    auth-plain-nul base64-is-not-secret helo-not-ehlo ehlo-no-name ehlo-bad-name
    ehlo-refused-try-helo skip-greeting mail-before-auth sender-not-login no-angle-brackets
    fullwidth-colon space-after-colon name-in-envelope two-rcpt-in-one rcpt-relay
    header-before-data from-header-vs-mailfrom no-blank-line blank-line-first dot-not-alone
    dot-full-width dot-stuffing bare-lf backspace-bytes arrow-keys paste-block type-before-banner
    port25-blocked telnet-465 starttls-then-type no-second-ehlo openssl-R openssl-Q
    openssl-no-crlf localecho session-timeout repeat-login test-spam chinese-raw-header
    raw-8bit-terminal gbk-reply-mojibake quit-not-sent pop-base64 pop-password-command pop-user-ok
    pop-before-login pop-retr-uid pop-retr-noarg pop-number-changed pop-dele-noquit
    pop-dele-by-mistake pop-retr-number-gone pop-locked pop-empty-although-mail
    pop-new-mail-not-seen pop-base64-body wrong-host
""".split()
PEER = "mail.example:25"


def test_every_mistake_of_the_collection_is_told_somewhere() -> None:
    ways = Counter(chain({row.id for row in ROWS}, ELSEWHERE, UNSEEN))
    assert set(COLLECTION) <= ways.keys()
    assert all(ways[name] == 1 for name in COLLECTION)
    assert ELSEWHERE.keys() | UNSEEN <= set(COLLECTION)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words_and_no_words_wait_in_vain(language: str) -> None:
    spoken = Words(language)
    assert set(spoken.keys("slips")) == KEYS
    for key in KEYS:
        found = spoken.look(None, key)
        assert found is not None
        assert found.text
        assert len(found.text) <= (170 if language == "en" else 80), key
        assert found.ref
        assert re.match(r"RFC \d+ ", found.ref), key
        assert not re.search(r"\b(wrong|mistake|simply|just|easy)\b|加密码|登陆", found.text), key


def test_the_words_find_what_fills_them() -> None:
    spoken = Words("en")
    for scene in scenes():
        for _, note in told(wires(scene.lines)):
            found = spoken.look(None, *note.keys)
            assert found is not None
            assert set(re.findall(r"\{(\w+)\}", found.text)) == set(note.args), note


ELSEWHERE_SCENES = {
    "no-angle-brackets": "S: 220 x|C: EHLO x|S: 250 x|C: MAIL FROM:a@b.example|S: 501 no",
    "space-after-colon": "S: 220 x|C: EHLO x|S: 250 x|C: MAIL FROM: <a@b.example>|S: 250 ok",
    "type-before-banner": "C: EHLO x|S: 220 x|S: 250 x",
    "skip-greeting": "S: 220 x|C: MAIL FROM:<a@b.example>|S: 503 first HELO",
    "ehlo-no-name": "S: 220 x|C: EHLO|S: 501 no",
    "pop-password-command": "S: +OK|C: PASSWORD secret|S: -ERR no",
    "pop-user-ok": "S: +OK|C: USER nobody|S: +OK",
    "pop-before-login": "S: +OK|C: LIST|S: -ERR no",
    "pop-retr-noarg": "S: +OK|C: USER a|S: +OK|C: PASS b|S: +OK|C: RETR|S: -ERR no",
    "pop-dele-by-mistake": "S: +OK|C: USER a|S: +OK|C: PASS b|S: +OK|C: DELE 1|S: +OK",
    "pop-dele-noquit": "S: +OK|C: USER a|S: +OK|C: PASS b|S: +OK|C: DELE 1|S: +OK|!",
}


@pytest.mark.parametrize("name", ELSEWHERE_SCENES)
def test_what_other_notes_tell_is_told_by_them(name: str) -> None:
    session = Session()
    facts = [Wire(What.OPEN, about={"peer": PEER})]
    for line in ELSEWHERE_SCENES[name].split("|"):
        data = line[3:].encode() + b"\r\n"
        closed = Wire(What.CLOSE, about={"by": "client", "reason": ""})
        facts.append(closed if line == "!" else Wire(What.BYTES, 0.0, Side(line[0]), data))
    notes = [note for fact in facts for item in session.see(fact) for note in item.notes]
    keys = [key for note in notes for key in note.keys]
    assert any(key.startswith(ELSEWHERE[name]) for key in keys), keys


def test_what_is_told_elsewhere_has_a_scene_unless_a_cause_tells_it() -> None:
    causes = {name for name, key in ELSEWHERE.items() if key.startswith(("cause.", "error."))}
    assert ELSEWHERE_SCENES.keys() | causes == ELSEWHERE.keys()


def test_a_line_names_its_characters() -> None:
    lines = ("S: 220 x", "C: EHLO x", "S: 250 x", "C: MAIL FROM：a@b.example。", "S: 500 what")
    [(_, note)] = told(wires(lines))
    both = '"：" U+FF1A FULLWIDTH COLON, "。" U+3002 IDEOGRAPHIC FULL STOP'
    assert note.args["characters"] == both
    assert len(both) <= 60


def test_a_character_is_named_once_in_a_session_and_a_new_one_too() -> None:
    lines = ["S: 220 x", "C: EHLO x", "S: 250 x"]
    for path in ("FROM：<a@b>", "FROM：<c@d>", "FROM：＜a@b＞", "FROM:＜a@b＞", "FROM:＜a@b＞"):
        lines += [f"C: MAIL {path}", "S: 500 what"]
    named = [note.args["characters"] for _, note in told(wires(tuple(lines)))]
    assert named == [
        '"：" U+FF1A FULLWIDTH COLON',
        '"＜" U+FF1C FULLWIDTH LESS-THAN SIGN',
        '"＞" U+FF1E FULLWIDTH GREATER-THAN SIGN',
    ]


# -- any session ---------------------------------------------------------------------------------

WORDS = st.sampled_from(
    """EHLO 163.com|EHLO my_pc|MAIL FROM：<a@b>|MAIL FROM:"A" <a@b>|RCPT TO:<a@b>,<c@d>|From: a|
    GET /|USER YWxpY2VAYS5i|RETR 99|DELE 99|.profile|。|bye.|Subject：x|Bcc: e@f|Cc: e@f, g@h|
    <b>x</b>|\x08x|\x1b[A|AUTH PLAIN YWxpY2U=|AUTH LOGIN a@b|YWxpY2UK|emFv***oZW4""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split("|")
)
LINES = st.builds(
    lambda text, side, end: Wire(What.BYTES, 0.0, side, text.encode() + end),
    WORDS,
    st.sampled_from([C, C, S]),
    st.sampled_from([b"\r\n", b"\r\n", b"\n", b""]),
)


def seen(facts: list[Wire]) -> list[tuple[object, Note]]:
    slips, session = Slips(), Session()
    return [
        (item.event, note)
        for fact in facts
        for item in session.see(fact)
        for note in slips.see(item.event, item.protocol)
    ]


@settings(max_examples=150, deadline=None)
@given(sessions(), st.lists(st.tuples(st.integers(0, 30), LINES), max_size=20), st.booleans())
def test_no_session_breaks_it_and_each_slip_is_told_once(
    facts: list[Wire], more: list[tuple[int, Wire]], again: bool
) -> None:
    for at, fact in more:
        facts.insert(1 + at % max(1, len(facts) - 1), fact)
    if again:
        facts += [fact._replace(conn=2) for fact in facts]
    found = seen(facts)
    names = [note.keys[0].removeprefix("slip.").partition(".")[0] for _, note in found]
    anew = {row.id for row in TYPINGS} | {row.id for row in ROWS if getattr(row, "anew", False)}
    once = [name for name in names if name not in anew]
    assert len(once) == len(set(once))
    # What makes another letter of it than its writer meant is told of each letter.
    told = [str(note) for _, note in found if note.on != annotate.LETTER]
    assert len(told) == len(set(told))
    assert all(note.keys[0] in KEYS and len(note.keys) == 1 for _, note in found)
    assert all(isinstance(event, Exchange | Closed | Kept) for event, _ in found)
    assert all(note.role == "slip" and note.on in ON for _, note in found)
    counted = Counter(id(event) for event, _ in found)
    assert all(number <= MOST for number in counted.values())


ON = {annotate.COMMAND, annotate.REPLY, annotate.LETTER, annotate.SESSION}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=200))
def test_any_letter_can_be_looked_at(head: bytes, body: bytes) -> None:
    talk = [b"220 x", b"EHLO x", b"250 x", b"MAIL FROM:<a@b.example>", b"250 x"]
    talk += [b"RCPT TO:<c@d.example>", b"250 x", b"DATA", b"354 go", head, b"250 x"]
    text = head + b"\r\nBcc: e@f.example\r\n" + body + b"\r\n.\r\n"
    facts = [Wire(What.OPEN, about={"peer": PEER})]
    for number, line in enumerate(talk):
        side = C if number % 2 else S
        data = text if line is head else line + b"\r\n"
        facts.append(Wire(What.BYTES, 0.0, side, data))
    seen([*facts, Wire(What.CLOSE, about={"by": "server"})])


def test_a_secret_is_in_no_note() -> None:
    for scene in scenes():
        for _, note in told(wires(scene.lines)):
            assert "wonderland" not in str(note)
            assert "secret" not in str(note.args)


def test_a_huge_letter_is_looked_at_in_linear_time() -> None:
    """Not a stopwatch: a reading that explodes would not come back in the time of a test."""
    line = b"a:" * 40 + b"\r\n"
    for source in (
        line * 12000,
        b"X: " + b"\r\n ".join([b"y"] * 200_000),
        b"To: " + b"a@" * 500_000,
    ):
        facts = [Wire(What.OPEN, about={"peer": PEER})]
        talk = [b"220 x", b"EHLO x", b"250 x", b"MAIL FROM:<a@b.example>", b"250 x"]
        talk += [b"RCPT TO:<c@d.example>", b"250 x", b"DATA", b"354 go", source + b"\r\n."]
        for number, each in enumerate([*talk, b"250 x"]):
            facts.append(Wire(What.BYTES, 0.0, C if number % 2 else S, each + b"\r\n"))
        assert seen(facts)


def test_every_row_names_verbs_that_there_are() -> None:
    verbs = {verb for protocol in PROTOCOLS.values() for verb in protocol.verbs}
    verbs |= {"?", "-", "*", ".", "GREETING", "AUTH-RESPONSE"}
    for row in (*SLIPS, *FOREIGN, *ODD):
        assert set(row.verbs) <= verbs
        assert row.protocol in ("", *PROTOCOLS)
