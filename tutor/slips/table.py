"""All slips of the hand on one page: what each is called, where it can show, who sees it.

The ids are those of the collection of beginners' mistakes that the course is built on, with a few
of our own. `slip.<id>` or `slip.<id>.<variant>` has the words. What stands first is said first.
"""

from tutor.annotate import LETTER, REPLY
from tutor.slips import (
    addressing,
    command_line,
    composing,
    ending,
    letter,
    local,
    login,
    maildrop,
    order,
)
from tutor.slips.finding import ANY, NO_ANSWER, NOT_WELL, REFUSED, WELL, Ending, Slip, Typing

_LOGIN = ("AUTH", "AUTH-RESPONSE")
_PASSWORD = (*_LOGIN, "PASS", "APOP")
_PATHS = ("MAIL", "RCPT")
_ENVELOPE = (*_PATHS, "DATA")
_TEXT = (".", "BDAT")
_NUMBERED = ("RETR", "DELE", "TOP", "LIST", "UIDL")
_SENT = frozenset(ANY - NO_ANSWER)

# Looked for only where a line holds anything but printable ASCII, or a reply anything but UTF-8.
ODD = (
    Slip("gbk-reply-mojibake", order.gbk_reply, (), ANY, on=REPLY),
    Slip("backspace-bytes", command_line.backspace, (), ANY),
    Slip("arrow-keys", command_line.arrow_keys, (), ANY),
    Slip(
        "fullwidth-colon",
        command_line.foreign_characters,
        (),
        ANY,
        variants=("", "pop3", "letters", "letters-pop3"),
        anew=True,
    ),
    Slip(
        "utf8-address",
        command_line.unicode_address,
        _PATHS,
        ANY,
        "smtp",
        variants=("", "offered"),
    ),
)

# Looked for only where a letter holds anything but ASCII.
FOREIGN = (
    Slip("header-fullwidth-colon", letter.full_width_colon, _TEXT, _SENT, on=LETTER, anew=True),
    Slip("chinese-raw-header", letter.raw_header, _TEXT, _SENT, on=LETTER),
    Slip("raw-8bit-terminal", letter.wrong_label, _TEXT, _SENT, on=LETTER),
    Slip("no-charset", letter.no_charset, _TEXT, _SENT, on=LETTER),
    Slip(
        "eight-bit",
        letter.eight_bit,
        _TEXT,
        _SENT,
        variants=("", "unannounced"),
        on=LETTER,
    ),
)

SLIPS = (
    # the connection
    Slip("telnet-465", order.tls_port, ("GREETING",), NO_ANSWER, variants=("record",), on=REPLY),
    Slip(
        "wrong-host",
        order.other_greeting,
        ("GREETING",),
        NO_ANSWER,
        variants=("smtp", "pop3"),
        on=REPLY,
    ),
    Slip(
        "wrong-host",
        order.other_protocol,
        ("?",),
        NOT_WELL,
        variants=("smtp-verb", "smtp-verb.inside", "pop3-verb", "pop3-verb.inside", "http"),
    ),
    Slip("shell-line", local.shell_line, ("?",), NOT_WELL, variants=("", "pop3"), anew=True),
    Slip("without-colon", local.without_colon, ("?",), NOT_WELL, variants=("", "pop3"), anew=True),
    Slip("without-colon", local.without_colon, ("HELP",), REFUSED, anew=True),
    Slip("paste-block", order.paste, ("*",)),
    Slip("session-timeout", order.too_long_a_silence, ("-", "*"), on=REPLY),
    # who you are
    Slip("ehlo-refused-try-helo", command_line.hello_unknown, ("EHLO",), protocol="smtp"),
    Slip(
        "ehlo-bad-name",
        command_line.hello_name,
        ("EHLO",),
        _SENT,
        "smtp",
        variants=("illegal", "refused"),
    ),
    # HELO's name is anybody's business only where the server minds it.
    Slip("ehlo-bad-name", command_line.hello_name, ("HELO",), variants=("illegal", "refused")),
    Slip("ehlo-bad-name", command_line.hello_refused_later, _PATHS, variants=("refused",)),
    Slip("ehlo-other-name", command_line.anothers_name, ("EHLO",), WELL, "smtp"),
    Slip("no-second-ehlo", order.no_second_hello, ("*",), protocol="smtp"),
    # the login
    Slip("helo-not-ehlo", login.hello_without_extensions, ("AUTH",), protocol="smtp"),
    Slip("helo-not-ehlo", login.login_wanted_after_helo, _ENVELOPE, protocol="smtp"),
    Slip("auth-two-words", login.parted_mechanism, ("AUTH",)),
    Slip("wide-secret", login.wide, _PASSWORD, variants=("", "star"), anew=True),
    Slip("cleartext-after-authlogin", login.clear_text, _LOGIN, variants=("", "padding")),
    Slip("b64-newline", login.newline, _LOGIN, variants=("", "name", "password")),
    Slip("auth-plain-nul", login.without_nul, _LOGIN),
    Slip("user-with-without-domain", login.without_domain, (*_LOGIN, "PASS")),
    Slip("pop-locked", login.locked_by_another, _PASSWORD, protocol="pop3", on=REPLY),
    Slip("repeat-login", login.again, _PASSWORD, on=REPLY),
    Slip("base64-is-not-secret", login.readable, _LOGIN, WELL),
    Slip("pop-base64", login.base64_name, ("USER",), _SENT, "pop3"),
    # the envelope
    Slip("two-rcpt-in-one", command_line.two_recipients, ("RCPT",), _SENT, "smtp"),
    Slip("name-in-envelope", command_line.display_name, _PATHS, _SENT, "smtp"),
    Slip("header-before-data", order.header_as_command, ("?",), NOT_WELL, "smtp"),
    # the letter
    Slip("dot-stuffing", order.rest_of_a_letter, ("?", "."), protocol="smtp", variants=("early",)),
    Slip("test-spam", letter.trial, _TEXT, on=LETTER),
    Slip(
        "blank-line-first",
        letter.blank_line_first,
        _TEXT,
        _SENT,
        variants=("", "text"),
        on=LETTER,
    ),
    Slip(
        "no-blank-line",
        letter.no_blank_line,
        _TEXT,
        _SENT,
        variants=("", "no-body"),
        on=LETTER,
        anew=True,
    ),
    Slip(
        "bcc-visible",
        addressing.bcc_field,
        _TEXT,
        WELL,
        variants=("", "unsent", "refused"),
        on=LETTER,
    ),
    Slip("from-header-vs-mailfrom", addressing.from_field, _TEXT, _SENT, on=LETTER),
    Slip("no-from", addressing.no_from, _TEXT, _SENT, on=LETTER),
    Slip(
        "cc-without-rcpt",
        addressing.cc_field,
        _TEXT,
        WELL,
        variants=("", "refused"),
        on=LETTER,
        group="without-rcpt",
    ),
    Slip(
        "to-without-rcpt",
        addressing.to_field,
        _TEXT,
        WELL,
        variants=("", "refused"),
        on=LETTER,
        group="without-rcpt",
    ),
    Slip("html-without-type", letter.untyped_html, _TEXT, _SENT, on=LETTER),
    Slip("dot-stuffing", letter.single_dot, (".",), _SENT, on=LETTER),
    Slip("no-date", addressing.no_date, _TEXT, _SENT, on=LETTER, alone=True),
    # the maildrop
    Slip("pop-retr-number-gone", maildrop.marked, _NUMBERED, protocol="pop3"),
    Slip(
        "pop-number-changed",
        maildrop.old_number_refused,
        _NUMBERED,
        protocol="pop3",
        variants=("gone",),
    ),
    Slip(
        "pop-number-changed",
        maildrop.old_number,
        ("DELE",),
        WELL,
        "pop3",
        variants=("", "blind"),
    ),
    Slip(
        "pop-retr-uid",
        maildrop.not_a_number,
        _NUMBERED,
        protocol="pop3",
        variants=("uid", "size", "beyond"),
    ),
    Slip("pop-empty-although-mail", maildrop.empty, ("STAT", "LIST"), WELL, "pop3", on=REPLY),
    Slip("pop-new-mail-not-seen", maildrop.nothing_new, ("STAT", "LIST"), WELL, "pop3", on=REPLY),
    Slip("pop-base64-body", maildrop.encoded_body, ("RETR", "TOP"), WELL, "pop3", on=LETTER),
)

TYPINGS = (
    Typing("typed-fullwidth-colon", composing.full_width_colon),
    Typing("typed-fullwidth-dot", composing.full_width_dot),
)

ENDINGS = (
    Ending("dot-full-width", ending.full_width_dot),
    Ending("bare-lf", ending.bare_line_feed),
    Ending("dot-not-alone", ending.dot_not_alone),
    Ending("starttls-then-type", ending.typed_on),
    Ending("telnet-465", ending.tls_port, ("silent",)),
    Ending("paste-block", ending.paste, ("closed",)),
    Ending("session-timeout", ending.silence, ("closed",)),
    Ending("quit-not-sent", ending.no_quit),
)

ELSEWHERE = {
    # what other notes tell, by the beginning of their keys
    "no-angle-brackets": "form.brackets",
    "space-after-colon": "violation.space-before-address",
    "type-before-banner": "violation.client-before-greeting",
    "skip-greeting": "order.MAIL.GREETED",
    "ehlo-no-name": "argument.missing",
    "pop-password-command": "spelling.near",
    "pop-user-ok": "reply.USER.+OK",
    "pop-before-login": "order.",
    "pop-retr-noarg": "argument.missing",
    "pop-dele-by-mistake": "matters.DELE",
    "pop-dele-noquit": "move.TRANSACTION.CLOSED",
    # what the cause of a refusal tells
    "webpass-not-code": "cause.app_password_required",
    "service-off": "cause.service_not_enabled",
    "mail-before-auth": "cause.auth_required",
    "sender-not-login": "cause.sender_mismatch",
    "rcpt-relay": "cause.relay_denied",
    # where there is no connection there is no wire
    "port25-blocked": "error.link.timeout.25",
}
"""Slips of the collection that are told by other parts of the program: id, and the key."""

UNSEEN = frozenset({"openssl-R", "openssl-Q", "openssl-no-crlf", "localecho"})
"""Slips that happen before anything reaches the wire."""
