"""What is said around a lesson: before its first step, and behind its last."""

from collections.abc import Callable
from typing import NamedTuple

from tutor.lesson import Earlier, Help, Lesson, Localized, Progress, Question
from tutor.lesson.earlier import NOTHING
from tutor.page import Line, info
from tutor.shell.guiding.telling import Teller
from tutor.world import World

Following = Callable[[], tuple[str, Lesson] | None]
"""The lesson that comes after this one, and the name under which `learn` knows it."""


class Due(NamedTuple):
    """A question that is asked again, and the lesson that it is of."""

    lesson: str
    title: Localized
    question: Question

    @property
    def key(self) -> tuple[str, str]:
        """The lesson's id and the step's."""
        return self.lesson, self.question.id


class Cover(NamedTuple):
    """What surrounds a lesson that somebody does.

    reached: how many steps were passed the last time; start: at which one (from 0) it begins
    changed: it is another lesson since; earlier: what was done then, as far as it counts now
    real: a real server answers; address: that of the learner's own account there, in the lesson's
    place; others: accounts whose printed codes are as they were
    seed: by what the values of the lesson's variables were chosen
    most: the points that the course gives for it
    task: it is only the task at a lesson's end, once more without help
    review: the questions that are asked before it begins
    """

    following: Following = lambda: None
    reached: int = 0
    changed: bool = False
    earlier: Earlier = NOTHING
    start: int = 0
    real: bool = False
    address: str = ""
    others: tuple[str, ...] = ()
    seed: str | None = None
    most: int | None = None
    task: bool = False
    review: tuple[Due, ...] = ()


def begin(teller: Teller, world: World, lesson: Lesson, cover: Cover, how: Help | None) -> None:
    """The title, the introduction, and how it is done; `how` is None where nobody sits."""
    teller.title(lesson)
    if lesson.intro is not None and not cover.start:
        teller.card(lesson.intro)
    if cover.address:
        teller.tell("ui.lesson.own", address=cover.address)
        if cover.others:
            teller.tell("ui.lesson.own.others", codes=", ".join(cover.others))
    elif cover.real:
        teller.tell("ui.lesson.real")
    if cover.seed is not None and lesson.values and not cover.task:
        teller.tell("ui.lesson.seed", seed=cover.seed)
    if how is not None:
        teller.show([info(world.say(_how(how, cover, plain=world.plain))), Line(())])
    if cover.changed:
        teller.tell("ui.lesson.changed")
    elif cover.reached and not cover.real:
        key = "ui.lesson.reached" if cover.earlier.over else "ui.lesson.reached.helped"
        teller.tell(key, number=cover.reached + 1, total=len(lesson.steps))


def end(teller: Teller, way: Progress, cover: Cover, *, sits: bool) -> None:
    """The last words: the closing card, how it went, and what comes next."""
    if cover.task:
        return
    lesson = way.lesson
    teller.tell("ui.lesson.finished" if lesson.closing else "ui.lesson.over")
    if lesson.closing is not None:
        teller.card(lesson.closing)
    if not way.help.types:
        from tutor.shell.guiding import scores

        scores.tell(teller, way, cover.most)
    following = cover.following() if sits else None
    if following is not None:
        name, after = following
        teller.tell("ui.lesson.following", title=teller.text(after.title), id=name)


def _how(how: Help, cover: Cover, *, plain: bool) -> str:
    if cover.task:
        return "ui.once.how"
    if how.types:
        return "ui.lesson.how.watch"
    if how.hints == "none":
        return "ui.lesson.how.exam"
    if not how.ghost:
        return "ui.lesson.how.solo"
    return "ui.lesson.how.plain" if plain else "ui.lesson.how.follow"
