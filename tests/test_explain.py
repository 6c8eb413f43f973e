"""The reference: whatever the tables and the words know can be asked for, and nothing leaks."""

import functools
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.explain import Explained, Reference, explain, listing, map_lines, nearby_lines
from tutor.page import Line, Role
from tutor.protocols import PROTOCOLS, sasl
from tutor.render import plain
from tutor.render.wrap import rows
from tutor.words import LANGUAGES, SHARED, Words

WORDS = {language: Words(language) for language in LANGUAGES}
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]")


def ask(text: str, protocol: str | None = None, language: str = "en") -> str:
    """What is said about a text that is known, as plain text."""
    told = reference(protocol, language).explain(text)
    assert told.found, text
    return plain.text(told.lines)


@functools.cache
def reference(protocol: str | None, language: str) -> Reference:
    return Reference(WORDS[language], protocol)


def names(protocol: str, *families: str) -> list[str]:
    keys = WORDS["en"].keys(protocol)
    return [key.partition(".")[2] for key in keys if key.partition(".")[0] in families]


def listed(words: Words, protocol: str | None = None) -> list[str]:
    """The names that the list shows; between them stand blanks."""
    spans = [span for line in listing(words, protocol) if line.indent for span in line.spans]
    return [span.text for span in spans if span.text.strip()]


def shape(text: str) -> re.Pattern[str]:
    """A sentence with its places open."""
    return re.compile(r".+?".join(map(re.escape, re.split(r"\{\w+\}", text))))


# -- totality ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_verb_says_what_where_and_how(protocol: str, language: str) -> None:
    words = WORDS[language]
    for verb in PROTOCOLS[protocol].verbs:
        told = ask(verb.lower(), protocol, language)
        for part in ("verb", "syntax", "example", "order"):
            assert words.say(protocol, f"{part}.{verb}") in told, (verb, part)
        where = {
            PROTOCOLS[protocol].states[key].name
            for key, row in PROTOCOLS[protocol].moves.items()
            if any(move.split(" ")[0] == verb for move in row)
        }
        row = next(r for r in told.splitlines() if words.say("explain", "explain.label.where") in r)
        assert set(re.findall(r"\b[A-Z]{2,}\b", row)) == where


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_state_every_code_and_every_keyword(protocol: str, language: str) -> None:
    words = WORDS[language]
    for state in PROTOCOLS[protocol].states.values():
        assert words.say(protocol, f"state.{state.name}") in ask(state.name, protocol, language)
    for family in ("extension", "parameter", "capability", "response"):
        for name in names(protocol, family):
            assert words.say(protocol, f"{family}.{name}") in ask(name, protocol, language)
    for name in names(protocol, "reply"):
        if "." not in name:
            assert words.say(protocol, f"reply.{name}") in ask(name, protocol, language)
    for name in sasl.MECHANISMS:
        assert words.say(protocol, f"sasl.{name}") in ask(name, protocol, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_out_of_reach(language: str) -> None:
    """All keys of the three files, through the names that the list shows and a few lines."""
    words = WORDS[language]
    asked = listed(words)
    asked += ["540", "530", "520", "510", "500", "550"]
    told = "\n".join(ask(name, None, language) for name in asked)
    lost = [
        key
        for protocol in (*PROTOCOLS, SHARED)
        for key in words.keys(protocol)
        if not shape(words.say(protocol, key)).search(told)
    ]
    assert lost == []


@pytest.mark.parametrize("protocol", [None, *PROTOCOLS])
def test_whatever_is_listed_is_explained(protocol: str | None) -> None:
    shown = listed(WORDS["en"], protocol)
    assert len(shown) > 100
    for name in shown:
        ask(name, protocol)
        ask(name.swapcase(), protocol)


def test_no_key_shows_as_it_is() -> None:
    for text in ("EHLO", "RCPT", "250", "-ERR", "READY", "UPDATE", "5.7.1", "PASS x", "nonsense"):
        told = plain.text(explain(text, WORDS["zh"]).lines)
        assert not re.search(r"\b(explain|verb|reply|state|order|move)\.\w", told)
        assert "{" not in told


# -- lines as they are said ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("250", ["SMTP reply  250", "2yz", "x5z", "after RCPT", "RFC 5321 4.2.3"]),
        ("250 2.1.0 Ok", ["SMTP reply  250", "2.1.0", "X.1.X", "2.X.X"]),
        ("250-SIZE 1000", ["SIZE  The largest message", "hyphen"]),
        ("250 8BITMIME", ["8BITMIME"]),
        ("250-mail.example", ["mail.example  The first line"]),
        ("250-XNEW", ["XNEW"]),
        ("250-AUTH LOGIN PLAIN", ["SASL mechanism (AUTH)  LOGIN", "SASL mechanism (AUTH)  PLAIN"]),
        ("554 5.7.1 Relay access denied", ["554  ", "5.7.1  ", "5yz"]),
        ("553 sorry (#5.7.1)", ["5.7.1  "]),
        ("5.7.1", ["SMTP enhanced status code  5.7.1"]),
        ("4.2.2", ["4.2.2  ", "Subject 2", "Class 4"]),
        ("5.99.99", ["Class 5"]),
        ("599", ["permanent failure"]),
        ("5xx", ["SMTP reply  5yz"]),
        ("999", ["Reply codes begin with 2, 3, 4 or 5"]),
        ("-ERR [IN-USE] locked", ["POP3 reply  -ERR", "IN-USE  "]),
        ("-ERR [X-OWN] no", ["X-OWN  A private response code"]),
        ("+OK", ["POP3 reply  +OK"]),
        ("+OK 2 320", ["after STAT", "after LIST"]),
        ("+OK ready <1.2@mail.example>", ["APOP"]),
        ("334 VXNlcm5hbWU6", ["“Username:”"]),
        ("+ UGFzc3dvcmQ6", ["“Password:”"]),
        ("EHLO", ["SMTP command  EHLO", "my name is laptop.example", "GREETED", "-> READY"]),
        ("ehlo me.example", ["ehlo me.example", "my name is me.example"]),
        ("mail from:<a@b>", ["goes to a@b", "READY -> MAIL", "RFC 5321 4.1.1.2"]),
        (
            "MAIL FROM: <a@b> SIZE=5 FOO=1",
            ["SIZE  ", "FOO  A parameter", "space between the colon"],
        ),
        ("RETR 1", ["POP3 command  RETR", "all of message 1", "TRANSACTION"]),
        ("QUIT", ["SMTP command  QUIT", "POP3 command  QUIT", "TRANSACTION -> UPDATE -> CLOSED"]),
        ("STARTTLS", ["SMTP command  STARTTLS", "SMTP EHLO keyword  STARTTLS"]),
        ("AUTH", ["SMTP command  AUTH", "SMTP state  AUTH", "POP3 command  AUTH"]),
        ("AUTH CRAM-MD5", ["SASL mechanism (AUTH)  CRAM-MD5"]),
        ("AUTH XYZZY", ["in no public list"]),
        ("AUTH=LOGIN", ["SMTP EHLO keyword  AUTH=LOGIN"]),
        ("AUTH=PLAIN", ["SMTP EHLO keyword  AUTH"]),
        ("SASL PLAIN LOGIN", ["POP3 capability (CAPA)  SASL", "SASL mechanism (AUTH)  LOGIN"]),
        ("LOGIN-DELAY 900", ["LOGIN-DELAY 900", "POP3 capability"]),
        ("NOTIFY=NEVER", ["SMTP parameter of MAIL or RCPT  NOTIFY"]),
        ("[IN-USE]", ["POP3 response code in brackets  IN-USE"]),
        ("TRANSACTION", ["POP3 state  TRANSACTION", "QUIT"]),
        ("特许阶段", ["POP3 state  AUTHORIZATION"]),
        ("bare lf", ["violation  bare-lf"]),
        (".", ["SMTP command  .", "POP3 about  end.dot"]),
        ("*", ["SMTP command  AUTH-CANCEL", "POP3 command  AUTH-CANCEL"]),
        ("1 320", ["POP3 about  listing.row"]),
        ("1 whqtswO00WBw418f9t5JxYwZ", ["POP3 about  uidl.row"]),
        ("S: 250 Ok", ["SMTP reply  250"]),
        ('"noop"', ["SMTP command  NOOP", "POP3 command  NOOP"]),
    ],
)
def test_lines(text: str, parts: list[str]) -> None:
    told = ask(text)
    for part in parts:
        assert part in told


def test_one_protocol_alone() -> None:
    assert "POP3" not in ask("NOOP", "smtp")
    assert "SMTP" not in ask("NOOP", "pop3")
    told = explain("UIDL", WORDS["en"], "smtp")
    assert not told.found
    assert "POP3 knows it" in plain.text(told.lines)


def test_the_session_and_the_reference_use_the_same_sentence() -> None:
    for language in LANGUAGES:
        sentence = WORDS[language].say("smtp", "reply.550")
        assert sentence in ask("550 no", None, language)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("elho", "EHLO"), ("mial from:<a@b>", "MAIL"), ("STARTTSL", "STARTTLS"), ("retr1", "RETR"),
     ("8BITMINE", "8BITMIME"), ("TRANSACTOIN", "TRANSACTION"), ("bare-fl", "bare-lf")],
)  # fmt: skip
def test_did_you_mean(slip: str, meant: str) -> None:
    told = explain(slip, WORDS["en"])
    assert not told.found
    near = re.search(r"Did you mean: (.*)\?", plain.text(told.lines))
    assert near
    offered = near[1].split(", ")
    assert meant in offered
    assert len(offered) <= 3
    for name in offered:
        ask(name)


def test_nothing_near_and_nothing_at_all() -> None:
    for text in ("qqqqqqqqq", "", "   ", "你好世界"):
        told = explain(text, WORDS["zh"])
        assert not told.found
        assert "--list" in plain.text(told.lines)


# -- secrets and hostile text --------------------------------------------------------------------


@pytest.mark.parametrize("protocol", [None, *PROTOCOLS])
@pytest.mark.parametrize(
    "line",
    [
        "PASS hunter2",
        "pass open hunter2 sesame",
        "PASS\thunter2",
        "PASSWORD hunter2",
        "PASS PLAIN hunter2",
        "passhunter2",
        "C: PASS hunter2",
        "-> pass hunter2",
        '"PASS hunter2"',
        "then type PASS hunter2",
        "VRFY pass hunter2",
        "x\nPASS hunter2",
        "AUTH PLAIN hunter2",
        "AUTH PLAIN AGh1bnRlcjI=",
        "AUTH AGh1bnRlcjI=",
        "auth login aHVudGVyMg==",
        "AUTH-RESPONSE hunter2",
        "LOGIN alice hunter2",
        "APOP alice hunter2",
        "AGFsaWNlAGh1bnRlcjI=",
        "aHVudGVyMg==",
    ],
)
def test_a_secret_is_not_read_aloud(line: str, protocol: str | None) -> None:
    told = plain.text(explain(line, WORDS["en"], protocol).lines)
    for form in ("hunter2", "AGh1bnRlcjI", "aHVudGVyMg", "AGFsaWNlAGh1bnRlcjI"):
        assert form not in told
    assert "****" in told


def test_the_masked_command_is_explained_all_the_same() -> None:
    told = ask("AUTH PLAIN AGFsaWNlAGh1bnRlcjI=")
    assert told.startswith("AUTH PLAIN ****\n")
    assert "SASL mechanism (AUTH)  PLAIN" in told
    assert "POP3 command  PASS" in ask("PASS hunter2")


@pytest.mark.parametrize("text", ["AUTH LOGIN PLAIN", "250 AUTH LOGIN PLAIN", "AUTH=LOGIN PLAIN"])
def test_public_names_are_not_masked(text: str) -> None:
    assert "****" not in ask(text)


HOSTILE = [
    "\x1b]0;x\x07",
    "\u202e250",
    "a\x00b",
    "[/nope]",
    "{text}{0}",
    "\ud800",
    "\udcff",
    "é" * 9,
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("head", ["", "250 ", "250-", "EHLO ", "+OK ", "-ERR [", "334 ", "MAIL "])
def test_hostile_text_is_only_text(head: str, text: str) -> None:
    assert not ACTIVE.search(plain.text(explain(head + text, WORDS["en"]).lines))


def test_a_long_line_is_cut() -> None:
    for text in ("x" * 10**6, "EHLO " + "x" * 10**6, "250 " + "9" * 10**6, "x " * 10**5):
        assert len(plain.text(explain(text, WORDS["en"]).lines)) < 6000


HEADS = st.sampled_from(["", "250 ", "250-", "+OK ", "-ERR ", "+ ", "334 ", "MAIL FROM:<", "AUTH "])


@given(HEADS, st.text(max_size=60), st.sampled_from([None, *PROTOCOLS]))
def test_no_text_raises(head: str, text: str, protocol: str | None) -> None:
    told = reference(protocol, "en").explain(head + text)
    assert isinstance(told, Explained)
    assert told.lines
    assert not ACTIVE.search(plain.text(told.lines))


# -- the map -------------------------------------------------------------------------------------


def said(line: Line) -> str:
    return " " * line.indent + "".join(span.text for span in line.spans)


def test_the_map_shows_each_move_of_the_table() -> None:
    for name, protocol in PROTOCOLS.items():
        rows = [said(line) for line in map_lines(name)]
        blocks: dict[str, list[str]] = {}
        for row in rows:
            if row.startswith("["):
                blocks[row] = []
            else:
                blocks[[*blocks][-1]].append(row)
        for state in protocol.states.values():
            title = (
                f"[{state.name}]" if state.key == state.name else f"[{state.name} ({state.key})]"
            )
            block = blocks[title]
            for move, targets in protocol.moves[state.key].items():
                drawn = [edge for edge in block if re.search(rf"[ ]{re.escape(move)}(,| |$)", edge)]
                assert drawn, (title, move)
                for after in set(targets.values()) - {state.key}:
                    target = protocol.states[after]
                    end = target.name if target.key == target.name else f"{target.name} ({after})"
                    assert any(edge.endswith(f"--> {end}") for edge in drawn), (title, move, after)


def test_the_map_is_ascii_and_narrow() -> None:
    for name in PROTOCOLS:
        rows = [said(line) for line in map_lines(name, "CLOSED")]
        assert all(row.isascii() and len(row) <= 76 for row in rows)
        drawn = [said(line) for line in map_lines(name, "CLOSED", WORDS["zh"])]
        assert all(row.isascii() for row in drawn if "-->" in row)


def test_the_map_marks_where_one_is() -> None:
    for name, protocol in PROTOCOLS.items():
        for key in protocol.states:
            here = [said(line) for line in map_lines(name, key, WORDS["en"]) if "<==" in said(line)]
            assert len(here) == 1
            assert key in here[0]
            assert here[0].endswith("<== you are here")
        assert not any("<==" in said(line) for line in map_lines(name))


def test_the_map_shows_update_and_the_handshake() -> None:
    pop3 = "\n".join(said(line) for line in map_lines("pop3"))
    assert re.search(r"QUIT +\+OK -ERR --> UPDATE --> CLOSED", pop3)
    smtp = "\n".join(said(line) for line in map_lines("smtp"))
    assert "(TLS) --> GREETED" in smtp
    assert re.search(r"BDAT, BDAT LAST +4yz 5yz --> INDETERMINATE", smtp)
    assert "421 --> CLOSED" in smtp


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_nearby_map_fits_a_small_screen(language: str) -> None:
    words = WORDS[language]
    for name, protocol in PROTOCOLS.items():
        for key in (*protocol.states, None):
            near = nearby_lines(name, key, words)
            shown = [row for line in near for row in rows(line, 80)]
            assert len(shown) <= 20, (key, len(shown))
            told = "\n".join(said(line) for line in near)
            assert ("<==" in told) == (key is not None)
            assert "--GREETING-->" in told
    assert "MAIL (RCPT)" in "\n".join(map(said, nearby_lines("smtp", "RCPT", words)))
    assert "UPDATE --> CLOSED" in "\n".join(map(said, nearby_lines("pop3", None, words)))


# -- what it costs -------------------------------------------------------------------------------


def test_it_is_light() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "import tutor.explain; from tutor.words import Words\n"
        "tutor.explain.explain('250 2.1.0 Ok', Words('en'))\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"prompt_toolkit", "asyncio", "ssl", "email", "rich", "socket"}
    assert not set(run.stdout.split()) & heavy


def test_roles() -> None:
    lines = explain("250 Ok", WORDS["en"]).lines
    assert lines[0].spans[0].role is Role.SERVER
    assert explain("EHLO x", WORDS["en"]).lines[0].spans[0].role is Role.CLIENT
