"""What a reply means: its code, its lines, what it asks for and what it offers."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tutor.annotate.command import form, is_about_form
from tutor.annotate.note import MOST_KEPT, MOST_LINE_NOTES, REPLY, Note
from tutor.core.events import Exchange, Reply
from tutor.core.spec import Class
from tutor.protocols import sasl

_OK, _INTERMEDIATE, _NO_CLASS = Class.OK, Class.INTERMEDIATE, Class.NONE
_OFFERING = ("EHLO", "CAPA")


def challenge(text: str) -> str | None:
    """What a SASL challenge says in clear, if it is base64 of readable text."""
    octets = sasl.decoded(text.encode("utf-8", "replace"))
    if not octets:
        return None
    clear = octets.decode("utf-8", "replace")
    return clear if clear.isprintable() else None


def of_reply(event: Exchange, reply: Reply, cause: str | None) -> list[Note]:
    phrase = event.command.phrase if event.command is not None else None
    verb = phrase.verb if phrase is not None and phrase.known else ""
    told = verb if event.kind.went_well or not _is_out_of_place(event, cause) else ""
    if phrase is not None and phrase.verb and not phrase.known:
        told = "?"
    last = len(reply.lines) - 1 if reply.lines else None
    code = None if event.kind is _NO_CLASS else reply.code
    found = [*_codes(told, code, last, reply.enhanced, reply.response_code)]
    if event.kind is _INTERMEDIATE and reply.lines and verb.startswith("AUTH"):
        found.append(_challenge(reply.lines[-1].partition(" ")[2]))
    well = event.kind is _OK
    if well and verb in _OFFERING:
        found += _offers(verb, reply)
    learned = event.learned
    if "server" in learned:
        found.append(Note(REPLY, _server_keys(str(learned["server"]), reply.code), role="server"))
    listing = learned.get("listing")
    if reply.multi_line and isinstance(listing, list):
        found.append(_sum(reply.lines[0] if reply.lines else "", listing))
    if well and verb:
        mechanisms = _mechanisms(learned) if learned else ""
        found.append(_mattering(verb, event.before, mechanisms))
    return found


@lru_cache(MOST_KEPT)
def _codes(
    verb: str,
    code: str | None,
    line: int | None,
    enhanced: str | None,
    response_code: str | None,
) -> tuple[Note, ...]:
    """What the codes of a reply say: its own, the enhanced one, the one in brackets."""
    notes = [Note(REPLY, _reply_keys(verb, code), line=line)]
    if enhanced:
        notes.append(Note(REPLY, enhanced_keys(enhanced)))
    if response_code:
        notes.append(Note(REPLY, (f"response.{response_code}", "response.private")))
    return tuple(notes)


def _server_keys(family: str, code: str | None) -> tuple[str, ...]:
    """What a family is known for; who asks with POP3 wants other things to be told than SMTP's."""
    key = f"server.{family}"
    return (f"{key}.pop3", key) if code in ("+OK", "-ERR") else (key,)


@lru_cache(MOST_KEPT)
def _mattering(verb: str, before: str, mechanisms: str) -> Note:
    """What counts now that this went well."""
    args = {"mechanisms": mechanisms}
    return Note(REPLY, (f"matters.{verb}.{before}", f"matters.{verb}"), role="matters", args=args)


def _sum(status: str, listing: list[list[int]]) -> Note:
    """The rows counted and added up, against what the status line announced, if it did."""
    count, octets = len(listing), sum(row[1] for row in listing)
    args = {"count": count, "octets": f"{octets:,}", "status": status}
    announced = [int(number) for number in re.findall(r"[0-9]{1,15}", status)[:2]]
    if len(announced) < 2:
        return Note(REPLY, ("listing.sum",), args=args)
    if announced == [count, octets]:
        return Note(REPLY, ("listing.sum.agrees", "listing.sum"), args=args)
    return Note(REPLY, ("listing.sum.differs", "listing.sum"), role="warn", args=args)


def _is_out_of_place(event: Exchange, cause: str | None) -> bool:
    """Whether what the code means after this verb would guess at another cause than the line."""
    command = event.command
    if command is None or not is_about_form(event, cause):
        return False
    lacks = any(note.keys[0] == "argument.missing" for note in form(event, command, cause))
    return not command.in_order or lacks


def _reply_keys(verb: str, code: str | None) -> tuple[str, ...]:
    if code is None:
        return ("reply.none",)
    keys = [f"reply.{verb}.{code}"] if verb else []
    keys.append(f"reply.{code}")
    if code[0].isdigit():
        keys += [f"reply.{verb}.{code[0]}"] if verb else []
        keys.append(f"reply.{code[0]}")
    return tuple(keys)


def enhanced_keys(code: str) -> tuple[str, ...]:
    """The chain for an enhanced status code: the code, its subject, its class (RFC 3463)."""
    kind, subject, detail = code.split(".")
    return (f"enhanced.X.{subject}.{detail}", f"enhanced.X.{subject}", f"enhanced.{kind}")


def _challenge(text: str) -> Note:
    clear = challenge(text)
    if not text.strip():
        return Note(REPLY, ("challenge.empty",))
    lowered = (clear or "").lower()
    key = "challenge"
    if "user" in lowered:
        key = "challenge.username"
    elif "pass" in lowered:
        key = "challenge.password"
    elif re.fullmatch(r"<[^<>]+@[^<>]*>", clear or ""):
        key = "challenge.cram"
    return Note(REPLY, (key, "challenge"), args={"decoded": clear or text})


def _offers(verb: str, reply: Reply) -> Iterator[Note]:
    if verb == "CAPA":
        for number, line in enumerate(reply.lines[1:MOST_LINE_NOTES], 1):
            tag = line.split()[0].upper() if line.split() else ""
            yield Note(REPLY, (f"capability.{tag}", "capability.private"), line=number)
    else:
        yield Note(REPLY, ("extension.hostname",), line=0)
        for number, line in enumerate(reply.lines[1:MOST_LINE_NOTES], 1):
            yield Note(REPLY, _extension_keys(line[4:]), line=number)


def _extension_keys(text: str) -> tuple[str, ...]:
    words = text.split()
    word = words[0] if words else ""
    old_form = ("extension.AUTH=LOGIN",) if word.upper().startswith("AUTH=") else ()
    exact = (f"extension.{word.upper()}", f"extension.{word}")
    return (*old_form, *dict.fromkeys(exact), "extension.private")


def _mechanisms(learned: Mapping[str, object]) -> str:
    """The ways to log in that the reply offers."""
    extensions = learned.get("extensions")
    offered = extensions.get("AUTH", []) if isinstance(extensions, dict) else []
    return " ".join(offered)
