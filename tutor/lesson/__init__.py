"""Lessons: read from files, judged on events.

`reading.read` makes a `Lesson` of a file's text, `Progress` follows a learner through it. Nothing
here opens a file or a socket, and nothing looks at what the screen shows. Reading is imported by
whoever reads: it brings YAML with it, which a session without a lesson has no use for. So are
`proof`, which only authors need, and `scoring`.
"""

from tutor.lesson.earlier import Earlier
from tutor.lesson.goals import Goal, Leaf
from tutor.lesson.helping import HELP, Help, Mode
from tutor.lesson.judging import Progress
from tutor.lesson.model import (
    Choice,
    Choosing,
    Counting,
    Detour,
    Lesson,
    Localized,
    Question,
    Serve,
    Step,
    Task,
    Writing,
    solution,
)
from tutor.lesson.outcomes import Answered, Astray, Missed, Outcome, Passed, Predicted
from tutor.lesson.scene import Account, Host, Mishap, Place, Post, Practice, Shown
from tutor.lesson.tally import Tally

__all__ = [
    "HELP",
    "Account",
    "Answered",
    "Astray",
    "Choice",
    "Choosing",
    "Counting",
    "Detour",
    "Earlier",
    "Goal",
    "Help",
    "Host",
    "Leaf",
    "Lesson",
    "Localized",
    "Mishap",
    "Missed",
    "Mode",
    "Outcome",
    "Passed",
    "Place",
    "Post",
    "Practice",
    "Predicted",
    "Progress",
    "Question",
    "Serve",
    "Shown",
    "Step",
    "Tally",
    "Task",
    "Writing",
    "solution",
]
