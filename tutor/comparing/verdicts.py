"""What the RFCs leave to each server: words, and the code within a class where the table has it."""

from collections.abc import Mapping
from types import MappingProxyType

VERDICTS = ("open", "own", "closed")
"""open: the RFC leaves it to the server; own: it belongs to this server or mailbox; closed: it
does not, and a client has to go on in another way."""

_ANYWHERE = frozenset({"421", "500", "501", "502", "503", "504", "530"})
"""RFC 5321 4.2.4 and 4.3.2: any command may be unknown, malformed, out of order or switched off;
RFC 4954 6: any may need a login; 421 ends the talk at any time."""

_CODES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        verb: frozenset(codes.split())
        for verb, codes in {
            "GREETING": "220 554",
            "EHLO": "250 550",
            "HELO": "250 550",
            "MAIL": "250 451 452 455 550 552 553 555",
            "RCPT": "250 251 450 451 452 455 550 551 552 553 555 556",
            "DATA": "354 450 451 452 550 554",
            ".": "250 450 451 452 550 552 554",
            "RSET": "250",
            "VRFY": "250 251 252 550 551 553",
            "EXPN": "250 252 550",
            "HELP": "211 214",
            "NOOP": "250",
            "QUIT": "221",
            "STARTTLS": "220 454",
            "AUTH": "235 334 432 454 534 535 538",
            "AUTH-RESPONSE": "235 334 432 454 534 535 538",
            "AUTH-CANCEL": "501",
            "BDAT": "250 451 452 552 554",
            "ETRN": "250 251 252 253 458 459",
        }.items()
    }
)
"""RFC 5321 4.3.2, with RFC 3030 2, RFC 3207 4, RFC 4954 4 and 6, RFC 1985 5, RFC 7504 3."""

_BY_KIND = MappingProxyType(
    {
        "words": "open",
        "lines": "open",
        "enhanced": "open",
        "offered": "own",
        "missing": "own",
        "arguments": "own",
        "mail": "own",
        "class": "closed",
        "state": "closed",
    }
)


def verdict(kind: str, verb: str, code: str) -> str:
    """The verdict on a difference; `code` is the code that came in place of the recorded one."""
    if kind != "code":
        return _BY_KIND[kind]
    listed = _CODES.get(verb)
    return "open" if listed is None or code in listed or code in _ANYWHERE else "closed"
