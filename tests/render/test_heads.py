"""A message that was fetched, in brief: its head as it came where that is short or was asked for;
and what cannot be said of a message that was cut, or of a learner's words."""

import pytest

from tutor.core.wire import Side, What, Wire
from tutor.page import Page
from tutor.render.plain import text
from tutor.session import Item, Session
from tutor.words import Words

HEAD = ["Return-Path: <a@b.example>", "From: A <a@b.example>", "Subject: hi"]


def fetched(command: str, head: list[str], *body: str) -> str:
    """What is shown of a message that this command brings."""
    page, shown = Page(Words("en")), []
    session = Session()
    session.add(lambda item: shown.append(text(page.lines(item))))
    said = ["+OK", "user a", "+OK", "pass b", "+OK", command, "+OK", *head, "", *body, "."]
    session.see(Wire(What.OPEN, 0.0, about={"peer": "x:110", "protocol": "pop3"}))
    for number, line in enumerate(said):
        client = line in ("user a", "pass b", command)
        side = Side.CLIENT if client else Side.SERVER
        session.see(Wire(What.BYTES, float(number), side, line.encode() + b"\r\n"))
    return "".join(shown)


@pytest.mark.parametrize("rows", [3, 12, 13])
def test_a_short_head_is_shown_as_it_came(rows: int) -> None:
    head = [*HEAD, *(f"X-Row: {number}" for number in range(rows - 3))]
    shown = fetched("retr 1", head, "text")
    assert ("<-   Return-Path: <a@b.example>" in shown) is (rows <= 12)
    assert "<-   text" not in shown, "the text stands there as its reader sees it"


def test_a_head_that_was_asked_for_is_shown_whatever_its_length() -> None:
    head = [*HEAD, *(f"X-Row: {number}" for number in range(20))]
    assert "<-   X-Row: 19" in fetched("top 1 0", head)
    assert "<-   X-Row: 19" not in fetched("top 1 5", head, "text")


@pytest.mark.parametrize(("command", "told"), [("top 1 0", False), ("retr 1", True)])
def test_of_a_message_that_was_cut_no_part_is_missed(command: str, told: bool) -> None:
    head = ["From: A <a@b.example>", 'Content-Type: multipart/mixed; boundary="x"']
    assert ("no line in the body is the delimiter" in fetched(command, head)) is told


def greeted(**about: object) -> list[Item]:
    session = Session()
    session.see(Wire(What.OPEN, 0.0, about={"peer": "", "protocol": "smtp", **about}))
    return session.see(Wire(What.BYTES, 1.0, Side.SERVER, b"220 NAME ESMTP\r\n"))


@pytest.mark.parametrize(("about", "guessed"), [({}, True), ({"served": True}, False)])
def test_no_program_is_guessed_where_the_learner_is_the_server(
    about: dict[str, object], guessed: bool
) -> None:
    roles = {note.role for item in greeted(**about) for note in item.notes}
    assert ("server" in roles) is guessed


def test_a_word_that_is_no_hello_is_blamed_on_no_name() -> None:
    session = Session()
    session.see(Wire(What.OPEN, 0.0, about={"peer": "x:25", "protocol": "smtp"}))
    session.see(Wire(What.BYTES, 1.0, Side.SERVER, b"220 mx.example ESMTP\r\n"))
    session.see(Wire(What.BYTES, 2.0, Side.CLIENT, b"hello me.example\r\n"))
    reply = b"500 5.5.2 Command not recognized: HELLO\r\n"
    items = session.see(Wire(What.BYTES, 3.0, Side.SERVER, reply))
    assert [item.cause for item in items if item.cause] == ["unknown_command"]
