"""What `learn` was asked for: which lesson, from which step, by which seed; and what cannot be."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tutor import course, progress, staging
from tutor.core.secrets import MASK
from tutor.data import Fault
from tutor.lesson import HELP, Lesson, Mode
from tutor.net.link import Target
from tutor.net.target import TargetError, parse
from tutor.net.ways import Ways
from tutor.shell.guiding.cover import Cover, Due
from tutor.shell.lessons import house, resuming, syllabus
from tutor.shell.lessons.syllabus import known
from tutor.world import World


class Options(NamedTuple):
    """What `learn` was told. `servers` are KEY=URL: a real server instead of the practice one;
    `start` is the step to begin at (its id or number), None the first; `auto`: the program types
    and waits for nobody; `notes` is where the presenter's notes go; `seed` chooses the values of
    the lesson's variables; `resumes`: it was left at that step, and is gone on with; `sitting` is
    what this sitting's recording calls itself, `continues` what the one before it did."""

    mode: str = "follow"
    servers: tuple[str, ...] = ()
    ways: Ways = Ways()
    start: str | None = None
    auto: bool = False
    notes: Path | None = None
    seed: str | None = None
    resumes: bool = False
    sitting: str = ""
    continues: str = ""

    @property
    def typed(self) -> bool:
        """Whether the program types, so that nobody's work is seen."""
        return self.auto or HELP[Mode(self.mode)].types


class Chosen(NamedTuple):
    """The lesson to do, and where it stands in its course.

    student: the name of an account of the learner's own, and `address` its address; both "" where
    the lesson is done as it is printed. `others`: whom he gets codes of that are as printed
    """

    lesson: Lesson
    course: course.Course
    entry: course.Entry
    student: str = ""
    address: str = ""
    others: tuple[str, ...] = ()


def seeded(world: World, options: Options) -> Options:
    """With a seed, for an exam that somebody sits: it is shown and recorded, so that the exam can
    be judged, and done again."""
    exam = options.mode == Mode.EXAM.value and not options.typed and sits(world)
    return options._replace(seed=os.urandom(4).hex()) if exam and options.seed is None else options


def choose(world: World, name: str | None, seed: str | None) -> Chosen:
    """The lesson of a name; of a course, the one that comes next."""
    found, entry = (course.load(), None) if name is None else course.choose(name)
    if entry is None:
        entry = syllabus.upcoming(found, known(world)) or found.entries[0]
    lesson = staging.furnished(course.lesson(entry, seed), entry.path.parent)
    return Chosen(lesson, found, entry)


def again(left: progress.Record, step: str) -> Options:
    """To go on with a lesson at this step, in the mode and with the values it was left in."""
    mode, seed = resuming.way(left)
    return Options(mode, start=step, seed=seed, resumes=True)


def resumed(world: World, chosen: Chosen, options: Options) -> Options:
    """Who goes on with a lesson that was changed since he left it begins at its first step."""
    if options.resumes and resuming.changed(_record(world, chosen), chosen.lesson):
        return options._replace(start=None)
    return options


def linked(world: World, chosen: Chosen, options: Options) -> Options:
    """With names by which the recordings of two sittings can be put together."""
    if options.typed or not sits(world):
        return options
    record = _record(world, chosen)
    fits = resuming.fits(record, chosen.lesson, options.mode, options.seed)
    before = record.sitting.token if record.sitting is not None and fits else ""
    return options._replace(sitting=os.urandom(8).hex(), continues=before)


def _record(world: World, chosen: Chosen) -> progress.Record:
    return known(world).get(chosen.lesson.id, progress.EMPTY)


def refuse(world: World, chosen: Chosen, options: Options) -> None:
    """What cannot be done as it was asked for. Raises CourseError."""
    if HELP[Mode(options.mode)].types and not options.auto and not sits(world):
        raise course.CourseError("nobody is there to press keys", "ui.watch.needs")
    if chosen.lesson.local_only and options.servers:
        raise course.CourseError("done on the practice server alone", "ui.lesson.local")
    if house.lacks(chosen.lesson) and not options.servers:
        raise course.CourseError("no certificate can be made", "error.lesson.tls")
    start(chosen, options)
    faults = list(_unknown(chosen))
    if faults:
        raise course.CourseError.of(faults)


def start(chosen: Chosen, options: Options) -> int:
    """The place (from 0) of the step to begin at. Raises CourseError."""
    if options.start is None:
        return 0
    from tutor.shell.local import catching_up

    at, total = catching_up.number(chosen.lesson, options.start), len(chosen.lesson.steps)
    if at is None:
        told = {"name": options.start, "total": total}
        raise course.CourseError("no such step", "ui.from.unknown", **told)
    if at and options.servers:
        raise course.CourseError("said on the practice server alone", "ui.from.real")
    return at


def _unknown(chosen: Chosen) -> Iterator[Fault]:
    path = chosen.entry.path
    found = staging.unknown(chosen.lesson, path.parent)
    return (Fault(str(path), *each) for each in found)


def _following(chosen: Chosen) -> tuple[str, Lesson] | None:
    """What comes after it, and the name under which `learn` knows it; none that has faults."""
    entry = chosen.course.after(chosen.entry)
    try:
        return None if entry is None else (entry.name, course.lesson(entry))
    except course.CourseError:
        return None


def server(text: str) -> tuple[str, Target]:
    """A KEY=URL: the protocol that a real server speaks, and where it is. Raises TargetError."""
    key, mark, url = text.partition("=")
    if not mark or key not in ("smtp", "pop3"):
        raise TargetError("error.server.form", text=text)
    return key, parse(url)


def own(chosen: Chosen, replaced: Mapping[str, Target]) -> Chosen:
    """With the learner's own address, where the URL of a server names him (smtp://s01@host): the
    lesson shows his address for its first account's, and asterisks for the code, which no URL has.
    """
    named = (each.user.replace("%40", "@") for each in replaced.values() if each.user)
    user = next(named, "")
    accounts = chosen.lesson.practice.accounts
    if not user or not accounts:
        return chosen
    from tutor.lesson.classwork import personal

    first, *rest = accounts
    _, mark, domain = first.user.partition("@")
    address = user if "@" in user else f"{user}{mark}{domain}"
    shared = [each for each in rest if each.public and each.code == first.code]
    # One text for the code and for its base64: what is shown is nothing to type.
    lesson = personal(chosen.lesson, address, MASK.decode(), shown=MASK.decode())
    others = tuple(f"{each.user} {each.code}" for each in shared if each.user != address)
    return chosen._replace(lesson=lesson, student=user, address=address, others=others)


def sits(world: World) -> bool:
    """Whether somebody sits here, who reads what is shown and presses keys."""
    return world.interactive and not world.json


def cover(world: World, chosen: Chosen, options: Options, *, again: bool) -> Cover:
    """What surrounds the lesson."""
    learns = sits(world) and not options.typed and not again
    learnt = known(world) if learns else progress.NOTHING
    anew = learns and options.start is None
    reviews = anew and HELP[Mode(options.mode)].again
    lesson, record = chosen.lesson, learnt.get(chosen.lesson.id, progress.EMPTY)
    return Cover(
        following=lambda: _following(chosen),
        reached=syllabus.reached(lesson, learnt) if anew else 0,
        changed=anew and resuming.changed(record, lesson),
        earlier=resuming.earlier(record, lesson, options.mode, options.seed),
        start=start(chosen, options),
        real=bool(options.servers),
        address=chosen.address,
        others=chosen.others,
        seed=options.seed,
        most=chosen.entry.points,
        task=again,
        review=_review(chosen, learnt) if reviews and learnt else (),
    )


def _review(chosen: Chosen, learnt: progress.Learnt) -> tuple[Due, ...]:
    from tutor.shell.lessons.due import due, keys

    found = keys(chosen.course, chosen.entry, chosen.lesson.review, learnt, progress.today())
    return tuple(due(found))


def record(chosen: Chosen, options: Options, *, real: bool) -> dict[str, object]:
    """What the recording's header says of the lesson."""
    lesson = chosen.lesson
    return {
        "id": lesson.id,
        "hash": lesson.digest,
        "mode": Mode.WATCH.value if options.typed else options.mode,
        **({"auto": True} if options.auto else {}),
        "seed": options.seed,
        "student": chosen.student or None,
        **({"address": chosen.address} if chosen.address else {}),
        "server": "real" if real else "practice",
        **({"sitting": options.sitting} if options.sitting else {}),
        **({"continues": options.continues} if options.continues else {}),
    }
