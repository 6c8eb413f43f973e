"""The options of what deals with a session that is written down."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

Say = Callable[[str], str]
Common = Callable[[], argparse.ArgumentParser]
"""What makes the options that every command has."""


def _annotate(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument("file", metavar="FILE|-", help=say("help.file"))
    parser.add_argument("--save", metavar="FILE", type=Path, help=say("help.annotate.save"))


def _replay(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument("file", metavar="FILE", help=say("help.file"))
    parser.add_argument("--speed", type=speed, default=1.0, help=say("help.replay.speed"))
    parser.add_argument("--idle", type=pause, default=2.0, help=say("help.replay.idle"))
    parser.add_argument("--step", action="store_true", help=say("help.replay.step"))
    parser.add_argument(
        "--from", dest="first", metavar="N", type=count, default=0, help=say("help.replay.from")
    )
    parser.add_argument("--to", dest="last", metavar="M", type=count, help=say("help.replay.to"))
    parser.add_argument("--against", metavar="URL", help=say("help.replay.against"))
    parser.add_argument("--deliver", action="store_true", help=say("help.replay.deliver"))


def _export(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    from tutor.export import FORMATS

    parser.add_argument("file", metavar="FILE|-", help=say("help.file"))
    parser.add_argument(
        "--to", metavar="FORMAT", choices=list(FORMATS), required=True, help=_formats(say, FORMATS)
    )
    parser.add_argument("-o", "--out", metavar="OUT", type=Path, help=say("help.export.out"))
    parser.add_argument("--only", metavar="N-M,...", help=say("help.export.only"))
    parser.add_argument("--title", metavar="TEXT", help=say("help.export.title"))
    parser.add_argument(
        "--mask",
        metavar="addresses|hosts|PATTERN",
        action="append",
        default=[],
        help=say("help.export.mask"),
    )
    parser.add_argument(
        "--detail", choices=["brief", "full", "off"], help=say("help.export.detail")
    )


def _recordings(parser: argparse.ArgumentParser, say: Say, common: Common) -> None:
    parser.set_defaults(action="list")
    actions = parser.add_subparsers(title=say("help.lessons.action"), metavar="ACTION")
    made = {}
    for name in ("list", "show", "delete", "prune"):
        about = say(f"help.recordings.{name}")
        made[name] = actions.add_parser(name, help=about, description=about, parents=[common()])
        made[name].set_defaults(action=name)
    for name in ("show", "delete"):
        made[name].add_argument(
            "names", nargs="+", metavar="NUMBER|NAME", help=say("help.recordings.name")
        )
    made["prune"].add_argument(
        "--keep", metavar="N", type=count, required=True, help=say("help.recordings.keep")
    )


def _formats(say: Say, names: Iterable[str]) -> str:
    return f"{say('help.export.to')}: {', '.join(names)}"


def speed(text: str) -> float:
    value = float(text)
    if not value > 0:  # nan is not, either
        raise ValueError(text)
    return value


def pause(text: str) -> float:
    value = float(text.removesuffix("s"))
    if not value >= 0:
        raise ValueError(text)
    return value


def count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


OPTIONS: dict[str, Callable[[argparse.ArgumentParser, Say, Common], None]] = {
    "annotate": _annotate,
    "replay": _replay,
    "export": _export,
    "recordings": _recordings,
}
