"""Help links whose own name tells the cause, where the text beside them says nothing.

Gmail ends its replies with support.google.com/mail/?p=Name; others send people to a page.
"""

import re
from functools import lru_cache

_GOOGLE = re.compile(r"\.google\.com/[a-z/]*\?p=([a-z]+)")
_GOOGLE_NAMES = (
    ("nosuchuser", "mailbox_unknown"),
    ("disableduser", "mailbox_disabled"),
    ("overquota", "mailbox_full"),
    ("badcredentials", "auth_failed"),
    ("wantauth", "auth_required"),
    ("invalidsecondfactor", "app_password_required"),
    ("weblogin", "blocked_login"),
    ("unsolicitedrate", "rate_limited"),
    ("receivingrate", "rate_limited"),
    ("unsolicitedip", "ip_blocked"),
    ("notauthorized", "ip_blocked"),
    ("unsolicited", "spam_rejected"),
    ("blockedmessage", "spam_rejected"),
    ("unauthenticated", "sender_unauthenticated"),
    ("rfcmessage", "header_mismatch"),
    ("maxsize", "too_big"),
    ("maildenied", "relay_denied"),
    ("dailylimit", "rate_limited"),
)
_PAGES = (
    (re.compile(r"accounts\.google\.com/signin"), "blocked_login"),
    (re.compile(r"/smtplf\.html"), "bare_lf"),
    (re.compile(r"/help_spam"), "spam_rejected"),
    (re.compile(r"smtp_auth_disabled"), "auth_disabled"),
    (
        re.compile(
            r"spamhaus\.org/(?:query|sbl|pbl|xbl|zen)|(?:spamcop|sorbs)\.net/|/delist|ipcheck|//sender\.office\.com"
        ),
        "ip_blocked",
    ),
    (re.compile(r"gr[ea]ylist"), "greylisted"),
)


@lru_cache(1024)
def told(links: str) -> str | None:
    """The cause that the links in a reply name, if any does."""
    name = _GOOGLE.search(links)
    if name is not None:
        for beginning, cause in _GOOGLE_NAMES:
            if name[1].startswith(beginning):
                return cause
    return next((cause for page, cause in _PAGES if page.search(links)), None)
