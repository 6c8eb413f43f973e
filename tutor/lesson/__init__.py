"""Lessons: read from files, judged on events.

`read` makes a `Lesson` of a file's text, `Progress` follows a learner through it. Nothing here
opens a file or a socket, and nothing looks at what the screen shows.
"""

from tutor.lesson.goals import Goal, Leaf
from tutor.lesson.judging import Astray, Missed, Mode, Outcome, Passed, Progress
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
