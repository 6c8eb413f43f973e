"""Families that do not say their name: what their replies are shaped like. All in lower case."""

from collections.abc import Set

_POSTFIX = frozenset({"pipelining", "etrn", "enhancedstatuscodes", "8bitmime", "dsn"})
_SENDMAIL = frozenset({"enhancedstatuscodes", "etrn", "deliverby"})
_HMAILSERVER = frozenset({"size", "auth", "help"})
_OPENSMTPD = frozenset({"8bitmime", "enhancedstatuscodes", "size", "dsn", "help"})
_NO_QMAIL = frozenset(
    {"enhancedstatuscodes", "chunking", "binarymime", "etrn", "dsn", "help", "smtputf8"}
)


def of_greeting(text: str) -> str:
    """SMTP: what the whole of a short greeting, without its code, is typical of; or ""."""
    words = text.split()
    if words[1:] == ["esmtp"]:
        return "qmail"
    if text == "smtp ready":
        return "sina"
    return "coremail" if words[1:] == ["esmtp", "mail", "service", "ready"] else ""


def of_hello(first: str, keywords: Set[str]) -> str:
    """SMTP: the programs whose list of extensions is known, by what it has and has not; or ""."""
    polite = first.endswith(", pleased to meet you")
    if polite and keywords >= _SENDMAIL:
        return "sendmail"
    if polite and {*keywords, "starttls", "auth"} == _OPENSMTPD | {"starttls", "auth"}:
        return "opensmtpd"
    alone = len(first.split()) == 1
    if alone and keywords >= _POSTFIX and keywords.isdisjoint({"help", "deliverby"}):
        return "postfix"
    known = {*_HMAILSERVER, "starttls"}
    return "hmailserver" if alone and _HMAILSERVER <= keywords <= known else ""


def no_qmail(keywords: Set[str]) -> bool:
    """Whether EHLO offers what qmail never learned, bare as its greeting may have been."""
    return not keywords.isdisjoint(_NO_QMAIL)


def of_pop3_greeting(text: str) -> str:
    """POP3: what the whole of a greeting, without its +OK, is typical of; or ""."""
    if text.startswith("hello there."):
        return "courier"
    said, opened, stamp = text.rpartition("<")
    if opened and _is_stamp(stamp):
        return {"": "qmail", "ready": "uw-imap/qpopper"}.get(said.strip(), "")
    words = text.split()
    if text.startswith("the microsoft exchange pop3 service is ready"):
        return "outlook" if text.endswith("]") else "exchange"
    uw = len(words) > 4 and (words[0], *words[3:5]) == ("pop3", "server", "ready")
    version = words[2].lstrip("v") if uw else ""
    return "uw-imap/qpopper" if version[:4].isdigit() and "." in version else ""


def _is_stamp(text: str) -> bool:
    """`process.clock@host>`, RFC 1939 7's example, which old Unix servers print to the letter."""
    left, at, host = text.partition("@")
    process, dot, clock = left.partition(".")
    whole = bool(at and dot) and process.isdigit() and clock.isdigit()
    return whole and host.endswith(">") and " " not in host
