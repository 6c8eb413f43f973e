"""`replay FILE`: a recording on the terminal, explained with today's words."""

import time

from tutor import screen
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report, wires
from tutor.session import Session
from tutor.timing import pauses
from tutor.world import World


def replay_file(world: World, name: str, speed: float, idle: float, *, step: bool) -> int:
    """Play a recording; at once where nobody watches."""
    found = read(world, name)
    session = Session(PROTOCOLS.get(found.header.protocol or ""), sinks=[screen.sink(world)])
    watched = world.terminal and not world.plain and not world.json
    for pause, wire in pauses(wires(found), speed=max(speed, 0.01), idle=max(idle, 0.0)):
        if watched and step and pause > 0:
            world.stdin.readline()
        elif watched:
            time.sleep(pause)
        session.see(wire)
    report(world, found)
    return 0
