"""The keys of home: a letter acts at once, a number wants Enter."""

import time
from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

LETTERS = "lLrRqQ"
SOON = 0.6
"""Seconds within which an Enter belongs to the letter before it: many press it out of habit."""


class Letters:
    """Reads keys as the prompt of a lesson does; `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._acted = False
        self._since = 0.0
        self._takes_letters = False
        self._session: PromptSession[str] = PromptSession(
            key_bindings=self._bindings(), erase_when_done=True, reserve_space_for_menu=0
        )

    def key(self) -> str | None:
        """The next choice: a letter, a number, an id, or "" for Enter alone; None to leave."""
        return self._ask("> ", letters=True)

    def line(self, question: str) -> str | None:
        """An answer with Enter; None to leave."""
        return self._ask(f"{question} ", letters=False)

    def come_back(self) -> None:
        """A lesson was in between: an Enter that follows soon belongs to the key that left it."""
        self._acted = True

    def _ask(self, question: str, *, letters: bool) -> str | None:
        self._takes_letters = letters
        # From here on, not from the letter on: what it does may take its time.
        self._since = self._clock() if self._acted else float("-inf")
        self._acted = False
        try:
            return self._session.prompt(question).strip()
        except EOFError:
            return None

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        bindings.add("c-z")(lambda event: event.app.suspend_to_background())
        empty = Condition(lambda: not self._session.default_buffer.text)
        for letter in LETTERS:
            bindings.add(letter, filter=empty & Condition(lambda: self._takes_letters))(self._act)
        habit = empty & Condition(lambda: self._clock() - self._since < SOON)
        for enter in ("enter", "c-j"):
            bindings.add(enter, filter=habit)(self._pass_over)
        return bindings

    def _act(self, event: KeyPressEvent) -> None:
        self._acted = True
        event.app.exit(result=event.data)

    def _pass_over(self, _event: KeyPressEvent) -> None:
        self._since = float("-inf")  # one Enter belongs to it, not two
