"""What the keys do that are no text: F1 to F4, Ctrl-], Ctrl-C, and taking over the grey line."""

import asyncio
import time
from collections.abc import Callable

from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from tutor.page import Detail, info
from tutor.shell.local.encoding import base64_of
from tutor.shell.repl import Repl
from tutor.shell.terminal.above import Above
from tutor.shell.terminal.lone_enter import ghost

DIGITS = "0123456789"
SOON = 0.6
"""Seconds within which a key belongs to the answer that one key before it gave."""
LOCAL = object()
"""What the prompt gives instead of a line where a local command is asked for."""
GIVE = object()
"""And where somebody who took the keyboard over gives it back."""


class Keys:
    """The keys of one prompt. `give_up` ends what takes its time; False where nothing does."""

    def __init__(self, repl: Repl, above: Above, give_up: Callable[[], bool]) -> None:
        self._repl = repl
        self._above = above
        self._give_up = give_up
        self._encoded: tuple[str, str] | None = None
        self._answered = False
        self._since = float("-inf")

    def bindings(self) -> KeyBindings:
        """Which key does what."""
        bindings, with_guide = KeyBindings(), self._repl.guide is not None
        bindings.add("f1")(lambda _event: self._soon("hint" if with_guide else "help"))
        bindings.add("f2")(lambda _event: next_detail(self._repl))
        bindings.add("f3")(lambda event: self._turn(event.current_buffer))
        bindings.add("f4")(self._local)
        # Without `eager` it would wait for a character to look for.
        bindings.add("c-]", eager=True)(self._local)
        bindings.add("c-z")(suspend)
        bindings.add("c-c")(self._clear)
        bindings.add("<sigint>")(self._clear)
        bindings.add("right")(self._take_over)
        bindings.add("c-e")(self._take_over)
        away = Condition(lambda: self._repl.guide is not None and self._repl.guide.away)
        bindings.add("tab", filter=away)(lambda event: event.app.exit(result=GIVE))
        for key in ("enter", *DIGITS):
            bindings.add(key, filter=Condition(self._is_habit))(self._pass_over)
        return bindings

    def answers(self, keys: str) -> KeyBindings:
        """Keys that are an answer by themselves, where nothing else is typed."""
        bindings = KeyBindings()
        bindings.add("c-z")(suspend)
        alone = Condition(lambda: not get_app().current_buffer.text)
        for key in keys:
            bindings.add(key, filter=alone)(self._answer)
        return bindings

    def begin(self) -> None:
        """Lines are read from here on."""
        self._since = time.monotonic() if self._answered else float("-inf")
        self._answered = False

    def _answer(self, event: KeyPressEvent) -> None:
        self._answered = True
        event.app.exit(result=event.data)

    def _is_habit(self) -> bool:
        """Whether a key belongs to the answer before it: many type a whole code, and Enter."""
        soon = time.monotonic() - self._since < SOON
        return soon and not get_app().current_buffer.text

    def _pass_over(self, event: KeyPressEvent) -> None:
        if event.data not in DIGITS:
            self._since = float("-inf")  # one Enter belongs to it, not two

    def _local(self, event: KeyPressEvent) -> None:
        """Ask for a local command; what is typed comes back afterwards."""
        self._repl.prefill = event.current_buffer.text
        event.app.exit(result=LOCAL)

    def _clear(self, event: KeyPressEvent) -> None:
        """What is typed goes; where there is nothing, what takes its time is given up."""
        if event.current_buffer.text:
            event.current_buffer.reset()
        elif not self._give_up():
            self._above([info(self._repl.world.say("ui.leave.how"))])

    def _take_over(self, event: KeyPressEvent) -> None:
        """What is shown in grey becomes what is typed; else the cursor moves as it always does."""
        buffer, shown = event.current_buffer, ghost(self._repl)
        if not buffer.text and shown:
            buffer.insert_text(shown)
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
        self._task = asyncio.ensure_future(self._run(line))

    async def _run(self, line: str) -> None:
        try:
            await self._repl.run_local(line)
        except Exception as error:  # whatever it was, the session goes on
            self._repl.stumble(error)


def suspend(event: KeyPressEvent) -> None:
    """Ctrl-Z: back to the shell until `fg`, as everywhere; where that cannot be, nothing.

    Unbound it would become a character of the line, and no terminal shows that in a password.
    """
    event.app.suspend_to_background()


def next_detail(repl: Repl) -> None:
    """F2: the last exchange in the next detail, which holds from now on."""
    if repl.explains_nothing():
        return
    order, page = [Detail.BRIEF, Detail.FULL, Detail.OFF], repl.page
    page.detail = order[(order.index(page.detail) + 1) % len(order)]
    repl.tell("ui.detail.now", now=repl.world.say(f"ui.detail.{page.detail.value}"))
    if repl.last is not None and page.detail is not Detail.OFF:
        repl.show(page.again(repl.last, page.detail))
        if repl.guide is not None:
            repl.guide.ask_again()
