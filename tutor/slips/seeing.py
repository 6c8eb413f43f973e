"""What the table's detectors see in an event, told once in a session."""

from functools import cache

from tutor.annotate import LETTER, SESSION, Note
from tutor.core.events import Closed, Exchange
from tutor.core.spec import Class
from tutor.slips.finding import Finding, Slip
from tutor.slips.line import Line
from tutor.slips.table import ENDINGS, FOREIGN, ODD, SLIPS, TYPINGS

MOST = 4
"""Slips that are told of one event; the others wait until they show again."""
_LETTERS = frozenset({".", "BDAT LAST"})


def in_exchange(event: Exchange, line: Line, verb: str, told: set[str]) -> list[Note]:
    """What to say of an exchange whose command counts as `verb`; `told` grows by it."""
    command, reply = event.command, event.reply
    text = command.line if command is not None else ""
    here = _at(line.protocol, verb, event.kind)
    slips = [slip for slip in here if slip.anew or slip.id not in told]
    is_plain = command is not None and text.isascii() and text.isprintable()
    if not is_plain or (reply is not None and reply.charset != "utf-8"):
        slips = [*_odd(line.protocol, verb), *slips]
    if not slips:
        return []
    if event.letter is not None and command is not None and command.phrase.move in _LETTERS:
        from tutor.slips.looking import read

        line.typed = read(event.letter.source)
        if not line.typed.is_ascii:
            slips = [*FOREIGN, *slips]
    notes = _seen(slips, event, line, told)
    line.typed = None
    return notes


def _seen(slips: list[Slip], event: Exchange, line: Line, told: set[str]) -> list[Note]:
    notes: list[Note] = []
    groups: set[str] = set()
    for slip in slips:
        if len(notes) >= MOST or slip.group in groups or (notes and slip.alone):
            continue
        finding = slip.sees(event, line) if slip.anew or slip.id not in told else None
        if finding is not None:
            notes.append(_tell(slip.id, finding, slip.on, told))
            groups |= {slip.group} - {""}
    return notes


def in_text(text: bytes, head: list[bytes], told: set[str]) -> list[Note]:
    """What to say of a stretch of a letter, of which these lines are in its head; `told` is what
    was said of that letter already."""
    found = [(each.id, each.sees(text, head)) for each in TYPINGS if each.id not in told]
    return [_tell(name, finding, LETTER, told) for name, finding in found if finding is not None]


def at_end(event: Closed, line: Line, told: set[str]) -> list[Note]:
    """What to say when the connection is over; `told` grows by it."""
    notes: list[Note] = []
    for ending in ENDINGS:
        finding = None if ending.id in told else ending.sees(event, line)
        if finding is not None and len(notes) < MOST:
            notes.append(_tell(ending.id, finding, SESSION, told))
    return notes


def _tell(name: str, finding: Finding, on: str, told: set[str]) -> Note:
    told.add(name)
    variant = f".{finding.variant}" if finding.variant else ""
    return Note(on, (f"slip.{name}{variant}",), role="slip", args=finding.args)


@cache
def _at(protocol: str, verb: str, kind: Class) -> tuple[Slip, ...]:
    """The slips that can show here; a known verb, "?" or "-", so that the keys are few."""
    return tuple(
        slip
        for slip in SLIPS
        if kind in slip.when
        and slip.protocol in ("", protocol)
        and (verb in slip.verbs or ("*" in slip.verbs and verb != "-"))
    )


def _odd(protocol: str, verb: str) -> tuple[Slip, ...]:
    return tuple(
        slip
        for slip in ODD
        if slip.protocol in ("", protocol) and (not slip.verbs or verb in slip.verbs)
    )
