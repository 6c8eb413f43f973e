"""The prompt on a terminal: keys, completion, masking, the pinned row. prompt_toolkit lives here.

What a line means is the Repl's business; this file reads keys and shows lines above the prompt.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import set_app
from prompt_toolkit.application.run_in_terminal import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggest, AutoSuggestFromHistory, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.cursor_shapes import CursorShape
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.history import History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.lesson import Mode
from tutor.page import Line, info
from tutor.render.terminal import Terminal
from tutor.render.wrap import cut, fit, width
from tutor.shell.encoding import base64_of
from tutor.shell.history import SafeHistory
from tutor.shell.repl import Repl
from tutor.shell.suggest import Suggestion as Way
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
_LOCAL, _STOP = object(), object()
_PINNED: dict[Listens | None, str] = {
    Listens.TEXT: "ui.letter.pinned",
    Listens.SASL: "ui.answer.pinned",
}
_QUIET = 1.5
_WORTH_COUNTING = 16 * 1024
GRACE = 1.0
"""Seconds that something may take before the prompt comes back while it goes on."""


class Above:
    """Shows lines above the prompt, in order, whether somebody is typing or not."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._terminal = Terminal(
            world.stdout, colour=world.colour, light=world.settings.theme == "light"
        )
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
        self._world.stdout.flush()


class Keyboard:
    """Reads lines for a Repl.

    What a line asks for is done while nothing is read; if it takes long (a connection, a big
    letter, a pasted block), the prompt comes back with a count of the seconds, lines typed then
    wait their turn, and Ctrl-C gives up.
    """

    def __init__(self, repl: Repl, above: Above, **streams: Any) -> None:
        self._repl = repl
        self._above = above
        self._streams = streams
        self._queue: list[str] = []
        self._working: asyncio.Task[Any] | None = None
        self._busy = False
        self._asking = False
        self._tip: tuple[str, int] | None = None
        self._encoded: tuple[str, str] | None = None
        world = repl.world
        self.session: PromptSession[Any] = PromptSession(
            history=_history(world, repl.may_remember),
            completer=_Completer(repl, above),
            auto_suggest=_Ghost(repl),
            input_processors=[_Masking(repl)],
            key_bindings=self._bindings(),
            bottom_toolbar=self._toolbar,
            placeholder=self._placeholder,
            complete_while_typing=True,
            prompt_continuation=lambda cells, _row, _wrapped: " " * cells,
            erase_when_done=True,
            enable_open_in_editor=False,
            style=STYLE,
            cursor=CursorShape.BLINKING_BEAM,
            color_depth=None if world.colour else ColorDepth.DEPTH_1_BIT,
            reserve_space_for_menu=3 if world.big else 5,
            refresh_interval=1.0,
            **streams,
        )
        above.session = self.session
        repl.is_typing = lambda: bool(self.session.default_buffer.text)

    async def run(self, first: Coroutine[Any, Any, object] | None = None) -> None:
        """Read and hand over lines until the Repl is done; `first` is done before."""
        repl = self._repl
        # Between two prompts nothing that is typed may be echoed, and Ctrl-C is a key like others.
        with self.session.app.input.raw_mode():
            if first is not None:
                await self._work(first)
            while not repl.done:
                text = self._queue.pop(0) if self._queue else await self._read()
                if text is None:
                    break
                if text is _LOCAL:
                    await self._local()
                elif not self._tips(text):
                    await self._work(repl.take(text))
                if repl.guide is not None and repl.guide.finished:
                    repl.done = True

    async def ask(self, question: str, hidden: bool) -> str:
        """Ask something of the program's own; nothing of it is remembered."""
        self._asking = True
        while self._busy:
            self._stop_busy()
            await asyncio.sleep(0)
        session: PromptSession[str] = PromptSession(erase_when_done=True, **self._streams)
        self._above.session = session
        try:
            return await session.prompt_async(
                f"{question} ", is_password=hidden, set_exception_handler=False
            )
        except (EOFError, KeyboardInterrupt):
            return ""
        finally:
            self._above.session = self.session
            self._asking = False

    async def _read(self) -> Any:
        """A line, or what a key asks for; None where the learner leaves."""
        repl = self._repl
        default, repl.prefill = repl.prefill, ""
        if not default and repl.listens is Listens.SASL:
            default, repl.answer = repl.answer, ""
        try:
            return await self.session.prompt_async(
                lambda: FormattedText([("class:prompt", repl.message())]),
                default=default,
                set_exception_handler=False,
            )
        except EOFError:
            return None
        except KeyboardInterrupt:
            return await self._read()

    async def _local(self) -> None:
        line = await self.ask(":", hidden=False)
        if line.strip():
            await self._work(self._repl.run_local(line))

    def _tips(self, text: str) -> bool:
        """Whether a lone Enter was more likely meant for the line that is to be typed."""
        repl, guide = self._repl, self._repl.guide
        if text or guide is None or guide.waits:
            return False
        ghost = guide.ghost()
        if ghost == "" or (ghost is None and repl.listens in (None, Listens.TEXT)):
            return False
        here = (ghost or "", guide.progress.index)
        if self._tip == here:
            return False
        self._tip = here
        repl.tell("ui.ghost.how" if ghost else "ui.ghost.none", line=ghost)
        return True

    # -- what takes its time ---------------------------------------------------------------------

    async def _work(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something; a fault in it is told in a sentence."""
        task = self._working = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=GRACE)
            while not task.done():
                if self._asking:
                    await asyncio.wait({task}, timeout=0.1)
                else:
                    await self._read_meanwhile(task)
            await task
        except asyncio.CancelledError:
            if not task.done():
                raise
            self._repl.tell("ui.given.up")
            if self._repl.listens is Listens.HANDSHAKE:
                await self._repl.talk.hang_up("dropped")
        except Exception as error:  # whatever it was, the session goes on
            self._repl.stumble(error)
        finally:
            self._working = None
            task.cancel()

    async def _read_meanwhile(self, task: asyncio.Task[Any]) -> None:
        """The prompt while something goes on: what is typed now waits its turn."""
        self._busy = True
        task.add_done_callback(lambda _task: self._stop_busy())
        try:
            text = await self._read()
        finally:
            self._busy = False
        if text is _LOCAL:
            line = await self.ask(":", hidden=False)
            if line.strip():
                await self._repl.run_local(line)
        elif text is None:
            self._repl.done = True
            task.cancel()
        elif text is not _STOP:
            self._queue.append(text)

    def _stop_busy(self) -> None:
        """End the prompt that is there meanwhile; what is typed in it stays."""
        app = self.session.app
        if self._busy and app.future is not None and not app.future.done():
            self._repl.prefill = self._repl.prefill or self.session.default_buffer.text
            app.exit(result=_STOP)

    # -- what is shown while typing --------------------------------------------------------------

    def _placeholder(self) -> FormattedText:
        ghost = self._repl.guide.ghost() if self._repl.guide is not None else None
        if ghost and not self._repl.world.colour:
            # Without grey, what is shown to be typed must not look as if it had been.
            ghost = f"[{ghost}]"
        return FormattedText([("class:ghost", ghost or "")])

    def _toolbar(self) -> FormattedText:
        repl, columns = self._repl, self._above.columns
        left, right = self._left(), self._passing() or repl.standing()
        if width(left) + width(right) + 4 > columns and not self._passing():
            right = repl.standing(short=True)
        keys = repl.world.say("ui.keys.short" if repl.guide is not None else "ui.keys.free")
        return FormattedText([("", fit(left, keys, right, columns))])

    def _left(self) -> str:
        repl, guide, say = self._repl, self._repl.guide, self._repl.world.say
        if repl.calling is not None:
            return say("ui.connecting", peer=visible(repl.calling[0].label))
        if guide is not None:
            if guide.waits or repl.listens is not Listens.TEXT:
                return guide.task()
            return f"{guide.number()}  {say('ui.letter.pinned')}"
        if repl.conversation is None:
            return say("ui.shell.pinned")
        if repl.listens in _PINNED:
            return say(_PINNED[repl.listens])
        return say("ui.next", verbs=", ".join(repl.conversation.useful()[:3]) or "-")

    def _passing(self) -> str:
        """What goes on at this moment: something on its way, or the patience that is left."""
        repl, say = self._repl, self._repl.world.say
        if repl.sending is not None:
            done, total = repl.sending
            return say("ui.sending", octets=f"{done:,}", total=f"{total:,}")
        conversation = repl.conversation
        if conversation is not None and conversation.arriving > _WORTH_COUNTING:
            return say("ui.arriving", octets=f"{conversation.arriving:,}")
        left = self._waiting()
        return say("ui.waiting", seconds=left) if left else ""

    def _waiting(self) -> int:
        """Whole seconds that are left of the patience with a silent server; 0 when not waiting."""
        repl = self._repl
        if repl.calling is not None:
            since = repl.calling[1]
        elif repl.talk.link is None or repl.talk.settled or repl.listens is Listens.TEXT:
            return 0
        else:
            since = max(repl.talk.heard_at, repl.spoke_at)
        quiet = repl.talk.clock() - since
        return max(0, round(repl.talk.timeout - quiet)) if quiet > _QUIET else 0

    # -- keys ------------------------------------------------------------------------------------

    def _bindings(self) -> KeyBindings:
        bindings, repl = KeyBindings(), self._repl

        def later(line: str) -> Callable[[KeyPressEvent], None]:
            return lambda _event: self._soon(line)

        bindings.add("f1")(later("hint" if repl.guide is not None else "help"))
        bindings.add("f2")(lambda _event: self._next_detail())

        @bindings.add("f3")
        def _base64(event: KeyPressEvent) -> None:
            self._turn(event.current_buffer)

        @bindings.add("f4")
        @bindings.add("c-]", eager=True)  # or it would wait for a character to look for
        def _local(event: KeyPressEvent) -> None:
            repl.prefill = event.current_buffer.text
            event.app.exit(result=_LOCAL)

        @bindings.add("c-c")
        @bindings.add("<sigint>")
        def _clear(event: KeyPressEvent) -> None:
            if event.current_buffer.text:
                event.current_buffer.reset()
            elif self._busy and self._working is not None:
                self._working.cancel()
            else:
                self._above([info(repl.world.say("ui.leave.how"))])

        bindings.add("right")(self._take_over)
        bindings.add("c-e")(self._take_over)
        return bindings

    def _take_over(self, event: KeyPressEvent) -> None:
        """What is shown in grey becomes what is typed; else the cursor moves as it always does."""
        guide, buffer = self._repl.guide, event.current_buffer
        ghost = guide.ghost() if guide is not None else None
        if not buffer.text and ghost:
            buffer.insert_text(ghost)
        elif buffer.suggestion and buffer.document.is_cursor_at_the_end:
            buffer.insert_text(buffer.suggestion.text)
        elif event.key_sequence[0].key == "right":
            buffer.cursor_right()
        else:
            buffer.cursor_position = len(buffer.text)

    def _turn(self, buffer: Buffer) -> None:
        """F3: what is typed becomes base64; once more, and it is what it was."""
        text = buffer.text
        if not text:
            self._repl.tell("ui.b64.empty")
            return
        if self._encoded is not None and self._encoded[1] == text:
            clear, self._encoded = self._encoded[0], None
            buffer.text = clear
        else:
            buffer.text = base64_of(text)
            self._encoded = text, buffer.text
        buffer.cursor_position = len(buffer.text)

    def _soon(self, line: str) -> None:
        self._task = asyncio.ensure_future(self._run_key(line))

    async def _run_key(self, line: str) -> None:
        try:
            await self._repl.run_local(line)
        except Exception as error:  # whatever it was, the session goes on
            self._repl.stumble(error)

    def _next_detail(self) -> None:
        self._repl.next_detail()


class _Completer(Completer):
    def __init__(self, repl: Repl, above: Above) -> None:
        self._repl = repl
        self._above = above

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may be said now."""
        repl, typed = self._repl, document.text_before_cursor
        mode = repl.guide.mode if repl.guide is not None else None
        if mode is Mode.EXAM or not (typed.strip() or complete_event.completion_requested):
            return
        if repl.is_local(typed):
            for name, syntax in repl.local_names(typed[1:]):
                meaning = repl.world.say(f"local.{name}")
                yield self._row(Way(f":{name}", syntax, meaning, fits=True), typed)
            return
        conversation = repl.conversation
        if conversation is None or repl.uncertain or repl.listens is not Listens.COMMAND:
            return
        if mode is Mode.SOLO and " " in typed:
            return
        for each in suggestions(conversation, typed, repl.world.words):
            yield self._row(each, typed)

    def _row(self, way: Way, typed: str) -> Completion:
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


class _Ghost(AutoSuggest):
    """The lesson's line behind the cursor; where it shows none, the history's."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl
        self._history = AutoSuggestFromHistory()

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """The rest of the line that is shown to be typed."""
        guide, typed = self._repl.guide, document.text
        ghost = guide.ghost() if guide is not None else None
        if ghost:
            fits = typed and ghost.lower().startswith(typed.lower())
            return Suggestion(ghost[len(typed) :]) if fits else None
        if guide is not None and guide.mode is not Mode.FOLLOW:
            return None
        if self._repl.uncertain or self._repl.listens in (Listens.TEXT, Listens.SASL):
            return None
        return self._history.get_suggestion(buffer, document)


class _Masking(Processor):
    """Real passwords are masked as they are typed; odd characters are underlined."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Stars over what the grammar calls a credential, one for each character."""
        given = transformation_input
        typed = given.document.lines[given.lineno]
        hidden = self._repl.hidden_characters(typed)
        if hidden is None and self._follows_login(given):
            hidden = 0
        if hidden is None and typed.isascii():
            return Transformation(given.fragments)
        start = len(typed) if hidden is None else hidden
        command = self._repl.listens is Listens.COMMAND
        out: StyleAndTextTuples = []
        # Behind what is typed may stand what is suggested.
        for number, (style, char, *_) in enumerate(explode_text_fragments(given.fragments)):
            odd = command and number < len(typed) and not char.isascii()
            shown = "*" if start <= number < len(typed) else char
            out.append((f"{style} class:unusual" if odd else style, shown))
        return Transformation(out)

    def _follows_login(self, at: TransformationInput) -> bool:
        """Whether a line of a pasted block stands behind one that asks for a login."""
        conversation = self._repl.conversation
        if conversation is None or self._repl.practice or not at.lineno:
            return False
        return any(line.upper().startswith("AUTH") for line in at.document.lines[: at.lineno])


def _history(world: World, allows: Callable[[str], bool]) -> History:
    try:
        return SafeHistory(world.state / "history", allows)
    except OSError:
        return InMemoryHistory()


def quietly(repl: Repl) -> None:
    """Faults in the event loop become sentences: no traceback ever reaches the learner."""

    def tell(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            repl.stumble(error)

    asyncio.get_running_loop().set_exception_handler(tell)
