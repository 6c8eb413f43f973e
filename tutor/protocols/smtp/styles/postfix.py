"""`postfix`: Postfix as Debian installs it; its texts are held against a real one by the tests.

What differs: ETRN is not offered, MAIL before EHLO is refused (as Postfix does where
`smtpd_helo_required` is set), and the reply to BDAT LAST does not count the octets.
"""

from types import MappingProxyType

from tutor.protocols.hosting import Strictness
from tutor.protocols.smtp.styles.style import SmtpStyle
from tutor.protocols.smtp.styles.textbook import TEXTBOOK

_UNKNOWN = "500 5.5.2 Error: command not recognized"
_FAILED = "535 5.7.8 Error: authentication failed: "
_NOT_OURS = "554 5.7.1 <{address}>: Relay access denied"
_BUSY = "503 5.5.1 Error: MAIL transaction in progress"
_ERRORS = "421 4.7.0 {host} Error: too many errors"

POSTFIX = SmtpStyle(
    name="postfix",
    host="mail.example.test",
    domains=("example.test",),
    queue_id="9C1E2{serial:05X}",
    prompts=(b"Username:", b"Password:"),
    strictness=Strictness(brackets=False),
    text_line=False,
    hello=(
        "PIPELINING",
        "SIZE {size}",
        "VRFY",
        "STARTTLS",
        "AUTH PLAIN LOGIN CRAM-MD5",
        "ENHANCEDSTATUSCODES",
        "8BITMIME",
        "DSN",
        "SMTPUTF8",
        "CHUNKING",
    ),
    texts=MappingProxyType(
        {
            **TEXTBOOK.texts,
            "greeting": "220 {host} ESMTP Postfix",
            "hello": "{host}",
            "hello.none": "501 Syntax: {verb} hostname",
            "helo": "250 {host}",
            "noop": "250 2.0.0 Ok",
            "reset": "250 2.0.0 Ok",
            "quit": "221 2.0.0 Bye",
            "mail": "250 2.1.0 Ok",
            "rcpt": "250 2.1.5 Ok",
            "rcpt.outbox": "250 2.1.5 Ok",
            "data": "354 End data with <CR><LF>.<CR><LF>",
            "queued": "250 2.0.0 Ok: queued as {id}",
            "queued.outbox": "250 2.0.0 Ok: queued as {id}",
            "chunk": "250 2.0.0 Ok: {octets} bytes",
            "vrfy": "252 2.0.0 {name}",
            "expn": _UNKNOWN,
            "help": _UNKNOWN,
            "help.one": _UNKNOWN,
            "help.none": _UNKNOWN,
            "tls.go": "220 2.0.0 Ready to start TLS",
            "tls.missing": "502 5.5.1 Error: command not implemented",
            "auth.ok": "235 2.7.0 Authentication successful",
            "auth.wrong": _FAILED + "(reason unavailable)",
            "auth.malformed": _FAILED + "(reason unavailable)",
            "auth.base64": _FAILED + "Invalid base64 data in continued response",
            "auth.cancelled": "501 5.7.0 Authentication aborted",
            "auth.mechanism": _FAILED + "Invalid authentication mechanism",
            "auth.none": "501 5.5.4 Syntax: AUTH mechanism",
            "auth.line": "500 5.5.6 Authentication Exchange line is too long",
            "auth.tls": "503 5.5.1 Error: authentication not enabled",
            "auth.many": _ERRORS,
            "auth.first": "554 5.7.1 <unknown[{peer}]>: Client host rejected: Access denied",
            "sender.other": "553 5.7.1 <{address}>: Sender address rejected: not owned by user "
            "{user}",
            "sender.syntax": "501 5.5.4 Syntax: MAIL FROM:<address>",
            "rcpt.syntax": "501 5.5.4 Syntax: RCPT TO:<address>",
            "address.utf8": "553 5.6.7 Must declare SMTPUTF8 to send unicode address",
            "parameter.unknown": "555 5.5.4 Unsupported option: {name}",
            "parameter.bad": "501 5.5.4 Error: Bad {name} parameter syntax",
            "rcpt.unknown": "550 5.1.1 <{address}>: Recipient address rejected: User unknown in "
            "virtual mailbox table",
            "rcpt.relay": _NOT_OURS,
            "rcpt.foreign": _NOT_OURS,
            "rcpt.many": "452 4.5.3 Error: too many recipients",
            "rcpt.full": "452 4.2.2 <{address}>: Recipient address rejected: Mailbox is full",
            "size": "552 5.3.4 Message size exceeds fixed limit",
            "line": "500 5.5.2 Error: line too long",
            "argument": "501 5.5.4 Syntax: {form}",
            "unknown": _UNKNOWN,
            "unsupported": _UNKNOWN,
            "order": _BUSY,
            "order.hello": "503 5.5.1 Error: send HELO/EHLO first",
            "order.mail": "503 5.5.1 Error: need MAIL command",
            "order.data": "503 5.5.1 Error: need RCPT command",
            "order.rcpt": "554 5.5.1 Error: no valid recipients",
            "order.nested": "503 5.5.1 Error: nested MAIL command",
            "order.reset": _BUSY,
            "order.login": "503 5.5.1 Error: already authenticated",
            "order.tls": "554 5.5.1 Error: TLS already active",
            "idle": "421 4.4.2 {host} Error: timeout exceeded",
            "errors": _ERRORS,
            "endless": _ERRORS,
            "busy": "421 4.7.0 {host} Error: too many connections",
            "shutdown": "421 4.3.2 {host} Service shutting down",
        }
    ),
)
