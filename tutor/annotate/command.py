"""What a line of the client means, and what in its form or its order it may be refused for."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from operator import ne

from tutor.annotate.note import COMMAND, MOST_KEPT, MOST_LINE_NOTES, Note
from tutor.core.events import Command, Exchange
from tutor.core.spec import Class
from tutor.protocols.smtp.grammar import keyword, lacking, parameters, path

_ADDRESSED = ("MAIL", "RCPT", "SEND", "SOML", "SAML")
_ABOUT_FORM = frozenset({"-ERR", "553", "555"})
_EVERYWHERE = frozenset({"HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"})
"""What every server offers: where it says 502 to these, the line is the reason."""
_OF_FORM = frozenset(
    ("address_syntax", "syntax", "sequence", "unknown_command", "header_outside_data", "rejected")
)
"""Causes that lie in the line itself, or say no more than that it was refused."""
_CAUSES = ("order", "form.", "argument.", "spelling.", "verb.?")
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


def is_cause(note: Note) -> bool:
    """Whether a note names something in the client's own line for which it may be refused."""
    return note.role == "warn" and note.keys[0].startswith(_CAUSES)


def is_about_form(event: Exchange, cause: str | None) -> bool:
    """Whether a reply refuses how or when a command was said, and gives no reason of its own."""
    if event.kind.went_well or not (cause is None or cause in _OF_FORM):
        return False
    code = (event.reply.code if event.reply and not event.reply.response_code else None) or ""
    if code == "502" and event.command is not None and event.command.known:
        return event.command.verb in _EVERYWHERE
    return event.kind.refused and (code[:2] == "50" or code in _ABOUT_FORM)


def of_command(event: Exchange, command: Command, cause: str | None) -> list[Note]:
    phrase = command.phrase
    verb = phrase.verb if phrase.known else "?"
    argument = phrase.argument
    named = path(argument) if verb in _ADDRESSED else None
    gist, meaning = _of_verb(verb, event.before)
    found: list[Note] = []
    if verb != "GREETING":
        # Without a path nobody can tell which address was meant: then nothing is said of it.
        address = (named[0] or "<>") if named else "" if verb in _ADDRESSED else argument
        size = argument if phrase.octets is None else phrase.octets
        spoken = {"argument": argument, "address": address, "size": size}
        found.append(Note(COMMAND, gist, None, "gist", spoken))
    found.append(_misspelled(event, command) if verb == "?" else meaning)
    if verb != "?" and not command.in_order:
        keys = (f"order.{verb}.{event.before}", f"order.in.{event.before}")
        found.append(Note(COMMAND, (*keys, f"order.{verb}", "order"), role="warn"))
    elif verb in NEEDED:
        found += form(event, command, cause)
    if command.secret:
        key = "secret.public" if command.public else "secret.masked"
        name = any(span[2] == "name" for span in phrase.spans)
        found.append(Note(COMMAND, (f"{key}.name", key) if name else (key,)))
    if named and named[1]:
        for parameter in islice(parameters(named[1]), MOST_LINE_NOTES):
            found.append(Note(COMMAND, (f"parameter.{parameter}", "parameter.?")))
    return found


@lru_cache(MOST_KEPT)
def _of_verb(verb: str, before: str) -> tuple[tuple[str, ...], Note]:
    """The keys of what a verb says in plain words in this state, and what the verb means."""
    return (f"gist.{verb}.{before}", f"gist.{verb}"), Note(COMMAND, (f"verb.{verb}", "verb.?"))


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


@lru_cache(MOST_KEPT)
def _near(word: str, *, smtp: bool) -> str:
    """The verb of a protocol that may have been meant by `word`, or ""."""
    import difflib

    from tutor.protocols import PROTOCOLS

    verbs = PROTOCOLS["smtp" if smtp else "pop3"].verbs
    close = difflib.get_close_matches(word, sorted(verbs), 3, cutoff=0.7)
    # Letters that changed places are the commonest slip of all.
    moved = [verb for verb in close if sorted(verb) == sorted(word)]
    moved.sort(key=lambda verb: sum(map(ne, verb, word)))
    return next(iter(moved + close), "")


def form(event: Exchange, command: Command, cause: str | None) -> Iterator[Note]:
    """What the line lacks, if it was refused; brackets that lack are always told."""
    verb, argument = command.verb, command.phrase.argument
    if "：" in argument:  # the colon is there, only not the one that the server knows: a slip
        return
    about_form = is_about_form(event, cause)
    lacks = lacking(verb, argument) if verb in _ADDRESSED else ""
    needed = NEEDED.get(verb, "") if command.known and command.phrase.move != "AUTH ?" else ""
    if needed and not command.secret and len(argument.split()) < needed.count(" "):
        lacks = "address"
    if lacks == "address":
        if about_form:
            yield Note(COMMAND, ("argument.missing",), role="warn", args={"syntax": needed or verb})
    elif lacks == "brackets" or (lacks and event.kind in (Class.PERMANENT, Class.FAILURE)):
        if lacks == "brackets" and (half := _half(argument)):
            lacks = f"brackets.{half}"
        how = ".refused" if about_form else ".accepted" if event.kind is Class.OK else ""
        args = {"verb": verb, "keyword": keyword(verb)}
        yield Note(COMMAND, (f"form.{lacks}{how}", f"form.{lacks}"), role="warn", args=args)


def _half(argument: str) -> str:
    """The angle bracket that is missing where its fellow is there: "opening", "closing" or ""."""
    rest = argument.partition(":")[2]
    if ("<" in rest) is (">" in rest):
        return ""
    return "closing" if "<" in rest else "opening"
