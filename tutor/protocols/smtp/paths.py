"""What may stand behind MAIL FROM: and RCPT TO: (RFC 5321 4.1.2, 1870, 3461, 4954, 6152, 6531).

Pure checks for the practice host. Reading leniently is the grammar's business; refusing is ours.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tutor.protocols.smtp import grammar

_ATOM = r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\".]+"
_LOCAL = rf"(?:{_ATOM}(?:\.{_ATOM})*|\"(?:[^\x00-\x1f\x7f\"\\]|\\[\x20-\x7e])*\")"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[\x21-\x5a\x5e-\x7e]+\])"
_MAILBOX = re.compile(rf"({_LOCAL})@({_DOMAIN})")
# A source route must be accepted and ignored (RFC 5321 appendix C).
_ROUTE = re.compile(rf"@{_DOMAIN}(?:,@{_DOMAIN})*:")
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*")
_NOTIFY = re.compile(r"NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*", re.I)
_RECIPIENT = re.compile(r"[A-Za-z0-9-]+;(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")

Check = Callable[[str], bool]


def _is_size(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 20


MAIL: Mapping[str, Check] = {
    "SIZE": _is_size,
    "BODY": lambda value: value.upper() in ("7BIT", "8BITMIME"),
    "AUTH": lambda value: bool(value) and bool(_XTEXT.fullmatch(value)),
}
UTF8: Mapping[str, Check] = {"SMTPUTF8": lambda value: not value}
MAIL_DSN: Mapping[str, Check] = {
    "RET": lambda value: value.upper() in ("FULL", "HDRS"),
    "ENVID": lambda value: 0 < len(value) <= 100 and bool(_XTEXT.fullmatch(value)),
}
RCPT_DSN: Mapping[str, Check] = {
    "NOTIFY": lambda value: bool(_NOTIFY.fullmatch(value)),
    "ORCPT": lambda value: len(value) <= 500 and bool(_RECIPIENT.fullmatch(value)),
}

# Octets by which the extensions lengthen a command line (RFC 1870, 6152, 6531, 3461, 4954).
LONGER = {"MAIL": 26 + 17 + 10 + 107 + 500, "RCPT": 500}


class Path(NamedTuple):
    """An address as a command gives it: "" for the null reverse-path <>."""

    address: str
    local: str
    domain: str
    parameters: Mapping[str, str]


def read(argument: str, prefix: str, *, brackets: bool) -> Path | None:
    """The path behind `prefix` (FROM: or TO:), or None if it has not that form."""
    if argument[: len(prefix)].upper() != prefix:
        return None
    rest = argument[len(prefix) :].lstrip(" ")
    if not rest.startswith("<"):
        return None if brackets else _bare(rest)
    end = _closing(rest)
    if end is None or rest[end + 1 : end + 2].strip():
        return None
    return _mailbox(rest[1:end], rest[end + 1 :])


def without_route(address: str) -> str:
    """An address without the source route that may stand in front of it."""
    route = _ROUTE.match(address)
    return address[route.end() :] if route else address


def _closing(rest: str) -> int | None:
    """Where the bracket closes: one inside a quoted local part does not."""
    quoted = False
    for at, char in enumerate(rest):
        if char == '"' and rest[at - 1] != "\\":
            quoted = not quoted
        if char == ">" and not quoted:
            return at
    return None


def _bare(rest: str) -> Path | None:
    address, _, parameters = rest.partition(" ")
    return _mailbox(address, parameters) if address else None


def _mailbox(address: str, parameters: str) -> Path | None:
    values = grammar.parameters(parameters)
    if len(values) != len(grammar.words(parameters)):
        return None  # a parameter given twice
    if not address:
        return Path("", "", "", values)
    if address.lower() == "postmaster":
        return Path(address, address, "", values)
    address = without_route(address)
    match = _MAILBOX.fullmatch(address)
    if match is None or len(match[1].encode()) > 64 or len(match[2].encode()) > 255:
        return None
    return Path(address, match[1], match[2], values)
