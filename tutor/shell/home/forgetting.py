"""`r` at home: one lesson, or all of them, as if they had never been done. It is asked first."""

from collections.abc import Iterator

from tutor import course, progress
from tutor.core.visible import visible
from tutor.course import Course, CourseError
from tutor.page import Line, Role, Span, info
from tutor.progress import EMPTY, Learnt
from tutor.screen import printer
from tutor.shell.home.choosing import Chooser
from tutor.shell.lessons import syllabus
from tutor.world import World


def forget(world: World, lessons: Course, learnt: Learnt, chooser: Chooser) -> None:
    """Ask what to forget, say what is lost, ask once more, and forget it."""
    show = printer(world)
    known = {name: record for name, record in learnt.items() if not record.is_empty}
    if not known:
        show([info(world.say("ui.reset.none"))])
        return
    order = {each.id: number for number, each in enumerate(lessons.entries, 1)}
    names = sorted(known, key=lambda name: (order.get(name, len(order) + 1), name))
    losses = {name: lost(world, lessons, learnt, name) for name in names}
    show([_row(order.get(name), losses[name]) for name in names])
    answer = chooser.line(world.say("ui.reset.which")) or ""
    every = answer.lower() in ("all", "a", "全部", "所有")
    named = {str(order.get(name, name)): name for name in names} | {name: name for name in names}
    chosen = names if every else [named[answer]] if answer in named else []
    if not chosen:
        show([info(world.say("ui.reset.kept"))])
        return
    show([info(world.say("ui.reset.lost", what="; ".join(losses[name] for name in chosen)))])
    sure = (chooser.line(world.say("ui.reset.sure")) or "").lower()
    if sure not in ("y", "yes", "是", "好"):
        show([info(world.say("ui.reset.kept"))])
        return
    trouble = progress.change(world.state, lambda now: progress.forgotten(now, chosen))
    if trouble is not None:
        world.complain(trouble.key, **trouble.told)
    else:
        show([info(world.say("ui.reset.done", count=len(chosen)))])


def lost(world: World, lessons: Course, learnt: Learnt, name: str) -> str:
    """What goes with a lesson, its title first."""
    entry = lessons.find(name)
    try:
        lesson = course.lesson(entry) if entry is not None else None
    except CourseError:
        lesson = None
    title = lesson.title.in_language(world.words.language) if lesson is not None else name

    def parts() -> Iterator[str]:
        record = learnt.get(name, EMPTY)
        if record.done is not None:
            day = record.done.at[:10]
            yield world.say("ui.reset.part.day" if day else "ui.lesson.list.done", day=day)
            if record.done.points is not None:
                yield world.say("ui.reset.part.points", points=record.done.points)
        if record.again:
            yield world.say("ui.lesson.list.again")
        if record.reached:
            passed = syllabus.reached(lesson, learnt) if lesson is not None else 0
            total = len(lesson.steps) if lesson is not None else 0
            key = "ui.course.reached" if passed else "ui.reset.part.middle"
            yield world.say(key, number=passed + 1, total=total)
        if record.missed or record.misconceptions:
            yield world.say("ui.reset.part.missed", count=len(record.missed))

    told = world.say("ui.lesson.because.comma").join(parts())
    return visible(f"{title} {world.say('ui.course.told', told=told)}")


def _row(number: int | None, loss: str) -> Line:
    return Line((Span(f"{number or '-':>4}  ", Role.LABEL), Span(loss, Role.NOTE)), 0, 6)
