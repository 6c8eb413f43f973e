"""The order of judgement: what the text says, then the codes, then the place.

Rules stand in order of exactness; the first that fits decides.
"""

from functools import cache, lru_cache

from tutor.causes import codes, context, links, plain, stages
from tutor.causes.rules import Ready, ready
from tutor.core.events import Exchange, Reply

GENERAL = ("temporary", "rejected", "mailbox_unavailable")
"""Words that a more exact one may replace."""


def judge(event: Exchange, reply: Reply) -> str | None:
    """The cause of a refusal; None only for a goodbye (221) that says nothing."""
    text, found = plain.words(reply.lines)
    stage = stages.stage(event)
    protocol = "pop3" if reply.code in ("-ERR", "+OK") else "smtp"
    told = _told(text, protocol, stage, reply.code or "")
    if told is None and found:
        told = links.told(found)
    if not event.kind.refused:
        return told
    if told is None or told in GENERAL:
        told = codes.told(reply, stage) or told
    if told is None:
        return context.told(event, reply, stage)
    return context.sharper(event, told)


@lru_cache(4096)
def _told(text: str, protocol: str, stage: str, code: str) -> str | None:
    if not text:
        return None
    rules = _rules_at(protocol, stage, code)
    return next((rule.cause for rule in rules if rule.found.search(text)), None)


@lru_cache(256)
def _rules_at(protocol: str, stage: str, code: str) -> tuple[Ready, ...]:
    tags = stages.tags(protocol, stage, code)
    return tuple(rule for rule in _rules() if rule.holds(tags))


@cache
def _rules() -> tuple[Ready, ...]:
    from tutor.causes.tables import TABLES

    return tuple(ready(rule) for table in TABLES for rule in table)
