"""The style `postfix` says, word for word, what a real Postfix and a real Dovecot say."""

import base64
import re
import socket
from collections.abc import Iterator, Sequence

import pytest

from tests.witness import servers
from tests.witness.servers import HOST, MailServers
from tutor.practice import Account, practice, talk_through

ALICE = base64.b64encode(b"\0alice\0secret").decode()
NOBODY = base64.b64encode(b"\0alice\0no").decode()
HELLO = ("EHLO me.example",)
SENDER = (*HELLO, "MAIL FROM:<bob@example.test>")

SMTP = {
    "small talk": ("HELO", "EHLO", "HELO me.example", "NOOP", "RSET", "VRFY bob", "FOO", "QUIT"),
    "not here": (*HELLO, "EXPN list", "HELP", "TURN", "FOO bar", "QUIT"),
    "a letter": (
        *(*SENDER, "RCPT TO:<alice@example.test>", "DATA", "Subject: hi\r\n\r\nhello\r\n."),
        "QUIT",
    ),
    "a chunk": (*SENDER, "RCPT TO:<alice@example.test>", "BDAT 3\r\na", "RSET", "QUIT"),
    "order": (
        *(*HELLO, "RCPT TO:<alice@example.test>", "DATA", "MAIL FROM:<bob@example.test>", "DATA"),
        *("MAIL FROM:<bob@example.test>", "AUTH PLAIN", "QUIT"),
    ),
    "senders": (
        *(*HELLO, "MAIL", "MAIL FROM", "MAIL FROM:", "MAIL FROM:<a@b.example> SIZE=99999999999"),
        *("RSET", "MAIL FROM: a@b.example", "RSET", "MAIL FROM:<>"),
    ),
    "recipients": (
        *(*SENDER, "RCPT", "RCPT TO:", "RCPT TO:<nobody@example.test>"),
        *("RCPT TO:<a@elsewhere.example>", "RCPT TO: alice@example.test", "DATA now"),
    ),
    "parameters": (*SENDER, "RCPT TO:<alice@example.test> NOTIFY=maybe"),
    "logging in": (
        *(*HELLO, "AUTH", "AUTH X-NONE", "AUTH LOGIN", "YWxpY2U=", "bm8=", "AUTH LOGIN", "*"),
        *(f"AUTH PLAIN {ALICE}", "AUTH LOGIN"),
    ),
    "refused": (*(*HELLO, "AUTH PLAIN", "!!!", f"AUTH PLAIN {NOBODY}"),),
    "no end of errors": ("FOO",) * 20,
}
POP3 = {
    "before the login": ("STAT", "PASS no", "QUIT"),
    "capabilities": ("CAPA", "AUTH", "QUIT"),
    "refused": ("USER alice", "PASS no", "AUTH X-NONE", "AUTH PLAIN", "!!", "AUTH PLAIN", "*"),
    "an empty maildrop": (
        *("USER {name}", "PASS {code}", "STAT", "LIST", "UIDL", "LIST 9", "LIST x", "RETR 9"),
        *("DELE 9", "DELE", "TOP 9 1", "NOOP", "RSET", "FOO", "USER alice", "STLS", "QUIT"),
    ),
    "a mail": (
        *("USER big", "PASS secret", "STAT", "LIST", "LIST 1", "DELE 1", "DELE 1", "RETR 1"),
        *("LIST", "RSET", "QUIT"),
    ),
}


def multi_line(pop3: bool, said: str, first: bytes) -> bool:
    word, _, argument = said.partition(" ")
    return (
        pop3
        and first.startswith(b"+OK")
        and word in ("CAPA", "LIST", "UIDL", "AUTH")
        and (not argument)
    )


def heard(stream: Iterator[bytes], pop3: bool, said: str) -> list[bytes]:
    """One whole reply; what there was of it if the server closed."""
    lines = [line for line in [next(stream, b"")] if line]
    if multi_line(pop3, said, b"".join(lines)):
        while lines[-1] != b".\r\n":
            lines.append(next(stream))
    while lines and not pop3 and lines[-1][3:4] == b"-":
        lines.append(next(stream))
    return lines


def real(port: int, lines: Sequence[str], *, pop3: bool) -> list[list[bytes]]:
    with socket.create_connection((HOST, port), timeout=20) as link, link.makefile("rb") as stream:
        said = [heard(stream, pop3, "")]
        for line in lines:
            link.sendall(f"{line}\r\n".encode())
            said.append(heard(stream, pop3, line))
        return said


def practised(
    protocol: str, lines: Sequence[str], empty: servers.Account | None = None
) -> list[list[bytes]]:
    accounts = [Account(name, name, "secret") for name in ("alice", "bob", "big")]
    accounts += [Account(empty.name, "", empty.password)] if empty else []
    made = practice("postfix", accounts)
    big = made.store.accounts["big"]
    made.store.put(big, 5_800_000, lambda: b"")
    desk = made.desk(protocol, 1, can_tls=True)
    desk.open()
    desk.greet()
    said = [b"", *(f"{line}\r\n".encode() for line in lines)]
    replies = [b"".join(answer.data for answer in talk_through(desk, each)) for each in said]
    return [reply.splitlines(keepends=True) for reply in replies]


def alike(replies: list[list[bytes]]) -> list[list[str]]:
    """Replies without what no two servers share: queue and session ids, limits, ETRN."""
    return [
        [
            re.sub(r"SIZE \d+|as [0-9A-F]+$|<\S+@(vm|mail\S+)>$", "#", line.decode().rstrip())
            for line in reply
            if b"ETRN" not in line
        ]
        for reply in replies
    ]


@pytest.mark.parametrize("talk", SMTP)
def test_postfix(talk: str, mail_servers: MailServers) -> None:
    lines = SMTP[talk]
    assert alike(practised("smtp", lines)) == alike(real(mail_servers.smtp, lines, pop3=False))


@pytest.mark.parametrize("talk", POP3)
def test_dovecot(talk: str, mail_servers: MailServers, account: servers.Account) -> None:
    lines = [line.format(name=account.name, code=account.password) for line in POP3[talk]]
    assert alike(practised("pop3", lines, account)) == alike(
        real(mail_servers.pop3, lines, pop3=True)
    )
