"""Slips in a login. What was typed is hidden; its harmless shape is all that is looked at."""

from itertools import chain

from tutor.core.events import Exchange
from tutor.core.secrets import Span
from tutor.core.spec import Class, Phrase
from tutor.protocols import sasl
from tutor.slips.finding import Finding, is_masked
from tutor.slips.learning import is_refused_login, mechanism_of
from tutor.slips.line import Line
from tutor.slips.ordinary import LEAST_BASE64

_WORDS_OF_WANT = ("need", "require", "first", "must", "please")
_PLAIN_TEXT = frozenset({"LOGIN", "PLAIN"})


def newline(event: Exchange, line: Line) -> Finding | None:
    """Base64 of a text that ends in a line feed: `echo` has put it there."""
    command = event.command
    if command is not None and command.verb == "AUTH" and _is_no_mechanism(command.phrase):
        return None
    kinds = {
        _kind(phrase, span)
        for phrase in _phrases(event, line)
        for span in phrase.spans
        if "newline" in span[3]
    }
    if not kinds:
        return None
    only = kinds.pop() if len(kinds) == 1 else ""
    return Finding(only if only in ("name", "password") else "")


def _kind(phrase: Phrase, span: Span) -> str:
    """What a span hides; what stands behind AUTH LOGIN is the user name."""
    first = phrase.verb == "AUTH" and phrase.argument.upper() == "LOGIN"
    return "name" if first and span[2] == "password" else span[2]


def clear_text(event: Exchange, line: Line) -> Finding | None:
    """An answer that is no base64, or only looks like it."""
    command = event.command
    if command is not None and command.verb == "AUTH" and _is_no_mechanism(command.phrase):
        return None
    for span in _spans(event, line):
        shape = span[3]
        if "masked" in shape or "wide" in shape or span[2] not in ("password", "name"):
            continue
        if "padding" in shape:
            return Finding("padding")
        if "base64" not in shape:
            return Finding()
        if "binary" in shape and line.mechanism in _PLAIN_TEXT:
            return Finding()
    return None


def wide(event: Exchange, line: Line) -> Finding | None:
    """A password or an answer with a character that an input method has made of an ASCII one."""
    shapes = [span[3] for span in _spans(event, line)]
    if any("star" in shape for shape in shapes):
        return Finding("star")
    return Finding() if any("wide" in shape for shape in shapes) else None


def _is_no_mechanism(phrase: Phrase) -> bool:
    """Whether AUTH names something unknown; what follows is then an answer to nothing."""
    words = phrase.argument.split(maxsplit=1)
    return not words or words[0].upper() not in sasl.MECHANISMS


def parted_mechanism(event: Exchange, line: Line) -> Finding | None:
    """A mechanism's name in two words: AUTH LOG IN."""
    phrase = event.command.phrase if event.command is not None else None
    if phrase is None or not _is_no_mechanism(phrase):
        return None
    joined = "".join(phrase.argument.split()).upper()
    return Finding(args={"mechanism": joined}) if joined in sasl.MECHANISMS else None


def without_nul(event: Exchange, line: Line) -> Finding | None:
    """PLAIN whose three parts are not kept apart (RFC 4616 2)."""
    mechanism = _mechanism(event, line)
    found = any("no-nul" in span[3] for span in _spans(event, line))
    return Finding() if found and mechanism == "PLAIN" else None


def without_domain(event: Exchange, line: Line) -> Finding | None:
    """The account was named without @ and a domain, and the login refused."""
    if not is_refused_login(event):
        return None
    if event.command is not None and event.command.verb == "PASS":
        user = line.facts.user or ""
        return Finding() if user and "@" not in user and not is_masked(user) else None
    spans = list(_spans(event, line))
    named = [span for span in spans if span[2] == "name"]
    if not named and _mechanism(event, line) == "PLAIN":
        named = spans
    told = [span[3] for span in named if "base64" in span[3] and "binary" not in span[3]]
    return Finding() if told and not any("at" in shape for shape in told) else None


def again(event: Exchange, line: Line) -> Finding | None:
    """The second refusal in a row, on whatever connection."""
    count = line.shared.refused + 1
    return Finding(args={"count": count}) if count > 1 and is_refused_login(event) else None


def readable(event: Exchange, line: Line) -> Finding | None:
    """A login went well, but its base64 went over a line that anybody can read."""
    if event.facts.tls or event.assumed or not event.facts.authenticated:
        return None
    if line.mechanism not in _PLAIN_TEXT and _mechanism(event, line) not in _PLAIN_TEXT:
        return None
    command = event.command
    public = command is not None and command.public
    return None if public or not any(_is_told(span) for span in _spans(event, line)) else Finding()


def hello_without_extensions(event: Exchange, line: Line) -> Finding | None:
    """AUTH after HELO: only EHLO is answered with extensions (RFC 5321 2.2.1)."""
    return Finding() if line.hello[0] == "HELO" else None


def login_wanted_after_helo(event: Exchange, line: Line) -> Finding | None:
    """A login is asked for, and HELO has shut the door to it."""
    if line.hello[0] != "HELO" or event.reply is None or event.facts.authenticated:
        return None
    text = " ".join(event.reply.lines).lower()
    wants = "auth" in text and any(word in text for word in _WORDS_OF_WANT)
    return Finding() if event.reply.code == "530" or "ehlo" in text or wants else None


def base64_name(event: Exchange, line: Line) -> Finding | None:
    """USER with base64: POP3's own login takes plain words."""
    argument = event.command.phrase.argument if event.command else ""
    if len(argument) < LEAST_BASE64 or is_masked(argument) or "@" in argument:
        return None
    clear = sasl.decoded(argument.encode("utf-8", "replace")) or b""
    readable_name = clear.strip().isascii() and clear.strip().decode("ascii").isprintable()
    named = b"@" in clear or (readable_name and argument.endswith("="))
    return Finding() if clear and readable_name and named else None


def locked_by_another(event: Exchange, line: Line) -> Finding | None:
    """The mailbox is in use, and another connection of this session is logged in."""
    holders = [
        each.number
        for each in line.shared.lines.values()
        if each is not line and each.state == "TRANSACTION"
    ]
    text = " ".join(event.reply.lines).lower() if event.reply else ""
    locked = any(word in text for word in ("in-use", "lock", "in use", "another", "busy"))
    return Finding(args={"number": holders[0]}) if holders and locked else None


def _spans(event: Exchange, line: Line) -> chain[Span]:
    return chain.from_iterable(phrase.spans for phrase in _phrases(event, line))


def _phrases(event: Exchange, line: Line) -> list[Phrase]:
    said = [*line.answers]
    if event.command is not None:
        said.append(event.command.phrase)
    return said


def _is_told(span: Span) -> bool:
    return "base64" in span[3]


def _mechanism(event: Exchange, line: Line) -> str:
    command = event.command
    if command is not None and command.verb == "AUTH" and event.kind is not Class.NONE:
        return mechanism_of(command)
    return line.mechanism
