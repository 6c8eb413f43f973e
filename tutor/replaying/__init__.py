"""`replay FILE`: a recording on the terminal, explained with today's words."""

import time

from tutor import screen
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report, wires
from tutor.session import Item, Session
from tutor.timing import pauses
from tutor.world import World


def replay_file(
    world: World,
    name: str,
    speed: float,
    idle: float,
    *,
    step: bool,
    first: int = 0,
    last: int | None = None,
) -> int:
    """Play a recording line by line; at once where nobody watches.

    `first` and `last` are the numbers of the exchanges to show, as `--json` counts them.
    """
    found = read(world, name)
    show, inside, shown = screen.sink(world), first == 0, False

    def sink(item: Item) -> None:
        nonlocal inside, shown
        if item.seq is not None:
            inside = first <= item.seq and (last is None or item.seq <= last)
            shown = shown or inside
        if inside:
            show(item)

    session = Session(PROTOCOLS.get(found.header.protocol or ""), sinks=[sink])
    watched = world.terminal and not world.plain and not world.json
    for pause, wire in pauses(wires(found), speed=max(speed, 0.01), idle=max(idle, 0.0)):
        if watched and inside and step and pause > 0:
            world.stdin.readline()
        elif watched and inside:
            time.sleep(pause)
        session.see(wire)
    if not shown:
        world.complain("error.replay.nothing")
    report(world, found)
    return 2 if not shown and (first or last is not None) else 0
