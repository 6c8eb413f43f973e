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


def stage(event: Exchange) -> str:
    """After which step a reply came; "unasked" without a command."""
    if event.command is None:
        return "unasked"
    return _STAGES.get(event.command.verb, "other")


def tags(protocol: str, stage: str, code: str) -> frozenset[str]:
    """What a rule's `where` is compared with."""
    group = ("login",) if stage in _LOGIN else ("other",) if stage == "verify" else ()
    return frozenset((protocol, stage, code, code[:1], *group))
