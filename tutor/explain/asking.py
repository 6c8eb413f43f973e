"""What was asked: a TEXT as a line of octets, who might have said it, what it names."""

import re
from collections.abc import Collection

from tutor.core.spec import Protocol, Status
from tutor.explain.catalogue import Catalogue
from tutor.protocols import PROTOCOLS, sasl

_MOST_TEXT = 2000  # characters looked at; nobody's line is longer (RFC 5321 4.5.3.1.6)

# What may stand at the head of a longer line; a state's name there is only a word.
_OFFERS = frozenset({"extension", "capability"})
_HEADS = _OFFERS | {"parameter", "response", "sasl"}

_BLANKS = re.compile(rb"[\t\r\n]+")
# RFCs mark who speaks so, swaks and our own screen so; the mark is no part of the line.
_SPEAKER = re.compile(rb"(?:[CS]:|->|<-|~>|<~|<|>)\s+", re.IGNORECASE)
_LOGIN = re.compile(r"(?:250[- ])?(?:AUTH(?:=LOGIN)?|SASL) +(.*)", re.IGNORECASE)
_PRIVATE = re.compile(r"X-[!-9;-~]{1,78}", re.IGNORECASE)
_STROKES = re.compile(r"[()（）]|\s[/／]\s")
_HEADER = re.compile(r"([!-9;-~]{1,80})[:\uff1a]")  # RFC 5322 2.2; a full-width colon is a slip


def octets(text: str) -> bytes:
    """The text as a line of octets: no line end, no quotes around it, no mark of who speaks."""
    text = text[:_MOST_TEXT]
    try:
        line = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        line = text.encode("utf-8", "surrogatepass")
    line = _BLANKS.sub(b" ", line).strip()
    if len(line) > 2 and line[:1] == line[-1:] and line[:1] in (b'"', b"'", b"`"):
        line = line[1:-1].strip()
    found = _SPEAKER.match(line)
    return line[found.end() :] if found else line


def status_of(protocol: Protocol, line: bytes) -> Status:
    """A line of the server, if it is one; a code alone may be in small letters."""
    said = line.upper() if line.lower() in (b"+ok", b"-err") else line
    return protocol.grammar.status(said, None, first=True)


def is_status(line: bytes) -> bool:
    """Whether a server of any protocol may say this."""
    return any(status_of(protocol, line).code for protocol in PROTOCOLS.values())


def is_offer(catalogue: Catalogue, shown: str) -> bool:
    """Whether this is a line of an EHLO or CAPA answer, whose words are public names."""
    head, *rest = shown.split() or [""]
    kinds = {entry.kind for entry in catalogue.find(head)}
    if not rest:
        verb, _, mechanism = head.upper().partition("=")
        return bool(kinds) or (verb == "AUTH" and mechanism in sasl.MECHANISMS)
    if head.upper() in ("AUTH", "AUTH=LOGIN", "SASL"):
        least = 2 if head.upper() == "AUTH" else 1
        return len(rest) >= least and all(word.upper() in sasl.MECHANISMS for word in rest)
    counts = kinds & _OFFERS and "verb" not in kinds
    return bool(counts) and all(word.isdigit() or word.upper() == "USER" for word in rest)


def names_in(catalogue: Catalogue, shown: str) -> list[str]:
    """The names that a text may stand for: the whole of it, or the word at its head."""
    tokens = shown.split()
    if not tokens:
        return []
    head = tokens[0] if tokens[0] in "[]" else tokens[0].strip("[]")
    names = [head if len(tokens) == 1 else shown]
    if catalogue.knows(shown):
        return names
    if len(tokens) > 1 and any(entry.kind in _HEADS for entry in catalogue.find(head)):
        names = [head]
    before, equals, _ = head.partition("=")
    return [before] if equals and not catalogue.find(names[0]) else names


def parts_in(catalogue: Catalogue, text: str) -> list[str]:
    """The names in a text of several: glossaries write `greeting (banner)`, `user / account`."""
    parts = [part.strip() for part in _STROKES.split(text[:_MOST_TEXT])]
    return [part for part in parts if catalogue.knows(part)] if len(parts) > 1 else []


def header_in(catalogue: Catalogue, shown: str) -> str | None:
    """By which name the catalogue knows the header line that a text is, or begins.

    A private field is known by the beginning of its name (`X-Spam-*`). None for any other text.
    """
    found = _HEADER.match(shown)
    name = found[1] if found else shown
    if not (found or _PRIVATE.fullmatch(shown)) or catalogue.knows(shown):
        return None
    ends = [at + 1 for at, char in enumerate(name) if char == "-"]
    for known in (name, *(f"{name[:end]}*" for end in reversed(ends))):
        if any(entry.kind == "header" for entry in catalogue.find(known)):
            return known
    return None


def kinds_in(catalogue: Catalogue, shown: str) -> Collection[str] | None:
    """What a text may be about: one word or its parts joined, anything; else what heads it."""
    tokens = shown.split()
    if len(tokens) < 2 or catalogue.knows(shown):
        return None
    return _OFFERS if is_offer(catalogue, shown) else _HEADS


def mechanisms_in(shown: str) -> list[str] | None:
    """The mechanisms that a login or its offer names, "?" for each unknown; None elsewhere."""
    login = _LOGIN.fullmatch(shown)
    if login is None:
        return None
    words = [word for word in dict.fromkeys(login[1].split()) if set(word) not in ({"*"}, {"="})]
    return [word if word.upper() in sasl.MECHANISMS else "?" for word in words]
