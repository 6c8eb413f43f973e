"""The options of `serve`."""

import argparse
from collections.abc import Callable
from pathlib import Path

Say = Callable[[str], str]
Common = Callable[[], argparse.ArgumentParser]
"""What makes the options that every command has."""


def _serve(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument("--host", metavar="ADDR", default="127.0.0.1", help=say("help.serve.host"))
    for name in ("smtp", "pop3", "smtps", "pop3s"):
        parser.add_argument(f"--{name}", metavar="PORT", type=port, help=say("help.serve.port"))
    parser.add_argument("--ca-out", metavar="FILE", type=Path, help=say("help.serve.ca-out"))
    parser.add_argument(
        "--style",
        choices=["textbook", "coremail", "postfix"],
        default="textbook",
        help=say("help.serve.style"),
    )
    parser.add_argument("--accounts", metavar="FILE", type=Path, help=say("help.serve.accounts"))
    parser.add_argument("--lesson", metavar="L", help=say("help.serve.lesson"))
    parser.add_argument("--log", metavar="FOLDER", type=Path, help=say("help.serve.log"))
    parser.add_argument("--replay", metavar="FILE", help=say("help.serve.replay"))
    parser.add_argument(
        "--order",
        choices=["in-order", "strict", "any"],
        default="in-order",
        help=say("help.serve.order"),
    )
    parser.add_argument(
        "--delay", choices=["none", "recorded"], default="none", help=say("help.serve.delay")
    )


def port(text: str) -> int:
    value = int(text)
    if not 0 <= value < 65536:
        raise ValueError(text)
    return value


OPTIONS: dict[str, Callable[[argparse.ArgumentParser, Say, Common], None]] = {
    "serve": _serve,
}
