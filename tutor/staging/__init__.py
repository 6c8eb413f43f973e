"""The practice server that a lesson asks for: its people, its letters, its faults."""

from collections.abc import Iterator

from tutor import practice
from tutor.lesson import Lesson, Mishap, Step, Task
from tutor.staging.faces import faces
from tutor.staging.letters import filled, furnished
from tutor.staging.people import domains, people
from tutor.staging.unknown import unknown

__all__ = ["arm", "deliver", "disarm", "fault", "furnished", "people", "staged", "unknown"]


def staged(lesson: Lesson) -> practice.Practice:
    """The server of a furnished lesson, its maildrop filled and its faults waiting. Raises KeyError
    for a style, a maildrop, an account or a fault that there is not: see `unknown`."""
    made = practice.practice(lesson.practice.style, people(lesson), domains=domains(lesson))
    made.store.bounces = frozenset(each.lower() for each in lesson.practice.bounces)
    made.faces.update(faces(lesson, made.store.domains))
    for post in lesson.practice.maildrop:
        filled(made.store, lesson, post)
    for number, mishap in enumerate(lesson.practice.faults, 1):
        made.faults.add(fault(mishap, f"lesson {number}"))
    return made


def arm(made: practice.Practice, step: Step) -> None:
    """Let the faults of a step wait, when it begins."""
    for name, mishap in _of_step(step):
        made.faults.add(fault(mishap, name))


def disarm(made: practice.Practice, step: Step) -> None:
    """Take away those that have not struck, when it is over. A letter that came stays."""
    for name, _ in _of_step(step):
        made.faults.remove(name)


def deliver(made: practice.Practice, lesson: Lesson, step: Step) -> None:
    """Let the letters of a step arrive when it begins, and those of the steps that were passed over
    on the way to it; each arrives once, unless the store has gone back to before it did."""
    last = lesson.find(step.id)
    for each in lesson.steps[: 0 if last is None else last + 1]:
        if each.arrives and made.store.once(each.id):
            for post in each.arrives:
                filled(made.store, lesson, post)


def fault(mishap: Mishap, name: str) -> practice.Fault:
    """A lesson's fault as the practice server knows it, under this name."""
    known = practice.KNOWN[mishap.named] if mishap.named else practice.Fault(name)
    return practice.Fault(
        name=name,
        command=mishap.on or known.command,
        reply=known.reply if mishap.reply is None else mishap.reply,
        protocol=mishap.protocol or known.protocol,
        contains=mishap.contains or known.contains,
        nth=mishap.nth or known.nth,
        always=mishap.always or known.always,
        delay=mishap.delay or known.delay,
        cut=mishap.cut or known.cut,
    )


def _of_step(step: Step) -> Iterator[tuple[str, Mishap]]:
    mishaps = step.faults if isinstance(step, Task) else ()
    for number, mishap in enumerate(mishaps, 1):
        yield f"{step.id} {number}", mishap
