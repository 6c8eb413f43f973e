"""Which lessons are done, how far the others are, and what was missed: a small readable file in
the state folder. Values and their rules are in `record`, the file's text in `form`, the file
itself in `keeping`.
"""

from tutor.progress.keeping import Found, How, Trouble, change, load, now, today
from tutor.progress.record import (
    EMPTY,
    NOTHING,
    Done,
    Learnt,
    Record,
    Tally,
    answered,
    asked,
    finished,
    forgotten,
    left,
    merge,
    next_turn,
    repeated,
    waiting,
)
from tutor.progress.sitting import Counted, Sitting

__all__ = [
    "EMPTY",
    "NOTHING",
    "Counted",
    "Done",
    "Found",
    "How",
    "Learnt",
    "Record",
    "Sitting",
    "Tally",
    "Trouble",
    "answered",
    "asked",
    "change",
    "finished",
    "forgotten",
    "left",
    "load",
    "merge",
    "next_turn",
    "now",
    "repeated",
    "today",
    "waiting",
]
