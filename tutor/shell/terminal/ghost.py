"""The grey line that is shown to be typed."""

from prompt_toolkit.auto_suggest import AutoSuggest, AutoSuggestFromHistory, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText

from tutor.core.spec import Listens
from tutor.shell.repl import Repl
from tutor.shell.terminal.lone_enter import from_memory, ghost


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
