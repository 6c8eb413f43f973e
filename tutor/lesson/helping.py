"""How much help there is: one table of the modes, read by the judge, the prompt and the guide.

Nobody else asks which mode it is to decide what may be shown.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Literal, NamedTuple


class Mode(Enum):
    """How a lesson is done."""

    WATCH = "watch"
    FOLLOW = "follow"
    SOLO = "solo"
    EXAM = "exam"


class Help(NamedTuple):
    """A row of the table.

    types: the program types the lines itself
    ghost: the next line stands grey behind the cursor; fades: not where it was typed right twice
    completion: "all", the "verbs" only, or "none"; next: what may be said now is offered
    notes: "full", "fading" (full once, then short, then silent), "after" the reply only, "none"
    hints: "free", "counted" (on request, and the score knows), "none"
    history: earlier lines are suggested
    again: a question may be answered until the answer is right; else the first answer counts
    scored: the way through the lesson is given points
    """

    types: bool = False
    ghost: bool = False
    fades: bool = False
    completion: Literal["all", "verbs", "none"] = "none"
    next: bool = False
    notes: Literal["full", "fading", "after", "none"] = "none"
    hints: Literal["free", "counted", "none"] = "none"
    history: bool = False
    again: bool = True
    scored: bool = False


HELP: Mapping[Mode, Help] = MappingProxyType(
    {
        Mode.WATCH: Help(types=True, ghost=True, completion="all", next=True, notes="full"),
        Mode.FOLLOW: Help(
            ghost=True,
            fades=True,
            completion="all",
            next=True,
            notes="fading",
            hints="free",
            history=True,
        ),
        Mode.SOLO: Help(completion="verbs", notes="after", hints="counted", scored=True),
        Mode.EXAM: Help(again=False, scored=True),
    }
)
"""Every mode has its row."""
