"""The options of the command line, in the learner's language; what they do is in cli.py.

Here are those that all commands share, and those of what is asked for most; the others are loaded
when their command is given, so that a prompt and the help do not wait for them.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from tutor import __version__
from tutor.words import Words

Say = Callable[[str], str]
Common = Callable[[], argparse.ArgumentParser]
"""What makes the options that every command has."""

COMMANDS = tuple(
    "learn connect serve lessons explain annotate replay export grade recordings".split()
)
_ON_A_LINE = frozenset({"learn", "connect", "replay"})
"""Commands that may speak with a real server."""


class Given(NamedTuple):
    """What was typed: the command (None: none), the arguments, and TEXT of `explain`, raw."""

    command: str | None
    arguments: list[str]
    text: list[str]


_EXPLAIN_FLAGS = {"--list", "--map", "--json", "--plain", "--big", "--no-color", "-h", "--help"}
_EXPLAIN_VALUES = {"--protocol", "--lang", "--state", "--to"}


def sort_out(arguments: Sequence[str]) -> Given:
    """Find the command. TEXT of `explain` is taken raw: `explain -ERR [IN-USE]` needs no quotes."""
    command = _named(arguments)
    if command != "explain":
        return Given(command, list(arguments), [])
    at = arguments.index("explain")
    kept = list(arguments[: at + 1])
    text: list[str] = []
    rest = iter(_joined(arguments[at + 1 :]))
    for word in rest:
        if word == "--":
            text += rest
        elif word in _EXPLAIN_FLAGS or word.partition("=")[0] in {*_EXPLAIN_VALUES, "--map"}:
            kept.append(word)
            if word in _EXPLAIN_VALUES:
                kept += [value for value in [next(rest, None)] if value is not None]
        else:
            text.append(word)
    return Given(command, kept, text)


def _joined(words: Sequence[str]) -> list[str]:
    """The words, with the protocol behind `--map`, if one stands there, made part of it."""
    at = next((n for n, word in enumerate(words) if word in ("--map", "--")), len(words))
    if words[at : at + 1] == ["--map"] and words[at + 1 : at + 2] in (["smtp"], ["pop3"]):
        return [*words[:at], f"--map={words[at + 1]}", *words[at + 2 :]]
    return list(words)


def _named(arguments: Sequence[str]) -> str | None:
    """The command; a word behind an option that takes one is none."""
    words = iter(arguments)
    for word in words:
        if word in ("--lang", "--record", "--state"):
            next(words, None)
        elif word in COMMANDS:
            return word
    return None


_USAGE = "usage: "
_FRAME = (
    ("\npositional arguments:\n", "help.frame.arguments"),
    ("\noptions:\n", "help.frame.options"),
    ("show this help message and exit", "help.frame.help"),
)
"""What argparse itself says in a help, in English only."""


def _speaking(words: Words) -> type[argparse.ArgumentParser]:
    """A parser that speaks the language of the words, and so do those of its commands."""

    class Parser(argparse.ArgumentParser):
        def format_usage(self) -> str:
            return framed(super().format_usage())

        def format_help(self) -> str:
            return framed(super().format_help())

        def error(self, message: str) -> NoReturn:
            from tutor import misuse
            from tutor.core.visible import visible

            self.print_usage(sys.stderr)
            self.exit(2, f"{visible(misuse.said(words, self.prog, message))}\n")

    def framed(text: str) -> str:
        if text.startswith(_USAGE):  # as wide in each language: rows follow that are indented
            text = words.say(None, "help.frame.usage") + text.removeprefix(_USAGE)
        for said, key in _FRAME:
            text = text.replace(said, words.say(None, key), 1)
        return text

    return Parser


def build(words: Words, only: str | None = None, *, alone: bool = False) -> argparse.ArgumentParser:
    """The command line in the language of `words`; of the commands only `only` has its options.

    `alone`: the others are not even named, as nobody has asked for help.
    """

    def say(key: str) -> str:
        return words.say(None, key)

    common = _common(say)
    parser = _speaking(words)(
        prog="wiretutor",
        description=say("help.program"),
        epilog=say("help.epilog"),
        parents=[common],
    )
    parser.add_argument(
        "--version", action="version", version=f"wiretutor {__version__}", help=say("help.version")
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title=say("help.commands"), metavar="COMMAND")

    # One command's options are needed, not all of them: the rest is only named.
    for name in COMMANDS:
        if alone and name != only:
            continue
        about = say(f"help.{name}")
        needed = only == name
        own = _common(say, "both") if name == "export" and needed else common
        made = commands.add_parser(
            name, help=about, description=about, parents=[own] if needed else []
        )
        made.set_defaults(command=name)
        if needed:
            _options(name)(made, say, lambda: _common(say))
            if name in _ON_A_LINE:
                _add_tls(made, say)
    return parser


def _options(name: str) -> Callable[[argparse.ArgumentParser, Say, Common], None]:
    """What adds the options of a command."""
    if name in _HERE:
        return _HERE[name]
    if name == "serve":
        from tutor.options.serving import OPTIONS
    elif name in ("lessons", "grade"):
        from tutor.options.teaching import OPTIONS
    else:
        from tutor.options.kept import OPTIONS
    return OPTIONS[name]


def _common(say: Say, *languages: str) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group(say("help.everywhere"))
    group.add_argument("--lang", choices=["en", "zh", *languages], help=say("help.lang"))
    group.add_argument("--json", action="store_true", help=say("help.json"))
    group.add_argument("--plain", action="store_true", help=say("help.plain"))
    group.add_argument("--big", action="store_true", help=say("help.big"))
    group.add_argument("--no-color", action="store_true", help=say("help.no-color"))
    group.add_argument("--record", metavar="FILE", type=Path, help=say("help.record"))
    group.add_argument("--no-record", action="store_true", help=say("help.no-record"))
    group.add_argument("--state", metavar="FOLDER", help=say("help.state"))
    group.add_argument("--force", action="store_true", help=say("help.force"))
    return common


def _explain(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument("--protocol", choices=["smtp", "pop3"], help=say("help.explain.protocol"))
    parser.add_argument("--list", action="store_true", help=say("help.explain.list"))
    parser.add_argument(
        "--map",
        nargs="?",
        const="both",
        choices=["smtp", "pop3", "both"],
        metavar="smtp|pop3",
        help=say("help.explain.map"),
    )
    parser.add_argument("--to", choices=["text", "svg", "mermaid"], help=say("help.explain.to"))
    parser.usage = (
        "wiretutor explain [--protocol smtp|pop3] TEXT...\n"
        "       wiretutor explain --list | --map [smtp|pop3] [--to text|svg|mermaid]"
    )


def _learn(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument(
        "lesson", nargs="?", metavar="LESSON|FILE.yaml|FOLDER", help=say("help.learn.lesson")
    )
    parser.add_argument(
        "--mode",
        choices=["watch", "follow", "solo", "exam"],
        help=say("help.learn.mode"),
    )
    parser.add_argument("--from", dest="start", metavar="STEP", help=say("help.learn.from"))
    parser.add_argument("--seed", metavar="TEXT", help=say("help.learn.seed"))
    parser.add_argument("--auto", action="store_true", help=say("help.learn.auto"))
    parser.add_argument("--notes", metavar="FILE", type=Path, help=say("help.learn.notes"))
    parser.add_argument(
        "--server", metavar="KEY=URL", action="append", default=[], help=say("help.learn.server")
    )


def _connect(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument(
        "address", nargs="*", metavar="URL | HOST [PORT]", help=say("help.connect.address")
    )
    family = parser.add_mutually_exclusive_group()
    family.add_argument("-4", dest="family", action="store_const", const="4", help=say("help.ipv4"))
    family.add_argument("-6", dest="family", action="store_const", const="6", help=say("help.ipv6"))
    parser.add_argument("--pipeline", action="store_true", help=say("help.pipeline"))


def _add_tls(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--insecure", action="store_true", help=say("help.insecure"))
    parser.add_argument("--cafile", metavar="FILE", help=say("help.cafile"))
    parser.add_argument(
        "--timeout", metavar="S", type=seconds, default=30.0, help=say("help.timeout")
    )


def seconds(text: str) -> float:
    value = float(text.removesuffix("s"))
    if not 0 < value < 86400:
        raise ValueError(text)
    return value


_HERE = {"learn": _learn, "connect": _connect, "explain": _explain}
