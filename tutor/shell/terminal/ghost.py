"""The grey line that is shown to be typed, and the lone Enter that was meant for it."""

from prompt_toolkit.auto_suggest import AutoSuggest, AutoSuggestFromHistory, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText

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


def placeholder(repl: Repl) -> FormattedText:
    """What stands where nothing is typed yet."""
    shown = ghost(repl)
    if shown is None and from_memory(repl):
        return FormattedText([("class:ghost", f"({repl.world.say('ui.lesson.memory')})")])
    if shown and not repl.world.colour:
        # Without grey, what is shown to be typed must not look as if it had been.
        shown = f"[{shown}]"
    return FormattedText([("class:ghost", shown or "")])


class Ghost(AutoSuggest):
    """The lesson's line behind the cursor; where it shows none, the history's."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._history = AutoSuggestFromHistory()

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """The rest of the line that is shown to be typed."""
        guide, typed, shown = self._repl.guide, document.text, ghost(self._repl)
        if shown:
            fits = typed and shown.lower().startswith(typed.lower())
            return Suggestion(shown[len(typed) :]) if fits else None
        if self._repl.elsewhere or (guide is not None and not guide.help.history):
            return None
        if self._repl.uncertain or self._repl.listens in (Listens.TEXT, Listens.SASL):
            return None
        return self._history.get_suggestion(buffer, document)


class LoneEnter:
    """Says how a line that is shown gets typed, to an Enter that no other one came before."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._told: tuple[str, int] | None = None

    def explains(self, text: str) -> bool:
        """Whether a lone Enter was more likely meant for the line that is to be typed."""
        repl, guide = self._repl, self._repl.guide
        # Behind BDAT an empty line is two octets of the chunk.
        owed = repl.conversation is not None and repl.conversation.owed
        if text:
            self._told = None
        if text or guide is None or guide.waits or owed:
            return False
        if guide.asks is not None:
            count = asking.count(guide.asks)
            repl.tell(f"ui.lesson.answer.{'which' if count else 'type'}", count=count)
            return True
        if from_memory(repl):
            repl.tell("ui.lesson.memory.how")
            return True
        shown = guide.ghost()
        if shown == "" or (shown is None and repl.listens in (None, Listens.TEXT)):
            return False
        here = (shown or "", guide.progress.index)
        if self._told == here:
            return False
        self._told = here
        silent = "exam" if guide.help.hints == "none" else "none"
        told = repl.world.say("ui.ghost.how" if shown else f"ui.ghost.{silent}", line=shown)
        if repl.talk.link is not None and not repl.elsewhere:
            told += repl.world.say("ui.ghost.sends")
        repl.show([info(told)])
        return True
