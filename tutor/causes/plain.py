"""A reply's words without what could mislead: codes, addresses, links, host names and ids.

What is left is lower case, its blanks collapsed. An address such as spam@timeout.example or a host
of that name must not decide, and two refusals that differ in an id only must read alike.
"""

import re
from functools import lru_cache

MOST = 1000
"""Characters of a reply that are read; whatever matters stands in its first lines."""

_MOST_LINES = 40
_CODE = re.compile(
    r"^\s*(?:[0-9]{3}(?:[ -]|$)|[-+](?:err|ok)\b)\s*(?:\(?#?[245]\.[0-9]{1,3}\.[0-9]{1,3}\b\)?)?",
    re.MULTILINE,
)
_URL = re.compile(r"\b((?:https?://|www\.)[^\s<>\"]+)")
# Short words that a server puts in quotes as its own; any other quotation is somebody's.
_QUOTED = re.compile(r'["“]([^"“”]*)["”]')
_LETTER = re.compile(r"[^\W\d_]")
_OWN_QUOTES = re.compile(
    r"(?:header )?(?:from|to|sender|date|subject|message-id|mail from|rcpt to|rcpt|mail|data|helo"
    r"|ehlo|lf|cr|crlf|user|pass|auth)[: ]*(?:header)?"
)
_BRACKETS = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"[^\s<>,;:()\"'，。；：（）]{1,64}@[^\s<>,;:()\"'，。；：（）]+")
_BLOCKLIST = re.compile(
    r"spamhaus|spamcop|sorbs|barracudacentral|uceprotect|mailspike|abuseat|dnsbl|\brbl\b|psbl"
)
_SUFFIXES = (
    "com net org edu gov mil int info biz arpa example test invalid localhost local lan internal"
    " localdomain cn tw hk jp kr de fr uk eu ru nl pl es se ch cz br ca au io cc tv ua ro fi dk hu"
)
# Exchange names its refusals with dots: resolver.adr.recipientnotfound.
_MICROSOFT = ("resolver.", "storedrv.", "smtpsend.", "smtpreceive.", "routing.", "content.")
_HOST = re.compile(
    r"(?<![\w.-])(?:[a-z0-9_-]+\.){2,}[a-z][a-z0-9-]*\b"
    rf"|(?<![\w.-])[a-z0-9_-]+\.(?:{'|'.join(_SUFFIXES.split())})\b(?!\.[a-z])"
)
_ID = re.compile(
    r"(?<![\w.])(?=[a-z0-9_.+=:-]{0,40}[0-9])[a-z0-9_.+=:-]{8,}"
    r"|(?<![a-z0-9])[0-9]+(?:[.,:/-][0-9]+)*(?![a-z0-9])"
)
_LONG = 16  # a longer word with a digit or a stop in it is hardly said twice


def words(lines: tuple[str, ...]) -> tuple[str, str]:
    """The normal form of a whole reply, and the links in it (lower case, nothing removed)."""
    return _words("\n".join(lines[:_MOST_LINES])[:MOST])


@lru_cache(4096)
def _words(text: str) -> tuple[str, str]:
    text = _CODE.sub(" ", text.lower())
    found: list[str] = []
    if "http" in text or "www." in text:
        parts = _URL.split(text)
        found, text = parts[1::2], " ".join(parts[::2])
    if '"' in text or "“" in text:
        text = _unquoted(text)
    if "<" in text:
        text = _BRACKETS.sub(_bracketed, text)
    if "@" in text:
        text = _ADDRESS.sub(" ", text)
    text = " ".join([word if word.isalpha() else _known(word) for word in text.split()])
    return " ".join(text.replace("_", " ").split()), " ".join(found)


def _known(word: str) -> str:
    """A word without a host's name or an id; most are words with a full stop, seen before."""
    return _word(word) if len(word) < _LONG else _cleaned(word)


def _cleaned(word: str) -> str:
    if "." in word:
        word = _HOST.sub(_host, word)
    return _ID.sub(_id, word.replace("’", "'"))


_word = lru_cache(2048)(_cleaned)


def _unquoted(text: str) -> str:
    rest = _QUOTED.sub(_quoted, text)
    return rest if _LETTER.search(rest) else text  # some servers quote all they say


def _quoted(match: re.Match[str]) -> str:
    return f" {match[1]} " if _OWN_QUOTES.fullmatch(match[1]) else " "


def _bracketed(match: re.Match[str]) -> str:
    return " " if "@" in match[1] or "." in match[1] else f" {match[1]} "


def _host(match: re.Match[str]) -> str:
    if match[0].startswith(_MICROSOFT):
        return match[0].replace(".", " ")
    return " dnsbl " if _BLOCKLIST.search(match[0]) else " "


def _id(match: re.Match[str]) -> str:
    word = match[0]
    return "0" if not _LETTER.search(word) or len(word) < 8 else " "
