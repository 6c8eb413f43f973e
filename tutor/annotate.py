"""Events to notes: keys with arguments, most exact first; no sentence, no colour, no language.

What cannot be known exactly is explained by its class: every note has a chain of keys that ends in
one that exists. A test holds that each key that can arise ends in words in both languages.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from tutor.core.events import Closed, Command, Event, Exchange, Opened, Reply, Secured
from tutor.core.spec import Class
from tutor.core.wire import NOTHING
from tutor.message import Message, read
from tutor.protocols import sasl
from tutor.protocols.smtp.grammar import keyword, lacking, parameters, path

COMMAND, REPLY, STATE, SESSION = "command", "reply", "state", "session"
_MAX_LINE_NOTES = 60
_COMMAND_VIOLATIONS = frozenset({"client-before-greeting", "space-before-address"})
_ADDRESSED = ("MAIL", "RCPT", "SEND", "SOML", "SAML")
_ABOUT_FORM = frozenset({"-ERR", "553", "555"})
_EVERYWHERE = frozenset({"HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"})
"""What every server offers: where it says 502 to these, the line is the reason."""
_CAUSES = ("order", "form.", "argument.", "spelling.", "verb.?")
TRANSCRIPT_ENDS = "end of the transcript"
"""Why a transcript that tells no other end is closed: nobody said that the line was."""
NEEDED = {
    line.split()[0]: line
    for line in (
        *("EHLO host", "HELO host", "LHLO host", "VRFY name", "EXPN list", "ETRN host"),
        *("MAIL FROM:<address>", "RCPT TO:<address>", "SEND FROM:<address>"),
        *("SOML FROM:<address>", "SAML FROM:<address>", "AUTH mechanism"),
        *("BDAT octets", "BURL url", "XCLIENT name=value...", "XFORWARD name=value..."),
        *("USER name", "PASS password", "APOP name digest", "RPOP name", "XTND word"),
        *("TOP number lines", "RETR number", "DELE number"),
    )
}
"""What may not be left out behind a verb, as the syntax writes it."""


class Note(NamedTuple):
    """One thing to say: about what (`on`), about which line of it (from 0), by which keys.

    `role` tells how loud: "gist" what was said in plain words, "matters" what counts now, "plain"
    an explanation, "warn" something to look at.
    """

    on: str
    keys: tuple[str, ...]
    line: int | None = None
    role: str = "plain"
    args: Mapping[str, object] = NOTHING


def notes(event: Event) -> tuple[Note, ...]:
    """Everything there is to say about an event, in the order of the event itself."""
    if isinstance(event, Exchange):
        return tuple(_exchange(event))
    if isinstance(event, Opened):
        return (Note(SESSION, ("opened",)),)
    if isinstance(event, Secured):
        return tuple(_secured(event))
    return tuple(_closed(event)) if isinstance(event, Closed) else ()


def message(event: Exchange) -> Message | None:
    """The Internet message that an exchange carried (RETR, TOP, end of text, BDAT LAST)."""
    verb = event.command.phrase.move if event.command else ""
    if event.letter is None or verb not in (".", "BDAT LAST", "RETR", "TOP"):
        return None
    return read(event.letter.source, event.letter.octets)


def is_cause(note: Note) -> bool:
    """Whether a note names something in the client's own line for which it may be refused."""
    return note.role == "warn" and note.keys[0].startswith(_CAUSES)


def is_about_form(event: Exchange) -> bool:
    """Whether a reply refuses how or when a command was said, and gives no reason of its own."""
    code = (event.reply.code if event.reply and not event.reply.response_code else None) or ""
    if code == "502" and event.command is not None and event.command.known:
        return event.command.verb in _EVERYWHERE
    return event.kind.refused and (code[:2] == "50" or code in _ABOUT_FORM)


def challenge(text: str) -> str | None:
    """What a SASL challenge says in clear, if it is base64 of readable text."""
    octets = sasl.decoded(text.encode("utf-8", "replace"))
    if not octets:
        return None
    clear = octets.decode("utf-8", "replace")
    return clear if clear.isprintable() else None


def _exchange(event: Exchange) -> Iterator[Note]:
    if event.command is not None:
        yield from _command(event, event.command)
    else:
        closing = event.reply is not None and event.reply.code == "421"
        yield Note(REPLY, ("unsolicited.421",) if closing else ("unsolicited",), role="warn")
    yield from _violations(event.violations)
    if event.reply is not None:
        yield from _reply(event, event.reply)
    else:
        yield Note(REPLY, ("reply.none",))
    yield from _move(event)


def _command(event: Exchange, command: Command) -> Iterator[Note]:
    verb = command.verb if command.known else "?"
    if verb != "GREETING":
        yield Note(COMMAND, (f"gist.{verb}",), role="gist", args=_spoken(command))
    if not command.known:
        yield _misspelled(event, command)
    else:
        yield Note(COMMAND, (f"verb.{verb}", "verb.?"))
    if command.known and not command.in_order:
        keys = (f"order.{verb}.{event.before}", f"order.in.{event.before}")
        yield Note(COMMAND, (*keys, f"order.{verb}", "order"), role="warn")
    else:
        yield from _form(event, command)
    if command.secret:
        key = "secret.public" if command.public else "secret.masked"
        named = any(span[2] == "name" for span in command.phrase.spans)
        yield Note(COMMAND, (f"{key}.name", key) if named else (key,))
    if verb in _ADDRESSED:
        found = path(command.phrase.argument)
        for name in islice(parameters(found[1]), _MAX_LINE_NOTES) if found else ():
            yield Note(COMMAND, (f"parameter.{name}", "parameter.?"))


def _misspelled(event: Exchange, command: Command) -> Note:
    """A line that is no command; refused, it is the reason, with what may have been meant."""
    role = "warn" if event.kind.refused else "plain"
    word = command.verb.removesuffix("****")
    if not event.kind.refused or event.reply is None or not word:
        return Note(COMMAND, ("verb.?",), role=role)
    near = _near(word, smtp=(event.reply.code or "")[:1].isdigit())
    if not near:
        return Note(COMMAND, ("verb.?",), role=role)
    return Note(COMMAND, ("spelling.near",), role=role, args={"near": near})


def _near(word: str, *, smtp: bool) -> str:
    """The verb of a protocol that may have been meant by `word`, or ""."""
    import difflib

    from tutor.protocols import PROTOCOLS

    verbs = PROTOCOLS["smtp" if smtp else "pop3"].verbs
    close = difflib.get_close_matches(word, sorted(verbs), 3, cutoff=0.7)
    # Letters that changed places are the commonest slip of all.
    moved = [verb for verb in close if sorted(verb) == sorted(word)]
    return next(iter(moved + close), "")


def _form(event: Exchange, command: Command) -> Iterator[Note]:
    """What the line lacks, if it was refused; brackets that lack are always told."""
    verb, argument = command.verb, command.phrase.argument
    lacks = lacking(verb, argument) if verb in _ADDRESSED else ""
    needed = NEEDED.get(verb, verb) if command.known and command.phrase.move != "AUTH ?" else verb
    if not command.secret and len(argument.split()) < len(needed.split()) - 1:
        lacks = "address"
    if lacks == "address":
        if is_about_form(event):
            yield Note(COMMAND, ("argument.missing",), role="warn", args={"syntax": needed})
    elif lacks == "brackets" or (lacks and event.kind in (Class.PERMANENT, Class.FAILURE)):
        how = ".refused" if is_about_form(event) else ".accepted" if event.kind is Class.OK else ""
        args = {"verb": verb, "keyword": keyword(verb)}
        yield Note(COMMAND, (f"form.{lacks}{how}", f"form.{lacks}"), role="warn", args=args)


def _spoken(command: Command) -> Mapping[str, object]:
    argument = command.phrase.argument
    found = path(argument) if command.verb in _ADDRESSED else None
    address = found[0] if found else argument
    size = command.phrase.octets if command.phrase.octets is not None else argument
    return {"argument": argument, "address": address or "<>", "size": size}


def _violations(names: tuple[str, ...]) -> Iterator[Note]:
    for name in names:
        on = COMMAND if name in _COMMAND_VIOLATIONS else REPLY
        yield Note(on, (f"violation.{name}",), role="warn")


def _reply(event: Exchange, reply: Reply) -> Iterator[Note]:
    verb = event.command.verb if event.command and event.command.known else ""
    told = "" if _is_out_of_place(event) else verb
    if event.command is not None and event.command.verb and not event.command.known:
        told = "?"
    last = len(reply.lines) - 1 if reply.lines else None
    yield Note(REPLY, _reply_keys(told, reply.code, event.kind), line=last)
    if reply.enhanced:
        yield Note(REPLY, enhanced_keys(reply.enhanced))
    if reply.response_code:
        code = reply.response_code
        yield Note(REPLY, (f"response.{code}", "response.private"))
    if event.kind is Class.INTERMEDIATE and reply.lines and verb.startswith("AUTH"):
        yield _challenge(reply.lines[-1].partition(" ")[2])
    yield from _offers(event, reply)
    listing = event.learned.get("listing")
    if reply.multi_line and isinstance(listing, list):
        total = sum(row[1] for row in listing)
        args = {"count": len(listing), "octets": f"{total:,}"}
        yield Note(REPLY, ("listing.sum",), args=args)
    if event.kind is Class.OK and verb:
        yield Note(REPLY, (f"matters.{verb}",), role="matters", args=_mattering(event))


def _is_out_of_place(event: Exchange) -> bool:
    """Whether what the code means after this verb would guess at another cause than the line."""
    command = event.command
    if command is None or not is_about_form(event):
        return False
    lacks = any(note.keys[0] == "argument.missing" for note in _form(event, command))
    return not command.in_order or lacks


def _reply_keys(verb: str, code: str | None, kind: Class) -> tuple[str, ...]:
    if code is None or kind is Class.NONE:
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


def _offers(event: Exchange, reply: Reply) -> Iterator[Note]:
    verb = event.command.verb if event.command else ""
    if event.kind is not Class.OK:
        return
    if verb == "CAPA":
        for number, line in enumerate(reply.lines[1:_MAX_LINE_NOTES], 1):
            tag = line.split()[0].upper() if line.split() else ""
            yield Note(REPLY, (f"capability.{tag}", "capability.private"), line=number)
    elif verb == "EHLO":
        yield Note(REPLY, ("extension.hostname",), line=0)
        for number, line in enumerate(reply.lines[1:_MAX_LINE_NOTES], 1):
            yield Note(REPLY, _extension_keys(line[4:]), line=number)


def _extension_keys(text: str) -> tuple[str, ...]:
    words = text.split()
    word = words[0] if words else ""
    old_form = ("extension.AUTH=LOGIN",) if word.upper().startswith("AUTH=") else ()
    exact = (f"extension.{word.upper()}", f"extension.{word}")
    return (*old_form, *dict.fromkeys(exact), "extension.private")


def _mattering(event: Exchange) -> Mapping[str, object]:
    extensions = event.learned.get("extensions")
    offered = extensions.get("AUTH", []) if isinstance(extensions, dict) else []
    return {"mechanisms": " ".join(offered)}


def _move(event: Exchange) -> Iterator[Note]:
    if event.tolerated:
        yield Note(STATE, ("tolerated",), role="warn")
    if event.before != event.after:
        through = ".".join((event.before, *event.via, event.after))
        keys = (f"move.{through}", f"move.{event.before}.{event.after}", f"move.{event.after}")
        yield Note(STATE, tuple(dict.fromkeys(keys)))


def _secured(event: Secured) -> Iterator[Note]:
    about = event.wire.about
    if "error" in about:
        yield Note(SESSION, ("tls.error",), role="warn", args={"error": about["error"]})
    else:
        args = {"version": about.get("version", "TLS"), "cipher": about.get("cipher", "")}
        yield Note(SESSION, ("tls.begun",), args=args)
        verified = bool(about.get("verified"))
        key, role = ("tls.verified", "plain") if verified else ("tls.unverified", "warn")
        yield Note(SESSION, (key,), role=role)
    yield from _violations(event.violations)


def _closed(event: Closed) -> Iterator[Note]:
    by = str(event.wire.about.get("by", "error"))
    exact = (f"move.{event.before}.CLOSED",) if event.before not in ("CLOSED", "CONNECTED") else ()
    if event.wire.about.get("reason") == TRANSCRIPT_ENDS:
        yield Note(SESSION, ("closed.transcript",))
        exact = ()
    else:
        yield Note(SESSION, (f"closed.{by}", "closed.error"))
    if exact:
        yield Note(STATE, (*exact, "move.CLOSED"))
    if event.unanswered:
        yield Note(SESSION, ("closed.unanswered",), role="warn", args={"count": event.unanswered})
    yield from _violations(event.violations)
