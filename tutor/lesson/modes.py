"""How much help a lesson gives. Apart, because a session without a lesson asks for it too."""

from enum import Enum


class Mode(Enum):
    """How much help there is."""

    WATCH = "watch"
    FOLLOW = "follow"
    SOLO = "solo"
    EXAM = "exam"
