"""A lesson on paper: what to do, and room for what was said; the key has what comes of it."""

from collections.abc import Iterable, Iterator, Mapping

from tutor.authoring import worksheet_html as html
from tutor.authoring.rehearsed import Played, Row, rehearse
from tutor.core.spec import Class
from tutor.core.wire import Side
from tutor.lesson import Choosing, Lesson, Localized, Question, Serve, Step, Task, answers, scoring
from tutor.words import Words

_MOST_RULES = 12
"""Lines to write on, for one step."""

_PREDICTED: Mapping[str, Mapping[str, Class]] = {
    "smtp": {"2": Class.OK, "3": Class.INTERMEDIATE, "4": Class.TRANSIENT, "5": Class.PERMANENT},
    "pop3": {"+OK": Class.OK, "-ERR": Class.FAILURE},
}
"""What may be predicted, as it is ticked."""

_ARROWS = {Side.CLIENT: "->", Side.SERVER: "<-"}


def worksheet(lesson: Lesson, words: Words, *, key: bool = False) -> str:
    """The page of a furnished lesson, for which the practice server has everything."""
    return _Sheet(lesson, words, rehearse(lesson) if key else None).page()


class _Sheet:
    """One language's sheet; with what was `played` it is the key."""

    def __init__(self, lesson: Lesson, words: Words, played: Mapping[str, Played] | None) -> None:
        self._lesson = lesson
        self._words = words
        self._played = played

    def page(self) -> str:
        """The whole of it."""
        title = self._in(self._lesson.title)
        if self._played is not None:
            title = self._words.say(None, "ui.sheet.key", title=title)
        body = ["<main>", *self._head(title), '<ol class="steps">']
        for number, step in enumerate(self._lesson.steps, 1):
            body += self._step(f"{number}. ", step, step.id)
        if self._lesson.again is not None:
            body += self._step(f"{self._say('again')} ", self._lesson.again, "")
        body += ["</ol>", *self._foot(), "</main>"]
        return html.document(self._words.language, title, body)

    # -- its parts -------------------------------------------------------------------------------

    def _head(self, title: str) -> Iterator[str]:
        total = scoring.STEP * len(self._lesson.steps)
        yield f"<h1>{html.text(title)}</h1>"
        if self._played is None:
            rooms = (self._say("name"), self._say("date"), self._say("points", total=total))
            blanks = "".join(f"<span>{room} <b></b></span>" for room in rooms)
            yield f'<p class="head">{blanks}</p>'
        if self._lesson.minutes is not None:
            yield f"<p>{self._say('minutes', minutes=self._lesson.minutes)}</p>"
        if self._lesson.intro is not None:
            yield html.prose(self._in(self._lesson.intro))

    def _foot(self) -> Iterator[str]:
        if self._played is None:
            return
        if self._lesson.closing is not None:
            yield f"<section><h2>{self._say('closing')}</h2>"
            yield html.prose(self._in(self._lesson.closing)) + "</section>"
        weights = {"step": scoring.STEP, "miss": scoring.MISS, "hint": scoring.HINT}
        rest = {"least": scoring.LEAST, "prediction": scoring.PREDICTION}
        told = (self._say("real"), self._say("score", **weights, **rest))
        yield f"<footer>{' '.join(f'<p>{each}</p>' for each in told)}</footer>"

    def _step(self, mark: str, step: Step, name: str) -> Iterator[str]:
        title = html.inline(self._in(step.task)) if step.task is not None else self._kind(step)
        counted = f'<span class="points">/ {scoring.STEP}</span>' if name else ""
        yield f"<li><h2>{counted}{mark}{title}</h2>"
        yield html.prose(self._in(step.say))
        if step.shows:
            yield html.pre(html.row(_ARROWS[each.side], each.text) for each in step.shows)
        if isinstance(step, Serve):
            yield from self._client(step)
        if self._played is not None:
            yield '<div class="key">'
            yield from self._solved(step, self._played.get(name, Played()))
            yield from self._told(step)
            yield "</div>"
        elif isinstance(step, Question):
            yield from self._question(step)
        else:
            yield from self._room(step)
        yield "</li>"

    def _kind(self, step: Step) -> str:
        return self._say("question" if isinstance(step, Question) else "step")

    def _client(self, step: Serve) -> Iterator[str]:
        yield f"<h3>{self._say('client')}</h3>"
        rows = [html.row("->", line) for line in step.client]
        yield html.pre(rows or [html.remark(self._words.say(None, "ui.sheet.waits"))])

    # -- the sheet -------------------------------------------------------------------------------

    def _room(self, step: Task | Serve) -> Iterator[str]:
        """Where to write what was typed, and what the server said to it."""
        count = min(max(1, len(step.lines)), _MOST_RULES)
        if isinstance(step, Task) and step.predict is not None:
            yield self._prediction(step)
            yield f"<h3>{self._say('because')}</h3>{html.rules(1)}"
        yield f"<h3>{self._say('answer' if isinstance(step, Serve) else 'type')}</h3>"
        yield html.rules(count)
        if isinstance(step, Task):
            yield f"<h3>{self._say('heard')}</h3>{html.rules(min(count + 1, _MOST_RULES))}"

    def _question(self, step: Question) -> Iterator[str]:
        if isinstance(step.asks, Choosing):
            rows = (self._in(choice.text) for choice in step.asks.choices)
            yield _boxes(html.box() + html.inline(row) for row in rows)
        else:
            yield html.rules(1)

    def _prediction(self, step: Task, came: Class | None = None) -> str:
        signs = _PREDICTED[step.connection or self._lesson.protocol]
        rows = (html.box(checked=kind is came) + html.text(sign) for sign, kind in signs.items())
        return f"<h3>{self._say('predict')}</h3>{_boxes(rows, in_row=True)}"

    # -- the key ---------------------------------------------------------------------------------

    def _solved(self, step: Step, played: Played) -> Iterator[str]:
        if isinstance(step, Question):
            yield from self._answered(step)
            return
        if isinstance(step, Task) and step.predict is not None:
            yield self._prediction(step, played.last)
            yield html.prose(self._in(step.predict))
        yield f"<h3>{self._say('answer' if isinstance(step, Serve) else 'solution')}</h3>"
        yield html.pre(self._row(row) for row in played.rows)

    def _answered(self, step: Question) -> Iterator[str]:
        if isinstance(step.asks, Choosing):
            choices = enumerate(step.asks.choices, 1)
            yield _boxes(
                f"{html.box(checked=number == step.asks.answer)}"
                f"{html.inline(self._in(choice.text))} <br>{html.inline(self._in(choice.why))}"
                for number, choice in choices
            )
            return
        yield f'<p class="right">{html.text(str(answers.right(step)))}</p>'
        yield html.prose(self._in(step.asks.why))

    def _told(self, step: Step) -> Iterator[str]:
        """What is said when it has passed, the hints, and the presenter's notes."""
        for said in (step.why, step.aside):
            if said is not None:
                yield html.prose(self._in(said))
        if step.hints:
            hints = "".join(f"<li>{html.inline(self._in(hint))}</li>" for hint in step.hints)
            yield f"<h3>{self._say('hints')}</h3><ol>{hints}</ol>"
        if step.notes is not None:
            yield f"<h3>{self._say('notes')}</h3>{html.prose(self._in(step.notes))}"

    def _row(self, row: Row) -> str:
        if row.side is not None:
            return html.row(_ARROWS[row.side], row.text)
        return html.remark(self._words.say(None, f"ui.sheet.{row.text}", count=row.left))

    # -- words -----------------------------------------------------------------------------------

    def _in(self, said: Localized) -> str:
        return said.in_language(self._words.language)

    def _say(self, name: str, **args: object) -> str:
        return html.text(self._words.say(None, f"ui.sheet.{name}", **args))


def _boxes(rows: Iterable[str], *, in_row: bool = False) -> str:
    kind = "boxes row" if in_row else "boxes"
    return f'<ul class="{kind}">' + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"
