"""Slips with the numbers of a POP3 mailbox: they are given anew at each login (RFC 1939 5)."""

from tutor.core.events import Exchange
from tutor.slips.finding import Finding
from tutor.slips.learning import number_of
from tutor.slips.line import Line
from tutor.slips.ordinary import ENCODING, HEAD

_PATIENCE = 30.0
"""Seconds after which the same count may be asked for because new mail is waited for."""
_LOOKED_AT = 64 * 1024
_ENCODED = ("base64", "quoted-printable")


def not_a_number(event: Exchange, line: Line) -> Finding | None:
    """RETR and its like with a unique id, a size, or a number beyond the last one."""
    word = _argument(event)
    number, count = number_of(event), line.facts.maildrop
    if not word or (number is not None and number in line.facts.deleted):
        return None
    if word in line.uids or number is None:
        # A message number has digits only; whatever else is there may be an id of UIDL.
        return Finding("uid", {"word": word}) if event.command and event.command.in_order else None
    if number in line.numbers or (count is not None and number <= count[0]):
        return None
    if number in line.sizes:
        return Finding("size", {"word": word, "number": line.sizes[number]})
    if count is None or any(number in each.numbers for each in line.earlier):
        return None
    return Finding("beyond", {"word": word, "count": count[0]})


def old_number_refused(event: Exchange, line: Line) -> Finding | None:
    """A number that an earlier connection showed, and that there is no more."""
    number, count = number_of(event), line.facts.maildrop
    if number is None or number in line.numbers or number in line.facts.deleted:
        return None
    if count is not None and number <= count[0]:
        return None
    known = any(number in each.numbers for each in line.earlier)
    return Finding("gone", {"number": number}) if known else None


def old_number(event: Exchange, line: Line) -> Finding | None:
    """DELE of a number that only an earlier connection showed, or that nobody has looked at."""
    number = number_of(event)
    if number is None or number in line.numbers or number in line.facts.deleted:
        return None
    seen = [each for each in line.earlier if each.numbers]
    if any(_has_moved(number, each, line) for each in seen if number in each.numbers):
        return Finding("", {"number": number})
    blind = not seen and line.facts.maildrop is None and not line.numbers
    return Finding("blind", {"number": number}) if blind else None


def _has_moved(number: int, before: Line, line: Line) -> bool:
    """Whether the number may be another mail's now: one before it is gone, or nobody can tell."""
    if any(gone <= number for gone in before.deleted):
        return True
    then, now = before.facts.maildrop, line.facts.maildrop
    return then is None or now is None or then[0] - len(before.deleted) > now[0]


def marked(event: Exchange, line: Line) -> Finding | None:
    """A mail that DELE has marked is hidden (RFC 1939 5)."""
    number = number_of(event)
    return Finding("", {"number": number}) if number in event.facts.deleted else None


def empty(event: Exchange, line: Line) -> Finding | None:
    """No mail at all."""
    told = event.learned.get("stat") == [0, 0] or event.learned.get("listing") == []
    whole = event.command is not None and not event.command.phrase.argument
    return Finding() if told and whole and not event.facts.deleted else None


def nothing_new(event: Exchange, line: Line) -> Finding | None:
    """The count is asked for once more, a while later, and is the same."""
    first, facts = line.counted.get(event.command.verb if event.command else ""), event.facts
    if first is None or facts.maildrop != first[1] or facts.deleted != first[2]:
        return None
    return Finding() if event.at - first[0] >= _PATIENCE else None


def encoded_body(event: Exchange, line: Line) -> Finding | None:
    """RETR shows a body in base64 or quoted-printable (RFC 2045 6)."""
    if event.letter is None:
        return None
    source = event.letter.source[:_LOOKED_AT]
    if ENCODING not in source[:HEAD].lower():
        return None
    from tutor.slips.looking import read

    letter = read(source)
    encoding = letter.fields.get("content-transfer-encoding", "").lower()
    encoded = encoding in _ENCODED and bool(letter.body.strip())
    return Finding("", {"encoding": encoding}) if encoded else None


def _argument(event: Exchange) -> str:
    words = event.command.phrase.argument.split() if event.command else []
    return words[0] if words and "**" not in words[0] else ""
