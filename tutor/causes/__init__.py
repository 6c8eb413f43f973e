"""Why an exchange was refused, as one word of a closed vocabulary.

The text of a reply is judged first, its enhanced or response code second, the command with its
code and its context last: the same cause has many codes, and some codes mislead. The tables are
heavy and most exchanges go well, so they are imported at the first refusal.
"""

from tutor.core.events import Exchange

CAUSES = (
    "auth_failed",
    "app_password_required",
    "auth_disabled",
    "blocked_login",
    "service_not_enabled",
    "auth_required",
    "auth_not_offered",
    "base64_error",
    "need_tls",
    "sender_mismatch",
    "sender_rejected",
    "header_mismatch",
    "sender_unauthenticated",
    "relay_denied",
    "mailbox_unknown",
    "mailbox_unavailable",
    "mailbox_disabled",
    "mailbox_full",
    "address_syntax",
    "helo_rejected",
    "sequence",
    "syntax",
    "unknown_command",
    "too_many_errors",
    "header_outside_data",
    "pipelining",
    "bare_lf",
    "spam_rejected",
    "ip_blocked",
    "greylisted",
    "rate_limited",
    "too_big",
    "server_storage",
    "server_error",
    "service_closing",
    "temporary",
    "rejected",
    "timeout",
    "mailbox_locked",
    "no_such_message",
    "message_deleted",
    "message_unavailable",
)
"""The vocabulary; rejected, temporary and server_error only when nothing better is told."""


def cause(event: Exchange) -> str | None:
    """Why the server said no; None where it did not, or where no legal reply came.

    A goodbye that nobody asked for counts as a refusal when its text says why: Postfix hangs up
    with 221 on a header that is typed as a command.
    """
    reply = event.reply
    if reply is None:
        return None
    if not event.kind.refused:
        asked = event.command is not None and event.command.verb == "QUIT"
        if reply.code != "221" or asked:
            return None
    from tutor.causes import judging

    return judging.judge(event, reply)


def keys(name: str, family: str | None, protocol: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of a cause's two sentences, what it means and what to do; the most exact first."""
    tails = (*((f"{name}.{family}",) if family else ()), f"{name}.{protocol}", name)
    return tuple(f"cause.{tail}" for tail in tails), tuple(f"advice.{tail}" for tail in tails)
