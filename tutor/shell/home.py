"""Home: one thing on the first screen, the next lesson on Enter."""

from tutor import course, progress, screen
from tutor.lesson import Lesson
from tutor.page import Line, Role, Span, info
from tutor.shell.guided import Options
from tutor.shell.guided import run as run_lesson
from tutor.world import World


def run(world: World) -> int:
    """Show home until the learner leaves."""
    greets = True
    while True:
        lessons = course.load().lessons
        finished = progress.done(world.state)
        following = next((each for each in lessons if each.id not in finished), None)
        if greets:
            _greet(world, following or lessons[0], all_done=following is None)
        key = _key(world)
        if key in ("q", "quit", "exit", None):
            return 0
        chosen = following or lessons[0] if key == "" else _find(lessons, key)
        greets = key == "L" or chosen is not None
        if key == "l":
            course.show(world, finished)
        elif key == "L":
            world.words.switch("en" if world.words.language == "zh" else "zh")
        elif chosen is not None:
            run_lesson(world, chosen.id, Options())
        else:
            screen.printer(world)([info(world.say("ui.home.unknown"))])


def _find(lessons: tuple[Lesson, ...], key: str) -> Lesson | None:
    """The lesson of this number or id."""
    named = {str(number): each for number, each in enumerate(lessons, 1)}
    return named.get(key) or next((each for each in lessons if each.id == key), None)


def _greet(world: World, following: Lesson, *, all_done: bool) -> None:
    name = Span("wiretutor", Role.LABEL)
    about = Span(f"  {world.say('help.program')}", Role.NOTE)
    title = following.title.in_language(world.words.language)
    key = "ui.home.all" if all_done else "ui.home.next"
    text = world.say(key, title=title, minutes=following.minutes or 10)
    screen.printer(world)(
        [
            Line(()),
            Line((name, about), 1, 1),
            Line(()),
            Line((Span(text, Role.LABEL),), 3, 3),
            Line((Span(world.say("ui.home.keys"), Role.NOTE),), 3, 3),
            Line(()),
        ]
    )


def _key(world: World) -> str | None:
    world.stdout.write("> ")
    world.stdout.flush()
    line = world.stdin.readline()
    return line.decode("utf-8", "replace").strip() if line else None
