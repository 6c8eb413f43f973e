"""What a rule is, and the words that many rules share.

A pattern is a regular expression over the normal form of a reply. The form is lower case, so a
word in capitals is free to mean a fragment: "USER .. UNKNOWN" is a word for a recipient, a short
way, a word that says there is none. "A & B" wants both, near to each other, in either order.
"""

import re
from functools import cache
from typing import NamedTuple

FRAGMENTS = {
    "NOT": r"(?:not|\w*n't|no|never|cannot|unable|without)\b",
    "REFUSED": r"(?:refus\w*|reject\w*|den(?:y|ied|ies)|block\w*|forbid\w*|prohibit\w*|disallow\w*"
    r"|bann\w*|(?:not|\w*n't|never|cannot) (?:be )?(?:\w+ )?(?:allow\w*|permit\w*"
    r"|accept\w*"
    r"|authori[sz]ed|welcome|desired|wanted)|unacceptable|not acceptable|discard\w*"
    r"|unwelcome"
    r"|blacklist\w*)",
    "LOGIN": r"(?:auth|authenticat\w*|authori[sz]ation|log(?:ged)?[ -]?[io]n|log ?on|sign(?:ed)?"
    r"[ -]?in)",
    "SECRET": r"(?:pass ?words?|passwd|pass ?phrase|credentials?|user ?names?|user ?id|secret"
    r"|auth(?:orization|entication)? ?(?:code|data|string)|login(?: name)?)",
    "BAD": r"(?:bad|wrong|incorrect|invalid|fail\w*|unsuccess\w*|mis-?match\w*|error|denied"
    r"|illegal"
    r"|reject\w*|refus\w*|unable|could not|cannot|couldn't|expired?"
    r"|(?:not|\w*n't) (?:\w+ )?(?:valid|correct|accept\w*|match\w*|verif\w*|recogni\w*"
    r"|allowed|ok))",
    "SENDER": r"(?:senders?|from address|mail ?from|return[ -]path|reverse[ -]path|envelope[ -]from"
    r"|originator|from)",
    "USER": r"(?:recipients?|users?|mail ?box(?:es)?|accounts?|addressee?|address(?:es)?|inbox"
    r"|local[ -]part|person|e-?mail box|maildrop|alias|destination|e-?mail address"
    r"|rcpt(?: ?to)?)",
    "UNKNOWN": r"(?:unknown|no such|not? (?:\w+ )?found|(?:does|do|did) ?(?:not"
    r"|\w*n't) (?:\w+ )?exist"
    r"|doe?s?n'?t (?:\w+ )?exist|don't exist|non-?exist\w*|not exist\w*"
    r"|no longer (?:\w+ )?(?:exist\w*"
    r"|valid|available|here|in use|with us|on)|invalid"
    r"|not (?:a )?(?:known|valid|local|listed|here|recogni[sz]ed|our|one of our)"
    r"|isn't (?:an? )?(?:here|known"
    r"|valid|local|ours?)"
    r"|cannot find|can't find|could(?: not|\w*n't) (?:be )?f[io]u?nd|undeliverable"
    r"|undelivered|unroutea?ble|has moved|nobody|(?:not|n't) be (?:found|located|resolved"
    r"|identified)|(?:not|\w*n't) (?:locate|identify|recogni[sz]e)|unable to (?:find|locate))",
    "TLS": r"(?:tls|ssl|starttls|stls|encrypt\w*|secured? (?:connection|channel|layer|link"
    r"|session"
    r"|socket|transport|login|mode)|security layer|confidentiality)",
    "NEED": r"(?:requir\w*|requier\w*|need\w*|must|mandatory|first|only|please|should|necessary"
    r"|expect\w*|have to|issue|use)",
    "HOST": r"(?:(?:client|sending|source|remote|connecting|connected|your|this|that"
    r"|peer) (?:\w+ )?"
    r"(?:host|ip|server|network|netblock|machine|mta|ip address|ips|range|subnet|isp"
    r"|system)"
    r"|(?<!\w)ips?(?: address(?:es)?)?)",
    "MESSAGE": r"(?:messages?|mails?|e-?mails?|content|letter|body|attachments?|data|text)",
    "LATER": r"(?:later|again|wait|minutes?|seconds?|hours?|tomorrow|temporar\w*)",
    "HELLO": r"(?:helo|ehlo|hello|lhlo)",
}
_NAME = re.compile(r"(?<!\\)\b[A-Z]{2,}\b")
_WAY = r"\b.{0,60}?\b"


class Rule(NamedTuple):
    """A cause, how its text reads, and where it may be said ("" anywhere).

    `where` are tags (a protocol, a stage, a code or its digit), any of those joined by "|" and all
    of those with blanks between; a tag behind "!" must not hold.
    """

    cause: str
    pattern: str
    where: str = ""


class Ready(NamedTuple):
    """A rule whose place is read; its pattern is compiled where it may first be said."""

    cause: str
    pattern: str
    wanted: tuple[frozenset[str], ...]
    barred: frozenset[str]

    def holds(self, tags: frozenset[str]) -> bool:
        """Whether it may be said here."""
        return not (self.barred & tags) and all(group & tags for group in self.wanted)


def ready(rule: Rule) -> Ready:
    """Read a rule's place."""
    places = rule.where.split()
    return Ready(
        rule.cause,
        rule.pattern,
        tuple(frozenset(place.split("|")) for place in places if place[0] != "!"),
        frozenset(place[1:] for place in places if place[0] == "!"),
    )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """What finds a pattern."""
    return re.compile(expanded(pattern))


def expanded(pattern: str) -> str:
    """The regular expression that a pattern stands for. " || " parts whole alternatives."""
    return "|".join(_whole(part.strip()) for part in pattern.split(" || "))


def _whole(part: str) -> str:
    one, both, other = part.partition(" & ")
    if both:
        return f"{_way(f'{one} .. {other}')}|{_way(f'{other} .. {one}')}"
    return _way(part)


def _way(part: str) -> str:
    return _NAME.sub(lambda name: FRAGMENTS[name[0]], part).replace(" .. ", _WAY)
