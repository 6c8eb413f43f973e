"""What was recorded at the practice server, said to a real Postfix and a real Dovecot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.outside import Done, Program
from tests.contract.typing_codes import typed
from tests.witness.practice_servers import ALICE, Served, served
from tests.witness.servers import Account, MailServers


@pytest.fixture
def practised(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "practice").mkdir()
    with served(tmp_path / "practice") as running:
        yield running


@pytest.fixture
def wiretutor(tmp_path: Path) -> Program:
    return Program(tmp_path)


def record(wiretutor: Program, practised: Served, scheme: str, *lines: str) -> Path:
    """A recording of some lines, said to the practice server."""
    path = wiretutor.home / "it.session.jsonl"
    url = f"{scheme}://localhost:{practised.ports[scheme]}"
    done = wiretutor(
        *("connect", url, "--cafile", practised.cafile, "--record", path),
        say="\n".join(lines) + "\n",
    )
    assert done.code == 0, done.err
    return path


def against(
    wiretutor: Program, path: Path, servers: MailServers, scheme: str, account: Account, *words: str
) -> Done:
    port = getattr(servers, scheme)
    return typed(
        wiretutor,
        *("replay", path, "--against", f"{scheme}://localhost:{port}", "--json"),
        *("--cafile", servers.cafile, "--timeout", 10, *words),
        name=account.name,
        code=account.password,
    )


def found(done: Done) -> dict[str, list[str]]:
    """The kinds of the differences by verb."""
    told = [event for event in done.events if event["event"] == "compared"]
    return {
        event["command"]["verb"]: [each["kind"] for each in event["differences"]] for event in told
    }


def test_a_letter(
    wiretutor: Program, practised: Served, mail_servers: MailServers, account: Account
) -> None:
    path = record(
        *(wiretutor, practised, "smtp", "EHLO me.example", "STARTTLS", "EHLO me.example"),
        *("AUTH PLAIN AGFsaWNlAFNIT1VRVUFOTUExNjM=", "MAIL FROM:<alice@example.test>"),
        *("RCPT TO:<bob@example.test>", "DATA", "Subject: said again", "", "..dot", ".", "QUIT"),
    )
    before = len(mail_servers.mails("bob"))
    done = against(wiretutor, path, mail_servers, "smtp", account)
    assert done.code == 0, (done.text, done.err)
    kinds = found(done)
    assert set(kinds["EHLO"]) >= {"offered", "missing", "words"}
    assert "class" not in str(kinds)
    assert done.events[-2]["why"] == "deliver"
    assert len(mail_servers.mails("bob")) == before
    done = against(wiretutor, path, mail_servers, "smtp", account, "--deliver")
    assert done.code == 0, (done.text, done.err)
    assert list(found(done))[-2:] == [".", "QUIT"]
    (*_, mail) = mail_servers.wait_for_mails("bob", before + 1)
    assert b"Subject: said again" in mail
    assert b"\n.dot\n" in mail


@pytest.mark.parametrize("scheme", ["pop3", "pop3s"])
def test_a_mailbox(
    wiretutor: Program,
    practised: Served,
    mail_servers: MailServers,
    account: Account,
    scheme: str,
) -> None:
    practised.fill(2)
    mail_servers.deliver(account.name, b"Subject: other\n\nmail\n")
    lines = ("CAPA", "USER alice", f"PASS {ALICE.code}", "STAT", "LIST", "RETR 1", "DELE 1", "QUIT")
    path = record(wiretutor, practised, scheme, *lines)
    done = against(wiretutor, path, mail_servers, scheme, account)
    assert done.code == 0, (done.text, done.err)
    kinds = found(done)
    assert kinds["STAT"] == ["mail"]
    assert "DELE" not in kinds
    assert len(mail_servers.mails(account.name)) == 1
    done = against(wiretutor, path, mail_servers, scheme, account, "--deliver")
    assert done.code == 0, (done.text, done.err)
    assert mail_servers.mails(account.name) == []


@pytest.mark.parametrize("mechanism", ["CRAM-MD5", "LOGIN", "APOP"])
def test_challenges(
    wiretutor: Program,
    practised: Served,
    mail_servers: MailServers,
    account: Account,
    mechanism: str,
) -> None:
    """Recorded by poplib, smtplib and the like: a digest of somebody else's challenge."""
    answers = {
        "CRAM-MD5": ("AUTH CRAM-MD5", "+ PDEyM0B4Pg==", "YWxpY2UgMDEyMzQ1Njc4OWFiY2RlZg=="),
        "LOGIN": ("AUTH LOGIN", "+ VXNlcm5hbWU6", "YWxpY2U="),
        "APOP": ("APOP alice 0123456789abcdef0123456789abcdef",),
    }[mechanism]
    rows = ["S: +OK ready <123@x>", f"C: {answers[0]}"]
    if len(answers) > 1:
        rows += [f"S: {answers[1]}", f"C: {answers[2]}"]
    if mechanism == "LOGIN":
        rows += ["S: + UGFzc3dvcmQ6", "C: c2VzYW1lc2VzYW1l"]
    rows += ["S: +OK in", "C: STAT", "S: +OK 0 0", "C: QUIT", "S: +OK bye"]
    path = wiretutor.home / "it.txt"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    done = against(wiretutor, path, mail_servers, "pop3s", account)
    assert done.code == 0, (done.text, done.err)
    assert done.events[-1]["differs"] is False


def test_what_the_practice_server_allows_and_postfix_does_not(
    wiretutor: Program, practised: Served, mail_servers: MailServers, account: Account
) -> None:
    path = record(
        *(wiretutor, practised, "smtp", "EHLO me", "VRFY nobody", "RCPT TO:<bob@example.test>"),
        *("MAIL FROM:<a@b.example>", "RCPT TO:<someone@far.example>", "QUIT"),
    )
    port = mail_servers.smtp
    done = wiretutor("replay", path, "--against", f"smtp://localhost:{port}", "--json")
    told = [event for event in done.events if event["event"] == "compared"]
    assert done.code in (0, 1)
    assert (done.code == 1) == any(
        each["kind"] in ("class", "state") for event in told for each in event["differences"]
    )
    assert [event["command"]["verb"] for event in told][-1] == "QUIT"
