"""What could be said to get onto a detour: lines derived from what the detour asks for.

Not every way, but those that a lesson's author has in mind: the detour's own command with a good
and a bad argument, a letter that lacks something, the line cut; last, a server that says no as real
ones do. An author whose detour needs another way shows it with `try`.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.core.spec import Class
from tutor.lesson.goals import Answered, ClosedBy, Connected, InState, Leaf, Stored, leaves
from tutor.lesson.model import Detour, Lesson, Serve, Task

Lines = tuple[str, ...]

_MOST_PLACES = 6
_MOST_HEADERS = 8
"""Places of a step's own lines at which the other ones are tried; headers that letters lack."""


class Proposal(NamedTuple):
    """Say the first `own` lines of the step, then these. `refused` is a command that the server
    refuses once, and how."""

    own: int
    lines: Lines
    refused: tuple[str, str] | None = None


_SAMPLES: Mapping[str, Lines] = MappingProxyType(
    {
        "EHLO": ("ehlo me.example", "ehlo"),
        "HELO": ("helo me.example", "helo"),
        "MAIL": ("mail from:<x@nowhere.example>", "mail from:<>", "mail from"),
        "RCPT": ("rcpt to:<nobody@nowhere.example>", "rcpt to:<x@y@z>", "rcpt to"),
        "AUTH": ("auth login", "auth plain", "auth nonsense", "auth"),
        "AUTH-RESPONSE": ("plain text", "bm8="),
        "AUTH-CANCEL": ("*",),
        "USER": ("user nobody", "user"),
        "PASS": ("pass no-such-code", "pass"),
        "RETR": ("retr 1", "retr 99999", "retr"),
        "DELE": ("dele 1", "dele 99999", "dele"),
        "TOP": ("top 1 0", "top 99999 0", "top"),
        "LIST": ("list", "list 1", "list 99999"),
        "UIDL": ("uidl", "uidl 1", "uidl 99999"),
        "VRFY": ("vrfy alice", "vrfy"),
        "BDAT": ("bdat 0 last", "bdat"),
    }
)
_SERVED: Lines = (
    *("220 mail.example", "250 mail.example", "354 go on", "334 ", "235 ok", "221 bye"),
    *("450 later", "550 no", "421 bye", "+OK", "-ERR no", "+ ", "hello"),
)
_SETUPS: tuple[Lines, ...] = (
    *((), ("*",), ("rset",), ("quit",), (":drop",), ("helo me.example",), ("*", "auth plain")),
)
"""What may have to be said first: a login given up or begun otherwise, marks taken off, another
line ended, the old greeting."""

_NO = MappingProxyType(
    {
        Class.TRANSIENT: "451 4.3.0 Not now",
        Class.PERMANENT: "554 5.7.1 Not here",
        Class.FAILURE: "-ERR Not now",
    }
)


def proposals(lesson: Lesson, step: Task | Serve, detour: Detour) -> Iterator[Proposal]:
    """Ways that may lead onto a detour, the likelier ones first."""
    if detour.tries:
        yield Proposal(0, detour.tries)
        return
    asked = list(leaves(detour.when))
    if isinstance(step, Serve):
        for line in (*_replies(asked), *_SERVED, *step.lines):
            yield Proposal(0, (line,))
        return
    letters = list(_letters(lesson, step)) if any(map(_is_letter, asked)) else []
    yield from (Proposal(0, letter) for letter in letters)
    lines = tuple(dict.fromkeys(line for leaf in asked for line in _said(lesson, leaf)))
    places = range(min(max(len(step.lines), 1), 1 if letters else _MOST_PLACES))
    for setup in _SETUPS:
        for own in places:
            yield from (Proposal(own, (*setup, line)) for line in lines)
    for refused in _refusals(asked):
        yield Proposal(len(step.lines), (), refused)
        yield from (Proposal(0, (line,), refused) for line in lines)


def _said(lesson: Lesson, leaf: Leaf) -> Iterator[str]:
    match leaf:
        case Answered(command=None):
            yield "nonsense"
            yield from _own(lesson)
        case Answered(command=str(verb)):
            yield from (line for line in _own(lesson) if _is(line, verb.lower()))
            yield from _SAMPLES.get(verb, (verb.lower(), f"{verb.lower()} x"))
            yield from _with_accounts(lesson, verb)
        case ClosedBy(by=by):
            yield from {"client": (":drop",), "server": ("quit",)}.get(by, ())
        case Connected(peer=peer):
            yield f"telnet {peer.replace(':', ' ')}"
        case InState(name="CLOSED"):
            yield from ("quit", ":drop")
        case _:
            yield from ("rset", "quit", *_own(lesson))


def _own(lesson: Lesson) -> Iterator[str]:
    """The lines of the lesson's own solution, each once."""
    lines = (line for step in lesson.steps if isinstance(step, Task) for line in step.lines)
    yield from dict.fromkeys(lines)


def _with_accounts(lesson: Lesson, verb: str) -> Iterator[str]:
    for account in lesson.practice.accounts:
        if verb in ("MAIL", "RCPT"):
            yield f"{verb.lower()} {'from' if verb == 'MAIL' else 'to'}:<{account.user}>"
        elif verb in ("USER", "PASS"):
            yield f"{verb.lower()} {account.user if verb == 'USER' else account.code}"


def _is_letter(leaf: Leaf) -> bool:
    return isinstance(leaf, Stored) or (isinstance(leaf, Answered) and leaf.command == ".")


def _refusals(asked: list[Leaf]) -> Iterator[tuple[str, str]]:
    for leaf in asked:
        if isinstance(leaf, Answered) and leaf.command is not None:
            reply = _NO.get(leaf.kind or Class.NONE)
            if reply is not None:
                yield leaf.command, reply if leaf.code is None else f"{leaf.code} Not here"


def _letters(lesson: Lesson, step: Task) -> Iterator[Lines]:
    """The step's own letter with something missing or misplaced; then two of them in a row."""
    lines = step.lines[: step.lines.index(".")] if "." in step.lines else ()
    cut = lines.index("") if "" in lines else len(lines)
    head = lines[:cut] or ("from: x", "to: x", "subject: x")
    yield from ((".",), ("", *head, "."), (*head, "."))
    parts: list[Lines] = [(line,) for line in head]
    parts += [tuple(other for other in head if other != line) for line in head]
    yield from ((*part, "", "x", ".") for part in parts)
    for first in parts[len(head) :][:_MOST_HEADERS]:
        for second in parts[len(head) :][:_MOST_HEADERS]:
            yield (*first, "", "x", ".", *_envelope(lesson), *second, "", "x", ".")


def _envelope(lesson: Lesson) -> Lines:
    """The lines of the lesson with which a letter begins."""
    lines = list(_own(lesson))
    words = {word: line for line in lines for word in ("mail", "rcpt", "data") if _is(line, word)}
    return tuple(words[word] for word in ("mail", "rcpt", "data") if word in words)


def _is(line: str, word: str) -> bool:
    return line.lower().split(" ")[0] == word


def _replies(asked: list[Leaf]) -> Iterator[str]:
    for leaf in asked:
        if isinstance(leaf, Answered) and leaf.code is not None:
            yield f"{leaf.code} as asked"
        if isinstance(leaf, Answered) and leaf.text is not None:
            yield f"{leaf.code or 250} {leaf.text.pattern}"
