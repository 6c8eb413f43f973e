"""Why a server said no: one word for what it says, whatever its wording."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.causes.talk import VERBS, said
from tutor.annotate import notes
from tutor.causes import CAUSES, cause, keys
from tutor.core.spec import Class, Facts
from tutor.data import plain, read
from tutor.words import Words

FILE = Path(__file__).with_name("lines.yaml")
Lines = str | tuple[str, ...]


def _lines() -> list[tuple[str, str, Lines]]:
    causes = plain(read(FILE.read_text(encoding="utf-8"), str(FILE)))
    assert isinstance(causes, dict)
    found: list[tuple[str, str, Lines]] = []
    for name, steps in causes.items():
        assert isinstance(steps, dict)
        for step, replies in steps.items():
            assert isinstance(replies, list)
            for reply in replies:
                lines = tuple(str(line) for line in reply) if isinstance(reply, list) else reply
                assert isinstance(lines, str | tuple)
                found.append((name, step, lines))
    return found


LINES = _lines()


@pytest.mark.parametrize(("name", "step", "lines"), LINES)
def test_the_text_or_else_the_code_tells_the_cause(name: str, step: str, lines: Lines) -> None:
    assert cause(said(step, lines)) == name


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("rcpt", "501 5.1.3 Bad recipient: the form is RCPT TO:<bob@example.test>"),
        ("rcpt", "501 5.1.3 Bad recipient"),
        ("rcpt", "553 5.1.3 Bad recipient"),
        ("rcpt", "501 Bad recipient, see the syntax of RFC 5321"),
        ("mail", "501 5.1.7 Bad sender"),
        ("mail", "501 5.1.8 Bad sender: it has no legal form"),
    ],
)
def test_the_form_of_an_address_goes_before_a_bad_address(step: str, line: str) -> None:
    assert cause(said(step, line)) == "address_syntax"


@pytest.mark.parametrize(
    ("step", "line", "name"),
    [
        ("rcpt", "550 5.1.1 Bad recipient", "mailbox_unknown"),
        ("rcpt", "501 5.1.3 No such user here, and the format is fine", "mailbox_unknown"),
        ("rcpt", "550 5.1.3 User unknown", "mailbox_unknown"),
        ("mail", "553 5.1.8 Sender domain not found", "sender_rejected"),
    ],
)
def test_a_mailbox_that_is_not_there_has_no_form(step: str, line: str, name: str) -> None:
    assert cause(said(step, line)) == name


def test_every_cause_has_lines_here() -> None:
    assert {name for name, _, _ in LINES} == {*CAUSES}
    assert len(CAUSES) == len({*CAUSES}) == 42


def test_what_went_well_has_no_cause() -> None:
    for lines in ("250 Mail OK", "250 2.1.0 spam quota locked", "354 go on", "+OK locked"):
        event = said("mail", lines)
        assert cause(event) is None
        assert cause(event._replace(kind=Class.NONE)) is None
    assert cause(said("mail", "550 spam")._replace(reply=None)) is None


def test_a_goodbye_that_lies_is_a_refusal() -> None:
    rules = "221 2.7.0 Error: I can break rules, too. Goodbye."
    header = said("any", rules, "Subject: hello", known=False)
    assert cause(header) == "header_outside_data"
    assert cause(said(None, rules)) == "header_outside_data"
    assert cause(said("quit", rules)) is None
    assert cause(said("any", "221 2.0.0 Bye")) is None
    assert cause(said(None, "221 4.4.2 idle for too long, bye")) == "timeout"


def test_a_reply_that_nobody_asked_for_has_a_cause_too() -> None:
    assert cause(said(None, "421 4.4.2 mail.example.com Error: timeout exceeded")) == "timeout"
    assert cause(said(None, "421 4.3.0 x")) == "service_closing"
    assert cause(said(None, "-ERR Disconnected for inactivity")) == "timeout"
    assert cause(said("connect", "421 Too many connections")) == "rate_limited"
    assert cause(said("connect", "554 no SMTP service here")) in ("rejected", "ip_blocked")


@pytest.mark.parametrize(
    "noise",
    [
        "<spam@timeout.example>",
        "<locked@quota.example>:",
        "host greylist.spam.example[192.0.2.1]",
        "https://help.example.com/spam?locked=1&quota=full",
        "virus@blacklist.example",
    ],
)
def test_names_and_addresses_do_not_decide(noise: str) -> None:
    assert cause(said("rcpt", f"550 {noise} user unknown")) == "mailbox_unknown"
    assert cause(said("rcpt", f"550 5.1.1 user unknown {noise}")) == "mailbox_unknown"
    assert cause(said("rcpt", f"550 {noise}")) == "mailbox_unavailable"
    assert cause(said("dot", f"554 {noise}")) == "rejected"
    assert cause(said("pass", f"-ERR {noise}")) == "auth_failed"


def test_what_a_server_quotes_is_not_its_own() -> None:
    assert cause(said("rcpt", '550 user "greylisted timeout" unknown')) == "mailbox_unknown"
    assert cause(said("any", '500 unrecognized command "spam quota"')) == "unknown_command"
    assert cause(said("rcpt", '550 "user unknown"')) == "mailbox_unknown", "all is quoted"


def test_the_wording_is_free() -> None:
    """Case, blanks and the cut into lines change nothing."""
    assert cause(said("rcpt", "550 USER   UNKNOWN")) == "mailbox_unknown"
    assert cause(said("rcpt", ("550-5.1.1 The user is", "550 5.1.1 unknown"))) == "mailbox_unknown"
    assert cause(said("rcpt", "550\tUser\tunknown")) == "mailbox_unknown"


def test_the_place_decides_where_nothing_is_told() -> None:
    assert cause(said("any", "500 no", "ATUH", known=False)) == "unknown_command"
    assert cause(said("data", "503 no", in_order=False)) == "sequence"
    assert cause(said("data", "554 no", in_order=False)) == "sequence"
    assert cause(said("retr", "-ERR", in_order=False)) == "sequence"
    assert cause(said("any", "-ERR", "LSIT", known=False)) == "unknown_command"
    assert cause(said("mail", "550 no", argument="FROM:alice")) == "address_syntax"
    assert cause(said("mail", "501", argument="FROM:alice@example.com")) == "address_syntax"
    assert cause(said("ehlo", "501 no", argument="me")) == "helo_rejected"
    assert cause(said("dot", "552 no")) == "too_big"
    assert cause(said("rcpt", "552 no")) == "mailbox_full"
    assert cause(said("mail", "530 no")) == "auth_required"
    offers = Facts(offers={"STARTTLS": ()})
    assert cause(said("mail", "530 no", facts=offers)) == "need_tls"


def test_a_hello_without_a_name_lacks_it() -> None:
    assert cause(said("ehlo", "501 no")) == "syntax"
    assert cause(said("ehlo", "501 no", argument="localhost")) == "helo_rejected"


def test_the_facts_of_a_maildrop_decide() -> None:
    facts = Facts(maildrop=(3, 999), deleted=frozenset({2}))
    for number, name in (("1", "message_unavailable"), ("2", "message_deleted")):
        assert cause(said("retr", "-ERR", argument=number, facts=facts)) == name
    assert cause(said("retr", "-ERR", argument="9", facts=facts)) == "no_such_message"
    assert cause(said("retr", "-ERR no such message", argument="2", facts=facts)) == (
        "message_deleted"
    )
    assert cause(said("retr", "-ERR", argument="9" * 9999, facts=facts)) in CAUSES


def test_a_login_that_nobody_knows_is_no_wrong_password() -> None:
    for line, argument, name in (
        ("auth nonsense", "nonsense", "auth_not_offered"),
        ("auth", "", "auth_not_offered"),
        ("auth plain", "plain", "auth_failed"),
        ("auth ****", "****", "auth_failed"),
    ):
        event = said("auth", "-ERR no", line, argument=argument)
        assert event.command is not None
        phrase = event.command.phrase._replace(verb="AUTH", move="AUTH")
        command = event.command._replace(phrase=phrase)
        assert cause(event._replace(command=command)) == name, line


def test_a_user_is_refused_before_there_is_a_password() -> None:
    spoken = Words("en")

    def told(step: str) -> str:
        event = said(step, "-ERR Unable to log on")
        assert cause(event) == "auth_failed"
        found = notes(event, "auth_failed", "pop3")
        return " ".join(spoken.say("pop3", *n.keys) for n in found if n.role in ("cause", "advice"))

    assert "password together" in told("pass")
    assert "password together" not in told("user")
    assert "USER itself was refused" in told("user")


def test_a_header_typed_as_a_command_is_one() -> None:
    for line in ("Subject: hello", "From: alice@example.com", "X-Mailer: me"):
        for reply in ("502 5.5.2 Error: command not recognized", "500 no"):
            assert cause(said("any", reply, line, known=False)) == "header_outside_data"


def test_what_no_server_knows_finds_nothing() -> None:
    for reply in ("550 no such mailbox", "550 relay denied", "-ERR no such message"):
        assert cause(said("any", reply, "FOO", known=False)) == "unknown_command"
    assert cause(said("any", "421 unknown command, bye", "FOO", known=False)) == "too_many_errors"
    assert cause(said("retr", "-ERR no such message", in_order=False)) == "sequence"


def test_a_number_that_is_missing_is_malformed() -> None:
    assert cause(said("retr", "-ERR no such message", argument="7")) == "no_such_message"
    assert cause(said("retr", "-ERR bad message number", argument="")) == "syntax"
    assert cause(said("retr", "-ERR number must be numeric", argument="one")) == "syntax"


def test_a_step_fails_for_its_own_causes_only() -> None:
    assert cause(said("pass", "-ERR relay denied, no such message")) == "auth_failed"
    assert cause(said(None, "421 unrecognized command, syntax error")) == "service_closing"


def test_stops_between_words_change_nothing() -> None:
    for text in ("mailbox (of bob), full", "user - unknown", "no such (local) user"):
        assert cause(said("rcpt", f"550 {text}")) in ("mailbox_full", "mailbox_unknown")


def test_a_code_of_the_registry_speaks_where_the_text_is_empty() -> None:
    told = {
        ("rcpt", "550 5.1.1"): "mailbox_unknown",
        ("rcpt", "452 4.2.2"): "mailbox_full",
        ("mail", "552 5.3.4"): "too_big",
        ("rcpt", "553 5.6.7"): "address_syntax",
        ("dot", "550 5.7.26"): "sender_unauthenticated",
        ("auth", "535 5.7.139"): "auth_disabled",
        ("rcpt", "550 5.7.606"): "ip_blocked",
        ("pass", "-ERR [IN-USE]"): "mailbox_locked",
        ("pass", "-ERR [LOGIN-DELAY]"): "rate_limited",
    }
    for (step, reply), name in told.items():
        assert cause(said(step, reply)) == name


@given(
    step=st.sampled_from([None, *VERBS]),
    code=st.sampled_from(["421", "450", "452", "501", "550", "552", "554", "-ERR", "599", "221"]),
    texts=st.lists(st.text(max_size=200), min_size=1, max_size=4),
    flags=st.tuples(st.booleans(), st.booleans()),
    argument=st.text(max_size=30),
)
def test_any_text_gives_a_word_of_the_vocabulary(
    step: str | None, code: str, texts: list[str], flags: tuple[bool, bool], argument: str
) -> None:
    known, in_order = flags
    lines = tuple(f"{code} {text}" for text in texts)
    line = argument or None
    event = said(step, lines, line, known=known, in_order=in_order, argument=argument)
    assert cause(event) in (CAUSES if event.kind.refused else (None, *CAUSES))


HOSTILE = [
    "x",
    "a@",
    "user not ",
    ". ",
    '"',
    "<",
    "<a",
    "1.",
    "too many ",
    "from ",
    "不",
    "http://",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_a_line_of_a_mebibyte_ends(part: str) -> None:
    text = part * (2**20 // len(part))
    assert cause(said("rcpt", f"550 {text}")) in CAUSES
    assert cause(said("pass", f"-ERR {text}")) in CAUSES
    assert cause(said("any", ("550-x",) * 1000 + (f"550 {text}",), text, known=False)) in CAUSES


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cause_has_its_two_sentences(language: str) -> None:
    words = Words(language)
    for name in CAUSES:
        for protocol in ("smtp", "pop3"):
            for chain in keys(name, None, protocol):
                assert words.look(protocol, *chain), chain


def test_no_sentence_waits_in_vain() -> None:
    """Each key is a cause, alone or with a protocol or a family behind it."""
    for key in Words("en").keys("causes"):
        kind, name, *tail = key.split(".")
        assert kind in ("cause", "advice")
        assert name in CAUSES
        assert len(tail) <= 1
        where = tail[0] if tail else "smtp"
        family = None if where in ("smtp", "pop3") else where
        meaning, advice = keys(name, family, "pop3" if where == "pop3" else "smtp")
        assert key in meaning + advice


def test_the_keys_go_from_exact_to_general() -> None:
    assert keys("auth_failed", "qq", "smtp") == (
        ("cause.auth_failed.qq", "cause.auth_failed.smtp", "cause.auth_failed"),
        ("advice.auth_failed.qq", "advice.auth_failed.smtp", "advice.auth_failed"),
    )
    assert keys("timeout", None, "pop3")[0] == ("cause.timeout.pop3", "cause.timeout")
