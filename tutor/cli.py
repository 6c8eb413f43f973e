"""The command line: one short function for each command; whatever is heavy is imported inside."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tutor import __version__
from tutor.settings import Settings, SettingsError, config_file, load, state_folder
from tutor.words import Words
from tutor.world import World

Command = Callable[[World, argparse.Namespace], int]
Fill = Callable[[argparse.ArgumentParser, Callable[[str], str]], None]


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
    given = _explain_text(list(arguments))
    language = _language(given.arguments)
    parser = build_parser(Words(language), _named(given.arguments))
    options = parser.parse_args(given.arguments)
    options.text = given.text
    world = _world(options, language)
    command: Command = options.run
    try:
        return command(world, options)
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


# -- the parser ----------------------------------------------------------------------------------


def build_parser(words: Words, only: str | None = None) -> argparse.ArgumentParser:
    """The command line in the language of `words`; with the options of `only` that command."""

    def say(key: str) -> str:
        return words.say(None, key)

    common = _common(say)
    parser = argparse.ArgumentParser(
        prog="wiretutor",
        description=say("help.program"),
        epilog=say("help.epilog"),
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"wiretutor {__version__}")
    parser.set_defaults(run=home)
    commands = parser.add_subparsers(title=say("help.commands"), metavar="COMMAND")

    # One command's options are needed, not all of them: the rest is only named.
    for name, (run, fill) in _COMMANDS.items():
        about = say(f"help.{name}")
        needed = only in (None, name)
        made = commands.add_parser(
            name, help=about, description=about, parents=[common] if needed else []
        )
        made.set_defaults(run=run)
        if needed:
            fill(made, say)
    return parser


def _add_explain(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("--protocol", choices=["smtp", "pop3"], help=say("help.explain.protocol"))
    parser.add_argument("--list", action="store_true", help=say("help.explain.list"))
    parser.add_argument("--map", action="store_true", help=say("help.explain.map"))
    parser.usage = "wiretutor explain [--protocol smtp|pop3] [--list] [--map] TEXT..."


def _add_annotate(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("file", metavar="FILE|-", help=say("help.file"))
    parser.add_argument("--save", metavar="FILE", type=Path, help=say("help.annotate.save"))


def _add_replay(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("file", metavar="FILE", help=say("help.file"))
    parser.add_argument("--speed", type=float, default=1.0, help=say("help.replay.speed"))
    parser.add_argument("--idle", type=float, default=2.0, help=say("help.replay.idle"))
    parser.add_argument("--step", action="store_true", help=say("help.replay.step"))


def _common(say: Callable[[str], str]) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group(say("help.everywhere"))
    group.add_argument("--lang", choices=["en", "zh"], help=say("help.lang"))
    group.add_argument("--json", action="store_true", help=say("help.json"))
    group.add_argument("--plain", action="store_true", help=say("help.plain"))
    group.add_argument("--big", action="store_true", help=say("help.big"))
    group.add_argument("--no-color", action="store_true", help=say("help.no-color"))
    group.add_argument("--record", metavar="FILE", type=Path, help=say("help.record"))
    group.add_argument("--no-record", action="store_true", help=say("help.no-record"))
    group.add_argument("--state", metavar="FOLDER", help=say("help.state"))
    group.add_argument("--force", action="store_true", help=say("help.force"))
    return common


def _add_learn(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument(
        "lesson", nargs="?", metavar="LESSON|FILE.yaml", help=say("help.learn.lesson")
    )
    parser.add_argument(
        "--mode", choices=["follow", "solo"], default="follow", help=say("help.learn.mode")
    )
    parser.add_argument(
        "--server", metavar="KEY=URL", action="append", default=[], help=say("help.learn.server")
    )
    _add_tls(parser, say)


def _add_connect(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument(
        "address", nargs="*", metavar="URL | HOST [PORT]", help=say("help.connect.address")
    )
    _add_tls(parser, say)
    family = parser.add_mutually_exclusive_group()
    family.add_argument("-4", dest="family", action="store_const", const="4", help=say("help.ipv4"))
    family.add_argument("-6", dest="family", action="store_const", const="6", help=say("help.ipv6"))
    parser.add_argument("--pipeline", action="store_true", help=say("help.pipeline"))


def _add_tls(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("--insecure", action="store_true", help=say("help.insecure"))
    parser.add_argument("--cafile", metavar="FILE", help=say("help.cafile"))
    parser.add_argument(
        "--timeout", metavar="S", type=seconds, default=30.0, help=say("help.timeout")
    )


def _add_serve(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("--host", metavar="ADDR", default="127.0.0.1", help=say("help.serve.host"))
    for name in ("smtp", "pop3", "smtps", "pop3s"):
        parser.add_argument(f"--{name}", metavar="PORT", type=port, help=say("help.serve.port"))
    parser.add_argument("--ca-out", metavar="FILE", type=Path, help=say("help.serve.ca-out"))
    parser.add_argument(
        "--style",
        choices=["textbook", "coremail"],
        default="textbook",
        help=say("help.serve.style"),
    )
    parser.add_argument("--accounts", metavar="FILE", type=Path, help=say("help.serve.accounts"))
    parser.add_argument("--lesson", metavar="L", help=say("help.serve.lesson"))
    parser.add_argument("--log", metavar="FOLDER", type=Path, help=say("help.serve.log"))


def _add_lessons(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument(
        "action", nargs="?", choices=["list"], default="list", help=say("help.lessons.action")
    )


def seconds(text: str) -> float:
    value = float(text.removesuffix("s"))
    if not 0 < value < 86400:
        raise ValueError(text)
    return value


def port(text: str) -> int:
    value = int(text)
    if not 0 <= value < 65536:
        raise ValueError(text)
    return value


# -- the world -----------------------------------------------------------------------------------


class _Given:
    """The arguments, and for `explain` the raw TEXT that is not an option."""

    def __init__(self, arguments: list[str], text: list[str]) -> None:
        self.arguments = arguments
        self.text = text


_EXPLAIN_FLAGS = {"--list", "--map", "--json", "--plain", "--big", "--no-color", "-h", "--help"}
_EXPLAIN_VALUES = {"--protocol", "--lang", "--state"}


def _explain_text(arguments: list[str]) -> _Given:
    """TEXT of `explain` is taken raw, so that `explain -ERR [IN-USE]` needs no quoting rules."""
    if "explain" not in arguments:
        return _Given(arguments, [])
    at = arguments.index("explain")
    kept = arguments[: at + 1]
    text: list[str] = []
    rest = iter(arguments[at + 1 :])
    for word in rest:
        if word == "--":
            text += rest
        elif word in _EXPLAIN_FLAGS or word.partition("=")[0] in _EXPLAIN_VALUES:
            kept.append(word)
            if word in _EXPLAIN_VALUES:
                kept += [value for value in [next(rest, None)] if value is not None]
        else:
            text.append(word)
    return _Given(kept, text)


def _named(arguments: Sequence[str]) -> str | None:
    """The command; a word behind an option that takes one is none."""
    words = iter(arguments)
    for word in words:
        if word in ("--lang", "--record", "--state"):
            next(words, None)
        elif word in _COMMANDS:
            return word
    return None


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
        build_parser(world.words).print_help(world.stdout)
        return 0
    from tutor.shell.home import run

    return run(world)


def learn(world: World, options: argparse.Namespace) -> int:
    """A guided lesson."""
    from tutor.shell.guided import Options, run

    chosen = Options(options.mode, tuple(options.server), _ways(options))
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
    """The practice server alone."""
    from tutor.shell.serving import run

    return run(world, options)


def lessons(world: World, options: argparse.Namespace) -> int:
    """The course."""
    from tutor.course import show

    return show(world)


def explain(world: World, options: argparse.Namespace) -> int:
    """What one line, code or word means."""
    from tutor import explain as explaining
    from tutor import screen

    show = screen.printer(world)
    if options.list:
        show(explaining.listing(world.words, options.protocol))
        return 0
    if options.map:
        for name in [options.protocol] if options.protocol else ["smtp", "pop3"]:
            show(explaining.map_lines(name, words=world.words))
        return 0
    if not options.text:
        world.complain("error.usage", reason=world.say("error.explain.what"), command="explain")
        return 2
    found = explaining.explain(" ".join(options.text), world.words, options.protocol)
    show(found.lines)
    return 0 if found.found else 1


def annotate(world: World, options: argparse.Namespace) -> int:
    """Any transcript, explained line by line."""
    from tutor.reading import ReadingError, annotate_file

    try:
        return annotate_file(world, options.file, options.save)
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


def replay(world: World, options: argparse.Namespace) -> int:
    """A recording, played on the terminal."""
    from tutor.reading import ReadingError
    from tutor.replaying import replay_file

    try:
        return replay_file(world, options.file, options.speed, options.idle, step=options.step)
    except ReadingError as error:
        world.complain("error.log", reason=error)
        return 1


_COMMANDS: dict[str, tuple[Command, Fill]] = {
    "learn": (learn, _add_learn),
    "connect": (connect, _add_connect),
    "serve": (serve, _add_serve),
    "lessons": (lessons, _add_lessons),
    "explain": (explain, _add_explain),
    "annotate": (annotate, _add_annotate),
    "replay": (replay, _add_replay),
}
