"""Lessons: read from files, judged on events.

`reading.read` makes a `Lesson` of a file's text, `Progress` follows a learner through it. Nothing
here opens a file or a socket, and nothing looks at what the screen shows. Reading is imported by
whoever reads: it brings YAML with it, which a session without a lesson has no use for.
"""

from tutor.lesson.goals import Goal, Leaf
from tutor.lesson.judging import Astray, Missed, Mode, Outcome, Passed, Progress
from tutor.lesson.model import Account, Detour, Lesson, Localized, Practice, Step, solution

__all__ = [
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
    "solution",
]
