"""The history of typed lines: never a secret, never a letter, never a local command."""

from collections.abc import Callable
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory


class SafeHistory(FileHistory):
    """A file history that asks before it remembers a line."""

    def __init__(self, path: Path, allows: Callable[[str], bool]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._allows = allows
        super().__init__(str(path))

    def append_string(self, string: str) -> None:
        """Remember a line, if it may be remembered."""
        if self._allows(string):
            super().append_string(string)


def history(path: Path, allows: Callable[[str], bool]) -> History:
    """The history in this file; one that ends with the session where no file can be."""
    try:
        return SafeHistory(path, allows)
    except OSError:
        return InMemoryHistory()
