"""The desk on a terminal: a prompt at which the program types, and keys for whoever shows it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import ALL_KEYS, Keys
from prompt_toolkit.layout import Layout, Window

from tutor.core.spec import Listens
from tutor.lesson import answers
from tutor.shell import pinned
from tutor.shell.repl import Repl
from tutor.shell.showing.pacing import rhythm
from tutor.shell.showing.watching import Key, Show
from tutor.shell.terminal.above import Above
from tutor.shell.terminal.keys import GIVE, LOCAL, next_detail
from tutor.shell.terminal.prompt import Keyboard, outfit

_KEYS = {
    Key.ON: ("enter", " ", "right"),
    Key.BACK: ("left",),
    Key.HANDS: ("tab",),
    Key.BLANK: ("b", "B"),
    Key.LEAVE: ("q", "Q", "c-c", "c-d", "<sigint>"),
}
_INNER = {Keys.CPRResponse, Keys.Vt100MouseEvent, Keys.WindowsMouseEvent, Keys.Ignore}
"""What terminals say by themselves: no key was pressed."""


class Podium(Keyboard):
    """Shows a lesson; the ordinary prompt is there while the keyboard is taken over."""

    def __init__(self, repl: Repl, above: Above, **streams: Any) -> None:
        super().__init__(repl, above, **streams)
        self.show: Show | None = None
        self._keyboard, self._answers = self.session, ""
        self._stage: PromptSession[Any] = PromptSession(
            key_bindings=self._pressed(),
            bottom_toolbar=lambda: FormattedText([("", pinned.showing(repl, above.columns))]),
            **outfit(repl),
            **streams,
        )
        self._turn_to(self._stage)

    async def run(self, first: Coroutine[Any, Any, object] | None = None) -> None:
        """Show the lesson; `first` is done before."""
        with self.session.app.input.raw_mode():
            if first is not None:
                await self._work(first)
            if self.show is not None:
                await self.show.run(self)

    # -- the desk --------------------------------------------------------------------------------

    async def rest(self, seconds: float | None, keys: str = "", line: str = "") -> Key | str:
        """Wait for a key; see `watching.Desk`."""
        self._answers = keys
        try:
            found: Key | str = await self._shown(line, seconds)
        finally:
            self._answers = ""
        return found

    async def type(self, line: str) -> Key:
        """Let a line appear; Enter makes it whole at once."""
        found: Key = await self._shown("", None, line)
        return found

    async def work(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something that may take its time."""
        await self._work(work)

    async def hands(self) -> None:
        """The ordinary prompt, until TAB or Ctrl-D."""
        repl = self._repl
        self._turn_to(self._keyboard)
        try:
            while not repl.done:
                text = self._queue.pop(0) if self._queue else await self._read()
                if text is None or text is GIVE:
                    break
                if text is LOCAL:
                    await self._local()
                elif not text and repl.listens in (None, Listens.COMMAND):
                    repl.tell("ui.watch.hands")
                else:
                    await self._work(repl.take(text))
        finally:
            self._turn_to(self._stage)

    async def blank(self) -> None:
        """An empty screen; the one before comes back with any key."""
        app: Application[None] = Application(
            layout=Layout(Window(always_hide_cursor=True)),
            key_bindings=_any(lambda event: event.app.exit()),
            full_screen=True,
            input=self._stage.app.input,
            output=self._stage.app.output,
        )
        self._above.hold()
        try:
            await app.run_async(set_exception_handler=False)
        finally:
            self._above.release()

    # -- the prompt of the one who shows ---------------------------------------------------------

    async def _read(self) -> Any:
        """What is read while something takes its time: nothing but the wish to leave."""
        if self.session is self._keyboard:
            return await super()._read()
        found = await self._shown("", None)
        return None if found is Key.LEAVE else found

    async def _shown(self, text: str, seconds: float | None, line: str | None = None) -> Any:
        """The prompt with this text until a key is pressed, or it goes on by itself."""
        typing: list[asyncio.Task[None]] = []

        def begin() -> None:
            if line is not None:
                typing.append(asyncio.ensure_future(self._type(line)))
            elif seconds is not None:
                typing.append(asyncio.ensure_future(self._go_on(seconds)))

        try:
            return await self._stage.prompt_async(
                lambda: FormattedText([("class:prompt", self._repl.message())]),
                default=text,
                pre_run=begin,
                set_exception_handler=False,
            )
        finally:
            for task in typing:
                task.cancel()

    async def _type(self, line: str) -> None:
        waits = rhythm(line)
        for at, wait in enumerate(waits):
            await asyncio.sleep(wait)
            if at < len(line):
                self._stage.default_buffer.document = Document(line[: at + 1])
        self._exit(Key.ON)

    async def _go_on(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._exit(Key.ON)

    def _exit(self, found: Key | str) -> None:
        app = self._stage.app
        if app.future is not None and not app.future.done():
            app.exit(result=found)

    def _pressed(self) -> KeyBindings:
        """Which key means what; the rest means nothing, least of all to the line."""

        def exits(found: Key) -> Callable[[KeyPressEvent], None]:
            return lambda _event: self._press(found)

        bindings = _any(self._answer)
        bindings.add("f2")(lambda _event: next_detail(self._repl))
        for found, keys in _KEYS.items():
            for key in keys:
                bindings.add(key)(exits(found))
        return bindings

    def _press(self, found: Key) -> None:
        if not self._busy or found is Key.LEAVE:
            self._exit(found)

    def _answer(self, event: KeyPressEvent) -> None:
        key = answers.plain(event.data)
        if key and key in self._answers:
            self._exit(key)

    def _turn_to(self, session: PromptSession[Any]) -> None:
        self.session = self._above.session = session


def _any(pressed: Callable[[KeyPressEvent], None]) -> KeyBindings:
    """All keys mean the same."""
    bindings = KeyBindings()
    for key in (Keys.Any, *ALL_KEYS):
        if key not in _INNER:
            bindings.add(key)(pressed)
    return bindings
