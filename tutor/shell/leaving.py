"""Whoever leaves in the middle of a lesson is asked first, while the connection is still there."""

from tutor.shell.guiding import asking
from tutor.shell.repl import Repl

_YES = frozenset({"y", "yes", "是", "好", asking.ENDED})


async def leaves(repl: Repl) -> bool:
    """Whether it is meant. Whoever leaves the question itself as well has answered it."""
    guide = repl.guide
    if guide is None or not guide.in_the_middle:
        return True
    number, total = guide.progress.index + 1, len(guide.lesson.steps)
    key = "ui.lesson.leave.real" if guide.real else "ui.lesson.leave"
    answer = await repl.ask(key, keys="yYnN", number=number, total=total)
    if answer.strip().lower() in _YES:
        repl.muted = True  # what ends with it was asked for: nobody needs to be told what to do
        return True
    repl.tell("ui.lesson.stays")
    return False
