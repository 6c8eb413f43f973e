"""Home: one thing on the first screen, the next lesson on Enter.

The first screen is drawn before anything heavy is imported: the keyboard, the event loop and the
lessons come while it is being read.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tutor import course, progress, settings
from tutor.core.visible import visible
from tutor.course import Course, CourseError, Entry
from tutor.lesson import Lesson
from tutor.page import Line, Role, Span, info
from tutor.render.wrap import rows
from tutor.shell import syllabus
from tutor.shell.choosing import Chooser, Lines
from tutor.world import World

_COLOURS = {Role.LABEL: "\x1b[1;32m", Role.INFO: "\x1b[2m"}
"""As `render.terminal` has them; to import it would take longer than all the rest."""


class _Offer(NamedTuple):
    """What Enter begins. `passed` counts the steps that were done when it was left."""

    entry: Entry
    lesson: Lesson
    passed: int
    again: bool


def run(world: World) -> int:
    """Show home until the learner leaves; returns the exit code."""
    try:
        return Home(world, course.load()).run()
    except CourseError as error:
        syllabus.blame(world, error)
        return 2


class Home:
    """The first screen, and what its keys do."""

    def __init__(self, world: World, lessons: Course) -> None:
        self._world = world
        self._course = lessons
        self._learnt = syllabus.known(world)

    def run(self) -> int:
        """Until the learner leaves."""
        with _unechoed(self._world):
            offer = self._greet()
            chooser = self._chooser()
        while True:
            answer = chooser.key()
            if answer in ("q", "Q", "quit", "exit", None):
                return 0
            if answer == "l":
                syllabus.show(self._world, self._course, self._learnt)
                self._draw([info(self._world.say("ui.home.choose"))])
                continue
            if answer == "L":
                self._switch()
            elif answer in ("r", "R"):
                self._forget(chooser)
            elif not self._begin(offer, answer or ""):
                self._draw([info(self._world.say("ui.home.unknown"))])
                continue
            offer = self._greet()

    def _begin(self, offer: _Offer, answer: str) -> bool:
        """Do the lesson that was asked for; False where there is none."""
        from tutor.shell.guided import Options
        from tutor.shell.guided import run as run_lesson

        entry, start = offer.entry, offer.passed
        if answer:
            found = self._named(answer)
            if found is None:
                return False
            entry, start = found, 0
        lesson = offer.lesson if entry == offer.entry else course.lesson(entry)
        start = start or syllabus.reached(lesson, self._learnt)
        run_lesson(
            self._world, entry.name, Options(start=lesson.steps[start].id if start else None)
        )
        self._learnt = syllabus.known(self._world)
        return True

    def _named(self, answer: str) -> Entry | None:
        """The lesson of this number or id."""
        if answer.isdecimal() and len(answer) < 4:
            number = int(answer)
            entries = self._course.entries
            return entries[number - 1] if 0 < number <= len(entries) else None
        return self._course.find(answer)

    def _switch(self) -> None:
        """The other language, from now on and the next time."""
        words = self._world.words
        words.switch("en" if words.language == "zh" else "zh")
        try:
            settings.remember_language(settings.config_file(), words.language)
        except (OSError, settings.SettingsError) as error:
            reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
            self._world.complain("error.language", reason=reason)

    def _chooser(self) -> Chooser:
        if self._world.plain or not self._world.terminal:
            return Lines(self._world)
        from tutor.shell.letters import Letters

        return Letters()

    def _forget(self, chooser: Chooser) -> None:
        from tutor.shell.forgetting import forget

        self._learnt = syllabus.known(self._world)
        forget(self._world, self._course, self._learnt, chooser)
        self._learnt = syllabus.known(self._world)

    # -- the screen ------------------------------------------------------------------------------

    def _greet(self) -> _Offer:
        """One short screen."""
        world, offer = self._world, self._offer()
        about = Span(f"  {world.say('help.program')}", Role.NOTE)
        waiting = sum(1 for _ in progress.waiting(self._learnt))
        self._draw(
            [
                Line(()),
                Line((Span("wiretutor", Role.LABEL), about), 1, 1),
                Line(()),
                Line((Span(self._title(offer), Role.LABEL),), 3, 3),
                *([self._row("ui.home.waiting", count=waiting)] if waiting else []),
                self._row("ui.home.keys"),
                Line(()),
            ]
        )
        return offer

    def _row(self, key: str, **told: object) -> Line:
        return Line((Span(self._world.say(key, **told), Role.NOTE),), 3, 3)

    def _offer(self) -> _Offer:
        """What was left in the middle, else what comes next, else the first one again."""
        found = syllabus.upcoming(self._course, self._learnt)
        entry = found or self._course.entries[0]
        lesson = course.lesson(entry)
        passed = syllabus.reached(lesson, self._learnt) if found is not None else 0
        return _Offer(entry, lesson, passed, again=found is None)

    def _title(self, offer: _Offer) -> str:
        lesson = offer.lesson
        key = "ui.home.left" if offer.passed else "ui.home.all" if offer.again else "ui.home.next"
        return self._world.say(
            key,
            title=visible(lesson.title.in_language(self._world.words.language)),
            minutes=lesson.minutes or course.MINUTES,
            number=offer.passed + 1,
            total=len(lesson.steps),
        )

    def _draw(self, lines: Iterable[Line]) -> None:
        """Lines on the terminal, without the library that draws the rest of the program."""
        import shutil

        columns, out = shutil.get_terminal_size().columns, []
        for line in lines:
            for row in rows(line, columns):
                out.append("".join(map(self._painted, row)).rstrip())
        self._world.stdout.write("".join(f"{row}\n" for row in out))
        self._world.stdout.flush()

    def _painted(self, span: Span) -> str:
        colour = _COLOURS.get(span.role, "") if self._world.colour else ""
        return f"{colour}{span.text}\x1b[0m" if colour else span.text


@contextlib.contextmanager
def _unechoed(world: World) -> Iterator[None]:
    """What is typed before the keyboard is listened to waits there, and is not shown."""
    if os.name == "nt" or not world.stdin.isatty():
        yield
        return
    import termios

    descriptor = world.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    quiet = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    # What is typed already must not be thrown away: no TCSAFLUSH.
    termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
