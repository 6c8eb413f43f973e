"""Lessons: read from files, judged on events.

`read` makes a `Lesson` of a file's text, `Progress` follows a learner through it. Nothing here
opens a file or a socket, and nothing looks at what the screen shows.

What is named here is imported when it is asked for: the prompt of a session without a lesson needs
no more than `Mode`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from tutor.lesson.modes import Mode

if TYPE_CHECKING:
    from tutor.lesson.goals import Goal, Leaf
    from tutor.lesson.judging import Astray, Missed, Outcome, Passed, Progress
    from tutor.lesson.model import Account, Detour, Lesson, Localized, Practice, Step, solution
    from tutor.lesson.reading import read, read_course
    from tutor.lesson.schema import LESSON as SCHEMA

__all__ = [
    "SCHEMA",
    "Account",
    "Astray",
    "Detour",
    "Goal",
    "Leaf",
    "Lesson",
    "Localized",
    "Missed",
    "Mode",
    "Outcome",
    "Passed",
    "Practice",
    "Progress",
    "Step",
    "read",
    "read_course",
    "solution",
]

_HOMES = {
    "goals": ("Goal", "Leaf"),
    "judging": ("Astray", "Missed", "Outcome", "Passed", "Progress"),
    "model": ("Account", "Detour", "Lesson", "Localized", "Practice", "Step", "solution"),
    "reading": ("read", "read_course"),
    "schema": ("LESSON",),
}


def __getattr__(name: str) -> object:
    """Import the module that a name comes from (PEP 562)."""
    wanted = "LESSON" if name == "SCHEMA" else name
    for home, names in _HOMES.items():
        if wanted in names:
            return getattr(import_module(f"{__name__}.{home}"), wanted)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
