"""The order of judgement: what the text says, then the codes, then the place.

Rules stand in order of exactness; the first that fits decides.
"""

import re
from functools import cache, lru_cache

from tutor.causes import codes, context, links, plain, stages
from tutor.causes.rules import Ready, compiled, ready
from tutor.core.events import Exchange, Reply

GENERAL = ("temporary", "rejected", "mailbox_unavailable")
"""Words that a more exact one may replace."""

Found = tuple[str, re.Pattern[str]]

# These stand between words that belong together; a colon or a full stop parts them.
_STOPS = re.compile(r"[\s()\[\]{},\"/*-]+")


def judge(event: Exchange, reply: Reply) -> str | None:
    """The cause of a refusal; None only for a goodbye (221) that says nothing, and where a login
    was given up: that refusal is what was wanted (RFC 4954 4, RFC 5034 4)."""
    if _was_given_up(event, reply):
        return None
    text, found = plain.words(reply.lines)
    stage = stages.stage(event)
    protocol = "pop3" if reply.code in ("-ERR", "+OK") else "smtp"
    told = _told(text, protocol, stage, reply.code or "")
    if found and (told is None or told in GENERAL):
        told = links.told(found) or told
    if not event.kind.refused:
        return told or context.hung_up(event)
    if codes.is_of_form(reply, stage, told, text):
        return context.sharper(event, "address_syntax")
    if told is None or told in GENERAL:
        told = codes.told(reply, stage) or told
    if told is None:
        return context.told(event, reply, stage)
    return context.sharper(event, told)


def _was_given_up(event: Exchange, reply: Reply) -> bool:
    cancelled = event.command is not None and event.command.verb == "AUTH-CANCEL"
    return cancelled and reply.code in ("501", "-ERR")


@lru_cache(4096)
def _told(text: str, protocol: str, stage: str, code: str) -> str | None:
    if not text:
        return None
    exact, late = _rules_at(protocol, stage, code)
    return _first(exact, text) or _first(exact, _STOPS.sub(" ", text)) or _first(late, text)


def _first(rules: tuple[Found, ...], text: str) -> str | None:
    return next((cause for cause, pattern in rules if pattern.search(text)), None)


@lru_cache(256)
def _rules_at(protocol: str, stage: str, code: str) -> tuple[tuple[Found, ...], ...]:
    tags = stages.tags(protocol, stage, code)
    return tuple(
        tuple(
            (rule.cause, compiled(rule.pattern))
            for rule in rules
            if stages.possible(rule.cause, stage, code) and rule.holds(tags)
        )
        for rules in _rules()
    )


@cache
def _rules() -> tuple[tuple[Ready, ...], ...]:
    from tutor.causes.tables import EXACT, LATE

    return tuple(tuple(ready(rule) for table in part for rule in table) for part in (EXACT, LATE))
