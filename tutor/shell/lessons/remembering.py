"""What is kept of a lesson when it is left or over: how far, how well, and what was missed."""

from typing import NamedTuple

from tutor import progress
from tutor.lesson import HELP, Lesson, Mode, Progress
from tutor.progress import Learnt, Sitting
from tutor.world import World


class Way(NamedTuple):
    """A way through a lesson. `most` is what its course gives for it, None where it gives none;
    `seed` chose the values of its variables; on a `real` server nothing can be said again; `token`
    is what its recording calls itself."""

    progress: Progress
    mode: str
    most: int | None = None
    seed: str | None = None
    real: bool = False
    token: str = ""


def keep(world: World, way: Way) -> None:
    """Remember how far the learner came, and what was scored where the mode scores."""
    lesson, step = way.progress.lesson, way.progress.step
    if step is not None and not (world.interactive and way.progress.index):
        return
    run = progress.Done(progress.now(), way.mode, points(way), lesson.digest)
    today = progress.today()

    def change(learnt: Learnt) -> Learnt:
        learnt = _answered(learnt, lesson, way.progress, today)
        if step is None:
            return progress.finished(learnt, lesson.id, run)
        return progress.left(learnt, lesson.id, step.id, _sitting(way))

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


def _sitting(way: Way) -> Sitting | None:
    """What was counted so far, an earlier sitting included."""
    from tutor.shell.lessons import resuming

    if way.real or len(way.seed or "") > resuming.LONGEST:
        return None
    counted = dict(way.progress.tallies)
    return resuming.sitting(way.progress.lesson, way.mode, way.seed, counted, way.token)


def _answered(learnt: Learnt, lesson: Lesson, way: Progress, today: str) -> Learnt:
    """What was answered in this sitting: the first answers count, and those that were missed come
    back."""
    given = []
    for question in lesson.questions:
        tally = way.counted.get(question.id)
        if tally is not None and tally.answered is not None:
            given.append((lesson.id, question.id))
            shown = None if tally.answered else next(iter(tally.misconceptions), None)
            learnt = progress.answered(
                learnt,
                lesson.id,
                question.id,
                right=tally.answered,
                misconception=shown,
                day=today,
            )
    return progress.asked(learnt, given)


def _change(world: World, how: progress.How) -> None:
    told = progress.change(world.state, how)
    if told is not None:
        world.complain(told.key, **told.told)
