"""The prompt on a terminal: it reads lines, and stays there while what they ask for goes on.

What a line means is the Repl's business; what is at the prompt besides (keys, the menu, the grey
line, stars, the pinned row) has files of its own and is put together here.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.cursor_shapes import CursorShape
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from tutor.core.spec import Listens
from tutor.shell import caution, leaving, pinned
from tutor.shell.guiding import asking
from tutor.shell.repl import Repl
from tutor.shell.terminal import secrecy
from tutor.shell.terminal.above import Above
from tutor.shell.terminal.completing import Menu
from tutor.shell.terminal.ghost import Ghost, placeholder
from tutor.shell.terminal.history import history
from tutor.shell.terminal.keys import LOCAL, Keys
from tutor.shell.terminal.lone_enter import LoneEnter
from tutor.shell.terminal.masking import Masking

STYLE = Style.from_dict(
    {
        "prompt": "bold",
        "ghost": "ansibrightblack",
        "unusual": "underline",
        "bottom-toolbar": "reverse",
        "bottom-toolbar.text": "",
    }
)
_STOP = object()
GRACE = 1.0
"""Seconds that something may take before the prompt comes back while it goes on."""


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
        self._lone_enter = LoneEnter(repl)
        self._keys = Keys(repl, above, self._give_up)
        self.session = _session(repl, above, self._keys.bindings(), **streams)
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
                    repl.done = await leaving.leaves(repl)
                elif text is LOCAL:
                    await self._local()
                elif not self._lone_enter.explains(text):
                    await self._work(repl.take(text))
                if repl.guide is not None and repl.guide.finished:
                    repl.done = True

    async def ask(self, question: str, hidden: bool, keys: str = "", default: str = "") -> str:
        """Ask something of the program's own; nothing of it is remembered. One of `keys` answers
        without Enter."""
        self._asking = True
        while self._busy:
            self._stop_busy()
            await asyncio.sleep(0)
        session: PromptSession[str] = PromptSession(
            erase_when_done=True, key_bindings=self._keys.answers(keys), **self._streams
        )
        self._above.session = session
        try:
            return await session.prompt_async(
                f"{question} ", default=default, is_password=hidden, set_exception_handler=False
            )
        except EOFError:
            return asking.ENDED if keys else ""
        except KeyboardInterrupt:
            return asking.GIVEN_UP if keys else ""
        finally:
            self._above.session = self.session
            self._asking = False

    async def _read(self) -> Any:
        """A line, or what a key asks for; None where the learner leaves."""
        repl = self._repl
        default, repl.prefill = repl.prefill, ""
        self._keys.begin()
        if not default and repl.listens is Listens.SASL and not repl.elsewhere:
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
        """The local prompt; a command that was typed where it is none stands in it."""
        repl = self._repl
        typed = repl.prefill if caution.local_name(repl.prefill) else ""
        if typed:
            repl.prefill = repl.held = ""
        line = await self.ask(":", hidden=False, default=typed[1:])
        if line.strip():
            await self._work(self._repl.run_local(line))

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
        if text is LOCAL:
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

    def _give_up(self) -> bool:
        """End what takes its time; False where nothing does."""
        if not self._busy or self._working is None:
            return False
        self._working.cancel()
        return True


def _session(repl: Repl, above: Above, keys: KeyBindings, **streams: Any) -> PromptSession[Any]:
    """The prompt with all that is at it."""
    world = repl.world
    return PromptSession(
        history=history(world.state / "history", lambda text: secrecy.may_remember(repl, text)),
        completer=Menu(repl, above),
        auto_suggest=Ghost(repl),
        input_processors=[Masking(repl)],
        key_bindings=keys,
        bottom_toolbar=lambda: FormattedText([("", pinned.row(repl, above.columns))]),
        placeholder=lambda: placeholder(repl),
        complete_while_typing=True,
        reserve_space_for_menu=3 if world.big else 5,
        **outfit(repl),
        **streams,
    )


def outfit(repl: Repl) -> dict[str, Any]:
    """What every prompt looks like, whoever types at it."""
    return {
        "prompt_continuation": lambda cells, _row, _wrapped: " " * cells,
        "erase_when_done": True,
        "enable_open_in_editor": False,
        "style": STYLE,
        "cursor": CursorShape.BLINKING_BEAM,
        "color_depth": None if repl.world.colour else ColorDepth.DEPTH_1_BIT,
        "refresh_interval": 1.0,
    }
