"""What a line of a server means: its code, its class, its enhanced code, what else stands in it."""

import re
from collections.abc import Iterator

from tutor.annotate import enhanced_keys
from tutor.core.spec import Class, Protocol, Status
from tutor.core.visible import visible
from tutor.explain import session_notes
from tutor.explain.catalogue import Catalogue
from tutor.explain.lines import Writer
from tutor.explain.ways import CODES
from tutor.page import Line, Role

_CLASS = re.compile(r"([2-5])(?:YZ|XX|XY)?")
_ENHANCED = re.compile(r"\(?#?([245X])(?:\.([0-9]{1,3}|X)(?:\.([0-9]{1,3}|X))?)\)?")


def reply(
    write: Writer, catalogue: Catalogue, protocol: Protocol, status: Status, shown: str
) -> Iterator[Line]:
    """All about a line that begins with a code of the protocol."""
    code = status.code or ""
    bare = not status.text.strip()
    yield write.heading(protocol, "reply", code)
    for note in session_notes.of_reply(protocol, status, shown):
        family, _, name = note.keys[0].partition(".")
        if family == "violation" and (not bare or name == "first-digit-out-of-range"):
            yield write.note(protocol, note.keys, role=Role.WARN)
        elif family == "enhanced":
            yield from enhanced(write, protocol, protocol.grammar.codes(status, None)[0] or "")
        elif family == "reply" and status.kind is not Class.NONE:
            yield write.note(protocol, note.keys, code)
            yield from _class(write, protocol, status)
        elif family in ("response", "challenge"):
            label = visible(name)[:24] if family == "response" else ""
            yield write.note(protocol, note.keys, label, args=note.args)
    yield from _beside(write, catalogue, protocol, status)


def _beside(
    write: Writer, catalogue: Catalogue, protocol: Protocol, status: Status
) -> Iterator[Line]:
    """What else there is to say: what it offers, what it means after a command, an example."""
    code, bare = status.code or "", not status.text.strip()
    if status.more:
        yield write.say("explain.more", label="-")
    if protocol.name == "smtp":
        yield from _offered(write, catalogue, protocol, status)
        if bare:
            yield from _after_each(write, protocol, code)
    elif status.kind is Class.OK:
        yield from _fetched(write, protocol, status.text.strip())
    if bare:
        yield from _example(write, f"{protocol.name}.reply.{code}")


def codes(write: Writer, protocol: Protocol, shown: str) -> Iterator[Line]:
    """A class of SMTP's replies, or an enhanced status code that stands at the head."""
    head = (shown.split() or [""])[0].upper()
    found = _CLASS.fullmatch(head) if shown.upper() == head else None
    if found:
        yield write.heading(protocol, "reply", f"{found[1]}yz")
        yield write.note(protocol, (f"reply.{found[1]}",))
        kind = next(kind for kind, code in CODES["smtp"].items() if code[0] == found[1])
        yield write.note(None, (f"class.{kind.value}",), kind.value)
        yield from _example(write, f"smtp.reply.{found[1]}")
    code = _ENHANCED.fullmatch(head)
    if code:
        name = ".".join(part or "X" for part in code.groups())
        rows = list(enhanced(write, protocol, name))
        if rows:
            yield from (write.heading(protocol, "enhanced", name), *rows)
            exact, about, how = enhanced_keys(name)
            yield from _example(write, *(f"smtp.{key}" for key in (exact, about, how)))


def _example(write: Writer, *places: str) -> Iterator[Line]:
    """A line that a server may say, as the reference keeps it; the most exact one first."""
    found = write.words.look("explain", *(f"example.{place}" for place in places))
    if found:
        yield write.labelled("example", found.text)


def is_code(name: str) -> bool:
    """Whether a name is a class of replies (5, 5yz, 5xx) or an enhanced status code."""
    return bool(_CLASS.fullmatch(name.upper()) or _ENHANCED.fullmatch(name.upper()))


def enhanced(write: Writer, protocol: Protocol, code: str) -> Iterator[Line]:
    """An enhanced status code: the exact meaning, its subject, its class (RFC 3463)."""
    kind, subject, detail = code.split(".")
    exact, about, how = enhanced_keys(code)
    if detail != "X" and write.words.look(protocol.name, exact):
        yield write.note(protocol, (exact,), code)
    if subject != "X" and write.words.look(protocol.name, about):
        yield write.note(protocol, (about,), f"X.{subject}.X")
    if kind != "X":
        yield write.note(protocol, (how,), f"{kind}.X.X")


def replies_to(write: Writer, protocol: Protocol, verb: str) -> Iterator[Line]:
    """What the replies mean to one command."""
    head = f"reply.{verb}."
    for key in write.words.keys(protocol.name):
        if key.startswith(head):
            yield write.note(protocol, (key,), key.removeprefix(head))


def _after_each(write: Writer, protocol: Protocol, code: str) -> Iterator[Line]:
    """What one code means after each command to which it means something of its own."""
    for key in write.words.keys(protocol.name):
        family, _, rest = key.partition(".")
        verb, dot, last = rest.rpartition(".")
        if family == "reply" and dot and last == code and verb != "?":
            yield write.note(protocol, (key,), _after(write, verb))


def _after(write: Writer, verb: str) -> str:
    return write.words.say("explain", "explain.after", verb=verb)


def _class(write: Writer, protocol: Protocol, status: Status) -> Iterator[Line]:
    smtp = protocol.name == "smtp"
    label = CODES["smtp"].get(status.kind, "") if smtp else status.kind.value
    yield write.note(None, (f"class.{status.kind.value}",), label)
    code = status.code or ""
    if smtp and write.words.look("smtp", f"replyclass.second.{code[1]}"):
        yield write.note(protocol, (f"replyclass.second.{code[1]}",), f"x{code[1]}z")


def _offered(
    write: Writer, catalogue: Catalogue, protocol: Protocol, status: Status
) -> Iterator[Line]:
    """A line of an EHLO answer: the keyword that it offers."""
    word = (status.text.split() or [""])[0]
    if status.code != "250" or not word:
        return
    found = [entry for entry in catalogue.find(word) if entry.kind == "extension"]
    old = word.upper().startswith("AUTH=")
    shouted = word == word.upper() and any(char.isalpha() for char in word)
    if old or (found and (status.more or shouted)):
        key = "extension.AUTH=LOGIN" if old else found[0].key
        yield write.note(protocol, (key, "extension.private"), visible(word)[:24])
    elif status.more:
        key = "extension.hostname" if "." in word else "extension.private"
        yield write.note(protocol, (key,), visible(word)[:24])


def _fetched(write: Writer, protocol: Protocol, text: str) -> Iterator[Line]:
    """What stands behind +OK: two counts, or the time stamp of a greeting."""
    if re.fullmatch(r"[0-9]+ [0-9]+", text):
        for verb in ("STAT", "LIST"):
            yield write.note(protocol, (f"reply.{verb}.+OK",), _after(write, verb))
    if re.search(r"<[^<>@\s]+@[^<>\s]*>", text):
        yield write.note(protocol, ("greeting.timestamp",))
