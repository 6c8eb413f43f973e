"""A lesson on paper: what to do, room for what was typed and heard; the key has what comes of it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tutor.authoring import worksheet_html as html
from tutor.authoring.rehearsed import Played, Row, rehearse
from tutor.core.spec import Class
from tutor.core.wire import Side
from tutor.lesson import Choosing, Lesson, Localized, Question, Serve, Step, Task, answers, scoring
from tutor.words import Words

_MOST_RULES = 12
"""Lines to write on, for one step."""

_PREDICTED = {
    "smtp": {"2": Class.OK, "3": Class.INTERMEDIATE, "4": Class.TRANSIENT, "5": Class.PERMANENT},
    "pop3": {"+OK": Class.OK, "-ERR": Class.FAILURE},
}
"""What may be predicted, as it is ticked."""

_ARROWS = {Side.CLIENT: "->", Side.SERVER: "<-", None: ""}


def worksheet(lesson: Lesson, words: Words, *, key: bool = False) -> str:
    """The page of a furnished lesson, for which the practice server has everything."""
    played = rehearse(lesson) if key else {}
    return _Sheet(lesson, words, played).page()


class _Place(NamedTuple):
    """Where a step stands on the sheet: its heading, and how many lines of text are its own."""

    heading: str
    points: bool = True


class _Sheet:
    """One language's sheet; with what was `played` it is the key."""

    def __init__(self, lesson: Lesson, words: Words, played: dict[str, Played] | object) -> None:
        self._lesson = lesson
        self._words = words
        self._played = played if isinstance(played, dict) else {}

    @property
    def _is_key(self) -> bool:
        return bool(self._played)

    def _say(self, name: str, **args: object) -> str:
        return html.text(self._words.say(None, f"ui.sheet.{name}", **args))

    def _text(self, said: Localized) -> str:
        return said.in_language(self._words.language)

    # -- the page --------------------------------------------------------------------------------

    def page(self) -> str:
        """The whole of it."""
        title = self._text(self._lesson.title)
        if self._is_key:
            title = self._words.say(None, "ui.sheet.key", title=title)
        body = ["<main>", *self._head(title), '<ol class="steps">']
        for number, step in enumerate(self._lesson.steps, 1):
            body += self._step(step, self._say("step", number=number, id=step.id), step.id)
        if self._lesson.again is not None:
            body += self._step(self._lesson.again, self._say("again"), "", points=False)
        body += ["</ol>", *self._foot(), "</main>"]
        return html.document(self._words.language, title, body)
