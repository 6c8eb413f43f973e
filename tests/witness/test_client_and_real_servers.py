"""The program itself against a real Postfix and a real Dovecot: the whole walk, every way in."""

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.core.contract import check
from tests.screen.terminal import PROMPT, Terminal
from tests.witness.servers import Account, MailServers
from tutor import course


class Run(NamedTuple):
    """What came of a run: its events, its exit code, what it told on stderr."""

    events: list[dict[str, Any]]
    code: int
    told: str

    def of(self, verb: str) -> dict[str, Any]:
        """The last exchange of a verb."""
        found = [e for e in self.events if (e.get("command") or {}).get("verb") == verb]
        return found[-1]

    @property
    def states(self) -> list[str]:
        """The states that were entered."""
        steps = [e["state"] for e in self.events if "state" in e]
        return [step["after"] for step in steps if step["before"] != step["after"]]


def tutor(tmp_path: Path, *arguments: str, say: str, timeout: float = 60) -> tuple[str, int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tutor", *arguments, "--state", str(tmp_path / "state")],
        input=say.encode(),
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return done.stdout.decode(), done.returncode, done.stderr.decode()


def connect(tmp_path: Path, url: str, say: str, *options: str) -> Run:
    out, code, told = tutor(tmp_path, "connect", url, "--json", *options, say=say)
    events = [json.loads(line) for line in out.splitlines()]
    check(events)
    return Run(events, code, told)


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


def letter_to(*recipients: str) -> str:
    asked = "".join(f"rcpt to:<{recipient}>\n" for recipient in recipients)
    head = "From: alice@example.test\nSubject: by hand\n\n"
    return f"mail from:<alice@example.test>\n{asked}data\n{head}First line.\n..a dot before\n.\n"


def test_the_walk_in_clear(tmp_path: Path, mail_servers: MailServers, account: Account) -> None:
    login = f"auth login\n{b64('alice')}\n{b64('secret')}\n"
    text = f"ehlo me.example\n{login}{letter_to(account.address)}quit\n"
    run = connect(tmp_path, mail_servers.url("smtp"), text)
    assert run.code == 0
    assert run.states == [
        "GREETED", "READY", "AUTH", "READY", "MAIL", "RCPT", "DATA", "READY", "CLOSED",
    ]  # fmt: skip
    assert run.of(".")["class"] == "ok"
    assert run.of("EHLO")["learned"]["extensions"]["PIPELINING"] == []
    mail_servers.wait_for_mails(account.name, 1)

    name, code = account.name, account.password
    fetched = connect(
        tmp_path,
        mail_servers.url("pop3"),
        f"user {name}\npass {code}\nstat\nlist\nuidl\ntop 1 1\nretr 1\ndele 1\nquit\n",
    )
    assert fetched.code == 0
    message = fetched.of("RETR")["learned"]["message"]
    assert ["Subject", "by hand"] in message["headers"]
    assert message["text"] == "First line.\n.a dot before\n"
    assert fetched.of("QUIT")["state"]["via"] == ["UPDATE"]
    assert mail_servers.mails(name) == []
    kept = "".join(path.read_text() for path in (tmp_path / "state").rglob("*.jsonl"))
    assert code not in kept
    assert b64("secret") not in kept


@pytest.mark.parametrize("way", ["smtp", "smtps"])
def test_smtp_over_tls(
    tmp_path: Path, mail_servers: MailServers, account: Account, way: str
) -> None:
    upgrade = "ehlo me.example\nstarttls\n" if way == "smtp" else ""
    login = "auth plain " + b64("\0alice\0secret") + "\n"
    text = f"{upgrade}ehlo me.example\n{login}{letter_to(account.address)}quit\n"
    run = connect(tmp_path, mail_servers.url(way), text, "--cafile", str(mail_servers.cafile))
    assert run.code == 0
    (tls,) = [event for event in run.events if event["event"] == "tls"]
    assert tls["verified"] is True
    assert run.of(".")["class"] == "ok"
    assert run.of(".")["tls"]
    assert run.of(".")["authenticated"]


@pytest.mark.parametrize("way", ["pop3", "pop3s"])
def test_pop3_over_tls(tmp_path: Path, mail_servers: MailServers, way: str) -> None:
    upgrade = "stls\n" if way == "pop3" else ""
    run = connect(
        tmp_path,
        mail_servers.url(way),
        f"capa\n{upgrade}user big\npass secret\nlist\nretr 1\nquit\n",
        "--cafile",
        str(mail_servers.cafile),
    )
    assert run.code == 0
    big = run.of("RETR")
    assert big["learned"]["message"]["octets"] == 5_800_000
    assert big["reply"]["octets"] > 5_800_000
    assert big["tls"]
    assert run.of("LIST")["learned"]["listing"] == [[1, 5_800_000]]


@pytest.mark.parametrize("way", ["smtp", "smtps", "pop3", "pop3s"])
def test_a_foreign_authority_is_not_believed(
    tmp_path: Path, mail_servers: MailServers, way: str
) -> None:
    upgrade = {"smtp": "ehlo me\nstarttls\n", "pop3": "stls\n"}.get(way, "")
    cafile = str(mail_servers.other_cafile)
    run = connect(tmp_path, mail_servers.url(way), f"{upgrade}quit\n", "--cafile", cafile)
    assert run.code == 3
    assert "certificate" in run.told
    assert run.events[-2]["event"] == "tls"
    assert run.events[-2]["state"]["after"] == "CLOSED"


def test_what_postfix_refuses(tmp_path: Path, mail_servers: MailServers, account: Account) -> None:
    text = f"mail from:<x@y.test>\nehlo me\n{letter_to('nobody@example.test', account.address)}"
    run = connect(tmp_path, mail_servers.url("smtp"), f"{text}rcpt to:<x@y.test>\nfoo\nquit\n")
    refused = [e for e in run.events if e.get("class") == "permanent-failure"]
    assert [e["command"]["verb"] for e in refused] == ["RCPT", "RCPT", "FOO"]
    assert [e["command"]["in_order"] for e in refused] == [True, False, False]
    assert refused[0]["reply"]["enhanced"] == "5.1.1"
    # Postfix as it comes takes MAIL without a greeting: it is lenient, and we follow it.
    early = next(e for e in run.events if (e.get("command") or {}).get("verb") == "MAIL")
    assert (early["command"]["in_order"], early["tolerated"]) == (False, True)
    assert early["state"] == {"before": "GREETED", "after": "MAIL", "via": []}
    assert run.of(".")["class"] == "ok"


def test_chunks_and_a_pipeline(tmp_path: Path, mail_servers: MailServers, account: Account) -> None:
    text = (
        f"ehlo me\nmail from:<alice@example.test>\nrcpt to:<{account.address}>\n"
        "bdat 19\nSubject: chunks\r\n\r\nbdat 6 last\nText\r\nquit\n"
    )
    run = connect(tmp_path, mail_servers.url("smtp"), text, "--pipeline")
    assert run.code == 0
    assert run.states == ["GREETED", "READY", "MAIL", "RCPT", "BDAT", "READY", "CLOSED"]
    assert run.of("BDAT")["learned"]["message"]["text"] == "Text\n"
    mail_servers.wait_for_mails(account.name, 1)


def test_a_server_that_loses_patience(tmp_path: Path, mail_servers: MailServers) -> None:
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "tutor", "connect", "--json", "--no-record"),
            f"smtp://127.0.0.1:{mail_servers.hasty}",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"ehlo me\n")
        process.stdin.flush()
        events = [json.loads(line) for line in process.stdout]
    farewell = next(event for event in events if event["event"] == "unsolicited")
    assert farewell["reply"]["code"] == "421"
    assert farewell["state"]["after"] == "CLOSED"
    assert farewell["violations"] == []


def test_the_maildrop_is_locked(
    tmp_path: Path, mail_servers: MailServers, account: Account
) -> None:
    login = f"user {account.name}\npass {account.password}\n"
    url = mail_servers.url("pop3")
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", "connect", url, "--plain", "--no-record"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write(login.encode())
        first.stdin.flush()
        while b"TRANSACTION" not in first.stdout.readline():
            pass
        second = connect(tmp_path, url, f"{login}quit\n", "--timeout", "40")
        first.communicate(b"quit\n")
    assert second.of("PASS")["class"] == "failure"
    assert second.of("PASS")["reply"]["response_code"] == "IN-USE"


def first_lesson(**mine: str) -> str:
    """All that the first lesson types, with other words for some of its own."""
    steps = course.find("smtp-by-hand").steps
    text = "".join(f"{line}\n" for step in steps for line in step.lines)
    for its, own in mine.items():
        assert WORDS[its] in text
        text = text.replace(WORDS[its], own)
    return text


WORDS = {
    "name": b64("alice@163.com"),
    "code": b64("SHOUQUANMA163"),
    "sender": "alice@163.com",
    "recipient": "bob@163.com",
    "password": "SHOUQUANMA163",
}
DONE = {"en": "The lesson is done.", "zh": "本课完成。"}
STEP = {"en": "Step {}/19", "zh": "第 {}/19 步"}
PASSED = {"en": "Step {}/19 passed.", "zh": "第 {}/19 步完成。"}
ENTER = {"en": "Enter>", "zh": "回车>"}


@pytest.mark.parametrize("language", DONE)
def test_the_first_lesson_on_postfix(
    tmp_path: Path, mail_servers: MailServers, account: Account, language: str
) -> None:
    own = {"name": b64("alice"), "code": b64("secret"), "sender": "alice@example.test"}
    say = first_lesson(**own, recipient=account.address)
    where = f"smtp={mail_servers.url('smtp')}"
    out, code, told = tutor(
        tmp_path, "learn", "smtp-by-hand", "--server", where, "--lang", language, say=say
    )
    assert code == 0, out[-500:] + told
    assert DONE[language] in out
    (mail,) = mail_servers.wait_for_mails(account.name, 1)
    assert b"subject:This is a test email. Ignore it" in mail
    assert {"en": "played by the practice server", "zh": "由练习服务器扮演）"}[language] not in out
    kept = "".join(path.read_text() for path in (tmp_path / "state").rglob("*.jsonl"))
    assert b64("secret") not in kept


@pytest.mark.parametrize("language", DONE)
def test_the_second_lesson_on_dovecot(
    tmp_path: Path, mail_servers: MailServers, account: Account, language: str
) -> None:
    for number in range(1, 36):
        letter = f"From: a@example.test\r\nSubject: number {number}\r\n\r\nText {number}.\r\n"
        mail_servers.deliver(account.name, letter.encode())
    where = f"pop3={mail_servers.url('pop3')}"
    words = ("learn", "pop3-by-hand", "--server", where, "--lang", language)
    with Terminal(*words, state=tmp_path / "state") as terminal:
        for number, step in enumerate(course.find("pop3-by-hand").steps, 1):
            terminal.until(STEP[language].format(number))
            for line in step.lines:
                own = line.replace(WORDS["sender"], account.name)
                before = terminal.raw.count(PROMPT)
                terminal.type(own.replace(WORDS["password"], account.password))
                terminal.press("enter")
                terminal.prompted(before)
                if step.id == "quit":  # real mail is deleted: the program asks
                    terminal.until("(y/N)")
                    terminal.type("y\r")
            terminal.until(PASSED[language].format(number), above=True)
            if step.aside is not None or step.id == "goodbye":
                terminal.until(ENTER[language])
                terminal.press("enter")
        terminal.until(DONE[language], above=True)
        terminal.press("enter")
        terminal.until("(Y/n)")
        terminal.type("n\r")
        assert terminal.leave() == 0
        out = terminal.text()
    assert "number 35" in out, "the letter as its reader sees it"
    assert account.password not in out
    left = mail_servers.mails(account.name)
    assert len(left) == 34, "QUIT deletes, and a cut line does not"
    assert not any(b"Subject: number 35\n" in mail for mail in left)
    assert any(b"Subject: number 1\n" in mail for mail in left)
