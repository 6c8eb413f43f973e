"""The way that a message took: its Received fields (RFC 5321 4.4, RFC 5322 3.6.7)."""

import re
from typing import NamedTuple

from tutor.message import dates
from tutor.message.headers import Headers
from tutor.message.tokens import COMMENT, WORD, tokens

MOST = 100
"""Hops looked at; servers take more for a loop (RFC 5321 6.3)."""
_LONGEST = 300  # characters of a value

_CLAUSES = {"from", "by", "via", "with", "id", "for"}
_BRACKETED = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.])")
_HELO = re.compile(r"\b(?:helo|ehlo)[= ]([^\s()\[\]]{1,255})", re.IGNORECASE)


class Hop(NamedTuple):
    """One server's note that it took the message over. "" where it does not say.

    by: the server that took it; from_: the one that handed it over, as written
    helo: how that one named itself; address: its IP address
    with_: protocol keyword, e.g. "ESMTPS" (RFC 3848); for_: the recipient
    at: POSIX seconds, None where unreadable
    delay: seconds since the last hop before it that tells its time; None without one. Below 0 the
    two clocks differ.
    """

    by: str
    from_: str
    helo: str
    address: str
    with_: str
    id: str
    for_: str
    at: int | None
    delay: int | None


def route(headers: Headers) -> tuple[Hop, ...]:
    """The hops in the order of travel: each server writes above what it got, so from the bottom."""
    values = [value for name, value in headers if name.lower() == "received"]
    hops: list[Hop] = []
    before: int | None = None
    for value in values[: -MOST - 1 : -1]:
        hop = _hop(value)
        if hop.at is not None:
            hop = hop._replace(delay=None if before is None else hop.at - before)
            before = hop.at
        hops.append(hop)
    return tuple(hops)


def _hop(value: str) -> Hop:
    words: dict[str, list[str]] = {}
    comments: list[str] = []
    clause, date = "", ""
    for kind, text in tokens(value, ";"):
        name = text.lower()
        if kind == ";":
            clause = "date"
        elif kind == COMMENT:
            if clause == "from":
                comments.append(text)
        elif kind == WORD and name in _CLAUSES and clause != "date" and name not in words:
            clause = name
            words[clause] = []
        else:
            words.setdefault(clause, []).append(text)
    date = " ".join(words.get("date", ())[:12])
    said = {name: " ".join(found)[:_LONGEST] for name, found in words.items()}
    source, about = said.get("from", ""), " ".join(comments)[:_LONGEST]
    helo = _HELO.search(about)
    return Hop(
        by=said.get("by", "").partition(" ")[0],
        from_=source.partition(" ")[0],
        helo=helo[1] if helo else source.partition(" ")[0],
        address=_address(f"{about} {source}"),
        with_=said.get("with", ""),
        id=said.get("id", "").partition(" ")[0],
        for_=said.get("for", "").strip("<> "),
        at=dates.seconds(date),
        delay=None,
    )


def _address(text: str) -> str:
    """An address in brackets (RFC 5321 4.1.3), else one of qmail's without."""
    found = _BRACKETED.search(text) or _BARE.search(text)
    return found[1] if found else ""
