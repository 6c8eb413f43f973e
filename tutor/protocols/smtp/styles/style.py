"""What a way of talking is: every reply of an SMTP practice server, as a table.

A reply's key is what it answers.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.protocols.hosting import Strictness

Texts = Mapping[str, str]


class SmtpStyle(NamedTuple):
    """A way of talking. `hello` are the lines behind EHLO's first one; `prompts` LOGIN's questions.

    A line of `hello` that begins with a keyword of RFC 3207 or 4954 stands only where it applies.
    `dsn` and `utf8` say which parameters MAIL and RCPT know.
    """

    name: str
    host: str
    domains: tuple[str, ...]
    texts: Texts
    hello: tuple[str, ...]
    prompts: tuple[bytes, bytes]
    strictness: Strictness
    queue_id: str
    dsn: bool = True
    utf8: bool = True
    chunking: bool = True
    text_line: bool = True


FORMS: Mapping[str, str] = {
    "EHLO": "EHLO name.of.your.computer",
    "HELO": "HELO name.of.your.computer",
    "MAIL": "MAIL FROM:<name@domain> [parameters]",
    "RCPT": "RCPT TO:<name@domain> [parameters]",
    "DATA": "DATA",
    "BDAT": "BDAT octets [LAST]",
    "RSET": "RSET",
    "VRFY": "VRFY name",
    "EXPN": "EXPN list",
    "HELP": "HELP [command]",
    "NOOP": "NOOP",
    "QUIT": "QUIT",
    "AUTH": "AUTH mechanism [initial-response]",
    "STARTTLS": "STARTTLS",
}
"""How each command is written, as a reply says it."""
