"""The command line: one short function for each command; whatever is heavy is imported inside."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tutor.options import build, sort_out
from tutor.settings import Settings, SettingsError, config_file, load, state_folder
from tutor.words import Words
from tutor.world import World

Command = Callable[[World, argparse.Namespace], int]


def entry() -> int:
    """The console script."""
    # A short process: collecting what imports allocate, and once more at the end, would take a
    # sixth of a session's time and free nothing.
    gc.set_threshold(100_000, 20, 20)
    _open_what_is_closed()
    try:
        try:
            return main(sys.argv[1:])
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough; nothing is left to say to anybody.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        sys.stderr.write(f"wiretutor: {error.strerror}\n")
        return 1
    finally:
        gc.freeze()


def _drop_output() -> None:
    """Nobody takes what is still to be written: it must not fail again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_what_is_closed() -> None:
    """Started without a standard stream (`<&-`): nothing else may take its number."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    sys.stdin = sys.stdin or os.fdopen(0, "r")
    sys.stdout = sys.stdout or os.fdopen(1, "w")
    sys.stderr = sys.stderr or os.fdopen(2, "w")


def main(arguments: Sequence[str]) -> int:
    """Run one command with this process's own streams; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A code page that lacks a character must not end the lesson, nor the help.
            stream.reconfigure(errors="backslashreplace")
    given = sort_out(arguments)
    language = _language(given.arguments)
    parsed = build(Words(language), given.command).parse_args(given.arguments)
    parsed.text = given.text
    world = _world(parsed, language)
    command = _COMMANDS[parsed.command]
    try:
        return command(world, parsed)
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except UsageError as error:
        world.complain(error.key, **error.told)
    except FileExistsError as error:
        world.complain("error.file.exists", path=error.filename)
    except Exception as error:
        if isinstance(error, OSError) and error.strerror:
            if error.filename is None:  # a full disk behind stdout, say
                raise
            world.complain("error.file", path=error.filename, reason=error.strerror)
            return 2
        # Of an error of ours only its kind and place are told: its text may quote a secret.
        world.complain("error.inside", kind=type(error).__name__, place=_place(error))
        return 70
    return 2


class UsageError(Exception):
    """What was asked for cannot be; `key` names the sentence, `told` fills it."""

    def __init__(self, key: str, **told: object) -> None:
        super().__init__(key)
        self.key = key
        self.told = told


def _place(error: BaseException) -> str:
    """The file and line where an error arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _language(arguments: Sequence[str]) -> str:
    """--lang, else the settings, else the locale; needed before the parser can speak."""
    for number, word in enumerate(arguments):
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and number + 1 < len(arguments):
            value = arguments[number + 1]
        if value in ("en", "zh"):
            return value
    settings, _ = _settings()
    if settings.lang:
        return settings.lang
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"))
    found = next((name for name in names if name), None) or _system_locale()
    return "zh" if found.lower().startswith(("zh", "chinese")) else "en"


def _system_locale() -> str:
    if os.name != "nt":
        return ""
    import locale

    return locale.getlocale()[0] or ""


def _world(options: argparse.Namespace, language: str) -> World:
    words = Words(language)
    settings, fault = _settings()
    terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    plain = getattr(options, "plain", False) or not terminal
    no_color = getattr(options, "no_color", False) or bool(os.environ.get("NO_COLOR"))
    world = World(
        stdin=sys.stdin.buffer,
        stdout=sys.stdout,
        stderr=sys.stderr,
        words=words,
        state=state_folder(getattr(options, "state", None)),
        settings=settings,
        interactive=sys.stdout.isatty() and sys.stdin.isatty(),
        terminal=terminal,
        colour=not no_color and not plain,
        json=getattr(options, "json", False),
        plain=plain,
        big=getattr(options, "big", False),
        force=getattr(options, "force", False),
        record=getattr(options, "record", None),
        no_record=getattr(options, "no_record", False),
    )
    if fault:
        world.complain("error.config", reason=fault)
    return world


def _settings() -> tuple[Settings, str]:
    """The settings that last, or none and what is amiss with the file."""
    try:
        return load(config_file()), ""
    except SettingsError as error:
        return Settings(), str(error)


# -- the commands --------------------------------------------------------------------------------


def home(world: World, options: argparse.Namespace) -> int:
    """Without a command: the next lesson on Enter, or the help where nobody types."""
    if not world.interactive:
        build(world.words).print_help(world.stdout)
        return 0
    from tutor.shell.home import run

    return run(world)


def learn(world: World, options: argparse.Namespace) -> int:
    """A guided lesson."""
    from tutor.shell.guided import Options, run

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
    from tutor.shell.free import run

    try:
        if len(options.address) > 2:
            raise TargetError("error.target.url", text=" ".join(options.address))
        target = parse(*options.address) if options.address else None
    except TargetError as error:
        world.complain(error.key, **error.args_for_words)
        return 2
    return run(world, target, _ways(options), pipeline=options.pipeline)


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
    from tutor.reading import ReadingError
    from tutor.shell.serving import run

    try:
        return run(world, options)
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


def lessons(world: World, options: argparse.Namespace) -> int:
    """The course, and what its authors need."""
    if options.action == "list":
        from tutor.shell.syllabus import run

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
    from tutor.reading import ReadingError, annotate_file

    try:
        return annotate_file(world, options.file, options.save)
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


def replay(world: World, options: argparse.Namespace) -> int:
    """A recording, played on the terminal, or said to another server."""
    from tutor.reading import ReadingError

    try:
        if options.against is not None:
            from tutor.shell.against import run

            return run(world, options, _ways(options))
        player = _player(world)
        return player(
            world,
            options.file,
            options.speed,
            options.idle,
            step=options.step,
            first=options.first,
            last=options.last,
        )
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


def _player(world: World) -> Callable[..., int]:
    """On a terminal somebody sits at, one with keys; else lines one below the other."""
    if world.interactive and not world.plain and not world.json:
        from tutor.shell.cinema import run

        return run
    from tutor.replaying import replay_file

    return replay_file


def export(world: World, options: argparse.Namespace) -> int:
    """A session, published."""
    from tutor.export.command import run
    from tutor.reading import ReadingError

    try:
        return run(world, options)
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


def grade(world: World, options: argparse.Namespace) -> int:
    """Recordings judged against a lesson."""
    from tutor.grading.command import Options, run

    return run(world, Options(options.lesson, options.files, options.strict, options.csv))


def recordings(world: World, options: argparse.Namespace) -> int:
    """What is kept of earlier sessions."""
    from tutor.reading import ReadingError
    from tutor.recordings.command import run

    try:
        return run(world, options)
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


_COMMANDS: dict[str | None, Command] = {
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
