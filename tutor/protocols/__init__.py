"""The protocols that the program speaks: one line each."""

from tutor.core.spec import Protocol
from tutor.protocols.pop3.table import POP3
from tutor.protocols.smtp.table import SMTP

PROTOCOLS: dict[str, Protocol] = {"smtp": SMTP, "pop3": POP3}


def by_greeting(line: bytes) -> Protocol | None:
    """The protocol of a server's first line: a digit begins SMTP's, +OK or -ERR POP3's."""
    if line[:1].isdigit():
        return SMTP
    return POP3 if line[:1] in (b"+", b"-") else None
