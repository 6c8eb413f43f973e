"""Home: one thing on the first screen, the next lesson on Enter."""

from tutor import course, progress, screen
from tutor.lesson import Lesson
from tutor.page import Line, Role, Span, info
from tutor.shell.guided import Options
from tutor.shell.guided import run as run_lesson
from tutor.world import World


def run(world: World) -> int:
    """Show home until the learner leaves."""
    show = screen.printer(world)
    while True:
        lessons = course.load().lessons
        finished = progress.done(world.state)
        following = next((each for each in lessons if each.id not in finished), None)
        _greet(world, following)
        key = _key(world)
        if key in ("q", "quit", "exit", None):
            return 0
        if key == "l":
            course.show(world)
        elif key == "L":
            world.words.switch("en" if world.words.language == "zh" else "zh")
        elif key == "":
            code = run_lesson(world, (following or lessons[0]).id, Options())
            if code:
                return code
        else:
            show([info(world.say("ui.home.keys"))])


def _greet(world: World, following: Lesson | None) -> None:
    name = Span("wiretutor", Role.LABEL)
    about = Span(f"  {world.say('help.program')}", Role.NOTE)
    if following is None:
        text = world.say("ui.home.all")
    else:
        title = following.title.in_language(world.words.language)
        text = world.say("ui.home.next", title=title, minutes=following.minutes or 10)
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
