"""Two servers, one client's lines: where their replies differ, and whether the RFC leaves it open.

`differences` and `verdicts` look at an exchange and its repetition; `saying` knows how a recorded
line is said again: with another login, challenges answered anew, and what is not said at all.
Pure.
"""

from tutor.comparing.differences import KINDS, Difference, differences, pairs
from tutor.comparing.saying import Login, Say, Saying, Unsaid, asks_for_login
from tutor.comparing.verdicts import VERDICTS

__all__ = [
    "KINDS",
    "VERDICTS",
    "Difference",
    "Login",
    "Say",
    "Saying",
    "Unsaid",
    "asks_for_login",
    "differences",
    "pairs",
]
