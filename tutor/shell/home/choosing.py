"""What is chosen at home, line by line: under --plain, and where nothing can be drawn."""

from typing import Protocol

from tutor.world import World


class Chooser(Protocol):
    """Whoever asks the learner; None is the wish to leave."""

    def key(self) -> str | None:
        """The next choice: a letter, a number, an id, or "" for Enter alone."""

    def line(self, question: str) -> str | None:
        """An answer with Enter."""

    def come_back(self) -> None:
        """A lesson was in between."""


class Lines:
    """Every choice is a line, edited by the terminal itself."""

    def __init__(self, world: World) -> None:
        self._world = world

    def key(self) -> str | None:
        """The next choice."""
        return self.line(">")

    def line(self, question: str) -> str | None:
        """An answer with Enter."""
        self._world.stdout.write(f"{question} ")
        self._world.stdout.flush()
        found = self._world.stdin.readline()
        if not found:
            # Ctrl-D ends no row: the shell's prompt would stand behind ours.
            self._world.stdout.write("\n")
            return None
        return found.decode("utf-8", "replace").strip()

    def come_back(self) -> None:
        """Every line of this kind ends with Enter: none is left over."""
