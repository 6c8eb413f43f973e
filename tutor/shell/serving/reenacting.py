"""`serve --replay FILE`: the server's side of a recording on a socket, and a word where a client
strays from it."""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from functools import partial

from tutor.core import jsonlines
from tutor.core.visible import visible
from tutor.net.server import POP3_PORT, SMTP_PORT, Watcher
from tutor.net.tls import can_certify
from tutor.page.line import short
from tutor.reading import read, report, wires
from tutor.reenacting import Company, Curtain, Part, Stray, Told
from tutor.reenacting import read as read_parts
from tutor.shell.serving import announcing, opening
from tutor.shell.serving.outlet import Outlet
from tutor.world import World

_USUAL = {"smtp": SMTP_PORT, "pop3": POP3_PORT, "smtps": 0, "pop3s": 0}
_ALONE = ("accounts", "lesson")
_MOST_SHOWN = 120
"""Characters of a line that a report shows."""


def run(world: World, options: argparse.Namespace) -> int:
    """Play a recording until Ctrl-C; returns the exit code. Raises ReadingError."""
    beside = next((name for name in _ALONE if getattr(options, name)), None)
    if beside is not None:
        world.complain("error.reenact.alone", option=f"--{beside}")
        return 2
    found = read(world, options.replay)
    parts = read_parts(wires(found), found.header.protocol)
    report(world, found)
    fault = _fault(options, parts)
    if fault is not None:
        world.complain(fault, path=options.replay)
        return 2
    reporter = Reporter(world)
    made = Company(
        parts,
        time.monotonic,
        reporter.tell,
        order=options.order,
        timed=options.delay == "recorded",
    )
    served = opening.Served(
        made,
        {name: _USUAL[name] for name in made.ports},
        partial(_announce, world, made),
        _watch(options),
        reporter.close,
    )
    return opening.run(world, options, served)


def _fault(options: argparse.Namespace, parts: tuple[Part, ...]) -> str | None:
    """The key of what cannot be played."""
    if not parts:
        return "error.reenact.empty"
    protocols = {part.protocol for part in parts}
    asked = {name.rstrip("s") for name in _USUAL if getattr(options, name) is not None}
    if not asked <= protocols:
        return "error.reenact.protocol"
    if any(part.secure for part in parts) and not can_certify():
        return "error.serve.tls"
    return None


def _watch(options: argparse.Namespace) -> Watcher | None:
    if options.log is None:
        return None
    from tutor.classroom.tapes import Tapes, watcher

    return watcher(Tapes(options.log))


def _announce(world: World, made: Company, where: announcing.Where) -> None:
    """The lines to type, and what is played."""
    out = world.stdout
    if world.json:
        connections = [
            {"conn": part.conn, "protocol": part.protocol, "commands": len(part.cues)}
            for part in made.parts
        ]
        told = {"host": where.host, **where.ports, "connections": connections}
        out.write(json.dumps(told) + "\n")
    else:
        rows = [*announcing.to_type(where, where.name), "", *_played(world, made)]
        rows += ["", world.say("ui.reenact.how")]
        out.write("".join(f"{visible(row)}\n" for row in rows))
    out.flush()


def _played(world: World, made: Company) -> Iterator[str]:
    for part in made.parts:
        told = {"conn": part.conn, "protocol": part.protocol, "count": len(part.cues)}
        yield world.say("ui.reenact.part", **told)


class Reporter:
    """Tells where clients stray: a line on stderr each, with --json an object on stdout."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._began = time.monotonic()
        self._outlet = Outlet(world.stdout if world.json else world.stderr)

    def tell(self, told: Told) -> None:
        """A client has strayed, or has gone."""
        line = self._object(told) if self._world.json else f"wiretutor: {self._sentence(told)}"
        self._outlet.write(f"{line}\n")

    def close(self) -> None:
        """Nothing more is served."""
        self._outlet.close()

    def _object(self, told: Told) -> str:
        kind = "stray" if isinstance(told, Stray) else "played"
        at = round(time.monotonic() - self._began, 3)
        return jsonlines.line({"event": kind, "at": at, **told._asdict()})

    def _sentence(self, told: Told) -> str:
        say: Callable[..., str] = self._world.say
        shown = {
            name: short(value, _MOST_SHOWN) if isinstance(value, str) else value
            for name, value in told._asdict().items()
        }
        if isinstance(told, Stray):
            return say(f"ui.reenact.stray.{told.why}", **shown)
        return say(f"ui.reenact.played{_how(told)}", **shown)


def _how(told: Curtain) -> str:
    """Whether all was said, and nothing else."""
    if told.left:
        return ".left"
    return ".astray" if told.strays else ""
