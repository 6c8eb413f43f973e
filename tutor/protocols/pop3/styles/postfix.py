"""`postfix`: Dovecot, which serves the maildrops on most machines where Postfix takes the mail.

Its texts are held against a real one by the tests. What differs: an unknown command is named before
the login, too, and CAPA lists USER and SASL after it as well.
"""

from types import MappingProxyType

from tutor.protocols.pop3.styles.style import Pop3Style
from tutor.protocols.pop3.styles.textbook import TEXTBOOK

_FAILED = "-ERR [AUTH] Authentication failed."
_UNKNOWN = "-ERR Unknown command: {name}"
_MISSING = "-ERR There's no message {number}."
_ERRORS = "-ERR Too many invalid bad commands."

POSTFIX = Pop3Style(
    name="postfix",
    prompts=(b"Username:", b"Password:"),
    mechanisms=("PLAIN", "LOGIN", "CRAM-MD5"),
    capabilities=(
        "CAPA",
        "TOP",
        "UIDL",
        "RESP-CODES",
        "PIPELINING",
        "AUTH-RESP-CODE",
        "STLS",
        "USER",
        "SASL {mechanisms}",
    ),
    texts=MappingProxyType(
        {
            **TEXTBOOK.texts,
            "greeting": "+OK Dovecot ready. <{token}@{host}>",
            "user": "+OK",
            "open": "+OK Logged in.",
            "wrong": _FAILED,
            "locked": "-ERR [IN-USE] Mailbox is locked by another POP3 session.",
            "malformed": _FAILED,
            "base64": "-ERR [AUTH] Invalid base64 in response",
            "cancelled": "-ERR Authentication aborted by client.",
            "mechanism": "-ERR [AUTH] Unsupported authentication mechanism.",
            "mechanisms": "+OK",
            "apop.missing": "-ERR Unknown command.",
            "tls.first": "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) "
            "connections.",
            "logins": _ERRORS,
            "stat": "+OK {count} {octets}",
            "list": "+OK {count} messages:",
            "uidl": "+OK",
            "retr": "+OK {octets} octets",
            "top": "+OK",
            "dele": "+OK Marked to be deleted.",
            "rset": "+OK",
            "noop": "+OK",
            "quit": "+OK Logging out",
            "update": "+OK Logging out, messages deleted.",
            "update.none": "+OK Logging out.",
            "capa": "+OK",
            "stls.go": "+OK Begin TLS negotiation now.",
            "stls.missing": "-ERR TLS support isn't enabled.",
            "missing": _MISSING,
            "empty": _MISSING,
            "marked": "-ERR Message is deleted.",
            "number": "-ERR Invalid message number: {said}",
            "argument": "-ERR Invalid parameters.",
            "unknown": _UNKNOWN,
            "unsupported": _UNKNOWN,
            "order": _UNKNOWN,
            "order.login": "-ERR Unknown command.",
            "order.user": "-ERR No username given.",
            "order.again": _UNKNOWN,
            "order.tls": "-ERR TLS is already active.",
            "line": "-ERR Input buffer full, aborting.",
            "idle": "-ERR Disconnected for inactivity.",
            "errors": _ERRORS,
            "endless": "-ERR Input buffer full, aborting.",
            "busy": "-ERR [SYS/TEMP] Maximum number of connections exceeded.",
            "shutdown": "-ERR [SYS/TEMP] Server shutting down.",
        }
    ),
)
