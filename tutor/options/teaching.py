"""The options of `lessons` and `grade`: what whoever teaches does."""

import argparse
from collections.abc import Callable
from pathlib import Path

Say = Callable[[str], str]
Common = Callable[[], argparse.ArgumentParser]
"""What makes the options that every command has."""


def _lessons(parser: argparse.ArgumentParser, say: Say, common: Common) -> None:
    parser.set_defaults(action="list", folder=None)
    actions = parser.add_subparsers(title=say("help.lessons.action"), metavar="ACTION")
    made = {}
    for name in ("list", "check", "schema", "new", "export"):
        about = say(f"help.lessons.{name}")
        made[name] = actions.add_parser(name, help=about, description=about, parents=[common()])
        made[name].set_defaults(action=name)
    made["list"].add_argument(
        "folder", nargs="?", metavar="FOLDER", help=say("help.lessons.folder")
    )
    made["check"].add_argument(
        "files", nargs="+", metavar="FILE|FOLDER|-", help=say("help.lessons.files")
    )
    made["new"].add_argument("file", metavar="FILE", type=Path, help=say("help.lessons.file"))
    sheet = made["export"]
    sheet.add_argument("lesson", metavar="LESSON|FILE.yaml", help=say("help.lessons.lesson"))
    sheet.add_argument("--to", choices=["html"], default="html", help=say("help.lessons.to"))
    sheet.add_argument("--key", action="store_true", help=say("help.lessons.key"))
    sheet.add_argument("-o", "--out", metavar="OUT", type=Path, help=say("help.lessons.out"))


def _grade(parser: argparse.ArgumentParser, say: Say, _: Common) -> None:
    parser.add_argument("lesson", metavar="LESSON|FILE.yaml", help=say("help.grade.lesson"))
    parser.add_argument("files", nargs="+", metavar="FILE|FOLDER", help=say("help.grade.files"))
    parser.add_argument("--csv", action="store_true", help=say("help.grade.csv"))
    parser.add_argument("--strict", action="store_true", help=say("help.grade.strict"))


OPTIONS: dict[str, Callable[[argparse.ArgumentParser, Say, Common], None]] = {
    "lessons": _lessons,
    "grade": _grade,
}
