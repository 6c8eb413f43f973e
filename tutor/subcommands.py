"""What each command does: one short function for each; whatever is heavy is imported inside."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tutor.options import build
from tutor.world import World

Command = Callable[[World, argparse.Namespace], int]


class UsageError(Exception):
    """What was asked for cannot be; `key` names the sentence, `told` fills it."""

    def __init__(self, key: str, **told: object) -> None:
        super().__init__(key)
        self.key = key
        self.told = told


def home(world: World, options: argparse.Namespace) -> int:
    """Without a command: the next lesson on Enter, or the help where nobody types."""
    if not world.interactive:
        build(world.words).print_help(world.stdout)
        return 0
    from tutor.shell.home.home import run

    return run(world)


def learn(world: World, options: argparse.Namespace) -> int:
    """A guided lesson."""
    from tutor.shell.lessons.guided import Options, run

    mode = options.mode or ("watch" if options.auto else "follow")
    chosen = Options(
        mode,
        tuple(options.server),
        _ways(options),
        start=options.start,
        auto=options.auto,
        notes=options.notes,
        seed=options.seed,
    )
    return run(world, options.lesson, chosen)


def connect(world: World, options: argparse.Namespace) -> int:
    """A free, annotated session."""
    from tutor.net.target import TargetError, parse

    try:
        if len(options.address) > 2:
            raise TargetError("error.target.url", text=" ".join(options.address))
        target = parse(*options.address) if options.address else None
    except TargetError as error:
        world.complain(error.key, **error.args_for_words)
        return 2
    ways = _ways(options)
    if world.interactive and not world.json:
        from tutor.shell.lessons.live import run as sit

        return sit(world, target, ways)
    from tutor.shell.free import run

    return run(world, target, ways, pipeline=options.pipeline)


def _ways(options: argparse.Namespace) -> Any:
    from tutor.net.ways import FAMILIES, Ways

    family = FAMILIES[getattr(options, "family", None)]
    ways = Ways(options.cafile, options.insecure, options.timeout, family)
    if options.cafile:
        Path(options.cafile).open("rb").close()
        try:
            ways.context()
        except OSError as error:
            raise UsageError("error.cafile", path=options.cafile) from error
    return ways


def serve(world: World, options: argparse.Namespace) -> int:
    """The practice server alone, or a recorded one."""
    from tutor.shell.serving.serving import run

    return _reading(world, lambda: run(world, options))


def lessons(world: World, options: argparse.Namespace) -> int:
    """The course, and what its authors need."""
    if options.action == "list":
        from tutor.shell.lessons.syllabus import run

        return run(world, options.folder)
    from tutor.authoring import command

    if options.action == "check":
        return command.check_files(world, options.files)
    if options.action == "export":
        return command.export(world, options.lesson, options.out, key=options.key)
    return command.schema(world) if options.action == "schema" else command.new(world, options.file)


def explain(world: World, options: argparse.Namespace) -> int:
    """What one line, code or word means."""
    from tutor import explain as explaining
    from tutor import screen

    show = screen.printer(world)
    if options.list:
        show(explaining.listing(world.words, options.protocol))
        return 0
    if options.map or options.to:
        return _draw(world, options, show)
    if not options.text:
        world.complain("error.usage", reason=world.say("error.explain.what"), command="explain")
        return 2
    found = explaining.explain(" ".join(options.text), world.words, options.protocol)
    show(found.lines)
    return 0 if found.found else 1


def _draw(world: World, options: argparse.Namespace, show: Callable[[Any], None]) -> int:
    """The map of the states, as text or as a picture."""
    from tutor import explain as explaining

    name = options.protocol if options.map in (None, "both") else options.map
    picture = options.to not in (None, "text")
    if not options.map or options.text or (picture and name is None):
        world.complain("error.usage", reason=world.say("error.explain.map"), command="explain")
        return 2
    if not picture:
        for each in [name] if name else ["smtp", "pop3"]:
            show(explaining.map_lines(each, words=world.words))
        return 0
    from tutor.explain.diagram import mermaid
    from tutor.explain.picture import svg

    drawn = svg(name, world.words) if options.to == "svg" else mermaid(name)
    world.stdout.flush()
    # UTF-8 whatever the terminal's code page is: XML that names no other is.
    world.stdout.buffer.write(drawn.encode())
    world.stdout.buffer.flush()
    return 0


def annotate(world: World, options: argparse.Namespace) -> int:
    """Any transcript, explained line by line."""
    from tutor.reading import annotate_file

    file = _recorded(world, options.file)
    return _reading(world, lambda: annotate_file(world, file, options.save))


def replay(world: World, options: argparse.Namespace) -> int:
    """A recording, played on the terminal, or said to another server."""
    options.file = _recorded(world, options.file)
    if options.against is not None:
        from tutor.shell.replaying.against import run

        return _reading(world, lambda: run(world, options, _ways(options)))
    player = _player(world)
    part = {"step": options.step, "first": options.first, "last": options.last}
    return _reading(world, lambda: player(world, options.file, options.speed, options.idle, **part))


def _player(world: World) -> Callable[..., int]:
    """On a terminal somebody sits at, one with keys; else lines one below the other."""
    if world.interactive and not world.plain and not world.json:
        from tutor.shell.replaying.cinema import run

        return run
    from tutor.replaying import replay_file

    return replay_file


def export(world: World, options: argparse.Namespace) -> int:
    """A session, published."""
    from tutor.export.command import run

    options.file = _recorded(world, options.file)
    return _reading(world, lambda: run(world, options))


def grade(world: World, options: argparse.Namespace) -> int:
    """Recordings judged against a lesson."""
    from tutor.grading.command import Options, run

    files = [_recorded(world, name) for name in options.files]
    return run(world, Options(options.lesson, files, options.strict, options.csv))


def recordings(world: World, options: argparse.Namespace) -> int:
    """What is kept of earlier sessions."""
    from tutor.recordings.command import run

    return _reading(world, lambda: run(world, options))


def _recorded(world: World, name: str) -> str:
    """A file's name; a number that no file has is that of a kept recording, as listed."""
    if not name.isdecimal() or Path(name).exists():
        return name
    from tutor.recordings import numbered

    found = numbered(world.state, name)
    return name if found is None else str(found)


def _reading(world: World, do: Callable[[], int]) -> int:
    """Do what reads a session; what holds none is said."""
    from tutor.reading import ReadingError

    try:
        return do()
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


COMMANDS: Mapping[str | None, Command] = MappingProxyType(
    {
        None: home,
        "learn": learn,
        "connect": connect,
        "serve": serve,
        "lessons": lessons,
        "explain": explain,
        "annotate": annotate,
        "replay": replay,
        "export": export,
        "grade": grade,
        "recordings": recordings,
    }
)
