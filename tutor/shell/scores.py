"""What is said at the end of a lesson: the points and what they cost, where the mode scores; how
the predictions went; and what may be looked at again."""

from collections.abc import Iterator

from tutor.lesson import Choosing, Lesson, Localized, Progress, scoring
from tutor.lesson.scoring import Score
from tutor.page import Role
from tutor.shell.telling import Teller

MOST_AGAIN = 3
"""Points to look at again that are named; more at once nobody reads."""


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
        for number, why in zip(range(MOST_AGAIN), _again(way.lesson, found), strict=False):
            if not number:
                teller.tell("ui.score.again")
            teller.say(why, Role.NOTE)


def _cost(teller: Teller, found: Score) -> None:
    """What was lost on the way; nothing is said where nothing was."""
    misses = sum(mark.tally.misses for mark in found.marks)
    hints = sum(mark.tally.hints for mark in found.marks)
    if misses or hints:
        teller.tell("ui.score.cost", misses=misses, hints=hints)
    if found.assisted:
        teller.tell("ui.score.assisted", count=found.assisted)


def _again(lesson: Lesson, found: Score) -> Iterator[Localized]:
    """Why the answers that show a misconception are not so, each once."""
    for name in found.misconceptions:
        whys = (
            choice.why
            for question in lesson.questions
            if isinstance(question.asks, Choosing)
            for choice in question.asks.choices
            if choice.misconception == name
        )
        yield from (why for why, _ in zip(whys, range(1), strict=False))
