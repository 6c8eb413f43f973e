"""How SMTP practice servers talk: every reply of each style, as tables.

`textbook` speaks as RFC 5321 with enhanced status codes (RFC 2034); `coremail` as the servers of
163.com in published sessions, which send none. A reply's key is what it answers.
"""

from collections.abc import Mapping
from types import MappingProxyType
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

TEXTBOOK = SmtpStyle(
    name="textbook",
    host="mail.example.test",
    domains=("example.test",),
    queue_id="{serial:08X}",
    prompts=(b"Username:", b"Password:"),
    strictness=Strictness(),
    hello=(
        "PIPELINING",
        "SIZE {size}",
        "STARTTLS",
        "AUTH PLAIN LOGIN CRAM-MD5",
        "ENHANCEDSTATUSCODES",
        "8BITMIME",
        "DSN",
        "SMTPUTF8",
        "CHUNKING",
        "HELP",
    ),
    texts=MappingProxyType(
        {
            "greeting": "220 {host} ESMTP practice server ready",
            "hello": "{host} greets {client}",
            "hello.none": "501 5.5.4 Say who you are: {verb} name.of.your.computer",
            "helo": "250 {host} greets {client}",
            "noop": "250 2.0.0 Ok",
            "reset": "250 2.0.0 Ok, transaction dropped",
            "quit": "221 2.0.0 {host} closing the connection, bye",
            "mail": "250 2.1.0 Sender <{address}> Ok",
            "rcpt": "250 2.1.5 Recipient <{address}> Ok",
            "rcpt.outbox": "250 2.1.5 Recipient <{address}> Ok, kept in the outbox: "
            "no mail leaves this practice server",
            "data": "354 End data with <CR><LF>.<CR><LF>",
            "queued": "250 2.0.0 Ok, queued as {id}",
            "queued.outbox": "250 2.0.0 Ok, queued as {id}; what is for other domains stays in "
            "the outbox",
            "chunk": "250 2.0.0 {octets} octets received",
            "vrfy": "252 2.5.0 Cannot VRFY {name}, but will take mail for it and try",
            "expn": "502 5.5.1 EXPN is not offered here: member lists are private",
            "help": "214-2.0.0 Commands of this server (RFC 5321):\r\n{rows}\r\n"
            "214 2.0.0 HELP and a command tells its form",
            "help.one": "214 2.0.0 {form}",
            "help.none": "504 5.5.4 No help on {name}",
            "tls.go": "220 2.0.0 Ready to start TLS",
            "tls.missing": "454 4.7.0 TLS is not available here",
            "auth.ask": "334 {challenge}",
            "auth.ok": "235 2.7.0 Authentication successful",
            "auth.wrong": "535 5.7.8 Authentication credentials invalid",
            "auth.malformed": "501 5.5.2 That is not what {mechanism} sends",
            "auth.base64": "501 5.5.2 That is not base64",
            "auth.cancelled": "501 5.7.0 Authentication cancelled",
            "auth.mechanism": "504 5.5.4 Mechanism {mechanism} is not offered here",
            "auth.none": "501 5.5.4 Syntax: AUTH mechanism [initial-response]",
            "auth.line": "500 5.5.6 Authentication exchange line is too long",
            "auth.tls": "538 5.7.11 Encryption required for this authentication mechanism: "
            "STARTTLS first",
            "auth.many": "421 4.7.0 Too many failed logins, closing the connection",
            "auth.first": "530 5.7.0 Authentication required",
            "sender.other": "553 5.7.1 Sender <{address}> is not the account that logged in",
            "sender.syntax": "501 5.1.7 Bad sender: the form is MAIL FROM:<name@domain>",
            "rcpt.syntax": "501 5.1.3 Bad recipient: the form is RCPT TO:<name@domain>",
            "address.utf8": "553 5.6.7 Address <{address}> is not ASCII: SMTPUTF8 is needed",
            "parameter.unknown": "555 5.5.4 Parameter {name} is not known here",
            "parameter.bad": "501 5.5.4 Parameter {name} has no legal value",
            "rcpt.unknown": "550 5.1.1 No mailbox <{address}> here",
            "rcpt.relay": "550 5.7.1 Relaying denied for <{address}>: not at home here, and not "
            "logged in",
            "rcpt.foreign": "550 5.7.1 Relaying denied for <{address}>: not at home here",
            "rcpt.many": "452 4.5.3 Too many recipients, {limit} at most",
            "rcpt.full": "452 4.2.2 Mailbox <{address}> is full",
            "size": "552 5.3.4 Message is larger than {size} octets",
            "text.line": "554 5.6.0 A line of the message is longer than {limit} octets",
            "line": "500 5.5.2 Line too long",
            "argument": "501 5.5.4 Syntax: {form}",
            "unknown": "500 5.5.2 Command not recognized: {name}",
            "unsupported": "502 5.5.1 {name} is not implemented here",
            "order": "503 5.5.1 Bad sequence of commands: {name} not now",
            "order.hello": "503 5.5.1 Bad sequence of commands: EHLO first",
            "order.mail": "503 5.5.1 Bad sequence of commands: MAIL first",
            "order.rcpt": "503 5.5.1 Bad sequence of commands: a recipient (RCPT) first",
            "order.nested": "503 5.5.1 A sender is given already: RSET drops it",
            "order.reset": "503 5.5.1 Bad sequence of commands: RSET first",
            "order.login": "503 5.5.1 Already logged in",
            "order.tls": "503 5.5.1 TLS is already active",
            "idle": "421 4.4.2 {host} silent for too long, closing the connection",
            "errors": "421 4.7.0 {host} too many errors, closing the connection",
            "endless": "421 4.5.0 {host} a line without an end, closing the connection",
            "busy": "421 4.3.2 {host} too many connections, try again later",
            "shutdown": "421 4.3.2 {host} shutting down, closing the connection",
        }
    ),
)

_COREMAIL_TOKEN = "1Uxr2xKj7kG0xkI17xGrU7I0s8FY2U3Uj8Cz28x1UUUUU7Ic2I0Y2UFexampleUCa0xDrUUUUj"

COREMAIL = SmtpStyle(
    name="coremail",
    host="163.com",
    domains=("163.com", "126.com"),
    queue_id="smtp1,EXAMPLEwABH0--.{serial}S2",
    prompts=(b"username:", b"Password:"),
    strictness=Strictness(login_first=True, sender_is_login=True, brackets=False),
    dsn=False,
    utf8=False,
    chunking=False,
    text_line=False,
    hello=(
        "PIPELINING",
        "AUTH LOGIN PLAIN",
        "AUTH=LOGIN PLAIN",
        f"coremail {_COREMAIL_TOKEN}",
        "STARTTLS",
        "8BITMIME",
    ),
    texts=MappingProxyType(
        {
            **TEXTBOOK.texts,
            "greeting": "220 {host} Anti-spam GT for Coremail System (163com[20141201])",
            "hello": "mail",
            "hello.none": "500 Error: bad syntax",
            "helo": "250 OK",
            "noop": "250 OK",
            "reset": "250 OK",
            "quit": "221 Bye",
            "mail": "250 Mail OK",
            "rcpt": "250 Mail OK",
            "rcpt.outbox": "250 Mail OK",
            "chunk": "250 Mail OK",
            "queued": "250 Mail OK queued as {id} {epoch}",
            "queued.outbox": "250 Mail OK queued as {id} {epoch}",
            "vrfy": "502 Error: command not implemented",
            "expn": "502 Error: command not implemented",
            "help": "502 Error: command not implemented",
            "help.one": "502 Error: command not implemented",
            "help.none": "502 Error: command not implemented",
            "tls.go": "220 Ready to start TLS",
            "tls.missing": "454 Error: TLS not available",
            "auth.ok": "235 Authentication successful",
            "auth.wrong": "535 Error: authentication failed",
            "auth.malformed": "535 Error: authentication failed",
            "auth.base64": "535 Error: authentication failed",
            "auth.cancelled": "501 Error: authentication cancelled",
            "auth.mechanism": "504 Error: unrecognized authentication type",
            "auth.none": "500 Error: bad syntax",
            "auth.line": "500 Error: bad syntax",
            "auth.tls": "530 Error: STARTTLS first",
            "auth.many": "421 Too many error commands",
            "auth.first": "553 authentication is required,{id} {epoch}",
            "sender.other": "553 Mail from must equal authorized user",
            "sender.syntax": "500 Error: bad syntax",
            "rcpt.syntax": "500 Error: bad syntax",
            "address.utf8": '550 Invalid User: "{address}"',
            "parameter.unknown": "500 Error: bad syntax",
            "parameter.bad": "500 Error: bad syntax",
            "rcpt.unknown": '550 Invalid User: "{address}"',
            "rcpt.relay": "553 authentication is required,{id} {epoch}",
            "rcpt.foreign": '550 Relaying denied: "{address}"',
            "rcpt.many": "452 Error: too many recipients",
            "rcpt.full": '452 Error: mailbox full: "{address}"',
            "size": "552 Error: message too large",
            "text.line": "500 Error: bad syntax",
            "line": "500 Error: bad syntax",
            "argument": "500 Error: bad syntax",
            "unknown": "502 Error: command not implemented",
            "unsupported": "502 Error: command not implemented",
            "order": "503 Error: bad sequence of commands",
            "order.hello": "503 Error: bad sequence of commands",
            "order.mail": "503 Error: bad sequence of commands",
            "order.rcpt": "503 Error: bad sequence of commands",
            "order.nested": "503 Error: bad sequence of commands",
            "order.reset": "503 Error: bad sequence of commands",
            "order.login": "503 Error: bad sequence of commands",
            "order.tls": "503 Error: bad sequence of commands",
            "idle": "421 closing transmission channel",
            "errors": "421 Too many error commands",
            "endless": "421 Too many error commands",
            "busy": "421 too many connections",
            "shutdown": "421 closing transmission channel",
        }
    ),
)

STYLES = {style.name: style for style in (TEXTBOOK, COREMAIL)}
