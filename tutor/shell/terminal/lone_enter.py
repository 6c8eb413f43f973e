"""The line that is shown to be typed, and the lone Enter that was meant for it."""

from tutor.core.spec import Listens
from tutor.page import info
from tutor.shell.guiding import asking
from tutor.shell.repl import Repl


def ghost(repl: Repl) -> str | None:
    """The line to type next, where there is a lesson that shows it."""
    return repl.guide.ghost() if repl.guide is not None else None


def from_memory(repl: Repl) -> bool:
    """Whether the learner knows the next line well enough to have it no longer shown."""
    guide = repl.guide
    return guide is not None and guide.from_memory


class LoneEnter:
    """Says how a line that is shown gets typed, to an Enter that no other one came before."""

    def __init__(self, repl: Repl, *, plain: bool = False) -> None:
        self._repl = repl
        self._way = ".plain" if plain else ""
        self._told: tuple[str, int] | None = None
        self._writing = False

    def explains(self, text: str) -> bool:
        """Whether a lone Enter was more likely meant for the line that is to be typed."""
        repl, guide = self._repl, self._repl.guide
        # Behind a line of a letter an empty one is as good as any: the head ends so.
        writing, self._writing = self._writing, bool(text) and repl.listens is Listens.TEXT
        # Behind BDAT an empty line is two octets of the chunk.
        owed = repl.conversation is not None and repl.conversation.owed
        if text:
            self._told = None
        if text or guide is None or guide.waits or owed or writing:
            return False
        if guide.asks is not None:
            count = asking.count(guide.asks)
            repl.tell(f"ui.lesson.answer.{'which' if count else 'type'}", count=count)
            return True
        if from_memory(repl):
            repl.tell(f"ui.lesson.memory.how{self._way}")
            return True
        shown = guide.ghost()
        if shown == "" or (shown is None and repl.listens in (None, Listens.TEXT)):
            return False
        here = (shown or "", guide.progress.index)
        if self._told == here:
            return False
        self._told = here
        silent = "exam" if guide.help.hints == "none" else f"none{self._way}"
        key = f"how{self._way}" if shown else silent
        told = repl.world.say(f"ui.ghost.{key}", line=shown)
        if repl.talk.link is not None and not repl.elsewhere:
            told += repl.world.say("ui.ghost.sends")
        repl.show([info(told)])
        return True
