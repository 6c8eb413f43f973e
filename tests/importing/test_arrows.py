"""Arrows that people draw say who said a line."""

import pytest

from tests.importing.telling import exchanges, opened, verbs
from tutor import importing

SESSION = """S 220 mx.fabrikam.example ESMTP
C HELO there
S 250 mx.fabrikam.example
C MAIL FROM:<alice@contoso.example>
S 250 ok
C RCPT TO:<bob@fabrikam.example>
S 250 ok
C DATA
S 354 go
C Subject: x
C
C 250 is a number here
C .
S 250 queued
C QUIT
S 221 Bye
"""
SAID = "GREETING 220, HELO 250, MAIL 250, RCPT 250, DATA 354, . 250, QUIT 221"


def drawn(client: str, server: str) -> str:
    return (
        SESSION.replace("\nC", f"\n{client}")
        .replace("\nS", f"\n{server}")
        .replace("S 220", f"{server} 220")
    )


def read(text: str) -> importing.Imported:
    return importing.read(text.encode(), "a.txt")


@pytest.mark.parametrize(
    ("client", "server"), [("-->", "<--"), (">>", "<<"), (">>>", "<<<"), ("  -->", "  <--")]
)
def test_an_arrow_to_the_right_is_the_clients(client: str, server: str) -> None:
    found = read(drawn(client, server))
    assert found.kind == "arrows"
    assert verbs(found) == SAID
    (letter,) = [event.letter for _, event in exchanges(found) if event.letter]
    assert letter.source == b"Subject: x\r\n\r\n250 is a number here\r\n"
    assert found.skipped == ()


def test_an_arrow_needs_no_blank_behind_it() -> None:
    assert verbs(read("<<220 hi\n>>HELO me\n<<250 me\n")) == "GREETING 220, HELO 250"


def test_a_connection_is_told_and_a_sentence_between_is_left_out() -> None:
    found = read(
        "telnet mx.example 25\n<-- 220 hi\n--> HELO me\nThis is what it said then:\n<-- 250 me\n"
    )
    assert verbs(found) == "GREETING 220, HELO 250"
    assert [each["peer"] for each in opened(found)] == ["mx.example:25"]
    assert [part.line for part in found.skipped] == [4]


def test_a_reply_and_a_letter_may_go_on_without_arrows() -> None:
    found = read(
        "<< 220 hi\n>> EHLO me\n<< 250-me\n250-SIZE\n250 HELP\n"
        ">> MAIL FROM:<a@b.example>\n<< 250 ok\n>> RCPT TO:<c@d.example>\n<< 250 ok\n"
        ">> DATA\n<< 354 go\nSubject: x\n.\n<< 250 ok\n"
    )
    assert verbs(found) == "GREETING 220, EHLO 250, MAIL 250, RCPT 250, DATA 354, . 250"
    assert found.skipped == ()


def test_arrows_of_one_direction_say_nothing() -> None:
    assert read("220 hi\nhelo me\n250 me\n>> quit\n500 what\n").kind == "telnet"


def test_a_post_may_have_arrows_in_its_blocks() -> None:
    found = read("First:\n\n```\n<-- 220 hi\n--> HELO me\n<-- 250 me\n```\n")
    assert verbs(found) == "GREETING 220, HELO 250"
