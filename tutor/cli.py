"""The command line: one short function for each command; what is heavy is imported inside it."""

import argparse
import sys
from collections.abc import Sequence

from tutor import __version__


def entry(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="wiretutor")
    parser.add_argument("--version", action="version", version=__version__)
    sub = parser.add_subparsers(dest="command")
    a = sub.add_parser("annotate")
    a.add_argument("file")
    a.add_argument("--json", action="store_true")
    a.add_argument("--lang", default="en")
    args = parser.parse_args(arguments)
    if args.command == "annotate":
        from tutor import log
        from tutor.render import json
        from tutor.session import Session
        from tutor.words import Words

        words = Words(args.lang)
        session = Session()
        with open(args.file, "rb") as stream:
            read = log.read(stream, args.file)
        for wire in read.facts:
            if not isinstance(wire, log.Remark):
                for item in session.see(wire):
                    text = json.line(item, words)
                    if text:
                        sys.stdout.write(text + "\n")
    return 0
