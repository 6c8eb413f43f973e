"""Other people's clients against a recording of themselves: they cannot tell it from the server."""

import json
import os
import poplib
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

import pytest

from tests.contract.outside import Program, finish

Event = dict[str, Any]
Find = Callable[[str], str]
Client = Callable[[dict[str, int], Path, str], object]
"""A client that talks to ports, trusts a file and logs in with a code."""


@pytest.fixture
def wiretutor(tmp_path: Path) -> Program:
    return Program(tmp_path)


@contextmanager
def served(wiretutor: Program, *words: object) -> Iterator[tuple[dict[str, int], list[Event]]]:
    """`serve --json` for the time of a block: its ports, and afterwards what it told."""
    process = wiretutor.start("serve", "--json", *words)
    assert process.stdout is not None
    told: list[Event] = []
    first = process.stdout.readline()
    assert first, process.communicate()
    try:
        yield json.loads(first), told
    finally:
        done = finish(process)
        told += done.events
        assert b"Traceback" not in done.err, done.err.decode()


def play(wiretutor: Program, client: Client, *words: object) -> list[Event]:
    """Record a client at the practice server, then play the recording to it; what was told."""
    home = wiretutor.home
    ca, free = home / "ca.pem", ("--smtp", 0, "--pop3", 0, "--smtps", 0, "--pop3s", 0)
    with served(wiretutor, *free, "--log", home / "logs", "--ca-out", ca) as (ports, _):
        client(ports, ca, "wonderland")
    (recording,) = (home / "logs").glob("*.session.jsonl")
    protocol = json.loads(recording.read_text("utf-8").splitlines()[0])["protocol"]
    there = ("--force", "--ca-out", ca, f"--{protocol}", 0)
    with served(wiretutor, "--replay", recording, *there, *words) as (ports, told):
        client(ports, ca, "another code")
    return told


def content(told: list[Event]) -> None:
    """All was said, and nothing else."""
    assert [event["event"] for event in told] == ["played"], told
    assert told[0]["said"] == told[0]["commands"]
    assert told[0]["left"] == ""


def run(*argv: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        argv, input=said, capture_output=True, timeout=40, check=False, env=env
    )  # fmt: skip


# -- Python's own ---------------------------------------------------------------------------------


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "alice@example.test", "bob", "hi"
    message["Date"], message["Message-ID"] = formatdate(), make_msgid()
    message.set_content("line\n.dots\n中文\n")
    message.add_attachment(b"\0\1\2", maintype="application", subtype="octet-stream")
    return message


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
@pytest.mark.parametrize("order", ["in-order", "any"])
def test_smtplib(wiretutor: Program, mechanism: str, order: str) -> None:
    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        context = ssl.create_default_context(cafile=str(ca))
        with smtplib.SMTP("localhost", ports["smtp"], timeout=10) as smtp:
            smtp.ehlo()
            smtp.starttls(context=context)
            smtp.ehlo()
            smtp.esmtp_features["auth"] = mechanism
            smtp.login("alice", code)
            to = ["bob@example.test", "nobody@example.test"]
            refused = smtp.send_message(letter(), "alice@example.test", to)
            assert refused["nobody@example.test"][0] == 550

    content(play(wiretutor, client, "--order", order))


@pytest.mark.parametrize("order", ["in-order", "strict", "any"])
def test_poplib(wiretutor: Program, order: str) -> None:
    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        box = poplib.POP3("localhost", ports["pop3"], timeout=10)
        assert "UIDL" in box.capa()
        box.stls(ssl.create_default_context(cafile=str(ca)))
        box.user("alice")
        box.pass_(code)
        assert box.stat()[0] == len(box.list()[1])
        box.quit()

    content(play(wiretutor, client, "--order", order))


def test_poplib_apop(wiretutor: Program) -> None:
    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        box = poplib.POP3("localhost", ports["pop3"], timeout=10)
        box.apop("alice", code)
        box.quit()

    content(play(wiretutor, client))


def test_smtplib_that_says_something_else(wiretutor: Program) -> None:
    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        with smtplib.SMTP("localhost", ports["smtp"], timeout=10) as smtp:
            smtp.ehlo()
            if code == "wonderland":
                smtp.vrfy("alice")
                return
            assert smtp.docmd("EXPN all") == (503, b"5.5.1 The recording goes on with VRFY")
            assert smtp.noop()[0] == 250

    told = play(wiretutor, client)
    assert [event["event"] for event in told] == ["stray", "played"]
    assert (told[0]["why"], told[0]["came"]) == ("other", "EXPN all")
    assert told[0]["expected"].lower().startswith("vrfy")
    assert told[1]["left"]


# -- curl, swaks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["in-order", "strict", "any"])
def test_curl_sends(wiretutor: Program, program: Find, order: str) -> None:
    curl = program("curl")

    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        done = run(
            *(curl, "-sS", "--ssl-reqd", "--cacert", str(ca), "--user", f"alice:{code}"),
            *("--url", f"smtp://localhost:{ports['smtp']}/me.example"),
            *("--mail-from", "alice@example.test", "--mail-rcpt", "bob@example.test"),
            *("--upload-file", "-"),
            said=b"Subject: hi\r\n\r\n.dot\r\n",
        )
        assert done.returncode == 0, done.stderr

    content(play(wiretutor, client, "--order", order))


def test_curl_fetches_over_tls_from_the_first_octet(wiretutor: Program, program: Find) -> None:
    curl, rows = program("curl"), []

    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        done = run(
            *(curl, "-sS", "--cacert", str(ca), "--user", f"alice:{code}"),
            f"pop3s://localhost:{ports['pop3s']}/",
        )
        assert done.returncode == 0, done.stderr
        rows.append(done.stdout)

    content(play(wiretutor, client))
    assert rows[0] == rows[1]


@pytest.mark.parametrize("extra", [(), ("--tls",), ("--pipeline",)])
def test_swaks_sends(wiretutor: Program, program: Find, extra: tuple[str, ...]) -> None:
    swaks = program("swaks")

    def client(ports: dict[str, int], ca: Path, code: str) -> None:
        done = run(
            *(swaks, "--server", f"localhost:{ports['smtp']}", "--auth", "LOGIN", *extra),
            *("--auth-user", "alice", "--auth-password", code, "--to", "bob@example.test"),
            *("--from", "alice@example.test", "--ehlo", "me.example"),
        )
        assert done.returncode == 0, done.stdout

    content(play(wiretutor, client))
