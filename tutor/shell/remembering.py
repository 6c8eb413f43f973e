"""What is kept of a lesson when it is left or over: how far, how well, and what was missed."""

from typing import NamedTuple

from tutor import progress
from tutor.lesson import HELP, Lesson, Mode, Progress
from tutor.progress import Learnt
from tutor.world import World


class Way(NamedTuple):
    """A way through a lesson. `most` is what its course gives for it, None where it gives none."""

    progress: Progress
    mode: str
    most: int | None = None


def keep(world: World, way: Way) -> None:
    """Remember how far the learner came, and what was scored where the mode scores."""
    lesson, step = way.progress.lesson, way.progress.step
    if step is not None and not (world.interactive and way.progress.index):
        return
    run = progress.Done(progress.now(), way.mode, points(way), lesson.digest)

    def change(learnt: Learnt) -> Learnt:
        learnt = _answered(learnt, lesson, way.progress)
        if step is None:
            return progress.finished(learnt, lesson.id, run)
        return progress.left(learnt, lesson.id, step.id)

    _change(world, change)


def keep_again(world: World, lesson: str) -> None:
    """Remember that the lesson's task was done once more without help."""
    _change(world, lambda learnt: progress.repeated(learnt, lesson, progress.now()))


def points(way: Way) -> int | None:
    """What a way is worth in the course's points; None where the mode scores nothing."""
    if not HELP[Mode(way.mode)].scored:
        return None
    from tutor.lesson import scoring

    found = scoring.score(way.progress.lesson, way.progress.tallies)
    return scoring.scaled(found, way.most)[0]


def _answered(learnt: Learnt, lesson: Lesson, way: Progress) -> Learnt:
    """What was answered: the first answers count, and those that were missed come back."""
    for question in lesson.questions:
        tally = way.tallies.get(question.id)
        if tally is not None and tally.answered is not None:
            shown = None if tally.answered else next(iter(tally.misconceptions), None)
            learnt = progress.answered(
                learnt, lesson.id, question.id, right=tally.answered, misconception=shown
            )
    return learnt


def _change(world: World, how: progress.How) -> None:
    told = progress.change(world.state, how)
    if told is not None:
        world.complain(told.key, **told.told)
