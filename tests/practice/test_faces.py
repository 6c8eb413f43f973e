"""One store behind several hosts: what each of them takes, and that a socket tells them apart."""

import asyncio
import base64

import pytest

from tests.practice.talks import ACCOUNTS
from tutor.net.server import PracticeServer
from tutor.practice import STYLES, Face, Practice, practice, talk_through
from tutor.protocols.smtp.styles import STYLES as STYLE_TABLES

PLAIN = b"AUTH PLAIN " + base64.b64encode(b"\0alice\0wonderland")
HOME = frozenset({"home.example"})
FAR = frozenset({"far.example"})


def made(style: str = "textbook") -> Practice:
    return practice(style, ACCOUNTS, domains=["home.example", "far.example"])


def codes(server: Practice, face: Face, *lines: bytes) -> list[str]:
    desk = server.desk(face.protocol, can_tls=True, face=face)
    desk.open()
    desk.greet()
    said = [talk_through(desk, line + b"\r\n") for line in (b"EHLO me", *lines)]
    return [answer.status.decode()[:9] for answers in said for answer in answers][2:]


@pytest.mark.parametrize("style", STYLES)
def test_an_mx_takes_mail_for_its_own_domains_from_anybody(style: str) -> None:
    server = made(style)
    mx = Face("smtp", "mx.far.example", role="mx", home=FAR)
    letter = (b"DATA", b"Subject: x\r\n\r\nx\r\n.")
    told = codes(
        server,
        mx,
        b"MAIL FROM:<eve@elsewhere.example>",
        b"RCPT TO:<alice@home.example>",
        b"RCPT TO:<x@elsewhere.example>",
        b"RCPT TO:<ghost@far.example>",
        b"RCPT TO:<bob@far.example>",
        *letter,
    )
    foreign = STYLE_TABLES[style].texts["rcpt.foreign"][:3]
    expected = ["250", foreign, foreign, "550", "250", "354", "250"]
    assert [each[:3] for each in told] == expected
    (mail,) = server.store.mails("bob@far.example")
    assert b"by mx.far.example (wiretutor)" in mail.data
    assert not server.store.outbox


def test_an_mx_knows_no_login() -> None:
    mx = Face("smtp", "mx.far.example", role="mx", home=FAR)
    desk = made().desk("smtp", face=mx)
    desk.open()
    desk.greet()
    (greeting, hello) = talk_through(desk, b"EHLO me\r\n")
    assert greeting.data.startswith(b"220 mx.far.example ")
    assert b"AUTH" not in hello.data
    (answer,) = talk_through(desk, PLAIN + b"\r\n")
    assert answer.data.startswith(b"502 5.5.1 ")
    (answer,) = talk_through(desk, b"HELP\r\n")
    assert b"AUTH" not in answer.data
    assert codes(made(), mx, b"MAIL FROM:<a@b.example>", b"RCPT TO:<x@y.example>")[-1] == (
        "550 5.7.1"
    )


def test_submission_takes_all_mail_after_a_login() -> None:
    server = made()
    face = Face("smtp", "smtp.home.example", role="submission", home=HOME)
    assert codes(server, face, b"MAIL FROM:<alice@home.example>") == ["530 5.7.0"]
    told = codes(
        server,
        face,
        PLAIN,
        b"MAIL FROM:<alice@home.example>",
        b"RCPT TO:<x@elsewhere.example>",
        b"RCPT TO:<bob@far.example>",
        b"RCPT TO:<ghost@home.example>",
        b"DATA",
        b"x\r\n.",
    )
    assert [each[:3] for each in told] == ["235", "250", "250", "250", "550", "354", "250"]
    assert len(server.store.mails("bob")) == 1
    assert server.store.outbox[0].recipients == ("x@elsewhere.example",)


def test_nobody_of_another_domain_logs_in() -> None:
    face = Face("smtp", "smtp.home.example", role="submission", home=HOME)
    for name, code in ((b"alice@far.example", "535 5.7.8"), (b"alice@home.example", "235 2.7.0")):
        login = b"AUTH PLAIN " + base64.b64encode(b"\0" + name + b"\0wonderland")
        assert codes(made(), face, login) == [code]


def test_a_face_may_have_a_style_of_its_own() -> None:
    server = made()
    desk = server.desk("smtp", face=Face("smtp", style="coremail"))
    desk.greet()
    (greeting,) = talk_through(desk, b"")
    assert greeting.data.startswith(b"220 163.com Anti-spam GT")
    desk = server.desk("pop3", face=Face("pop3", name="pop.far.example"))
    desk.greet()
    (greeting,) = talk_through(desk, b"")
    assert b"pop.far.example" in greeting.data


def test_a_socket_tells_them_apart() -> None:
    async def body() -> None:
        practised = made()
        practised.faces["mx.far.example:25"] = Face("smtp", "mx.far.example")
        practised.faces["old.example:110"] = Face("pop3", style="coremail")
        server = PracticeServer(practised)
        await server.start(0, 0)
        try:
            heard = {}
            for name, port in server.ports.items():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                heard[name] = await reader.readline()
                writer.close()
        finally:
            await server.stop()
        assert heard["smtp"].startswith(b"220 mail.example.test ")
        assert heard["pop3"].startswith(b"+OK mail.example.test ")
        assert heard["mx.far.example:25"].startswith(b"220 mx.far.example ")
        assert heard["old.example:110"].startswith(b"+OK Welcome to coremail ")

    asyncio.run(asyncio.wait_for(body(), 20))
