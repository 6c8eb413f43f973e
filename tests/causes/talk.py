"""Exchanges made by hand: a step of the dialogue and the server's words, as the engine tells it."""

import re

from tutor.core.events import Command, Exchange, Reply
from tutor.core.spec import Class, Facts, Phrase

VERBS = {
    "connect": "GREETING",
    "ehlo": "EHLO",
    "starttls": "STARTTLS",
    "auth": "AUTH-RESPONSE",
    "mail": "MAIL",
    "rcpt": "RCPT",
    "data": "DATA",
    "dot": ".",
    "user": "USER",
    "pass": "PASS",
    "list": "LIST",
    "retr": "RETR",
    "dele": "DELE",
    "quit": "QUIT",
    "any": "NOOP",
}
ARGUMENTS = {
    "MAIL": "FROM:<alice@example.com>",
    "RCPT": "TO:<bob@example.net>",
    "RETR": "1",
    "DELE": "1",
}
KINDS = {"4": Class.TRANSIENT, "5": Class.PERMANENT, "-": Class.FAILURE}
_ENHANCED = re.compile(r"...[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?=\s|$)")
_ENHANCED_LAST = re.compile(r"\(#([245]\.[0-9]{1,3}\.[0-9]{1,3})\)\s*$")
_RESPONSE = re.compile(r"-ERR \[([A-Z/-]+)\]")


def heard(lines: str | tuple[str, ...]) -> Reply:
    """A reply with its codes, as the grammars read them."""
    lines = (lines,) if isinstance(lines, str) else lines
    first = lines[0]
    code = "-ERR" if first.startswith("-ERR") else first[:3]
    response = _RESPONSE.match(first)
    enhanced = None
    if code.isdigit():
        enhanced = _ENHANCED.match(first) or _ENHANCED_LAST.search(first)
    return Reply(
        code,
        lines,
        sum(map(len, lines)),
        len(lines) > 1,
        enhanced[1] if enhanced else None,
        response[1] if response else None,
    )


def said(
    stage: str | None,
    lines: str | tuple[str, ...],
    line: str | None = None,
    *,
    known: bool = True,
    in_order: bool = True,
    argument: str | None = None,
    facts: Facts | None = None,
) -> Exchange:
    """An exchange: the step (None: nobody asked), the reply, and what the client typed."""
    reply = heard(lines)
    command = None
    if stage is not None:
        verb = VERBS[stage] if known else (line or "?").split(" ")[0].upper()
        argument = ARGUMENTS.get(verb, "") if argument is None else argument
        phrase = Phrase(verb, verb, known, argument)
        command = Command(phrase, line or f"{verb} {argument}".strip(), in_order, False, 0.0)
    kind = KINDS.get((reply.code or "")[:1], Class.OK)
    state = "AUTHORIZATION" if reply.code == "-ERR" else "READY"
    return Exchange(
        0, 0, 1, command, reply, kind, state, state, (), facts or Facts(), False, (), {}
    )
