"""Letters that come back: the notice, as RFC 3464 has it, and to whom none is sent."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.talks import ACCOUNTS
from tutor.practice import STYLES, Face, Practice, practice, talk_through
from tutor.protocols.smtp.returning import Notice, Wishes, written
from tutor.protocols.smtp.styles import STYLES as STYLE_TABLES

GONE = "nobody@far.example"


def made(style: str = "textbook") -> Practice:
    server = practice(style, ACCOUNTS, host="mail.home.example", domains=["home.example"])
    server.store.bounces = frozenset({GONE, "ghost@home.example"})
    server.clock = lambda: 1_600_000_000.0
    return server


def sent(server: Practice, *lines: str, face: Face | None = None) -> list[str]:
    desk = server.desk("smtp", face=face)
    desk.open()
    desk.greet()
    said = [talk_through(desk, f"{line}\r\n".encode()) for line in ("EHLO me", *lines)]
    return [answer.status.decode()[:3] for answers in said for answer in answers][2:]


def letter(sender: str, *recipients: str) -> list[str]:
    to = [f"RCPT TO:{recipient}" for recipient in recipients]
    return [f"MAIL FROM:{sender}", *to, "DATA", "Subject: lost\r\n\r\nhé\r\n."]


def notices(server: Practice, name: str = "alice") -> list[EmailMessage]:
    mails = [mail.data for mail in server.store.mails(name)]
    return [email.message_from_bytes(mail, policy=email.policy.default) for mail in mails]  # type: ignore[misc]


def fields(notice: EmailMessage) -> tuple[list[EmailMessage], list[list[tuple[str, str]]]]:
    parts = list(notice.iter_parts())
    return parts, [list(group.items()) for group in parts[1].get_payload()]  # type: ignore[misc]


def test_the_sender_is_told() -> None:
    server = made()
    told = sent(server, *letter("<alice@home.example>", f"<{GONE}>"))
    assert told == ["250", "250", "354", "250"]
    (notice,) = notices(server)
    assert notice.get_content_type() == "multipart/report"
    assert notice.get_param("report-type") == "delivery-status"
    assert (notice["Return-Path"], notice["To"]) == ("<>", "alice@home.example")
    assert notice["From"].addresses[0].addr_spec == "mailer-daemon@mail.home.example"
    assert notice["Date"] == "Sun, 13 Sep 2020 12:26:40 +0000"
    parts, (message, recipient) = fields(notice)
    kinds = [part.get_content_type() for part in parts]
    assert kinds == ["text/plain", "message/delivery-status", "message/rfc822"]
    assert GONE in parts[0].get_content()
    assert message[0] == ("Reporting-MTA", "dns; mail.home.example")
    assert recipient == [
        ("Final-Recipient", f"rfc822;{GONE}"),
        ("Action", "failed"),
        ("Status", "5.1.1"),
        ("Diagnostic-Code", f"smtp; 550 5.1.1 <{GONE}>: no such mailbox"),
    ]
    assert parts[2].get_content()["Subject"] == "lost"
    assert not server.store.outbox
    assert server.store.mails("alice")[0].data.endswith(b"--\r\n")


def test_the_same_talk_gives_the_same_notice() -> None:
    once, again = made(), made()
    for server in (once, again):
        sent(server, *letter("<alice@home.example>", f"<{GONE}>"))
    assert once.store.mails("alice")[0].data == again.store.mails("alice")[0].data


def test_the_others_get_their_letter() -> None:
    server = made()
    to = (f"<{GONE}>", "<ghost@home.example>", "<bob@home.example>", f"<{GONE.upper()}>")
    assert sent(server, *letter("<alice@home.example>", *to))[-1] == "250"
    assert len(server.store.mails("bob")) == 1
    _, (_, *recipients) = fields(notices(server)[0])
    assert [dict(each)["Final-Recipient"] for each in recipients] == [
        f"rfc822;{GONE}",
        "rfc822;ghost@home.example",
        f"rfc822;{GONE.upper()}",
    ]


def test_nothing_comes_back_of_a_notice() -> None:
    server = made()
    assert sent(server, *letter("<>", f"<{GONE}>"))[-1] == "250"
    assert not any(server.store.mails(account.id) for account in ACCOUNTS)
    assert not server.store.outbox


def test_who_has_no_mailbox_here_is_told_elsewhere() -> None:
    server = made()
    sent(server, *letter("<eve@elsewhere.example>", f"<{GONE}>"))
    (notice,) = server.store.outbox
    assert (notice.sender, notice.recipients) == ("", ("eve@elsewhere.example",))


@pytest.mark.parametrize(
    ("wish", "comes"),
    [("NEVER", False), ("SUCCESS", False), ("FAILURE", True), ("success,failure", True)],
)
def test_who_wants_no_notice_gets_none(wish: str, comes: bool) -> None:
    server = made()
    sent(server, *letter("<alice@home.example>", f"<{GONE}> NOTIFY={wish}"))
    assert len(notices(server)) == comes


def test_what_the_sender_asked_for_stands_in_it() -> None:
    server = made()
    sender = "<alice@home.example> RET=HDRS ENVID=a+2Bb"
    sent(server, *letter(sender, f"<{GONE}> ORCPT=rfc822;Nobody+40far.example"))
    parts, (message, recipient) = fields(notices(server)[0])
    assert ("Original-Envelope-Id", "a+b") in message
    assert ("Original-Recipient", "rfc822;Nobody@far.example") in recipient
    assert parts[2].get_content_type() == "text/rfc822-headers"
    assert "hé" not in parts[2].get_content()


@pytest.mark.parametrize("style", STYLES)
def test_an_mx_takes_it_for_its_own_domains_only(style: str) -> None:
    mx = Face("smtp", "mx.home.example", role="mx", home=frozenset({"home.example"}))
    told = sent(
        made(style),
        "MAIL FROM:<eve@elsewhere.example>",
        f"RCPT TO:<{GONE}>",
        "RCPT TO:<ghost@home.example>",
        face=mx,
    )
    foreign = STYLE_TABLES[style].texts["rcpt.foreign"][:3]
    assert told == ["250", foreign, "250"]


@given(
    st.text(max_size=20),
    st.text(max_size=20),
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from(["ENVID", "RET"]), st.text(max_size=20)),
)
def test_whatever_was_said_the_notice_is_one(
    sender: str, failed: str, message: bytes, parameters: dict[str, str]
) -> None:
    wishes = Wishes(parameters)
    wishes.note("x", {"ORCPT": "rfc822;a+0D+0AX: y"})
    plain = [each.encode("ascii", "ignore").decode().strip() or "x" for each in (sender, failed)]
    safe = ["".join(char for char in each if char.isprintable()) or "x" for each in plain]
    notice = Notice("h.example", "1", "now", safe[0], ("x", safe[1]), wishes, message)
    lines = written(notice).split(b"\r\n")
    mark = next(line for line in lines if line.startswith(b"--_notice_"))
    assert lines.count(mark) == 3
    assert lines.count(mark + b"--") == 1
    assert b"X: y" not in lines
