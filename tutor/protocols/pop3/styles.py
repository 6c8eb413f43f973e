"""How POP3 practice servers talk: every reply of each style, as tables.

`textbook` speaks as the examples of RFC 1939 with response codes (RFC 2449, 3206); `coremail` as
the servers of 163.com in published sessions.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Texts = Mapping[str, str]


class Pop3Style(NamedTuple):
    """A way of talking. `capabilities` are CAPA's lines; STLS and SASL stand only where they apply.

    `apop` says that the greeting carries a timestamp (RFC 1939 7).
    """

    name: str
    texts: Texts
    capabilities: tuple[str, ...]
    mechanisms: tuple[str, ...]
    prompts: tuple[bytes, bytes]
    apop: bool = True


TEXTBOOK = Pop3Style(
    name="textbook",
    prompts=(b"Username:", b"Password:"),
    mechanisms=("PLAIN", "LOGIN", "CRAM-MD5"),
    capabilities=(
        "TOP",
        "UIDL",
        "USER",
        "SASL {mechanisms}",
        "STLS",
        "PIPELINING",
        "RESP-CODES",
        "AUTH-RESP-CODE",
        "EXPIRE NEVER",
        "IMPLEMENTATION wiretutor",
    ),
    texts=MappingProxyType(
        {
            "greeting": "+OK {host} POP3 practice server ready <{token}@{host}>",
            "user": "+OK {name}, please give your password: PASS",
            "open": "+OK {name}'s maildrop has {count} message{s} ({octets} octets)",
            "wrong": "-ERR [AUTH] Name or password is not right",
            "locked": "-ERR [IN-USE] The maildrop is locked by another session",
            "malformed": "-ERR That is not what {mechanism} sends",
            "base64": "-ERR That is not base64",
            "cancelled": "-ERR Authentication cancelled",
            "mechanism": "-ERR Mechanism {mechanism} is not offered here",
            "mechanisms": "+OK Mechanisms follow",
            "apop.missing": "-ERR APOP is not offered here: the greeting has no timestamp",
            "tls.first": "-ERR [AUTH] Not in clear text: STLS first",
            "logins": "-ERR [AUTH] Too many failed logins, closing the connection",
            "stat": "+OK {count} {octets}",
            "list": "+OK {count} message{s} ({octets} octets)",
            "uidl": "+OK Unique ids of {count} message{s} follow",
            "retr": "+OK {octets} octets",
            "top": "+OK The top of message {number} follows",
            "dele": "+OK Message {number} marked: QUIT will delete it",
            "rset": "+OK No marks any more: {count} message{s} ({octets} octets)",
            "noop": "+OK Nothing done",
            "quit": "+OK {host} signing off, goodbye",
            "update": "+OK {host} signing off, {deleted} deleted, {count} left",
            "capa": "+OK Capabilities follow",
            "stls.go": "+OK Begin TLS negotiation",
            "stls.missing": "-ERR TLS is not available here",
            "missing": "-ERR No such message, only {count} in the maildrop",
            "empty": "-ERR No such message, the maildrop is empty",
            "marked": "-ERR Message {number} is marked as deleted: RSET takes the marks off",
            "argument": "-ERR Syntax: {form}",
            "unknown": "-ERR Unknown command {name}",
            "unsupported": "-ERR {name} is not implemented here",
            "order": "-ERR {name} is not in order now",
            "order.login": "-ERR Log in first: USER and PASS",
            "order.user": "-ERR USER first, then PASS",
            "order.again": "-ERR Already logged in",
            "order.tls": "-ERR TLS is already active",
            "line": "-ERR Line too long",
            "idle": "-ERR Silent for too long, closing the connection; nothing was deleted",
            "errors": "-ERR Too many errors, closing the connection; nothing was deleted",
            "endless": "-ERR A line without an end, closing the connection; nothing was deleted",
            "busy": "-ERR [SYS/TEMP] Too many connections, try again later",
            "shutdown": "-ERR [SYS/TEMP] Shutting down; nothing was deleted",
        }
    ),
)

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
            "capa": "+OK Capability list follows",
            "stls.missing": "-ERR TLS is not available",
            "missing": "-ERR Unknown message",
            "empty": "-ERR Unknown message",
            "marked": "-ERR Unknown message",
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

STYLES = {style.name: style for style in (TEXTBOOK, COREMAIL)}
