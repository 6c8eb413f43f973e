"""Transcripts as people posted them (names and numbers changed), and as the programs print them."""

from pathlib import Path

import pytest

from tests.importing.telling import opened, verbs
from tutor import importing
from tutor.core.wire import What

SAMPLES = Path(__file__).with_name("samples")
HELLO = "GREETING 220, EHLO 250"
LOGIN = "AUTH 334, AUTH-RESPONSE 334, AUTH-RESPONSE 235"
LETTER = "MAIL 250, RCPT 250, DATA 354, . 250"

EXPECTED = {
    "curl-login-denied.txt": ("curl", f"{HELLO}, AUTH 535"),
    "curl-pop3.txt": ("curl", "GREETING +OK, CAPA +OK, AUTH +, AUTH-RESPONSE +OK, RETR +OK"),
    "curl-starttls.txt": (
        "curl",
        f"{HELLO}, STARTTLS 220, EHLO 250, AUTH 334, AUTH-RESPONSE 235, {LETTER}",
    ),
    "mailkit.txt": (
        "dialogue",
        f"{HELLO}, STARTTLS 220, EHLO 250, {LOGIN}, EHLO 250, MAIL 530",
    ),
    "marked-telnet.txt": ("dialogue", f"{HELLO}, STARTTLS 554, QUIT 221"),
    "phpmailer.txt": (
        "dialogue",
        f"{HELLO}, AUTH 334, AUTH-RESPONSE 334, AUTH-RESPONSE 535, QUIT 221",
    ),
    "several-ways.md": (
        "post",
        f"{HELLO}, EHLO 250, [2], GREETING +OK, USER +OK, PASS +OK, LIST +OK",
    ),
    # QUIT begins with Q: openssl takes it for itself.
    "openssl-long.txt": ("openssl", f"{HELLO}, {LOGIN}"),
    "openssl-quiet-pop3.txt": (
        "openssl",
        "GREETING +OK, CAPA +OK, USER +OK, PASS +OK, LIST +OK, QUIT +OK",
    ),
    "poplib-1.txt": ("poplib", "USER?, PASS?, STAT +OK, LIST?, RETR?, CAPA?, QUIT?"),
    "poplib-2.txt": (
        "poplib",
        "USER +OK?, PASS +OK, STAT +OK, LIST +OK, RETR +OK, CAPA +OK, QUIT +OK",
    ),
    "rfc1939-10.txt": (
        "dialogue",
        "GREETING +OK, APOP +OK, STAT +OK, LIST +OK, RETR +OK, DELE +OK, QUIT +OK",
    ),
    "rfc4954-wrapped.txt": ("dialogue", f"{HELLO}, AUTH 334, AUTH-RESPONSE 235"),
    "smtplib-python2.txt": ("smtplib", f"{HELLO}, MAIL 250, RCPT 554, RSET 250"),
    "smtplib-send.txt": (
        "smtplib",
        f"{HELLO}, AUTH 334, AUTH-RESPONSE 235, {LETTER}, QUIT 221",
    ),
    "smtplib-stamped.txt": ("smtplib", "EHLO 250?, STARTTLS 220, EHLO 250"),
    "swaks-pipelined.txt": ("swaks", f"{HELLO}, {LOGIN}, {LETTER}, QUIT 221"),
    "swaks-starttls.txt": ("swaks", f"{HELLO}, STARTTLS 220, EHLO 250, QUIT 221"),
    "swaks-timeout.txt": ("swaks", f"{HELLO}, MAIL 450, QUIT"),
    "swaks-tls-wanted.txt": ("swaks", f"{HELLO}, AUTH 530, AUTH 530, QUIT 221"),
    "telnet-code-lines.md": ("post", f"{HELLO}, {LOGIN}, QUIT 221"),
    "telnet-comments.html": (
        "post",
        "HELO?, AUTH?, AUTH-RESPONSE?, AUTH-RESPONSE?, MAIL?, RCPT?, DATA?, .?, QUIT?",
    ),
    "telnet-two-sessions.txt": (
        "telnet",
        f"GREETING 220, HELO 250, {LOGIN}, {LETTER}, [2], GREETING 220, HELO 250, {LOGIN}",
    ),
    "telnet-windows-gbk.txt": ("telnet", "GREETING 220, EHLO 500, HELO 250, QUIT 221"),
}


def read(name: str) -> importing.Imported:
    return importing.read((SAMPLES / name).read_bytes(), name)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_sample(name: str) -> None:
    found = read(name)
    assert (found.kind, verbs(found)) == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "version", "verified"),
    [
        ("curl-starttls.txt", "TLSv1.3", True),
        ("openssl-long.txt", "TLSv1.3", True),
        ("swaks-starttls.txt", "TLSv1.2", False),
        ("openssl-quiet-pop3.txt", "TLS", False),
    ],
)
def test_what_is_told_of_tls(name: str, version: str, verified: bool) -> None:
    (tls,) = (wire.about for wire in read(name).wires if wire.what is What.TLS)
    assert (tls["version"], tls["verified"]) == (version, verified)


@pytest.mark.parametrize(
    ("name", "peers"),
    [
        ("telnet-two-sessions.txt", ["smtp.qq.example:25", "127.0.0.1:25"]),
        ("telnet-windows-gbk.txt", ["smtp.163.com"]),
        ("mailkit.txt", ["smtp.example.de:587"]),
        ("smtplib-python2.txt", ["smtp.example.com:25"]),
        ("openssl-quiet-pop3.txt", ["pop.example.test:995"]),
        ("poplib-1.txt", ["poplib-1.txt"]),
    ],
)
def test_who_was_spoken_to(name: str, peers: list[str]) -> None:
    assert [each["peer"] for each in opened(read(name))] == peers


def test_a_text_that_curl_and_swaks_do_not_show_is_a_gap() -> None:
    gaps = [wire.about for wire in read("curl-starttls.txt").wires if "text" in wire.about]
    assert gaps == [{"text": "not shown"}]


def test_gbk_stays_gbk() -> None:
    said = b"".join(wire.data for wire in read("telnet-windows-gbk.txt").wires)
    assert "ehlo 你好\r\n".encode("gbk") in said


def test_an_unmarked_line_of_swaks_is_named() -> None:
    assert read("swaks-tls-wanted.txt").skipped == (importing.Skipped(14, "line"),)
