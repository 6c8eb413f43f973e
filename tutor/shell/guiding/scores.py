"""What is said at the end of a lesson: the points and what they cost, where the mode scores; how
the predictions went; and what may be looked at again."""

from collections.abc import Iterator

from tutor.lesson import Choosing, Lesson, Localized, Progress, Question, scoring
from tutor.lesson.scoring import Score
from tutor.page import Line, Role, Span, marked
from tutor.render.wrap import rows
from tutor.shell.guiding.telling import Teller

MOST_AGAIN = 3
"""Points to look at again that are named; more at once nobody reads."""

_WIDEST = 120
"""Columns of a question that is shown again."""


def tell(teller: Teller, way: Progress, most: int | None) -> None:
    """Say it. `most` is what the course gives for the lesson, None where it gives none."""
    found = scoring.score(way.lesson, way.tallies)
    if way.help.scored:
        points, of = scoring.scaled(found, most)
        teller.tell("ui.score.points", points=points, of=of)
        _cost(teller, found)
    said = [right for mark in found.marks for right in mark.tally.foretold]
    if said:
        teller.tell("ui.predict.score", right=sum(said), said=len(said))
    if way.help.scored:
        for number, (ask, why) in zip(range(MOST_AGAIN), _again(way.lesson, found), strict=False):
            if not number:
                teller.tell("ui.score.again")
            teller.show([_asked(teller.text(ask))])
            teller.say(why, Role.NOTE)


def _cost(teller: Teller, found: Score) -> None:
    """What was lost on the way; nothing is said where nothing was."""
    misses = sum(mark.tally.misses for mark in found.marks)
    hints = sum(mark.tally.hints for mark in found.marks)
    if misses or hints:
        teller.tell("ui.score.cost", misses=misses, hints=hints)
    if found.assisted:
        teller.tell("ui.score.assisted", count=found.assisted)


def _asked(text: str) -> Line:
    """A question in a line, or as much of it as is needed to know it again."""
    first, *rest = rows(Line(marked(" ".join(text.split()))), _WIDEST)
    more = (Span(" ...", Role.INFO),) if rest else ()
    return Line((*first, *more), 5, 5)


def _again(lesson: Lesson, found: Score) -> Iterator[tuple[Localized, Localized]]:
    """The questions whose answers show a misconception, each with why the first of them is not so;
    what was told of one question is not told of another."""
    told: set[str] = set()
    for question, mark in zip(lesson.steps, found.marks, strict=True):
        asks = question.asks if isinstance(question, Question) else None
        whys = {
            choice.misconception: choice.why
            for choice in reversed(asks.choices if isinstance(asks, Choosing) else ())
        }
        shown = [each for each in mark.tally.misconceptions if each not in told and each in whys]
        told.update(shown)
        if shown:
            yield question.say, whys[shown[0]]
