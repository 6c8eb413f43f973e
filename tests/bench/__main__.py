"""Measure the program against its peers: `python -m tests.bench [PART ...]`; see README.md."""

import argparse
import sys
import time
from collections.abc import Callable

from tests.bench import annotate, export, flood, grade, practice, prompt, retr, session, startup
from tests.bench.ground import Ground

PARTS: dict[str, Callable[[Ground], None]] = {
    "startup": startup.run,
    "prompt": prompt.run,
    "session": session.run,
    "retr": retr.run,
    "practice": practice.run,
    "flood": flood.run,
    "annotate": annotate.run,
    "grade": grade.run,
    "export": export.run,
}


def main() -> int:
    """Run the parts that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=15, help="of each command (15)")
    parser.add_argument("--seconds", type=float, default=3.0, help="of load in a round (3)")
    parser.add_argument("--venv", help="an environment to use as it is, instead of a new one")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    began = time.monotonic()
    with Ground(options.venv, options.rounds, options.seconds) as ground:
        sys.stdout.write(ground.about() + "\n")
        for part in options.parts or PARTS:
            PARTS[part](ground)
    sys.stdout.write(f"\n{time.monotonic() - began:.0f} s\n")
    return 0


raise SystemExit(main())
