"""Sessions as other programs show them: what the readers are tried on."""

import html
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tutor.core.conversation import Conversation
from tutor.core.spec import Listens
from tutor.core.wire import Side, What, Wire
from tutor.protocols import PROTOCOLS


class Told(NamedTuple):
    """A wire of one line, and whether it stands in a letter or behind TLS."""

    wire: Wire
    line: str
    in_text: bool
    tls: bool


def told(wires: list[Wire], protocol: str) -> Iterator[Told]:
    """The wires with what a program that shows them would know."""
    talk = Conversation(PROTOCOLS[protocol])
    tls = False
    for wire in wires:
        tls |= wire.what is What.TLS and "error" not in wire.about
        in_text = talk.listens is Listens.TEXT and wire.side is Side.CLIENT
        yield Told(wire, wire.data.decode().removesuffix("\r\n"), in_text, tls)
        talk.observe(wire)


def dialogue(wires: list[Wire], protocol: str) -> str:
    lines = [f"-- open {protocol}"]
    for wire, line, *_ in told(wires, protocol):
        if wire.what is What.BYTES:
            assert wire.side is not None
            lines.append(f"{wire.side.value}: {line}")
        elif wire.what is What.TLS:
            error = wire.about.get("error")
            lines.append(f"-- tls error {error}" if error else f"-- tls {wire.about['version']}")
        elif wire.what is What.CLOSE:
            lines.append(f"-- close {wire.about['by']} {wire.about.get('reason', '')}".rstrip())
    return "\n".join(lines) + "\n"


def rfc(wires: list[Wire], protocol: str) -> str:
    """As in an RFC: indented, nothing but who said it."""
    lines = []
    for wire, line, *_ in told(wires, protocol):
        if wire.what is What.BYTES:
            assert wire.side is not None
            lines.append(f"      {wire.side.value}: {line}")
    return "\n".join(lines) + "\n"


def telnet(wires: list[Wire], protocol: str) -> str:
    port = PROTOCOLS[protocol].port
    lines = [
        f"alice@home:~$ telnet mail.example {port}",
        "Trying 192.0.2.1...",
        "Connected to mail.example.",
        "Escape character is '^]'.",
    ]
    for wire, line, *_ in told(wires, protocol):
        if wire.what is What.BYTES:
            lines.append(line)
        elif wire.what is What.CLOSE:
            lines.append("Connection closed by foreign host.")
            lines.append("alice@home:~$ ")
    return "\n".join(lines) + "\n"


def swaks(wires: list[Wire], protocol: str) -> str:
    lines = ["=== Trying mail.example:25...", "=== Connected to mail.example."]
    for wire, line, _, tls in told(wires, protocol):
        shaft = "~" if tls else "-"
        if wire.what is What.TLS and "error" in wire.about:
            lines.append(f"*** TLS startup failed ({wire.about['error']})")
        elif wire.what is What.TLS:
            lines.append("=== TLS started with cipher TLSv1.3:X:256")
        elif wire.side is Side.CLIENT:
            lines.append(f" {shaft}> {line}")
        elif wire.side is Side.SERVER:
            bad = line[:1] in ("4", "5")
            mark = f"{shaft}*" if tls else "**"
            lines.append(f"<{mark if bad else shaft + ' '} {line}")
        elif wire.what is What.CLOSE:
            lines.append("=== Connection closed with remote host.")
    return "\n".join(lines) + "\n"


def curl(wires: list[Wire], protocol: str) -> str:
    lines = [
        "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current",
        "                                 Dload  Upload   Total   Spent    Left  Speed",
        "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
        f"* Connected to mail.example (192.0.2.1) port {PROTOCOLS[protocol].port} (#0)",
    ]
    for wire, line, in_text, tls in told(wires, protocol):
        if wire.what is What.TLS:
            lines.append("* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384")
            lines.append("*  SSL certificate verify ok.")
        elif in_text:
            if line == ".":
                lines.append("} [30 bytes data]")
        elif wire.side is not None:
            lines += ["{ [5 bytes data]"] if tls else []
            lines.append(("> " if wire.side is Side.CLIENT else "< ") + line)
    return "\n".join(lines) + "\n* Connection #0 to host mail.example left intact\n"


def smtplib(wires: list[Wire], protocol: str) -> str:
    lines = ["connect: to ('mail.example', 25) None"]
    letter = b""
    for wire, _, in_text, _ in told(wires, protocol):
        if in_text:
            letter += wire.data
            if wire.data == b".\r\n":
                lines.append(f"send: {letter!r}")
                letter = b""
        elif wire.side is Side.CLIENT:
            lines.append(f"send: {wire.data.decode()!r}")
        elif wire.side is Side.SERVER:
            lines.append(f"reply: {wire.data!r}")
            if wire.data[:3].isdigit() and wire.data[3:4] != b"-":
                code, text = wire.data[:3].decode(), wire.data[4:-2]
                lines.append(f"reply: retcode ({code}); Msg: {text!r}")
    return "\n".join(lines) + "\n"


def poplib(wires: list[Wire], protocol: str) -> str:
    lines = []
    for wire, *_ in told(wires, protocol):
        if wire.side is Side.CLIENT:
            lines.append(f"*cmd* {wire.data.decode().removesuffix(chr(13) + chr(10))!r}")
            lines.append(f"*put* {wire.data.removesuffix(bytes((13, 10)))!r}")
        elif wire.side is Side.SERVER:
            lines.append(f"*get* {wire.data!r}")
            if wire.data.startswith((b"+OK", b"-ERR")):
                lines.append(f"*resp* {wire.data.removesuffix(bytes((13, 10)))!r}")
    return "\n".join(lines) + "\n"


def screen(wires: list[Wire], protocol: str) -> str:
    lines = [" --  Connected to mail.example."]
    for wire, line, _, tls in told(wires, protocol):
        shaft = "~" if tls else "-"
        if wire.side is Side.CLIENT:
            lines += [f" {shaft}>  {line}", "       What this line says.   [RFC 5321 4]"]
        elif wire.side is Side.SERVER:
            lines += [f"<{shaft}   {line}", "     READY -> MAIL   next: RCPT"]
        else:
            lines.append(" --  Something happened.")
    return "\n".join(lines) + "\n"


def markdown(wires: list[Wire], protocol: str) -> str:
    """A post with the whole session in one block, and a table of commands before it."""
    table = "```\nSTAT Command ........ how many\nLIST Command ........ which\n```\n\n"
    return f"# How to\n\nFirst this:\n\n{table}Then:\n\n```text\n{telnet(wires, protocol)}```\n"


def page(wires: list[Wire], protocol: str) -> str:
    """The same as a page."""
    lines = telnet(wires, protocol).split("\n")
    body = "<br>".join(f'<span class="l">{html.escape(line)}</span>' for line in lines)
    return (
        f"<!DOCTYPE html>\n<html><body><p>Try:</p>\n<pre><code class=x>{body}</code></pre></body>\n"
    )


FORMATS: dict[str, Callable[[list[Wire], str], str]] = {
    each.__name__: each
    for each in (dialogue, rfc, telnet, swaks, curl, smtplib, poplib, screen, markdown, page)
}
