"""Presenter's notes: what only the teacher reads, in a file or on a second terminal."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tutor.core.visible import visible
from tutor.lesson import Choosing, Lesson, Localized, Question, Serve, Step, Task, answers
from tutor.page import Line, Role, Span
from tutor.render.plain import text as plain
from tutor.words import Words

_EMPTY = "⏎"
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT
# A terminal must not become ours, nor may a pipe that nobody reads keep the class waiting.
_FLAGS |= getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0)
_WIDE = 80
_RULE = "-" * 60


class Notes:
    """A block for each step, appended when the step is told to the class. Opening raises OSError;
    later `failed` says why nothing can be written any more, and the show goes on."""

    def __init__(self, path: Path, lesson: Lesson, words: Words) -> None:
        self.failed: OSError | None = None
        self._lesson = lesson
        self._words = words
        self._handle = os.open(path, _FLAGS, 0o600)

    def tell(self, step: Step) -> None:
        """Write the block of a step."""
        if self.failed is not None:
            return
        data = plain(self._block(step), self._columns()).encode("utf-8", "backslashreplace")
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as error:
            self.failed = error

    def close(self) -> None:
        """Nothing more is told."""
        os.close(self._handle)

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._handle).columns
        except OSError:
            return min(shutil.get_terminal_size((_WIDE, 24)).columns, _WIDE)

    # -- what stands there -----------------------------------------------------------------------

    def _block(self, step: Step) -> Iterator[Line]:
        steps = self._lesson.steps
        number = steps.index(step) + 1
        yield Line(())
        yield Line((Span(_RULE, Role.INFO),))
        head = f"{number}/{len(steps)}  {self._text(step.task or step.say)}"
        yield Line((Span(f"{head}   ({visible(step.id)})", Role.LABEL),), 0, 6)
        if step.notes is not None:
            for row in self._words_of(step.notes).strip().splitlines():
                yield Line((Span(visible(row), Role.NOTE),), 2, 2)
        yield from self._typed(step)
        following = steps[number] if number < len(steps) else None
        if following is None:
            yield self._row("ui.notes.last")
        else:
            yield self._row("ui.notes.next", text=self._text(following.task or following.say))

    def _typed(self, step: Step) -> Iterator[Line]:
        """What comes on the wire, or the answer that is right, and why."""
        if isinstance(step, Question):
            yield self._row("ui.notes.answer", text=str(answers.right(step)))
            asks = step.asks
            right = asks.choices[asks.answer - 1] if isinstance(asks, Choosing) else asks
            yield self._row("ui.notes.why", text=self._text(right.why))
            return
        if isinstance(step, Serve):
            for line in step.client:
                yield self._row("ui.notes.client", text=visible(line))
        for line in step.lines:
            yield self._row("ui.notes.types", text=visible(line) or _EMPTY)
        if isinstance(step, Task) and step.predict is not None:
            yield self._row("ui.notes.predict", text=self._text(step.predict))

    def _row(self, key: str, **told: object) -> Line:
        return Line((Span(self._words.say(None, key, **told), Role.INFO),), 2, 10)

    def _text(self, text: Localized) -> str:
        return visible(" ".join(self._words_of(text).split()))

    def _words_of(self, text: Localized) -> str:
        return text.in_language(self._words.language)
