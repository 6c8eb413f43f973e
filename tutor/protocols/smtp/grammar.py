"""SMTP's bytes: a command line, a reply line, and what they teach (RFC 5321 4.1 and 4.2).

Pure functions: no state, no order rules (they are in the table). Which octets are a credential is
decided here and in `sasl`, nowhere else.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from tutor.core.spec import Body, Class, Facts, Heard, Phrase, Status
from tutor.protocols import families, sasl

# What is rare, or whose answer is kept, is compiled by `re` when it is first met.
_STATUS = rb"(?s)([0-9]{3})([ -]?)(.*)"
_KINDS = {"2": Class.OK, "3": Class.INTERMEDIATE, "4": Class.TRANSIENT, "5": Class.PERMANENT}
_ENHANCED = re.compile(r"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?=\s|$)")
# qmail writes its code behind the text: "553 sorry, ... (#5.7.1)".
_ENHANCED_LAST = r"\(#([245]\.[0-9]{1,3}\.[0-9]{1,3})\)\s*$"
# The address that a MAIL or RCPT command names: in brackets as RFC 5321 4.1.1.2 wants, or bare.
_PATH = r"(?is)(?:FROM|TO)\s*:\s*(?:<([^>]*)>?|(\S+))?\s*(.*)"
_KEYWORD = r"(?is)(FROM|TO)\s*:\s*(.*)"
_SPACED = re.compile(r"(?:FROM|TO)\s*:\s+\S", re.IGNORECASE)
_HELLOS = ("EHLO", "HELO", "LHLO")
_MAILS = ("MAIL", "SEND", "SOML", "SAML")
_MOST_KEPT = 500
"""Lines of replies whose meaning is kept, none longer than `_MOST_KEPT_LINE` octets."""
_MOST_KEPT_LINE = 100
_MOST_PATHS = 8
"""The path of a command is asked for when it is answered and again by each who explains it."""


class SmtpGrammar:
    """Bytes to meaning, for SMTP."""

    def __init__(self, verbs: frozenset[str]) -> None:
        self._verbs = verbs

    def command(self, line: bytes, facts: Facts) -> Phrase:
        """Read a command line."""
        stripped = line.lstrip(b" \t")
        word, _, _ = stripped.partition(b" ")
        name = word.upper().decode("ascii", "replace")
        at = len(line) - len(stripped) + len(word)
        argument_at = min(at + 1, len(line))
        if name in self._verbs:
            return self._known(name, line, argument_at, facts)
        if stripped == b".":
            return Phrase(".", ".", known=True)
        return _unknown(line, len(line) - len(stripped), name, facts)

    def answer(self, line: bytes, challenge: str) -> Phrase:
        """Read a line of a SASL dialogue (RFC 4954 4)."""
        return sasl.answer(line, challenge)

    def status(self, line: bytes, verb: str | None, *, first: bool) -> Status:
        """Read a line of a reply (RFC 5321 4.2)."""
        return _kept(line, first) if len(line) <= _MOST_KEPT_LINE else _status(line, first)

    def body(self, phrase: Phrase, status: Status) -> Body | None:
        """SMTP replies have no dot-terminated text."""
        return None

    def codes(self, status: Status, verb: str | None) -> tuple[str | None, str | None]:
        """The enhanced status code (RFC 2034 4); none in the greeting and after a hello."""
        refused = status.kind in (Class.TRANSIENT, Class.PERMANENT)
        if not refused and (status.kind is not Class.OK or verb in ("GREETING", *_HELLOS)):
            return None, None
        match = _ENHANCED.match(status.text)
        if match is not None:
            return match[0], None
        last = re.search(_ENHANCED_LAST, status.text) if "(#" in status.text else None
        return (last[1] if last else None), None

    def learn(self, heard: Heard, facts: Facts) -> tuple[Facts, Mapping[str, object]]:
        """What an answered command teaches."""
        verb = heard.phrase.verb if heard.phrase else ""
        if verb == "GREETING":
            return families.learn("smtp", verb, heard.lines, facts)
        if heard.status.kind is not Class.OK:
            return _after_refusal(facts, heard), {}
        if verb not in _HELLOS:
            return _learn_transaction(verb, heard, facts), {}
        offers = _offers(heard.lines) if verb != "HELO" else {}
        facts = _without_transaction(facts._replace(offers=offers))
        facts, learned = families.learn("smtp", verb, heard.lines, facts)
        if verb == "HELO":
            return facts, learned
        return facts, {"extensions": {key: list(args) for key, args in offers.items()}, **learned}

    def _known(self, name: str, line: bytes, at: int, facts: Facts) -> Phrase:
        if name == "AUTH":
            return sasl.login(line, at, name)
        argument = line[at:].decode("utf-8", "replace").strip()
        if name in ("MAIL", "RCPT", "SEND", "SOML", "SAML"):
            spaced = ("space-before-address",) if _SPACED.match(argument) else ()
            return Phrase(name, name, known=True, argument=argument, violations=spaced)
        if name == "BDAT":
            return _chunk(argument)
        if name == "BURL":
            last = argument.upper().endswith(" LAST")
            return Phrase(name, "BURL LAST" if last else name, known=True, argument=argument)
        move = "DATA BINARYMIME" if name == "DATA" and facts.binary else name
        return Phrase(name, move, known=True, argument=argument)


def _status(line: bytes, first: bool) -> Status:
    """Read a line of a reply."""
    match = re.fullmatch(_STATUS, line)
    if match is None or (match[3] and not match[2]):
        # A line without a code inside a reply does not end it.
        foreign = line[:4].upper().startswith((b"+OK", b"-ERR"))
        return Status(None, Class.NONE, not first, "", ("missing-code",), foreign)
    code, mark = match[1].decode(), match[2]
    text = match[3].decode("utf-8", "replace")
    violations = []
    kind = _KINDS.get(code[0], Class.NONE)
    if kind is Class.NONE:
        violations.append("first-digit-out-of-range")
    # RFC 4954 4 allows an empty challenge: 334, a space, nothing.
    empty_challenge = code == "334" and mark == b" "
    if mark != b"-" and not match[3].strip() and not empty_challenge:
        violations.append("no-text")
    if code == "334" and sasl.decoded(match[3]) is None:
        violations.append("challenge-not-base64")
    return Status(code, kind, mark == b"-", text, tuple(violations))


# Servers repeat themselves: of a long log most replies are a few lines, said over and over.
_kept = lru_cache(_MOST_KEPT)(_status)


@lru_cache(_MOST_PATHS)
def path(argument: str) -> tuple[str, str] | None:
    """The address and the parameters of MAIL's or RCPT's argument, if it has that form."""
    match = re.match(_PATH, argument)
    if match is None:
        return None
    address = match[1] if match[1] is not None else (match[2] or "")
    return address.strip(), match[3].strip()


def keyword(verb: str) -> str:
    """What stands between a verb and the address that it names."""
    return "TO:" if verb == "RCPT" else "FROM:"


def lacking(verb: str, argument: str) -> str:
    """What MAIL's or RCPT's argument lacks: keyword, address, brackets, domain, or "" (nothing)."""
    wanted = keyword(verb)
    at = len(wanted)
    if argument[:at].upper() == wanted and argument[at : at + 1] == "<":
        address, _, _ = argument[at + 1 :].rpartition(">")
        if "@" in address and not address.startswith(">"):
            return ""  # nearly all: TO:<name@domain>
    match = re.fullmatch(_KEYWORD, argument)
    if match is None or f"{match[1].upper()}:" != wanted:
        return "keyword" if argument else "address"
    rest = match[2].strip()
    if not rest or (verb == "RCPT" and rest.startswith("<>")):
        return "address"
    if not rest.startswith("<") or ">" not in rest:
        return "brackets"
    address = rest[1:].rpartition(">")[0]
    alone = not address or rest.startswith("<>") or address.casefold() == "postmaster"
    return "" if alone or "@" in address else "domain"


def words(text: str) -> list[str]:
    """What blanks part; to a server a wide blank (U+3000) is a character like others."""
    return [word for word in text.replace("\t", " ").split(" ") if word]


def parameters(text: str) -> dict[str, str]:
    """MAIL and RCPT parameters: KEYWORD=value or KEYWORD (RFC 5321 4.1.2)."""
    pairs = (word.partition("=") for word in words(text))
    return {name.upper(): value for name, _, value in pairs}


def _chunk(argument: str) -> Phrase:
    """BDAT size [LAST] (RFC 3030 2): so many octets follow, at once."""
    words = argument.split()
    last = len(words) > 1 and words[1].upper() == "LAST"
    # A size longer than any message is no size: the octets would never end.
    sized = bool(words) and words[0].isascii() and words[0].isdigit() and len(words[0]) <= 12
    octets = int(words[0]) if sized else None
    move = "BDAT LAST" if last else "BDAT"
    return Phrase("BDAT", move, known=True, argument=argument, octets=octets)


def _unknown(line: bytes, start: int, name: str, facts: Facts) -> Phrase:
    for word in sasl.SECRET_WORDS:
        if name.startswith(word):
            return sasl.slip(line, start, word)
    if facts.login_refused and line.strip():
        # After a refused login, what is no command may be the secret typed once more.
        spans = ((0, len(line), "password", sasl.shape(line)),)
        return Phrase("****", "?", known=False, spans=spans, secrets=sasl.values(line.strip()))
    return Phrase(name[:64], "?", known=False, argument="")


def _offers(lines: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """EHLO's keywords with their arguments, behind the server's name (RFC 5321 4.1.1.1)."""
    offers: dict[str, tuple[str, ...]] = {}
    for line in lines[1:]:
        words = line[4:].split()
        if not words:
            continue
        keyword = words[0].upper()
        offers[keyword] = (*offers.get(keyword, ()), *words[1:])
    return offers


def _without_transaction(facts: Facts) -> Facts:
    return facts.in_transaction(None, (), binary=False)


def _after_refusal(facts: Facts, heard: Heard) -> Facts:
    ended = heard.phrase is not None and heard.phrase.verb == "." and heard.before == "DATA"
    return _without_transaction(facts) if ended else facts


def _learn_transaction(verb: str, heard: Heard, facts: Facts) -> Facts:
    if verb == "RCPT":
        address, _ = _named(heard)
        recipients = (*facts.recipients, address)[:1000]
        return facts.in_transaction(facts.sender, recipients, binary=facts.binary)
    if heard.after == "MAIL" and verb in _MAILS:
        address, more = _named(heard)
        binary = bool(more) and parameters(more).get("BODY", "").upper() == "BINARYMIME"
        return facts.in_transaction(address, (), binary=binary)
    ended = verb in (".", "RSET") or (verb in ("BDAT", "BURL") and heard.after == "READY")
    return _without_transaction(facts) if ended else facts


def _named(heard: Heard) -> tuple[str, str]:
    """The address and the parameters of the command that was answered."""
    return path(heard.phrase.argument if heard.phrase else "") or ("", "")
