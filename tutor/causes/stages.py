"""The step at which a reply was said, and the tags by which rules name places."""

from tutor.core.events import Exchange

_STAGES = {
    "GREETING": "connect",
    "EHLO": "hello",
    "HELO": "hello",
    "LHLO": "hello",
    "STARTTLS": "tls",
    "STLS": "tls",
    "AUTH": "auth",
    "AUTH-RESPONSE": "auth",
    "AUTH-CANCEL": "auth",
    "MAIL": "mail",
    "SEND": "mail",
    "SOML": "mail",
    "SAML": "mail",
    "RCPT": "rcpt",
    "VRFY": "verify",
    "EXPN": "verify",
    "DATA": "data",
    ".": "dot",
    "BDAT": "dot",
    "USER": "user",
    "PASS": "pass",
    "APOP": "pass",
    "RETR": "message",
    "TOP": "message",
    "DELE": "message",
    "LIST": "message",
    "UIDL": "message",
}
_LOGIN = ("auth", "user", "pass")
_LATER = frozenset(
    """address_syntax bare_lf header_mismatch mailbox_disabled mailbox_full mailbox_unavailable
    mailbox_unknown message_deleted message_unavailable no_such_message relay_denied
    sender_mismatch too_big""".split()
)
_NOT_OF_LOGIN = _LATER - {"mailbox_disabled", "mailbox_full", "sender_mismatch"}
_OF_COMMANDS = ("syntax", "sequence", "unknown_command", "address_syntax", "auth_failed")
_NEVER = {
    "connect": _LATER | {"app_password_required", "auth_failed", "base64_error"},
    "hello": _LATER | {"app_password_required", "auth_failed", "base64_error"},
    "auth": _NOT_OF_LOGIN,
    "user": _NOT_OF_LOGIN,
    "pass": _NOT_OF_LOGIN,
    "message": frozenset(
        """address_syntax auth_failed auth_not_offered helo_rejected mailbox_disabled
        mailbox_unavailable mailbox_unknown relay_denied sender_mismatch sender_rejected
        sender_unauthenticated service_not_enabled""".split()
    ),
}


def stage(event: Exchange) -> str:
    """After which step a reply came; "unasked" without a command."""
    if event.command is None:
        return "unasked"
    return _STAGES.get(event.command.verb, "other")


def tags(protocol: str, stage: str, code: str) -> frozenset[str]:
    """What a rule's `where` is compared with."""
    group = ("login",) if stage in _LOGIN else ("other",) if stage == "verify" else ()
    return frozenset((protocol, stage, code, code[:1], *group))


def possible(cause: str, stage: str, code: str) -> bool:
    """Whether a step can fail for this cause at all: a reply's words may look like another's.

    A 421 that nobody asked for ends a session; it finds no fault with a command.
    """
    if stage == "unasked" and code == "421" and cause in _OF_COMMANDS:
        return False
    return cause not in _NEVER.get(stage, ())
