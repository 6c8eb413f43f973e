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
from tutor.lesson.model import Outline
from tutor.page import Line, Role, Span, info
from tutor.progress import EMPTY
from tutor.render.wrap import rows
from tutor.shell.home import leafing
from tutor.shell.home.choosing import Chooser, Lines
from tutor.shell.lessons import syllabus
from tutor.world import World

_COLOURS = {Role.LABEL: "\x1b[1;32m", Role.INFO: "\x1b[2m"}
"""As `render.terminal` has them; to import it would take longer than all the rest."""


_LEAVING = ("q", "Q", "quit", "exit", None)


class _Offer(NamedTuple):
    """What Enter begins. `passed` counts the steps that were done when it was left."""

    entry: Entry
    lesson: Outline
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
        chooser: Chooser | None = None
        while True:
            with _quietly(self._world):
                offer = self._greet()
                chooser = chooser or self._chooser()
                chosen = self._choice(chooser, offer)
            if chosen in _LEAVING:
                return 0
            if isinstance(chosen, Entry):
                self._begin(chosen)
                chooser.come_back()
            elif chosen == "L":
                self._switch()
            else:
                self._forget(chooser)

    def _choice(self, chooser: Chooser, offer: _Offer) -> Entry | str | None:
        """A lesson, or a letter that means more than to look."""
        rest: list[Line] = []
        while True:
            answer = chooser.key()
            if answer in _LEAVING or answer in ("L", "r", "R"):
                return answer
            if answer == "l":
                rest = self._leaf(self._list()) if not self._world.plain else self._print()
                continue
            if not answer and rest:
                rest = self._leaf(rest)
                continue
            entry = self._named(answer) if answer else offer.entry
            if entry is not None:
                return entry
            self._draw([info(self._world.say("ui.home.unknown"))])

    def _print(self) -> list[Line]:
        """The whole course, row by row, for who reads it by ear; nothing is left of it."""
        syllabus.show(self._world, self._course, self._learnt)
        self._draw([info(self._world.say("ui.home.choose"))])
        return []

    def _list(self) -> list[Line]:
        """The course; without its headings where it fits into the window only so."""
        whole = syllabus.lines(self._world, self._course, self._learnt)
        columns, most = self._room()
        if leafing.height(whole, columns) <= most:
            return whole
        bare = syllabus.lines(self._world, self._course, self._learnt, sections=False)
        return bare if leafing.height(bare, columns) <= most else whole

    def _leaf(self, lines: list[Line]) -> list[Line]:
        """As much of a list as the window holds; what is left of it."""
        shown = leafing.piece(lines, *self._room())
        rest = lines[shown:]
        key = "ui.home.more" if rest else "ui.home.choose"
        self._draw([*lines[:shown], info(self._world.say(key))])
        return rest

    def _room(self) -> tuple[int, int]:
        """Columns, and the rows above what can be chosen and the row that is typed in."""
        import shutil

        columns, most = shutil.get_terminal_size()
        keys = [info(self._world.say(key)) for key in ("ui.home.more", "ui.home.choose")]
        return columns, most - 1 - max(leafing.height([each], columns) for each in keys)

    def _begin(self, entry: Entry) -> None:
        """Do a lesson, from where it was left."""
        from tutor.shell.lessons.enrolling import Options, again
        from tutor.shell.lessons.guided import run as run_lesson

        lesson = course.outline(entry)
        passed = syllabus.reached(lesson, self._learnt)
        left = self._learnt.get(lesson.id, EMPTY)
        options = again(left, lesson.steps[passed]) if passed else Options()
        run_lesson(self._world, entry.name, options)
        self._learnt = syllabus.known(self._world)

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
            reason: object = error
            if isinstance(error, OSError):
                reason = f"{error.filename}: {self._world.trouble(error)}"
            self._world.complain("error.language", reason=reason)

    def _chooser(self) -> Chooser:
        if self._world.plain or not self._world.terminal:
            return Lines(self._world)
        from tutor.shell.home.letters import Letters

        return Letters()

    def _forget(self, chooser: Chooser) -> None:
        from tutor.shell.home.forgetting import forget

        self._learnt = syllabus.known(self._world)
        forget(self._world, self._course, self._learnt, chooser)
        self._learnt = syllabus.known(self._world)

    # -- the screen ------------------------------------------------------------------------------

    def _greet(self) -> _Offer:
        """One short screen."""
        world, offer = self._world, self._offer()
        about = Span(f"  {world.say('help.program')}", Role.NOTE)
        waiting = self._waiting(offer)
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

    def _waiting(self, offer: _Offer) -> int:
        """How many questions of earlier lessons Enter will ask first."""
        if offer.passed or not self._learnt:
            return 0
        from tutor.shell.lessons import due

        named, today = offer.lesson.review, progress.today()
        return len(due.keys(self._course, offer.entry, named, self._learnt, today))

    def _row(self, key: str, **told: object) -> Line:
        return Line((Span(self._world.say(key, **told), Role.NOTE),), 3, 3)

    def _offer(self) -> _Offer:
        """What was left in the middle, else what comes next, else the first one again."""
        found = syllabus.upcoming(self._course, self._learnt)
        entry = found or self._course.entries[0]
        lesson = course.outline(entry)
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
def _quietly(world: World) -> Iterator[None]:
    """What is typed while nobody reads yet waits for who will, and is not shown meanwhile."""
    if os.name == "nt" or world.plain or not world.stdin.isatty():
        yield
        return
    import termios

    descriptor = world.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    # Ctrl-C and Ctrl-D, too, are keys that wait. Nothing is thrown away: no TCSAFLUSH.
    flags = before[3] & ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(descriptor, termios.TCSADRAIN, [*before[:3], flags, *before[4:]])
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
