"""The process: its streams, its language, its errors; what each command does is in subcommands."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tutor.options import build, sort_out
from tutor.settings import Settings, SettingsError, config_file, load, state_folder
from tutor.subcommands import COMMANDS, UsageError
from tutor.words import Words
from tutor.world import World


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
    alone = given.command is not None and not {"-h", "--help"} & {*given.arguments}
    parsed = build(Words(language), given.command, alone=alone).parse_args(given.arguments)
    parsed.text = given.text
    world = _world(parsed, language)
    command = COMMANDS[parsed.command]
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
            world.complain("error.file", path=error.filename, reason=world.trouble(error))
            return 2
        # Of an error of ours only its kind and place are told: its text may quote a secret.
        world.complain("error.inside", kind=type(error).__name__, place=_place(error))
        return 70
    return 2


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
