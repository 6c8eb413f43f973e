"""The way on: which line is for now, wherever the learner has got to.

The step's own lines come first, then those before them on the same connection. Where none of them
can be said, what is in between has to go: marks or a half envelope are taken back, a letter or a
login is ended, the other connection is turned to, the one that stands otherwise is left.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from tutor.core.spec import Listens
from tutor.lesson.ground import Ground
from tutor.lesson.rows import LEAVE, RESET, SWITCH, Kind, Row
from tutor.protocols import PROTOCOLS

_GIVE_UP = "*"


Fits = Callable[[Row], bool]


class Span(NamedTuple):
    """Where the cursor stands among the lines, and which of them are its step's own."""

    at: int
    begin: int
    end: int


def way(rows: Sequence[Row], span: Span, ground: Ground) -> int | str | None:
    """The line to type now: one of the solution, by its place, or another one; None where there is
    none."""
    ahead = range(max(span.begin, span.at), span.end)
    # What was done already is for a step that has not reached its goal by it.
    behind = [at for at in range(span.begin, ahead.start) if _is_repeated(rows[at])]
    own: list[int] = [*ahead, *behind]
    if not own:
        return None
    first = next((at for at in own if not _is_moot(rows[at], ground)), own[0])
    due = rows[first]
    if due.kind is Kind.SERVED or _is_free(due, ground):
        return first
    if due.kind in (Kind.ANSWER, Kind.TEXT, Kind.END) and ground.fits(due) and ahead:
        return first
    # Nobody gets past a letter otherwise than by writing it.
    reach = list(takewhile(lambda at: rows[at].kind is not Kind.TEXT, ahead)) or [first]
    back = list(_back(rows, due, span.begin))
    found = _fitting(rows, ground.stands, reach)
    if found is None and ground.is_reset_to(due):
        return RESET.lower()
    for fits, among in (
        *((ground.stands, behind), (ground.stands, back)),
        *((ground.leads_to, [*reach, *behind]), (ground.leads_to, back)),
    ):
        found = _fitting(rows, fits, among) if found is None else found
    return _around(due, ground) if found is None else found


def _is_repeated(row: Row) -> bool:
    """Whether a line may be typed twice; what is for the program was done."""
    return row.kind is not Kind.LOCAL or row.switches


def _is_free(row: Row, ground: Ground) -> bool:
    """Whether a line does what it should whatever was begun before it."""
    if row.verb == LEAVE:
        return ground.may_leave(row)
    return row.verb == RESET and ground.may_reset(row)


def _is_moot(row: Row, ground: Ground) -> bool:
    """Whether there is nothing to open, to leave or to turn to any more."""
    passing = row.kind in (Kind.OPEN, Kind.LOCAL) or row.verb == LEAVE
    return passing and not ground.fits(row)


def _fitting(rows: Sequence[Row], fits: Fits, among: Sequence[int]) -> int | None:
    return next((at for at in among if fits(rows[at])), None)


def _back(rows: Sequence[Row], due: Row, begin: int) -> Iterator[int]:
    """The lines before a step that may lead to it, the nearest first: those of its connection.
    Nobody is led back to a line that was there to be refused, or to be done once."""
    return (at for at in range(begin - 1, -1, -1) if rows[at].conn == due.conn and rows[at].leads)


def _around(due: Row, ground: Ground) -> str | None:
    """What has to be said first where no line of the solution can be."""
    if ground.listens is Listens.TEXT:
        return PROTOCOLS[ground.protocol].end_of_text
    if ground.listens is Listens.SASL:
        return _GIVE_UP
    beside = ground.is_open(due.protocol) or (due.beside and ground.protocol)
    if ground.protocol != due.protocol and beside:
        return SWITCH
    return LEAVE.lower() if ground.protocol else None
