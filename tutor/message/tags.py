"""Tag lists: DKIM-Signature and its kin (RFC 6376 3.2). Read, never verified."""

from typing import NamedTuple

_MOST = 100  # tags of one field
_SPACED = {"b", "bh", "h", "d", "s", "a", "i"}  # folding space has no meaning in these


class Signature(NamedTuple):
    """What a DKIM-Signature says (RFC 6376 3.5); "" and None where it does not.

    domain, selector: who signs, and under which name of `domain` the public key stands
    covered: names of the signed header fields, as written
    at, expires: POSIX seconds
    """

    domain: str
    selector: str
    algorithm: str
    canonicalization: str
    identity: str
    covered: tuple[str, ...]
    body_hash: str
    at: int | None
    expires: int | None


def tags(value: str) -> dict[str, str]:
    """The tags of a list; of a tag given twice the first counts (the RFC would refuse the list)."""
    found: dict[str, str] = {}
    for item in value.split(";", _MOST)[:_MOST]:
        name, equals, text = item.partition("=")
        name = name.strip()
        if equals and name:
            gap = "" if name in _SPACED else " "
            found.setdefault(name, gap.join(text.split()))
    return found


def signature(value: str) -> Signature:
    """A DKIM-Signature or ARC-Message-Signature."""
    tag = tags(value)
    return Signature(
        domain=tag.get("d", ""),
        selector=tag.get("s", ""),
        algorithm=tag.get("a", ""),
        canonicalization=tag.get("c", "simple/simple"),
        identity=tag.get("i", ""),
        covered=tuple(name for name in tag.get("h", "").split(":") if name),
        body_hash=tag.get("bh", ""),
        at=_moment(tag.get("t", "")),
        expires=_moment(tag.get("x", "")),
    )


def _moment(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
