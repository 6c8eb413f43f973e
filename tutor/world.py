"""The outside world as a value: streams, language, folders. Made once, in cli.py, passed down."""

from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from tutor.settings import Settings
from tutor.words import Words


class World(NamedTuple):
    """What a command may touch. `interactive`: somebody sits at a terminal and may type."""

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    words: Words
    state: Path
    settings: Settings = Settings()
    interactive: bool = False
    terminal: bool = False
    colour: bool = False
    json: bool = False
    plain: bool = False
    big: bool = False
    force: bool = False
    record: Path | None = None
    no_record: bool = False

    def say(self, key: str, **args: object) -> str:
        """A sentence of the program itself."""
        return self.words.say(None, key, **args)

    def trouble(self, error: OSError) -> str:
        """What the system says of a file or a port, in the learner's language."""
        from tutor import blaming

        return blaming.trouble(self.words, error)

    def complain(self, key: str, **args: object) -> None:
        """A message on stderr: what happened, and what to do."""
        from tutor.core.visible import visible

        text = visible(self.say(key, **args))
        self.stderr.write(f"wiretutor: {text}\n")
        self.stderr.flush()
