"""Which lessons are done, how far the others are, and what was missed: a small readable file in
the state folder. Values and their rules are in `record`, the file's text in `form`, the file
itself in `keeping`.
"""

from tutor.progress.keeping import Found, How, Trouble, change, load, now
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
    repeated,
    reviews,
    waiting,
)

__all__ = [
    "EMPTY",
    "NOTHING",
    "Done",
    "Found",
    "How",
    "Learnt",
    "Record",
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
    "now",
    "repeated",
    "reviews",
    "waiting",
]
