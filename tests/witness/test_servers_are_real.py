"""The witnesses themselves, heard through the standard library's own clients."""

import contextlib
import poplib
import smtplib
import socket
import ssl
from collections.abc import Iterator

import pytest

from tests.witness.servers import BIG, HASTY, Account, MailServers, big_message

LETTER = b"From: alice@example.test\r\nSubject: hello\r\n\r\nFirst line.\r\n.a dot before\r\n"


@pytest.fixture
def trust(mail_servers: MailServers) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(mail_servers.cafile))


@pytest.fixture
def smtp(mail_servers: MailServers) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(mail_servers.host, mail_servers.smtp, timeout=20) as client:
        yield client


@contextlib.contextmanager
def pop3(mail_servers: MailServers, account: Account) -> Iterator[poplib.POP3]:
    """A session in the TRANSACTION state; it ends with QUIT, or by closing where login fails."""
    client = poplib.POP3(mail_servers.host, mail_servers.pop3, timeout=30)
    with contextlib.closing(client):
        client.user(account.name)
        client.pass_(account.password)
        yield client
        client.quit()


def test_a_mail_goes_in_by_smtp_and_out_by_pop3(
    mail_servers: MailServers, smtp: smtplib.SMTP, trust: ssl.SSLContext, account: Account
) -> None:
    smtp.starttls(context=trust)
    smtp.login("alice", "secret")
    assert smtp.sendmail("alice@example.test", [account.address], LETTER) == {}
    mail_servers.wait_for_mails(account.name, 1)

    client = poplib.POP3(mail_servers.host, mail_servers.pop3, timeout=20)
    client.stls(trust)
    client.user(account.name)
    client.pass_(account.password)
    lines = client.retr(1)[1]
    assert lines[-2:] == [b"First line.", b".a dot before"]
    assert b"Subject: hello" in lines
    client.dele(1)
    client.quit()
    assert mail_servers.mails(account.name) == []


def test_implicit_tls_on_both(
    mail_servers: MailServers, trust: ssl.SSLContext, account: Account
) -> None:
    address = mail_servers.host, mail_servers.smtps
    with smtplib.SMTP_SSL(*address, context=trust, timeout=20) as sender:
        sender.login(account.name, account.password)
        assert sender.noop()[0] == 250
    reader = poplib.POP3_SSL(mail_servers.host, mail_servers.pop3s, context=trust, timeout=20)
    reader.user(account.name)
    assert reader.pass_(account.password).startswith(b"+OK")
    reader.quit()


def test_the_other_authority_is_not_believed(mail_servers: MailServers) -> None:
    context = ssl.create_default_context(cafile=str(mail_servers.other_cafile))
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL(mail_servers.host, mail_servers.smtps, context=context, timeout=20)


def test_what_postfix_refuses(smtp: smtplib.SMTP) -> None:
    smtp.ehlo("client.example.test")
    assert smtp.esmtp_features["auth"].split() == ["PLAIN", "LOGIN", "CRAM-MD5"]
    assert {"pipelining", "chunking", "dsn", "8bitmime", "smtputf8"} <= smtp.esmtp_features.keys()
    smtp.mail("alice@example.test")
    assert smtp.rcpt("nobody@example.test")[0] == 550
    assert smtp.rcpt("somebody@elsewhere.example")[0] == 554  # relay denied before a login
    smtp.rset()
    assert smtp.docmd("AUTH", "PLAIN AGFsaWNlAHdyb25n")[0] == 535


def test_whoever_has_logged_in_may_send_elsewhere(smtp: smtplib.SMTP) -> None:
    smtp.login("bob", "swordfish")  # smtplib takes CRAM-MD5
    assert smtp.sendmail("bob@example.test", ["somebody@elsewhere.example"], LETTER) == {}


@pytest.mark.parametrize("mechanism", ["auth_plain", "auth_login", "auth_cram_md5"])
def test_each_mechanism(smtp: smtplib.SMTP, mechanism: str) -> None:
    smtp.ehlo()
    smtp.user, smtp.password = "alice", "secret"
    name = mechanism.removeprefix("auth_").replace("_", "-").upper()
    assert smtp.auth(name, getattr(smtp, mechanism))[0] == 235


def test_silence_on_the_hasty_port_is_a_421(mail_servers: MailServers) -> None:
    with socket.create_connection((mail_servers.host, mail_servers.hasty), 20) as link:
        heard = b"".join(iter(lambda: link.recv(4096), b""))
    assert heard.startswith(b"220 ")
    assert b"\r\n421 " in heard, f"silent for {HASTY} s"


def test_a_second_login_finds_the_maildrop_locked(
    mail_servers: MailServers, account: Account
) -> None:
    # Dovecot waits some ten seconds for the lock before it says so.
    with (
        pop3(mail_servers, account),
        pytest.raises(poplib.error_proto, match=r"\[IN-USE\]"),
        pop3(mail_servers, account),
    ):
        pass
    with pop3(mail_servers, account) as after:
        assert after.stat() == (0, 0)


def test_what_dovecot_offers(mail_servers: MailServers, account: Account) -> None:
    client = poplib.POP3(mail_servers.host, mail_servers.pop3, timeout=20)
    offered = client.capa()
    assert {"TOP", "UIDL", "USER", "STLS", "PIPELINING", "RESP-CODES", "SASL"} <= offered.keys()
    assert offered["SASL"] == ["PLAIN", "LOGIN", "CRAM-MD5"]
    client.apop(account.name, account.password)
    assert client.stat() == (0, 0)
    client.quit()


def test_a_delivered_mail_has_its_octets_and_a_unique_id(
    mail_servers: MailServers, account: Account
) -> None:
    mail_servers.deliver(account.name, LETTER)
    with pop3(mail_servers, account) as client:
        assert client.stat() == (1, len(LETTER))
        assert client.uidl()[1][0].startswith(b"1 ")
        assert client.top(1, 1)[1][-1] == b"First line."
    mail_servers.empty(account.name)
    assert mail_servers.mails(account.name) == []


def test_the_big_mail_comes_whole(mail_servers: MailServers) -> None:
    with pop3(mail_servers, mail_servers.accounts["big"]) as client:
        assert client.list(1) == f"+OK 1 {BIG}".encode()
        lines = client.retr(1)[1]
    assert b"".join(line + b"\r\n" for line in lines) == big_message()
