"""What a detector finds, and what a row of the table says of it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tutor.annotate import COMMAND
from tutor.core.events import Closed, Exchange
from tutor.core.spec import Class
from tutor.core.wire import NOTHING
from tutor.slips.line import Line

WELL = frozenset({Class.OK, Class.INTERMEDIATE})
REFUSED = frozenset({Class.TRANSIENT, Class.PERMANENT, Class.FAILURE})
NO_ANSWER = frozenset({Class.NONE})
NOT_WELL = REFUSED | NO_ANSWER
ANY = WELL | NOT_WELL


class Finding(NamedTuple):
    """A slip was seen: its more exact form, if it has several, and what fills the sentence."""

    variant: str = ""
    args: Mapping[str, object] = NOTHING


class Slip(NamedTuple):
    """A slip that shows in an exchange.

    `verbs` are those in whose exchange it can show ("?" a line that is no command, "-" a reply
    without a command), `when` how the reply has to be, `variants` every form that `sees` may find,
    `on` what the note is about. `protocol` is a name, or "" for both. `alone`: it matters so little
    that it is told only where nothing else is. `group`: of those in one, an event tells one.
    `anew`: it may be told again: of another letter, or of something else, where what sees it
    remembers what was told.
    """

    id: str
    sees: Callable[[Exchange, Line], Finding | None]
    verbs: tuple[str, ...]
    when: frozenset[Class] = REFUSED
    protocol: str = ""
    variants: tuple[str, ...] = ("",)
    on: str = COMMAND
    alone: bool = False
    group: str = ""
    anew: bool = False


class Typing(NamedTuple):
    """A slip that shows while a letter is typed: in the text, or in whole lines of its head."""

    id: str
    sees: Callable[[bytes, list[bytes]], Finding | None]
    variants: tuple[str, ...] = ("",)


class Ending(NamedTuple):
    """A slip that shows when the connection is over."""

    id: str
    sees: Callable[[Closed, Line], Finding | None]
    variants: tuple[str, ...] = ("",)


def is_masked(text: str) -> bool:
    """Whether part of it was made unreadable before it was published (za*****en)."""
    return "**" in text
