"""`coremail`: the servers of 163.com in published sessions."""

from types import MappingProxyType

from tutor.protocols.pop3.styles.style import Pop3Style
from tutor.protocols.pop3.styles.textbook import TEXTBOOK

COREMAIL = Pop3Style(
    name="coremail",
    prompts=(b"username:", b"Password:"),
    mechanisms=("PLAIN", "LOGIN"),
    apop=False,
    capabilities=("TOP", "USER", "PIPELINING", "UIDL", "SASL {mechanisms}", "STLS"),
    texts=MappingProxyType(
        {
            **TEXTBOOK.texts,
            "greeting": "+OK Welcome to coremail Mail Pop3 Server "
            "(163coms[b62aaa251425b4be4eaec4ab4744cf47s])",
            "user": "+OK core mail",
            "open": "+OK {count} message(s) [{octets} byte(s)]",
            "wrong": "-ERR Unable to log on",
            "locked": "-ERR [IN-USE] mailbox is locked by another session",
            "malformed": "-ERR Unable to log on",
            "base64": "-ERR Unable to log on",
            "cancelled": "-ERR authentication cancelled",
            "mechanism": "-ERR Unknown authentication type",
            "mechanisms": "+OK core mail",
            "apop.missing": "-ERR Unknown command",
            "tls.first": "-ERR STLS first",
            "logins": "-ERR Unable to log on",
            "list": "+OK {count} {octets}",
            "uidl": "+OK {count} {octets}",
            "top": "+OK {octets} octets",
            "dele": "+OK core mail",
            "rset": "+OK core mail",
            "noop": "+OK core mail",
            "quit": "+OK core mail",
            "update": "+OK core mail",
            "update.none": "+OK core mail",
            "capa": "+OK Capability list follows",
            "stls.missing": "-ERR TLS is not available",
            "missing": "-ERR Unknown message",
            "empty": "-ERR Unknown message",
            "marked": "-ERR Unknown message",
            "number": "-ERR Command syntax error",
            "argument": "-ERR Command syntax error",
            "unknown": "-ERR Unknown command",
            "unsupported": "-ERR Unknown command",
            "order": "-ERR Command not valid in this state",
            "order.login": "-ERR Command not valid in this state",
            "order.user": "-ERR Command not valid in this state",
            "order.again": "-ERR Command not valid in this state",
            "order.tls": "-ERR Command not valid in this state",
            "idle": "-ERR timeout",
            "errors": "-ERR too many error commands",
            "endless": "-ERR line too long",
            "busy": "-ERR [SYS/TEMP] too many connections",
            "shutdown": "-ERR [SYS/TEMP] closing transmission channel",
        }
    ),
)
