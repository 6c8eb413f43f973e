"""POP3's bytes: a command line, a status line, and what they teach (RFC 1939 3, RFC 2449).

Pure functions: no state, no order rules (they are in the table). Which octets are a credential is
decided here and in `sasl`, nowhere else.
"""

import re
from collections.abc import Mapping

from tutor.core.secrets import Span
from tutor.core.spec import Body, Class, Facts, Heard, Phrase, Status
from tutor.protocols import families, sasl

# Compiled by `re` when first needed, and kept there: a session of the other protocol needs none.
_STATUS = rb"(?is)(\+OK|-ERR|\+)(?:[ \t](.*))?"
_GLUED = rb"(?is)(\+OK|-ERR)(.*)"
_KINDS = {"+OK": Class.OK, "-ERR": Class.FAILURE, "+": Class.INTERMEDIATE}
_RESPONSE_CODE = r"\[([A-Za-z0-9!#$%&'*+,./:;<=>?@^_`{|}~-]{1,64})\]"
_PAIR = rb"([0-9]{1,10})[ \t]+([0-9]{1,15})(?:[ \t].*)?"
_NAMED = rb"([0-9]{1,10})[ \t]+([\x21-\x7e]{1,70})[ \t]*"
_NAME_AND_MORE = rb"(?s)\s*(\S+)(?:\s+(\S.*))?\s*"
_MOST_ROWS = 65536


class Pop3Grammar:
    """Bytes to meaning, for POP3."""

    def __init__(self, verbs: frozenset[str]) -> None:
        self._verbs = verbs

    def command(self, line: bytes, facts: Facts) -> Phrase:
        """Read a command line."""
        stripped = line.lstrip(b" \t")
        start = len(line) - len(stripped)
        word, _, rest = stripped.partition(b" ")
        name = word.upper().decode("ascii", "replace")
        at = min(start + len(word) + 1, len(line))
        if name not in self._verbs:
            return _unknown(line, start, name, facts)
        if name == "PASS":
            return _password(line, at)
        if name in ("APOP", "RPOP"):
            return _digest(name, line, at)
        argument = rest.decode("utf-8", "replace").strip()
        if name == "AUTH":
            if not argument:
                # Old servers list their mechanisms so (RFC 1734's practice).
                return Phrase(name, "AUTH ?", known=True)
            return sasl.login(line, at, name)
        return Phrase(name, name, known=True, argument=argument)

    def answer(self, line: bytes, challenge: str) -> Phrase:
        """Read a line of a SASL dialogue (RFC 5034 4)."""
        return sasl.answer(line, challenge)

    def status(self, line: bytes, verb: str | None, *, first: bool) -> Status:
        """Read a status line (RFC 1939 3)."""
        match = re.fullmatch(_STATUS, line) or re.fullmatch(_GLUED, line)
        if match is None:
            foreign = line[:3].isdigit() and line[3:4] in (b" ", b"-", b"")
            return Status(None, Class.NONE, violations=("missing-code",), foreign=foreign)
        code = match[1].decode().upper()
        text = (match[2] or b"").decode("utf-8", "replace")
        violations = [] if match[1] == match[1].upper() else ["status-lowercase"]
        if code == "+" and sasl.decoded(match[2] or b"") is None:
            violations.append("challenge-not-base64")
        return Status(code, _KINDS[code], text=text, violations=tuple(violations))

    def body(self, phrase: Phrase, status: Status) -> Body | None:
        """The dot-terminated text that a positive answer announces; never after -ERR."""
        if status.kind is not Class.OK:
            return None
        verb, bare = phrase.verb, not phrase.argument
        if verb in ("RETR", "TOP"):
            return Body.MESSAGE
        if verb == "CAPA" or phrase.move == "AUTH ?" or (verb in ("LIST", "UIDL", "LANG") and bare):
            return Body.LISTING
        return None

    def codes(self, status: Status, verb: str | None) -> tuple[str | None, str | None]:
        """The extended response code in brackets (RFC 2449 8); none in a greeting that says +OK."""
        match = re.match(_RESPONSE_CODE, status.text)
        if match is None or (verb == "GREETING" and status.kind is Class.OK):
            return None, None
        return None, match[1].upper()

    def learn(self, heard: Heard, facts: Facts) -> tuple[Facts, Mapping[str, object]]:
        """What an answered command teaches."""
        if heard.phrase is not None and heard.phrase.verb == "GREETING":
            return families.learn("pop3", "GREETING", heard.lines, facts)
        if heard.phrase is None or heard.status.kind is not Class.OK:
            return facts, {}
        verb, argument = heard.phrase.verb, heard.phrase.argument
        if verb == "CAPA":
            return _learn_capabilities(heard, facts)
        if verb == "STAT":
            return _learn_stat(heard, facts)
        if verb == "LIST":
            return _learn_listing(heard, facts, whole=not argument)
        learned = {"unique_ids": _unique_ids(heard, whole=not argument)} if verb == "UIDL" else {}
        return _learn_quietly(verb, argument, facts), learned


def _password(line: bytes, at: int) -> Phrase:
    """PASS string: everything behind the first space, spaces too (RFC 1939 7)."""
    value = line[at:]
    if not value:
        return Phrase("PASS", "PASS", known=True)
    spans: tuple[Span, ...] = ((at, len(line), "password", sasl.shape(value)),)
    # Some type their name too: then the last word is the password.
    secrets = (value, value.strip(), value.strip().rpartition(b" ")[2])
    return Phrase("PASS", "PASS", known=True, spans=spans, secrets=secrets)


def _digest(name: str, line: bytes, at: int) -> Phrase:
    """APOP name digest: the digest; an only argument may be the digest too."""
    match = re.compile(_NAME_AND_MORE).fullmatch(line, at)
    if match is None:
        return Phrase(name, name, known=True)
    user, start = (match[1], match.start(2)) if match[2] else (b"", match.start(1))
    value = line[start:]
    spans: tuple[Span, ...] = ((start, len(line), "digest", ()),)
    argument = user.decode("utf-8", "replace")
    return Phrase(name, name, known=True, argument=argument, spans=spans, secrets=(value.strip(),))


def _unknown(line: bytes, start: int, name: str, facts: Facts) -> Phrase:
    for word in sasl.SECRET_WORDS:
        if name.startswith(word):
            return sasl.slip(line, start, word)
    if facts.login_refused and line.strip():
        # After a refused login, what is no command may be the secret typed once more.
        spans = ((0, len(line), "password", sasl.shape(line)),)
        return Phrase("****", "?", known=False, spans=spans, secrets=sasl.values(line.strip()))
    return Phrase(name[:64], "?", known=False)


def _capabilities(lines: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """CAPA's tags with their arguments (RFC 2449 5)."""
    offers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        words = line.split()
        if words:
            offers[words[0].upper()] = tuple(words[1:])
    return offers


def _learn_capabilities(heard: Heard, facts: Facts) -> tuple[Facts, Mapping[str, object]]:
    offers = _capabilities(heard.lines[1:])
    capabilities = {key: list(args) for key, args in offers.items()}
    facts, learned = families.learn("pop3", "CAPA", heard.lines, facts._replace(offers=offers))
    return facts, {"capabilities": capabilities, **learned}


def _learn_stat(heard: Heard, facts: Facts) -> tuple[Facts, Mapping[str, object]]:
    match = re.fullmatch(_PAIR, heard.status.text.encode())
    if match is None:
        return facts, {}
    stat = (int(match[1]), int(match[2]))
    return facts._replace(maildrop=stat), {"stat": list(stat)}


def _learn_listing(
    heard: Heard, facts: Facts, *, whole: bool
) -> tuple[Facts, Mapping[str, object]]:
    lines = heard.listing.splitlines() if whole else [heard.status.text.encode()]
    row = re.compile(_PAIR)
    matches = (row.fullmatch(line) for line in lines[:_MOST_ROWS])
    listing = [[int(match[1]), int(match[2])] for match in matches if match]
    if whole:
        facts = facts._replace(maildrop=(len(listing), sum(size for _, size in listing)))
    return facts, {"listing": listing}


def _unique_ids(heard: Heard, *, whole: bool) -> list[list[object]]:
    lines = heard.listing.splitlines() if whole else [heard.status.text.encode()]
    row = re.compile(_NAMED)
    matches = (row.fullmatch(line) for line in lines[:_MOST_ROWS])
    return [[int(match[1]), match[2].decode()] for match in matches if match]


def _learn_quietly(verb: str, argument: str, facts: Facts) -> Facts:
    """Who the user is and what is marked: facts that no reply repeats."""
    if verb == "USER":
        return facts._replace(user=argument)
    if verb == "DELE" and argument.isascii() and argument.isdigit() and len(argument) <= 10:
        return facts._replace(deleted=facts.deleted | {int(argument)})
    return facts._replace(deleted=frozenset()) if verb == "RSET" else facts
