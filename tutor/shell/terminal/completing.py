"""The menu of what may be typed now: commands, their arguments, local commands."""

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.render.wrap import cut, width
from tutor.shell.repl import Repl
from tutor.shell.terminal.above import Above
from tutor.shell.terminal.suggest import Suggestion, suggestions


class Menu(Completer):
    """Rows that are no wider than the terminal."""

    def __init__(self, repl: Repl, above: Above) -> None:
        self._repl = repl
        self._above = above

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may be said now."""
        repl, typed = self._repl, document.text_before_cursor
        helped = repl.guide.help.completion if repl.guide is not None else "all"
        if helped == "none" or not (typed.strip() or complete_event.completion_requested):
            return
        ways = self._locals(typed) if repl.is_local(typed) else self._commands(typed, helped)
        for way in ways:
            yield self._row(way, typed)

    def _locals(self, typed: str) -> Iterable[Suggestion]:
        from tutor.shell.local import commands

        for each in commands.beginning(typed[1:]):
            meaning = self._repl.world.say(f"local.{each.name}")
            yield Suggestion(f":{each.name}", each.syntax, meaning, fits=True)

    def _commands(self, typed: str, helped: str) -> Iterable[Suggestion]:
        repl, conversation = self._repl, self._repl.conversation
        if conversation is None or repl.uncertain or repl.elsewhere:
            return []
        if repl.listens is not Listens.COMMAND or (helped == "verbs" and " " in typed):
            return []
        return suggestions(conversation, typed, repl.world.words)

    def _row(self, way: Suggestion, typed: str) -> Completion:
        """A row of the menu, no wider than the terminal; what does not fit now says so."""
        mark = "" if way.fits else f"({self._repl.world.say('ui.not.now')}) "
        room = max(10, self._above.columns - width(way.label) - width(typed) - 14)
        return Completion(
            way.text,
            -len(typed),
            display=visible(way.label),
            display_meta=cut(mark + visible(way.meaning), room),
            style="" if way.fits else "fg:ansibrightblack",
        )
