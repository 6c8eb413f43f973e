"""Slips in the characters of a command line and in the form of its address."""

from tutor.core.events import Command, Exchange
from tutor.core.spec import Class
from tutor.slips.finding import Finding, is_masked
from tutor.slips.line import Line
from tutor.slips.ordinary import PROVIDERS

_MOST = 2000
"""Characters of a line that are looked at."""
_ROOM = 60
"""Characters that a page has for an argument."""
_MOST_NAMED = 16
"""Characters that are named in one session; whoever types more has read it by then."""
_ADDRESSED = ("MAIL", "RCPT")
_SEPARATORS = ",;，；、 "
HELLOS = ("EHLO", "HELO", "LHLO")
_NAME_WORDS = ("helo", "ehlo", "hostname", "host name", "domain name", "fully")
_HOSTS = ("smtp.", "pop.", "pop3.", "mail.", "mx.")


def foreign_characters(event: Exchange, line: Line) -> Finding | None:
    """Full-width punctuation, or other characters that look like ASCII and are other octets."""
    command = event.command
    if command is None or (is_masked(command.line) and not command.secret):
        return None
    spoken = "pop3" if line.protocol == "pop3" else ""
    odd = [char for char in dict.fromkeys(command.line[:_MOST]) if not char.isascii()]
    marks = [char for char in odd if _is_mark(char)]
    known = line.shared.named
    if marks and (event.kind is not Class.OK or command.verb in (*_ADDRESSED, *HELLOS)):
        news = [char for char in marks if char not in known]
        if not news or len(known) > _MOST_NAMED:
            return None
        told = named(news)
        known.update(char for char in news if f'"{char}"' in told)
        return Finding(spoken, {"characters": told})
    # Letters in an address are another matter: see `unicode_address`.
    if not odd or marks or known or event.kind.went_well or command.verb in _ADDRESSED:
        return None
    known.update(odd[:1])
    variant = f"letters-{spoken}" if spoken else "letters"
    return Finding(variant, {"characters": named(odd)})


def named(characters: list[str]) -> str:
    """Characters with their numbers and names, as many as there is room for."""
    import unicodedata

    told = ""
    for char in characters:
        name = unicodedata.name(char, "")
        each = f'"{char}" U+{ord(char):04X} {name}'.strip()
        if told and len(told) + 2 + len(each) > _ROOM:
            break
        told = f"{told}, {each}" if told else each
    return told


def _is_mark(char: str) -> bool:
    import unicodedata

    full = unicodedata.name(char, "").startswith(("FULLWIDTH", "HALFWIDTH"))
    return full or unicodedata.category(char)[0] in "PSZC"


def backspace(event: Exchange, line: Line) -> Finding | None:
    """Octets 8 or 127: keys that went to the server instead of the line."""
    text = event.command.line if event.command else ""
    return Finding() if "\b" in text or "\x7f" in text else None


def arrow_keys(event: Exchange, line: Line) -> Finding | None:
    """An escape character, with which arrow keys begin."""
    return Finding() if event.command is not None and "\x1b" in event.command.line else None


def hello_name(event: Exchange, line: Line) -> Finding | None:
    """A name after EHLO that no host may have, or that this server refuses (RFC 5321 4.1.1.1)."""
    command = event.command
    name = command.phrase.argument if command is not None else ""
    if command is None or not name or not name.isascii() or is_masked(name):
        return None
    if name.startswith("["):
        return _refused_name(name, command) if _is_about_name(event) else None
    labels = name.rstrip(".").split(".")
    legal = all(_is_label(label) for label in labels)
    if not legal:
        return Finding("illegal", {"name": name})
    return _refused_name(name, command) if _is_about_name(event) else None


def _refused_name(name: str, command: Command) -> Finding:
    return Finding("refused", {"name": name, "verb": command.verb})


def _is_about_name(event: Exchange) -> bool:
    """Whether a refusal is of the name, by its code or by what it says."""
    if event.reply is None or not event.kind.refused:
        return False
    text = " ".join(event.reply.lines).lower()
    return event.reply.code in ("501", "504") or any(word in text for word in _NAME_WORDS)


def hello_refused_later(event: Exchange, line: Line) -> Finding | None:
    """The name was let pass at EHLO and is complained of at MAIL or RCPT."""
    text = " ".join(event.reply.lines).lower() if event.reply else ""
    if "helo command rejected" in text or "ehlo command rejected" in text:
        verb, name = line.hello
        return Finding("refused", {"name": name, "verb": verb or "EHLO"})
    return None


def anothers_name(event: Exchange, line: Line) -> Finding | None:
    """The name after EHLO is the server's own, or a provider's: it should be the client's."""
    name = (event.command.phrase.argument if event.command else "").lower().rstrip(".")
    host = next((name[len(each) :] for each in _HOSTS if name.startswith(each)), name)
    if "." not in name or not ({name, host} & PROVIDERS or name == line.server):
        return None
    return Finding("", {"name": name})


def hello_unknown(event: Exchange, line: Line) -> Finding | None:
    """EHLO is not understood at all."""
    code = event.reply.code if event.reply else None
    named = event.command is not None and bool(event.command.phrase.argument)
    return Finding() if code in ("500", "502") and named else None


def display_name(event: Exchange, line: Line) -> Finding | None:
    """A person's name in the envelope."""
    if event.command is None or ":<" in event.command.phrase.argument:
        return None
    rest = _behind_colon(event.command)
    name, bracket, _ = rest.partition("<")
    if not bracket or not name.strip() or "@" in name:
        return None
    return Finding("", {"verb": event.command.verb})


def two_recipients(event: Exchange, line: Line) -> Finding | None:
    """More than one address behind one RCPT TO."""
    if event.command is None or event.command.phrase.argument.count("@") < 2:
        return None
    rest = _behind_colon(event.command)
    if rest.count("@") < 2 or rest.startswith("<@") or is_masked(rest):
        return None
    paths = rest.split("<")[1:]
    first = rest.partition(">")[0].lstrip("<") if paths else rest.partition(" ")[0]
    several = len(paths) > 1 or any(
        "@" in part for part in first.translate(_TO_SPACES).split()[1:]
    )  # fmt: skip
    spaced = not paths and sum("@" in word and "=" not in word for word in rest.split()) > 1
    return Finding() if several or spaced else None


def unicode_address(event: Exchange, line: Line) -> Finding | None:
    """An address with letters outside ASCII, and no SMTPUTF8 (RFC 6531 3.4)."""
    rest = _behind_colon(event.command)
    command = event.command
    said = (rest if command is not None and command.verb == "MAIL" else line.mail).upper()
    odd = [char for char in rest[:_MOST] if not char.isascii()]
    if not odd or "SMTPUTF8" in said or all(_is_mark(char) for char in odd):
        return None
    return Finding("offered" if "SMTPUTF8" in line.facts.offers else "")


def _behind_colon(command: Command | None) -> str:
    argument = command.phrase.argument[:_MOST] if command is not None else ""
    return argument.partition(":")[2].strip()


_TO_SPACES = {ord(char): " " for char in _SEPARATORS}


def _is_label(label: str) -> bool:
    """Letters, digits and hyphens, none of these at an end (RFC 5321 2.3.5)."""
    within = label.replace("-", "").isalnum() and label.isascii()
    return within and not label.startswith("-") and not label.endswith("-") and len(label) <= 63
