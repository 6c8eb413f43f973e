"""Enhanced status codes (RFC 3463, RFC 5248 and its registry) and POP3 response codes.

A code is asked when the text says nothing. Those that mean whatever is at hand (5.0.0, 5.5.1,
5.7.0, 5.7.1) stand in no table: the command decides.
"""

import re

from tutor.core.events import Reply

_ENHANCED = {
    "1.1": "mailbox_unknown",
    "1.2": "mailbox_unknown",
    "1.3": "address_syntax",
    "1.4": "mailbox_unknown",
    "1.6": "mailbox_unknown",
    "1.7": "address_syntax",
    "1.8": "sender_rejected",
    "1.10": "mailbox_unknown",
    "2.0": "mailbox_unavailable",
    "2.1": "mailbox_disabled",
    "2.2": "mailbox_full",
    "2.3": "too_big",
    "2.4": "mailbox_unavailable",
    "3.1": "server_storage",
    "3.4": "too_big",
    "3.5": "server_error",
    "4.2": "timeout",
    "4.3": "server_error",
    "4.5": "rate_limited",
    "5.2": "syntax",
    "5.3": "rate_limited",
    "5.4": "syntax",
    "5.6": "syntax",
    "6.7": "address_syntax",
    "7.2": "mailbox_unavailable",
    "7.4": "auth_not_offered",
    "7.8": "auth_failed",
    "7.9": "auth_failed",
    "7.10": "need_tls",
    "7.11": "need_tls",
    "7.12": "auth_failed",
    "7.13": "mailbox_disabled",
    "7.14": "blocked_login",
    "7.17": "mailbox_unavailable",
    "7.20": "sender_unauthenticated",
    "7.21": "sender_unauthenticated",
    "7.22": "sender_unauthenticated",
    "7.23": "sender_unauthenticated",
    "7.24": "sender_unauthenticated",
    "7.25": "ip_blocked",
    "7.26": "sender_unauthenticated",
    "7.27": "sender_rejected",
    "7.28": "rate_limited",
    "7.29": "sender_unauthenticated",
    "7.30": "need_tls",
    "7.57": "auth_required",
    "7.60": "sender_mismatch",
    "7.64": "relay_denied",
    "7.139": "auth_disabled",
}
# A mailbox of MAIL's answer is the sender's, and a bad path is not any argument.
_AT = {
    ("mail", "1.1"): "sender_rejected",
    ("mail", "1.2"): "sender_rejected",
    ("mail", "1.0"): "sender_rejected",
    ("mail", "2.1"): "sender_rejected",
    ("mail", "7.8"): "sender_mismatch",
    ("mail", "5.4"): "address_syntax",
    ("rcpt", "5.4"): "address_syntax",
    ("mail", "5.2"): "address_syntax",
    ("rcpt", "5.2"): "address_syntax",
    ("hello", "5.4"): "helo_rejected",
    ("auth", "5.2"): "base64_error",
    ("auth", "5.4"): "auth_not_offered",
    ("auth", "7.0"): "auth_failed",
    ("auth", "7.1"): "auth_failed",
    ("auth", "7.3"): "auth_failed",
    ("rcpt", "4.1"): "mailbox_unknown",
    ("rcpt", "1.0"): "mailbox_unknown",
    ("rcpt", "7.8"): "mailbox_unavailable",
}
# Microsoft's details of three digits come in ranges: 5.7.5xx banned senders, 5.7.6xx banned IPs.
_RANGES = ((501, 503, "sender_rejected"), (504, 699, "ip_blocked"), (700, 799, "rate_limited"))
_RESPONSES = {
    "IN-USE": "mailbox_locked",
    "LOGIN-DELAY": "rate_limited",
    "AUTH": "auth_failed",
    "SYS/TEMP": "server_error",
    "SYS/PERM": "server_error",
    "UTF8": "syntax",
}


_OF_FORM = frozenset({"1.3", "1.7"})
"""Bad destination, bad sender's mailbox address syntax (RFC 3463 3.2)."""
_GENERIC = frozenset({"mailbox_unknown", "mailbox_unavailable", "sender_rejected", "rejected"})
_FORM_WORDS = re.compile(r"\b(?:form|format|syntax\w*|malformed|brackets?|rfc ?(?:2?821|5321))\b")
_GONE = re.compile(
    r"unknown|no such|not? (?:\w+ )?(?:found|known|here)|(?:not|n't) (?:\w+ )?exist|non-?exist"
)


def is_of_form(reply: Reply, stage: str, told: str | None, text: str) -> bool:
    """Whether a path's form is what was refused, though the text calls the address only bad.

    "501 5.1.3 Bad recipient: the form is <...>" speaks of no mailbox; "no such user" does, whatever
    its code.
    """
    if stage not in ("mail", "rcpt") or told not in _GENERIC or _GONE.search(text):
        return False
    detail = (reply.enhanced or "").partition(".")[2]
    return detail in _OF_FORM or (reply.code == "501" and bool(_FORM_WORDS.search(text)))


def told(reply: Reply, stage: str) -> str | None:
    """The cause that the enhanced or the response code names, if it names one."""
    if reply.response_code is not None:
        return _RESPONSES.get(reply.response_code.upper())
    if reply.enhanced is None:
        return None
    _, _, rest = reply.enhanced.partition(".")
    found = _AT.get((stage, rest)) or _ENHANCED.get(rest)
    if found is None and rest.startswith("7."):
        detail = rest[2:]
        number = int(detail) if detail.isdecimal() and len(detail) <= 3 else 0
        found = next((cause for low, high, cause in _RANGES if low <= number <= high), None)
    if found == "mailbox_unavailable" and reply.enhanced.startswith("4"):
        return "temporary"
    return found
