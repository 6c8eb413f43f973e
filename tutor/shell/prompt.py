"""The prompt on a terminal: keys, completion, masking, the pinned row. prompt_toolkit lives here.

What a line means is the Repl's business; this file reads keys and shows lines above the prompt.
"""

import asyncio
import base64
import sys
from collections.abc import Callable, Iterable
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import set_app
from prompt_toolkit.application.run_in_terminal import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggest, AutoSuggestFromHistory, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.cursor_shapes import CursorShape
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from tutor.core.spec import Listens
from tutor.page import Line, info
from tutor.render.terminal import Terminal
from tutor.render.wrap import fit
from tutor.shell.history import SafeHistory
from tutor.shell.repl import Repl
from tutor.shell.suggest import suggestions
from tutor.world import World

STYLE = Style.from_dict(
    {
        "prompt": "bold",
        "ghost": "ansibrightblack",
        "unusual": "underline",
        "bottom-toolbar": "reverse",
        "bottom-toolbar.text": "",
    }
)
_LOCAL = object()


class Above:
    """Shows lines above the prompt, in order, whether somebody is typing or not."""

    def __init__(self, world: World) -> None:
        self._terminal = Terminal(sys.stdout, colour=world.colour)
        self._lines: list[Line] = []
        self._flushing = False
        self.session: PromptSession[Any] | None = None

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return self._terminal.columns

    def __call__(self, lines: Iterable[Line]) -> None:
        """Show lines now, or as soon as the prompt can move down."""
        self._lines += lines
        app = self.session.app if self.session is not None else None
        if app is None or not app.is_running:
            self._flush()
        elif not self._flushing:
            self._flushing = True
            # The prompt's own task must not be waited for: it waits for us to return.
            self._task = asyncio.ensure_future(self._later())

    async def _later(self) -> None:
        assert self.session is not None
        with set_app(self.session.app):
            await run_in_terminal(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        lines, self._lines = self._lines, []
        self._terminal.show(lines)
        sys.stdout.flush()


class Keyboard:
    """Reads lines for a Repl."""

    def __init__(self, repl: Repl, above: Above, **streams: Any) -> None:
        self._repl = repl
        self._above = above
        self._streams = streams
        world = repl.world
        self.session: PromptSession[Any] = PromptSession(
            history=SafeHistory(world.state / "history", self._may_remember),
            completer=_Completer(repl),
            auto_suggest=_Ghost(repl),
            input_processors=[_Masking(repl)],
            key_bindings=self._bindings(),
            bottom_toolbar=self._toolbar,
            placeholder=self._placeholder,
            complete_while_typing=True,
            erase_when_done=True,
            enable_open_in_editor=False,
            style=STYLE,
            cursor=CursorShape.BLINKING_BEAM,
            color_depth=None if world.colour else ColorDepth.DEPTH_1_BIT,
            reserve_space_for_menu=6,
            refresh_interval=1.0,
            **streams,
        )
        above.session = self.session

    async def run(self) -> None:
        """Read and hand over lines until the Repl is done."""
        repl = self._repl
        while not repl.done:
            prefill, repl.prefill = repl.prefill, ""
            try:
                text = await self.session.prompt_async(
                    lambda: FormattedText([("class:prompt", repl.message())]), default=prefill
                )
            except EOFError:
                break
            except KeyboardInterrupt:
                continue
            if text is _LOCAL:
                await self._local()
            else:
                await repl.take(text)
            if repl.guide is not None and repl.guide.finished:
                repl.done = True

    async def ask(self, question: str, hidden: bool) -> str:
        """Ask something of the program's own; nothing of it is remembered."""
        session: PromptSession[str] = PromptSession(erase_when_done=True, **self._streams)
        self._above.session = session
        try:
            return await session.prompt_async(f"{question} ", is_password=hidden)
        except (EOFError, KeyboardInterrupt):
            return ""
        finally:
            self._above.session = self.session

    async def _local(self) -> None:
        line = await self.ask(":", hidden=False)
        if line.strip():
            await self._repl.run_local(line)

    # -- what is shown while typing --------------------------------------------------------------

    def _may_remember(self, text: str) -> bool:
        repl = self._repl
        if not text.strip() or repl.is_local(text) or "\n" in text:
            return False
        conversation = repl.conversation
        if conversation is None:
            return True
        if repl.listens is not Listens.COMMAND:
            return False
        phrase = conversation.protocol.grammar.command(text.encode(), conversation.facts)
        return not phrase.spans

    def _placeholder(self) -> FormattedText:
        ghost = self._repl.guide.ghost() if self._repl.guide is not None else None
        return FormattedText([("class:ghost", ghost or "")])

    def _toolbar(self) -> FormattedText:
        repl, columns = self._repl, self._above.columns
        right = repl.standing()
        if self._waiting():
            right = repl.world.say("ui.waiting", seconds=self._waiting())
        left = self._left()
        keys = repl.world.say("ui.keys.short")
        return FormattedText([("", fit(left, keys, right, columns))])

    def _left(self) -> str:
        repl = self._repl
        if repl.listens is Listens.TEXT:
            return repl.world.say("ui.letter.pinned")
        if repl.guide is not None:
            return repl.guide.task()
        if repl.conversation is None:
            return repl.world.say("ui.shell.pinned")
        return repl.world.say("ui.next", verbs=", ".join(repl.conversation.useful()[:3]) or "-")

    def _waiting(self) -> int:
        """Whole seconds that are left of the patience with a silent server; 0 when not waiting."""
        repl = self._repl
        if repl.talk.link is None or repl.talk.settled or repl.listens is Listens.TEXT:
            return 0
        since = max(repl.talk.heard_at, repl.spoke_at)
        quiet = repl.talk.clock() - since
        return max(0, round(repl.talk.timeout - quiet)) if quiet > 1.5 else 0

    # -- keys ------------------------------------------------------------------------------------

    def _bindings(self) -> KeyBindings:
        bindings, repl = KeyBindings(), self._repl
        later: Callable[[str], Callable[[KeyPressEvent], None]] = lambda line: (
            lambda _event: self._soon(line)
        )
        bindings.add("f1")(later("hint" if repl.guide is not None else "help"))
        bindings.add("f2")(lambda _event: self._next_detail())

        @bindings.add("f3")
        def _base64(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            buffer.text = base64.b64encode(buffer.text.encode()).decode()
            buffer.cursor_position = len(buffer.text)

        @bindings.add("f4")
        @bindings.add("c-]")
        def _local(event: KeyPressEvent) -> None:
            repl.prefill = event.current_buffer.text
            event.app.exit(result=_LOCAL)

        @bindings.add("c-c")
        def _clear(event: KeyPressEvent) -> None:
            if not event.current_buffer.text:
                self._above([info(repl.world.say("ui.leave.how"))])
            event.current_buffer.reset()

        @bindings.add("right")
        @bindings.add("c-e")
        def _accept(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            ghost = repl.guide.ghost() if repl.guide is not None else None
            if not buffer.text and ghost:
                buffer.insert_text(ghost)
            elif buffer.suggestion and buffer.document.is_cursor_at_the_end:
                buffer.insert_text(buffer.suggestion.text)
            else:
                buffer.cursor_right()

        return bindings

    def _soon(self, line: str) -> None:
        self._task = asyncio.ensure_future(self._repl.run_local(line))

    def _next_detail(self) -> None:
        self._repl.next_detail()


class _Completer(Completer):
    def __init__(self, repl: Repl) -> None:
        self._repl = repl

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may be said now."""
        repl, typed = self._repl, document.text_before_cursor
        conversation = repl.conversation
        if conversation is None or repl.listens is not Listens.COMMAND or not typed.strip():
            return
        if repl.is_local(typed):
            for name, syntax in repl.local_names(typed[1:]):
                yield Completion(f":{name}", -len(typed), display=syntax)
            return
        for each in suggestions(conversation, typed, repl.world.words):
            style = "" if each.fits else "fg:ansibrightblack"
            yield Completion(
                each.text, -len(typed), display=each.label, display_meta=each.meaning, style=style
            )


class _Ghost(AutoSuggest):
    """The lesson's line behind the cursor; without a lesson, the history's."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._history = AutoSuggestFromHistory()

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """The rest of the line that is shown to be typed."""
        guide = self._repl.guide
        if guide is None:
            if self._repl.listens in (Listens.TEXT, Listens.SASL):
                return None
            return self._history.get_suggestion(buffer, document)
        ghost, typed = guide.ghost(), document.text
        if ghost and typed and ghost.lower().startswith(typed.lower()):
            return Suggestion(ghost[len(typed) :])
        return None


class _Masking(Processor):
    """Real passwords are masked as they are typed; odd characters are underlined."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Stars over what the grammar calls a credential, one for each character."""
        fragments = transformation_input.fragments
        text = "".join(fragment[1] for fragment in fragments)
        hidden = self._repl.hidden_characters(text)
        if hidden is None and text.isascii():
            return Transformation(fragments)
        start = len(text) if hidden is None else hidden
        command = self._repl.listens is Listens.COMMAND
        out = []
        for number, char in enumerate(text):
            if number >= start:
                out.append(("", "*"))
            else:
                odd = command and not char.isascii()
                out.append(("class:unusual" if odd else "", char))
        return Transformation(out)
