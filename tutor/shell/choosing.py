"""The keys of home: a letter acts at once where the terminal allows it, a number wants Enter.

Under --plain, and where nothing can be drawn, each choice is a line.
"""

import time
from collections.abc import Callable

from tutor.world import World

KEYS = "lLrRqQ"
SOON = 0.6
"""Seconds within which an Enter belongs to the letter before it: some press it out of habit."""

Ask = Callable[[], str | None]


def chooser(world: World) -> Ask:
    """A function that asks for the next choice: a letter, a number, "" for Enter; None to leave."""
    if world.plain or not world.terminal:
        return lambda: line(world, "> ")
    return Keys().ask


def line(world: World, question: str) -> str | None:
    """A line, typed as the terminal itself lets it be typed; None at the end of all input."""
    world.stdout.write(question)
    world.stdout.flush()
    found = world.stdin.readline()
    return found.decode("utf-8", "replace").strip() if found else None


class Keys:
    """Single keys, read as the prompt of a lesson reads them; `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        from prompt_toolkit import PromptSession

        self._clock = clock
        self._acted = float("-inf")
        self._session: PromptSession[str] = PromptSession(
            key_bindings=self._bindings(), erase_when_done=True
        )

    def ask(self) -> str | None:
        """The next choice."""
        try:
            return self._session.prompt("> ").strip()
        except EOFError:
            return None

    def _bindings(self):  # type: ignore[no-untyped-def]
        ...
