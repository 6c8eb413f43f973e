"""TLS: implicit, by STARTTLS and STLS, verified or not, and where it fails (DESIGN 3.5)."""

import json
import ssl
from pathlib import Path

import pytest
import trustme

from tests.contract.outside import Line, Program, answering, serving
from tests.core.contract import check


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def cafile(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


@pytest.fixture(scope="module")
def context(authority: trustme.CA) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(made)
    return made


def _upgrading(context: ssl.SSLContext, push: bytes = b"") -> object:
    def part(line: Line) -> None:
        line.say("220 here")
        line.hear()
        line.say("250-here", "250 STARTTLS")
        line.hear()
        line.send(b"220 go\r\n" + push)
        line.secure(context)
        while command := line.hear():
            line.say("221 bye" if command == b"QUIT\r\n" else "250 secret")
            if command == b"QUIT\r\n":
                return

    return part


@pytest.mark.parametrize("extra", [(), ("--pipeline",)])
def test_starttls_is_waited_for_and_done_by_itself(
    program: Program, context: ssl.SSLContext, cafile: Path, extra: tuple[str, ...]
) -> None:
    script = "EHLO a\nSTARTTLS\nEHLO b\nQUIT\n"
    with serving(_upgrading(context)) as server:
        done = program.connect(server, "--cafile", cafile, *extra, say=script)
    assert done.code == 0
    check(done.events)
    kinds = [event["event"] for event in done.events]
    assert kinds == ["opened", *["exchange"] * 3, "tls", *["exchange"] * 2, "closed"]
    assert done.exchanges[1]["state"] == {"before": "READY", "after": "TLS", "via": []}
    tls = done.events[4]
    assert tls["state"] == {"before": "TLS", "after": "GREETED", "via": []}
    assert tls["version"].startswith("TLSv1.")
    assert tls["cipher"]
    assert (tls["verified"], tls["tls"]) == (True, True)
    assert [found["tls"] for found in done.exchanges] == [False, False, True, True]
    assert program("annotate", program.logs[0], "--json").out == done.out
    (row,) = [json.loads(x) for x in program.logs[0].read_text().splitlines() if '"tls"' in x]
    assert set(row[2]) == {"version", "cipher", "verified"}


def test_insecure_is_marked(program: Program, context: ssl.SSLContext) -> None:
    with serving(_upgrading(context)) as server:
        done = program.connect(server, "--insecure", say="EHLO a\nSTARTTLS\nQUIT\n")
    assert done.code == 0
    (tls,) = [event for event in done.events if event["event"] == "tls"]
    assert tls["verified"] is False


def test_an_unknown_certificate_ends_it_with_3(program: Program, context: ssl.SSLContext) -> None:
    with serving(_upgrading(context)) as server:
        done = program.connect(server, say="EHLO a\nSTARTTLS\nEHLO b\nQUIT\n")
    assert done.code == 3
    assert b"--cafile" in done.err
    check(done.events)
    tls, closed = done.events[-2:]
    assert tls["event"] == "tls"
    assert tls["error"]
    assert tls["state"] == {"before": "TLS", "after": "CLOSED", "via": []}
    assert (closed["event"], closed["by"]) == ("closed", "error")
    assert server.heard == b"EHLO a\r\nSTARTTLS\r\n"
    assert program("annotate", program.logs[0], "--json").out == done.out


@pytest.mark.parametrize("times", [1, 9000])
def test_what_is_pushed_in_clear_is_named_and_not_believed(
    program: Program, context: ssl.SSLContext, cafile: Path, times: int
) -> None:
    with serving(_upgrading(context, b"250 injected\r\n" * times)) as server:
        done = program.connect(server, "--cafile", cafile, say="EHLO a\nSTARTTLS\nEHLO b\nQUIT\n")
    check(done.events)
    tls = next(event for event in done.events if event["event"] == "tls")
    assert tls["violations"] == ["plaintext-after-starttls"]
    assert b"injected" not in done.out
    if times == 1:
        assert done.code == 0
        assert done.exchanges[2]["reply"]["lines"] == ["250 secret"]
    assert program("annotate", program.logs[0], "--json").out == done.out


@pytest.mark.parametrize(("scheme", "greeting"), [("smtps", "220 here"), ("pop3s", "+OK here")])
def test_implicit_tls_comes_before_the_greeting(
    program: Program, context: ssl.SSLContext, cafile: Path, scheme: str, greeting: str
) -> None:
    def part(line: Line) -> None:
        line.secure(context)
        answering("+OK bye" if scheme == "pop3s" else "221 bye", greeting=greeting)(line)

    with serving(part) as server:
        words = ("connect", server.url(scheme), "--json", "--timeout", 5)
        done = program(*words, "--cafile", cafile, say="QUIT\n")
        refused = program(*words, say="QUIT\n")
    assert done.code == 0
    check(done.events)
    assert [event["event"] for event in done.events] == [
        *("opened", "tls", "exchange", "exchange", "closed")
    ]
    assert done.events[1]["state"] == {"before": "CONNECTED", "after": "CONNECTED", "via": []}
    assert all(event["tls"] for event in done.events[1:])
    assert refused.code == 3
    check(refused.events)
    assert [event["event"] for event in refused.events] == ["opened", "tls", "closed"]


def test_stls(program: Program, context: ssl.SSLContext, cafile: Path) -> None:
    def part(line: Line) -> None:
        line.say("+OK here")
        line.hear()
        line.say("+OK go")
        line.secure(context)
        line.hear()
        line.say("+OK bye")

    with serving(part) as server:
        done = program(
            *("connect", server.url("pop3"), "--json", "--timeout", 5, "--cafile", cafile),
            say="STLS\nQUIT\n",
        )
    assert done.code == 0
    check(done.events)
    assert done.events[3]["state"]["after"] == "AUTHORIZATION"


def test_tls_to_a_plain_port_is_3_and_explained(program: Program) -> None:
    with serving(answering()) as server:
        done = program("connect", server.url("smtps"), "--json", "--timeout", 5, say="QUIT\n")
    assert done.code == 3
    assert b"smtp://" in done.err
    check(done.events)


def test_tls_to_a_port_that_says_nothing_is_3(program: Program) -> None:
    with serving(lambda line: line.rest()) as server:
        done = program("connect", server.url("smtps"), "--json", "--timeout", 1, say="QUIT\n")
    assert done.code == 3
    assert done.seconds < 8
    with serving(lambda line: None) as server:
        done = program("connect", server.url("smtps"), "--json", "--timeout", 1, say="QUIT\n")
    assert done.code == 3
    check(done.events)


def test_clear_text_to_a_tls_port_is_explained(program: Program, context: ssl.SSLContext) -> None:
    with serving(lambda line: line.secure(context)) as server:
        done = program("connect", server.url(), "--json", "--timeout", 1, say="QUIT\n")
    assert done.code in (3, 4)
    assert b"smtps://" in done.err


def test_a_refused_starttls_goes_on_in_clear(program: Program) -> None:
    replies = ("250 a", "454 not now", "250 b", "221 bye")
    with serving(answering(*replies)) as server:
        done = program.connect(server, "--pipeline", say="EHLO a\nSTARTTLS\nNOOP\nQUIT\n")
    assert done.code == 0
    assert [found["reply"]["code"] for found in done.exchanges] == ["250", "454", "250", "221"]
