"""Other people's clients against our practice server: if they are content, it is one."""

import os
import poplib
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.witness.practice_servers import ALICE, BOB, LETTER, Served, served
from tutor.practice import Limits

Program = Callable[[str], str]
WIRE = LETTER.replace(b"\n", b"\r\n")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as running:
        yield running


def trust(server: Served) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.cafile))


def letter(subject: str = "from smtplib") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "x@far.example", "alice", subject
    message.set_content("line\n.\n.dots\n\n中文\n", cte="8bit")
    return message


def run(*argv: str, home: Path, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        argv,
        input=said,
        capture_output=True,
        timeout=40,
        check=False,
        env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"},
    )


# -- Python's own ---------------------------------------------------------------------------------


def test_smtplib_sends_and_poplib_fetches(server: Served) -> None:
    with smtplib.SMTP("localhost", server.ports["smtp"], timeout=10) as smtp:
        smtp.ehlo("me.example")
        assert {"size", "starttls", "auth", "8bitmime", "smtputf8", "dsn"} <= set(
            smtp.esmtp_features
        )
        smtp.starttls(context=trust(server))
        smtp.login("alice", ALICE.code)
        refused = smtp.send_message(letter(), to_addrs=["alice@example.test", "no@example.test"])
        assert refused["no@example.test"][0] == 550
    pop = poplib.POP3("localhost", server.ports["pop3"], timeout=10)
    assert "STLS" in pop.capa()
    pop.stls(trust(server))
    pop.user("alice")
    pop.pass_(ALICE.code)
    assert pop.stat()[0] == 1
    lines = pop.retr(1)[1]
    assert lines[-5:] == [b"line", b".", b".dots", b"", "中文".encode()]
    assert pop.uidl()[1] == [pop.uidl(1).split(b" ", 1)[1]]
    pop.dele(1)
    pop.quit()
    assert server.texts("alice") == []


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_smtplib_mechanisms(server: Served, mechanism: str) -> None:
    with smtplib.SMTP_SSL("localhost", server.ports["smtps"], context=trust(server)) as smtp:
        smtp.ehlo()
        smtp.esmtp_features["auth"] = mechanism
        assert smtp.login("bob", BOB.code)[0] == 235
        smtp.mail("bob@example.test")
        assert smtp.rcpt("x@far.example")[0] == 250
    with smtplib.SMTP("localhost", server.ports["smtp"]) as smtp:
        smtp.ehlo()
        smtp.esmtp_features["auth"] = mechanism
        with pytest.raises(smtplib.SMTPAuthenticationError):
            smtp.login("bob", "wrong")


def test_poplib_apop_over_tls(server: Served) -> None:
    server.fill()
    pop = poplib.POP3_SSL("localhost", server.ports["pop3s"], context=trust(server))
    assert pop.apop("alice", ALICE.code).startswith(b"+OK")
    assert pop.top(1, 1)[1] == [b"From: bob@example.test", b"Subject: one", b"", b".a dot"]
    other = poplib.POP3("localhost", server.ports["pop3"])
    other.user("alice")
    with pytest.raises(poplib.error_proto, match="IN-USE"):
        other.pass_(ALICE.code)
    other.close()
    pop.dele(1)
    pop.close()  # cut: nothing is deleted
    assert len(server.texts("alice")) == 3


def test_smtplib_hits_the_limits(tmp_path: Path) -> None:
    with (
        served(tmp_path, limits=Limits(message=1000)) as server,
        smtplib.SMTP("localhost", server.ports["smtp"]) as smtp,
    ):
        big = letter()
        big.set_content("x" * 70 + "\n" * 2000)
        with pytest.raises(smtplib.SMTPSenderRefused, match="larger than 1000"):
            smtp.send_message(big, to_addrs=["alice@example.test"])


# -- curl -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("port", ["smtp", "smtps"])
def test_curl_sends(server: Served, program: Program, tmp_path: Path, port: str) -> None:
    done = run(
        *(program("curl"), "-sS", "--ssl-reqd", "--cacert", str(server.cafile)),
        *("--url", f"{port}://localhost:{server.ports[port]}/me.example"),
        *("--user", f"alice:{ALICE.code}", "--mail-from", "alice@example.test"),
        *("--mail-rcpt", "bob@example.test", "--upload-file", "-"),
        home=tmp_path,
        said=WIRE,
    )
    assert done.returncode == 0, done.stderr
    assert server.texts("bob")[0].endswith(WIRE)
    assert b"with ESMTPSA id" in server.texts("bob")[0]


@pytest.mark.parametrize("login", ["", "AUTH=PLAIN", "AUTH=LOGIN", "AUTH=CRAM-MD5", "AUTH=+APOP"])
def test_curl_fetches(server: Served, program: Program, tmp_path: Path, login: str) -> None:
    server.fill()
    url = f"pop3://localhost:{server.ports['pop3']}/2"
    options = ["--login-options", login] if login else []
    done = run(
        *(program("curl"), "-sS", "--ssl-reqd", "--cacert", str(server.cafile), *options),
        *("--user", f"alice:{ALICE.code}", url),
        home=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == WIRE


def test_curl_lists_and_is_refused(server: Served, program: Program, tmp_path: Path) -> None:
    server.fill()
    url = f"pop3s://localhost:{server.ports['pop3s']}/"
    trusted = (program("curl"), "-sS", "--cacert", str(server.cafile))
    done = run(*trusted, "--user", f"alice:{ALICE.code}", url, home=tmp_path)
    assert [row.split()[0] for row in done.stdout.splitlines()] == [b"1", b"2", b"3"]
    done = run(*trusted, "--user", "alice:wrong", url, home=tmp_path)
    assert done.returncode == 67


# -- swaks, msmtp, mpop, fetchmail ----------------------------------------------------------------


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
@pytest.mark.parametrize("extra", [(), ("--tls",), ("--pipeline",)])
def test_swaks_sends(
    server: Served, program: Program, tmp_path: Path, mechanism: str, extra: tuple[str, ...]
) -> None:
    done = run(
        *(program("swaks"), "--server", f"localhost:{server.ports['smtp']}", *extra),
        *("--auth", mechanism, "--auth-user", "alice", "--auth-password", ALICE.code),
        *("--from", "alice@example.test", "--to", "bob@example.test", "--ehlo", "me.example"),
        *("--body", ".one dot"),
        home=tmp_path,
    )
    assert done.returncode == 0, done.stdout
    assert b"\r\n.one dot\r\n" in server.texts("bob")[0]


def test_swaks_against_coremail(program: Program, tmp_path: Path) -> None:
    with served(tmp_path, "coremail") as server:
        base = (program("swaks"), "--server", f"localhost:{server.ports['smtp']}", "--to")
        done = run(*base, "bob@163.com", "--from", "alice@163.com", home=tmp_path)
        assert b"553 authentication is required," in done.stdout
        login = ("--auth", "LOGIN", "--auth-user", "alice@163.com", "--auth-password", ALICE.code)
        done = run(*base, "bob@163.com", "--from", "eve@163.com", *login, home=tmp_path)
        assert b"553 Mail from must equal authorized user" in done.stdout
        done = run(*base, "bob@163.com", "--from", "alice@163.com", *login, home=tmp_path)
        assert done.returncode == 0, done.stdout
        assert b"235 Authentication successful" in done.stdout
        assert len(server.texts("bob@163.com")) == 1


def test_msmtp_sends(server: Served, program: Program, tmp_path: Path) -> None:
    done = run(
        *(program("msmtp"), "--host=localhost", f"--port={server.ports['smtp']}"),
        *("--tls=on", "--tls-starttls=on", f"--tls-trust-file={server.cafile}", "--auth=on"),
        *("--user=bob", f"--passwordeval=echo '{BOB.code}'", "--from=bob@example.test"),
        *("alice@example.test", "far@far.example"),
        home=tmp_path,
        said=LETTER,
    )
    assert done.returncode == 0, done.stderr
    assert server.texts("alice")[0].endswith(WIRE)
    assert server.practice.store.outbox[0].recipients == ("far@far.example",)


def test_mpop_fetches_and_deletes(server: Served, program: Program, tmp_path: Path) -> None:
    server.fill()
    box = tmp_path / "mbox"
    done = run(
        *(program("mpop"), "--host=localhost", f"--port={server.ports['pop3']}", "--tls=on"),
        *("--tls-starttls=on", f"--tls-trust-file={server.cafile}", "--user=alice"),
        *(f"--passwordeval=echo {ALICE.code}", "--keep=off", f"--delivery=mbox,{box}"),
        f"--uidls-file={tmp_path}/uidls",
        home=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert box.read_bytes().count(b"\n.a dot\n..\nend\n") == 3
    assert server.texts("alice") == []


def test_fetchmail_fetches_and_deletes(server: Served, program: Program, tmp_path: Path) -> None:
    server.fill(2)
    box, config = tmp_path / "box", tmp_path / "fetchmailrc"
    config.write_text(
        f"set no bouncemail\npoll localhost protocol pop3 port {server.ports['pop3']}\n"
        f"  user alice password {ALICE.code} no keep fetchall\n"
        f'  sslproto "" mda "cat >> {box}"\n'
    )
    config.chmod(0o600)
    done = run(
        *(program("fetchmail"), "-f", str(config), "--pidfile", str(tmp_path / "pid")),
        *("-i", str(tmp_path / "ids"), "--nosyslog"),
        home=tmp_path,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert box.read_bytes().count(b".a dot") == 2
    assert server.texts("alice") == []
