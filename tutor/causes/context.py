"""The last judge: the code with the command, the state before it and what both sides know."""

import re

from tutor.core.events import Command, Exchange, Reply
from tutor.core.spec import Class
from tutor.protocols import sasl

# Codes that say one thing wherever they come from (RFC 5321 4.2, RFC 4954 6, RFC 7504).
_CODES = {
    "421": "service_closing",
    "502": "unknown_command",
    "530": "auth_required",
    "534": "auth_failed",
    "535": "auth_failed",
    "538": "need_tls",
    "556": "mailbox_unknown",
}
_AT = {
    ("hello", "501"): "helo_rejected",
    ("hello", "550"): "helo_rejected",
    ("auth", "501"): "base64_error",
    ("auth", "504"): "auth_not_offered",
    ("auth", "503"): "auth_not_offered",
    ("mail", "501"): "address_syntax",
    ("mail", "555"): "address_syntax",
    ("mail", "550"): "sender_rejected",
    ("mail", "553"): "sender_rejected",
    ("mail", "552"): "too_big",
    ("rcpt", "501"): "address_syntax",
    ("rcpt", "555"): "address_syntax",
    ("rcpt", "550"): "mailbox_unavailable",
    ("rcpt", "551"): "mailbox_unknown",
    ("rcpt", "552"): "mailbox_full",
    ("rcpt", "553"): "mailbox_unknown",
    ("dot", "552"): "too_big",
}
_GENERAL = {"500": "syntax", "501": "syntax", "503": "sequence", "504": "syntax", "555": "syntax"}
_HEADER = re.compile(
    r"(?:from|to|cc|bcc|subject|date|sender|reply-to|message-id|mime-version|content-[a-z-]{1,40}"
    r"|x-[a-z-]{1,40}|received|return-path|in-reply-to|references):",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:from|to):\s*<[^<>\s]*>", re.IGNORECASE)
_OF_UNKNOWN = ("unknown_command", "syntax", "sequence", "service_closing")
_OF_ENVELOPES = (
    "address_syntax",
    "auth_failed",
    "mailbox_unavailable",
    "mailbox_unknown",
    "no_such_message",
    "rejected",
    "relay_denied",
    "sender_rejected",
)
_NUMBERED = ("RETR", "DELE", "TOP")
_OF_ARGUMENTS = ("500", "501", "504")
_ORDER_CODES = ("-ERR", "500", "501", "503", "550", "554")


def told(event: Exchange, reply: Reply, stage: str) -> str:
    """The cause that code and place suggest; a general word when they suggest none."""
    command, code = event.command, reply.code or ""
    if code == "-ERR":
        return _pop3(event, command, stage)
    if command is not None:
        if not command.known and code[:1] == "5":
            return "header_outside_data" if _HEADER.match(command.line) else "unknown_command"
        if not command.in_order and code in _ORDER_CODES:
            return "sequence"
    if stage == "hello" and code in _OF_ARGUMENTS and _is_bare(command):
        return "syntax"
    found = _encrypted_first(event, stage, code) or _malformed(command, stage, code)
    found = found or _AT.get((stage, code)) or _CODES.get(code) or _GENERAL.get(code)
    if found is not None:
        return found
    return "temporary" if event.kind is Class.TRANSIENT else "rejected"


def sharper(event: Exchange, told: str) -> str:
    """A cause that the text told in general words, made exact by what was typed before it."""
    command = event.command
    if command is None:
        return told
    code = event.reply.code if event.reply is not None else None
    if not command.known:
        return _of_unknown(command, code, told)
    if told in _OF_ENVELOPES and not command.in_order and code in _ORDER_CODES:
        return "sequence"
    if told == "unknown_command" and command.verb == "AUTH":
        return "auth_not_offered"
    return _of_message(event, command) if told == "no_such_message" else told


def hung_up(event: Exchange) -> str | None:
    """What a goodbye that nobody asked for answers, where its text does not say."""
    command = event.command
    header = command is not None and not command.known and _HEADER.match(command.line)
    return "header_outside_data" if header else None


def _of_unknown(command: Command, code: str | None, told: str) -> str:
    """What no server knows finds no mailbox and no message, and introduces nobody (a server that
    repeats HELLO does not speak of the name behind it); a 421 to it cuts off."""
    if told in _OF_UNKNOWN and _HEADER.match(command.line):
        return "header_outside_data"
    if code == "421":
        return "too_many_errors" if told in _OF_UNKNOWN else told
    return "unknown_command" if told in (*_OF_ENVELOPES, "helo_rejected") else told


def _of_message(event: Exchange, command: Command) -> str:
    if _number(command) in event.facts.deleted:
        return "message_deleted"
    missing = command.verb in _NUMBERED and not command.phrase.argument.strip()
    return "syntax" if missing else "no_such_message"


def _is_bare(command: Command | None) -> bool:
    """Whether nothing follows the verb: then no name was refused, it is missing."""
    return command is not None and not command.phrase.argument.strip()


def _encrypted_first(event: Exchange, stage: str, code: str) -> str | None:
    offers, tls = event.facts.offers, event.facts.tls
    if code == "530" and not tls and "STARTTLS" in offers and "AUTH" not in offers:
        return "need_tls"
    if stage == "auth" and code in ("502", "503") and event.facts.authenticated:
        return "sequence"
    return "auth_not_offered" if stage == "auth" and code == "502" else None


def _malformed(command: Command | None, stage: str, code: str) -> str | None:
    if command is None or stage not in ("mail", "rcpt"):
        return None
    if code not in ("500", "501", "502", "550", "553", "555"):
        return None
    return None if _PATH.match(command.phrase.argument) else "address_syntax"


def _pop3(event: Exchange, command: Command | None, stage: str) -> str:
    if command is None or stage == "connect":
        return "rejected"
    if not command.known:
        return "unknown_command"
    if not command.in_order:
        return "sequence"
    if stage in ("pass", "auth", "user"):
        return "auth_not_offered" if _names_no_mechanism(command) else "auth_failed"
    if stage == "tls":
        return "unknown_command"
    return _message(event, command) if stage == "message" else "rejected"


def _names_no_mechanism(command: Command) -> bool:
    """Whether AUTH asks for a login that nobody knows: no credentials were looked at then."""
    name, _, _ = command.phrase.argument.partition(" ")
    return command.verb == "AUTH" and "*" not in name and name.upper() not in sasl.MECHANISMS


def _message(event: Exchange, command: Command) -> str:
    number, held = _number(command), event.facts.maildrop
    if number is None:
        return "syntax" if command.verb not in ("LIST", "UIDL") else "rejected"
    if number in event.facts.deleted:
        return "message_deleted"
    if number == 0 or (held is not None and number > held[0]):
        return "no_such_message"
    return "message_unavailable" if held is not None and command.verb != "DELE" else "rejected"


def _number(command: Command) -> int | None:
    """The message number that a command names; RFC 1939 numbers have few digits."""
    first, _, _ = command.phrase.argument.strip().partition(" ")
    return int(first) if first.isascii() and first.isdecimal() and len(first) <= 18 else None
