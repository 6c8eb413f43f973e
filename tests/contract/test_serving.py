"""`serve`: the practice server alone (DESIGN 3.1)."""

import json
import poplib
import signal
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.outside import Program, finish
from tests.core.contract import check


@dataclass
class Practice:
    """A running practice server."""

    process: subprocess.Popen[bytes]
    ports: dict[str, int]
    told: str


@contextmanager
def practice(program: Program, *words: object) -> Iterator[Practice]:
    """`serve --json` for the time of a test; it must stop cleanly."""
    process = program.start("serve", "--json", *words)
    assert process.stdout is not None
    first = process.stdout.readline().decode()
    try:
        assert first, process.communicate()
        yield Practice(process, json.loads(first), first)
    finally:
        if process.poll() is None:
            done = finish(process)
            assert done.code == 130
            assert b"Traceback" not in done.err
            assert done.out == b""


FREE = ("--smtp", 0, "--pop3", 0)


def test_mail_that_is_sent_can_be_fetched(program: Program) -> None:
    with practice(program, *FREE) as server:
        assert {"smtp", "pop3"} <= set(server.ports)
        accounts = program.start("serve", *FREE)
        assert accounts.stdout is not None
        lines = [accounts.stdout.readline().decode() for _ in range(2)]
        assert lines[0].startswith("telnet ")
        assert lines[1].startswith("telnet ")
        told = finish(accounts)
        names = [line.split() for line in told.out.decode().splitlines() if line.startswith("  ")]
        (name, code), (other, pin) = names[:2]
        with smtplib.SMTP("127.0.0.1", server.ports["smtp"], timeout=10) as client:
            client.ehlo()
            client.login(name, code)
            client.sendmail(name, [other], "Subject: hello\r\n\r\n.dot\r\n")
        box = poplib.POP3("127.0.0.1", server.ports["pop3"], timeout=10)
        box.user(other)
        box.pass_(pin)
        count, _ = box.stat()
        assert count >= 1
        text = box.retr(count)[1]
        assert b"Subject: hello" in text
        assert text[-1] == b".dot"
        box.quit()


def test_our_own_client_talks_to_it(program: Program) -> None:
    log = program.home / "server"
    with practice(program, *FREE, "--log", log) as server:
        done = program(
            *("connect", "127.0.0.1", server.ports["smtp"], "--json"),
            say=(
                "EHLO me\nSTARTTLS\nMAIL FROM:<a@b.c>\nRCPT TO:<nobody@elsewhere.example>\n"
                "AUTH LOGIN\nYWxpY2U=\nd3JvbmdwYXNzd29yZA==\nVRFY x\nQUIT\n"
            ),
        )
    assert done.code == 3  # its certificate is nobody's: STARTTLS ends it
    check(done.events)
    (kept,) = log.glob("*.session.jsonl")
    again = program("annotate", kept, "--json")
    assert again.code == 0
    check(again.events)
    assert b"wrongpassword" not in kept.read_bytes()


def test_accounts_come_from_a_file(program: Program) -> None:
    accounts = program.home / "class.csv"
    accounts.write_text("s01,Li Lei,geheim-eins\ns02,\u97e9\u6885\u6885,geheim-zwei\n", "utf-8")
    with practice(program, *FREE, "--accounts", accounts) as server:
        box = poplib.POP3("127.0.0.1", server.ports["pop3"], timeout=10)
        box.user("s02")
        assert box.pass_("geheim-zwei").startswith(b"+OK")
        box.quit()
        box = poplib.POP3("127.0.0.1", server.ports["pop3"], timeout=10)
        box.user("s01")
        with pytest.raises(poplib.error_proto):
            box.pass_("geheim-zwei")
        box.close()


def test_tls_clients_can_verify_it(program: Program) -> None:
    ca = program.home / "ca.pem"
    with practice(program, *FREE, "--smtps", 0, "--pop3s", 0, "--ca-out", ca) as server:
        assert set(server.ports) >= {"smtp", "pop3", "smtps", "pop3s"}
        context = ssl.create_default_context(cafile=str(ca))
        with smtplib.SMTP_SSL(
            "localhost", server.ports["smtps"], context=context, timeout=10
        ) as client:
            assert client.ehlo()[0] == 250
        with smtplib.SMTP("localhost", server.ports["smtp"], timeout=10) as client:
            client.starttls(context=context)
            assert client.ehlo()[0] == 250
        box = poplib.POP3_SSL("localhost", server.ports["pop3s"], context=context, timeout=10)
        box.quit()
        box = poplib.POP3("localhost", server.ports["pop3"], timeout=10)
        box.stls(context)
        box.quit()
        done = program(
            *("connect", f"smtp://localhost:{server.ports['smtp']}", "--cafile", ca, "--json"),
            say="EHLO a\nSTARTTLS\nEHLO a\nQUIT\n",
        )
        assert done.code == 0
        assert done.events[-2]["tls"] is True
        refused = program("serve", *FREE, "--ca-out", ca)
        assert refused.code == 2
        assert ca.read_bytes().startswith(b"-----BEGIN CERTIFICATE")


def test_taken_ports_are_replaced_by_free_ones(program: Program) -> None:
    with practice(program) as first, practice(program) as second:
        ports = [server.ports[name] for server in (first, second) for name in ("smtp", "pop3")]
        assert len(set(ports)) == 4
        for port in ports:
            socket.create_connection(("127.0.0.1", port), 5).close()


def test_it_listens_on_loopback_only(program: Program) -> None:
    with practice(program, *FREE) as server:
        taken = socket.socket()
        # Another loopback address is free: the server has not bound them all.
        taken.bind(("127.0.0.2", server.ports["smtp"]))
        taken.close()


def test_the_walkthroughs_server(program: Program) -> None:
    with practice(program, *FREE, "--style", "coremail") as server:
        done = program(
            *("connect", "127.0.0.1", server.ports["smtp"], "--json"),
            say="EHLO 163.com\nAUTH LOGIN\nYWxpY2U=\nd3Jvbmc=\nQUIT\n",
        )
        assert done.code == 0
        assert done.exchanges[1]["reply"]["lines"] == ["334 dXNlcm5hbWU6"]
        assert done.exchanges[-1]["reply"]["enhanced"] is None
        assert done.exchanges[3]["class"] == "permanent-failure"
        # Both ends share a folder and nothing else.
        assert done.events[-1]["by"] == "server"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_its_clients(program: Program, number: int) -> None:
    with practice(program, *FREE) as server:
        client = socket.create_connection(("127.0.0.1", server.ports["smtp"]), 10)
        assert client.recv(1000).startswith(b"220")
        done = finish(server.process, number)
        assert client.recv(1000)[:3] in (b"421", b"")
        client.close()
    assert done.code == (130 if number == signal.SIGINT else 0)
    assert b"Traceback" not in done.err
    assert done.seconds < 4


def test_an_address_that_is_not_ours_is_an_error(program: Program) -> None:
    done = program("serve", "--host", "192.0.2.1", *FREE)
    assert (done.code, done.out) == (3, b"")
    assert done.err


def test_what_a_server_records_is_readable_by_its_owner_alone(program: Program) -> None:
    folder: Path = program.home / "logs"
    with practice(program, *FREE, "--log", folder) as server:
        box = poplib.POP3("127.0.0.1", server.ports["pop3"], timeout=10)
        with pytest.raises(poplib.error_proto):
            box.pass_("Zitr0nenfalter")
        box.quit()
    (log,) = folder.glob("*.session.jsonl")
    assert log.stat().st_mode & 0o077 == 0
    assert b"Zitr0nenfalter" not in log.read_bytes()
    assert program("annotate", log, "--json").events[-1]["event"] == "closed"


CLASS = ("--lesson", "smtp-by-hand", "--accounts", "class.csv")


def test_a_class_begins_with_the_lines_to_type(program: Program) -> None:
    text = "s01,\u97e9\u6885\u6885,geheim-eins\ns02,Li Lei,geheim-zwei\n"
    (program.home / "class.csv").write_text(text, "utf-8")
    process = program.start("serve", *FREE, *CLASS)
    assert process.stdout is not None
    lines = [process.stdout.readline().decode() for _ in range(2)]
    ports = [int(line.split()[2]) for line in lines]
    assert lines == [f"telnet localhost {port}\n" for port in ports]
    box = poplib.POP3("127.0.0.1", ports[1], timeout=10)
    box.user("s01@163.com")
    assert box.pass_("geheim-eins").startswith(b"+OK")
    box.quit()
    told = finish(process).out.decode()
    rows = [line for line in told.splitlines() if line.startswith("  ")]
    assert rows == [
        "  s01@163.com  geheim-eins  \u97e9\u6885\u6885",
        "  s02@163.com  geheim-zwei  Li Lei",
    ]
    smtp, pop3 = (f"NAME@localhost:{port}" for port in ports)
    servers = f"--server smtp=smtp://{smtp} --server pop3=pop3://{pop3}"
    assert f"\nwiretutor learn smtp-by-hand {servers}\n" in told
    assert "--host 0.0.0.0" in told
    assert "lesson's file" not in told, "a shipped lesson is everywhere"
    assert told.splitlines()[-1].endswith("  s01 \u97e9\u6885\u6885  logged in")


def test_who_does_a_lesson_of_the_teachers_own_needs_its_file(program: Program) -> None:
    assert program("lessons", "new", "mine.yaml").code == 0
    process = program.start("serve", *FREE, "--lesson", "mine.yaml")
    assert process.stdout is not None
    process.stdout.readline()
    rows = finish(process).out.decode().splitlines()
    at = next(at for at, row in enumerate(rows) if row.startswith("wiretutor learn mine.yaml"))
    assert "lesson's file" in rows[at + 1]


def test_a_class_as_objects(program: Program) -> None:
    (program.home / "class.yaml").write_text("s01: {name: Li Lei, code: 0123}\n", "utf-8")
    words = ("--json", *FREE, "--lesson", "smtp-by-hand", "--accounts", "class.yaml")
    process = program.start("serve", *words)
    assert process.stdout is not None
    ports = json.loads(process.stdout.readline())
    assert (ports["lesson"], ports["students"]) == ("smtp-by-hand", 1)
    with smtplib.SMTP("127.0.0.1", ports["smtp"], timeout=10) as client:
        client.login("s01@163.com", "0123")
    told = finish(process).events
    assert {event["student"] for event in told} == {"s01"}
    passed = [event["step"] for event in told if event["event"] == "passed"]
    assert passed[:2] == ["connect", "ehlo"]


OWN = (
    "telnet smtp.163.com 25\nehlo pc\nauth login\nczAxQDE2My5jb20=\nZ2VoZWltLWVpbnM=\n"
    "mail from:<s01@163.com>\nquit\n"
)


def test_a_student_does_the_lesson_in_his_own_name(program: Program) -> None:
    (program.home / "class.csv").write_text("s01,\u97e9\u6885\u6885,geheim-eins\n", "utf-8")
    process = program.start("serve", "--json", *FREE, *CLASS)
    assert process.stdout is not None
    port = json.loads(process.stdout.readline())["smtp"]
    learn = ("learn", "smtp-by-hand", "--server", f"smtp=smtp://s01@localhost:{port}")
    told = program(*learn, "--record", "mine.session.jsonl", say=OWN).out.decode()
    assert {event["student"] for event in finish(process).events} == {"s01"}
    assert "You are s01@163.com here." in told
    assert "Answer ****, or type ****" in told
    assert "mail from:<s01@163.com>" in told
    assert "bob@163.com SHOUQUANMA163" in told  # whoever is not himself is as printed
    assert "alice@163.com" not in told.partition("You are s01")[2]
    kept = (program.home / "mine.session.jsonl").read_bytes()
    assert b"geheim-eins" not in kept
    assert b"Z2VoZWltLWVpbnM" not in kept
    (student, *_) = program("grade", "smtp-by-hand", "mine.session.jsonl", "--json").events
    assert (student["student"], student["passed"]) == ("s01", 6)


@pytest.mark.parametrize("lesson", ["the-picture", "envelope-and-header"])
def test_what_learn_cannot_do_there_is_not_offered(program: Program, lesson: str) -> None:
    process = program.start("serve", *FREE, "--lesson", lesson)
    assert process.stdout is not None
    first = process.stdout.readline().decode()
    told = first + finish(process).out.decode()
    assert "telnet localhost" in told
    assert "wiretutor learn" not in told


def test_everybody_may_come(program: Program) -> None:
    process = program.start("serve", "--host", "0.0.0.0", *FREE)
    assert process.stdout is not None
    assert process.stdout.readline().decode().startswith(f"telnet {socket.gethostname()} ")
    done = finish(process)
    assert b"Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--accounts", "none.csv"), "none.csv"),
        (("--accounts", "bad.csv"), "line 2"),
        (("--accounts", "bad.csv", "--lesson", "smtp-by-hand"), "line 2"),
        (("--lesson", "smtp-by-foot"), "smtp-by-foot"),
        (("--lesson", "."), "."),
    ],
)
def test_what_is_no_class_is_told(program: Program, words: tuple[str, ...], what: str) -> None:
    (program.home / "bad.csv").write_text("s01,Li Lei,eins\ns01,Han Meimei,zwei\n", "utf-8")
    done = program("serve", *FREE, *words)
    assert (done.code, done.out) == (2, b"")
    assert what in done.err.decode()
