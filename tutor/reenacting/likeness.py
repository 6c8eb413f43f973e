"""When a client says the same again: what has to be alike, and what it makes anew each time.

A credential is like any other of its shape, in every order: nobody knows the recorded one. Beyond
that `exact` leaves nothing out, `loose` compares what a command means (RFC 5321 4.1, RFC 1939 3)
and leaves out the client's own name, sizes and what a letter is stamped with.
"""

import re
from typing import NamedTuple

from tutor.core.events import Command
from tutor.core.secrets import hide
from tutor.protocols.smtp.grammar import parameters, path

Key = tuple[str, ...]

MOST_READ = 1 << 20
"""Octets of a letter in which its stamps are looked for; behind them only the length counts."""

_HELLOS = frozenset({"EHLO", "HELO", "LHLO"})
_PATHS = frozenset({"MAIL", "RCPT", "SEND", "SOML", "SAML"})
_LOGINS = frozenset({"AUTH", "AUTH-RESPONSE", "PASS", "APOP", "RPOP"})
_OWN = frozenset({"SIZE", "ENVID"})
"""Parameters that depend on a letter made anew (RFC 1870, RFC 3461 4.4)."""

_STAMPS = frozenset(
    b"""date message-id received resent-date resent-message-id content-id x-mailer user-agent
    dkim-signature return-path""".split()
)
"""Fields of a letter that say when, where or by which program it was made (RFC 5322 3.6)."""
_BOUNDARY = re.compile(rb'boundary="?([^"\s;]{8,70})"?', re.IGNORECASE)
_DATE = re.compile(
    rb"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(?::[0-9]{2})?"
    rb"(?: [+-][0-9]{4})?"
)
_MOST_BOUNDARIES = 20
_MASK = "****"


class Letter(NamedTuple):
    """Message text as it came: its beginning, and how many octets there were."""

    source: bytes
    octets: int


def shown(command: Command) -> str:
    """The line with what identifies a person for the server hidden, the login name too."""
    line, verb = command.line, command.verb
    if command.public and command.phrase.spans:
        data = line.encode("utf-8", "replace")
        line = hide(data, command.phrase.spans)[0].decode("utf-8", "replace")
    if verb == "USER":
        return f"{line.partition(' ')[0]} {_MASK}"
    if verb == "APOP":
        return f"{line.partition(' ')[0]} {_MASK} {_MASK}"
    return line


def exact(command: Command) -> Key:
    """What has to be alike where octet for octet is asked for."""
    return (shown(command), "LF" if "bare-lf" in command.violations else "CRLF")


def loose(command: Command) -> Key:
    """What has to be alike where the meaning is asked for."""
    phrase, verb = command.phrase, command.verb
    if verb in _LOGINS:
        return (phrase.move, phrase.argument.upper() if verb == "AUTH" else "", _secrecy(command))
    if not phrase.known:
        return ("?", " ".join(shown(command).split()).casefold())
    if verb in _HELLOS or verb in ("NOOP", "USER"):
        return (verb,)
    if verb in _PATHS and (found := path(phrase.argument)) is not None:
        return (verb, *_envelope(*found))
    if phrase.octets is not None:
        return (phrase.move,)
    return (phrase.move, *phrase.argument.split())


def fits(recorded: Command, came: Command) -> bool:
    """Whether the credentials of two commands that are alike have the same shape."""
    pairs = zip(recorded.phrase.spans, came.phrase.spans, strict=False)
    return all("base64" not in old[3] or "base64" in new[3] for old, new in pairs)


def bare(letter: Letter) -> bytes:
    """Message text without what is made anew with each letter."""
    text = letter.source[:MOST_READ].replace(b"\r\n", b"\n")
    tokens = list(dict.fromkeys(_BOUNDARY.findall(text)))[:_MOST_BOUNDARIES]
    if tokens:
        longest_first = sorted(tokens, key=len, reverse=True)
        text = re.sub(b"|".join(map(re.escape, longest_first)), b"boundary", text)
    text = _DATE.sub(b"date", text)
    out: list[bytes] = []
    stamped = False
    head = True
    for line in text.split(b"\n"):
        if head or line[:8].lower() == b"content-":
            folded = line[:1] in (b" ", b"\t")
            stamped = stamped if folded else line.partition(b":")[0].lower() in _STAMPS
            head = head and bool(line)
        else:
            stamped = False
        if not stamped:
            out.append(line)
    return b"\n".join(out)


def _secrecy(command: Command) -> str:
    return "secret" if command.phrase.spans else ""


def _envelope(address: str, more: str) -> Key:
    name, at, domain = address.rpartition("@")
    given = {key: value for key, value in parameters(more).items() if key not in _OWN}
    return (f"{name}{at}{domain.lower()}", *(f"{key}={given[key]}" for key in sorted(given)))
