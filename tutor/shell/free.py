"""`connect`: a free, annotated session, typed at a prompt or read from a pipe."""

import asyncio
import socket
from dataclasses import dataclass

from tutor import screen
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.tls import client_context
from tutor.protocols import PROTOCOLS
from tutor.session import Session
from tutor.shell.coaching import complain_about
from tutor.shell.keeping import keep
from tutor.shell.piped import Outcome, speak
from tutor.shell.script import Script
from tutor.world import World


@dataclass(frozen=True, slots=True)
class Options:
    """What `connect` was told. `family` is socket.AF_INET, AF_INET6 or 0."""

    cafile: str | None = None
    insecure: bool = False
    timeout: float = 30.0
    family: int = 0
    pipeline: bool = False


FAMILIES = {"4": socket.AF_INET, "6": socket.AF_INET6, None: socket.AF_UNSPEC}


def run(world: World, target: Target | None, options: Options) -> int:
    """Run the command; returns the exit code."""
    if world.interactive and not world.json:
        from tutor.shell.live import run as run_prompt

        return run_prompt(world, target, options)
    if target is None:
        world.complain("error.connect.where")
        return 2
    return asyncio.run(_piped(world, target, options))


async def _piped(world: World, target: Target, options: Options) -> int:
    session = Session(PROTOCOLS[target.protocol] if target.protocol else None)
    keeping = keep(world)
    if keeping is not None:
        session.add(keeping)
    session.add(screen.sink(world))
    talk = Talk(
        session,
        lambda: client_context(options.cafile, insecure=options.insecure),
        timeout=options.timeout,
        family=options.family,
    )
    try:
        await talk.connect(target)
        outcome = await speak(talk, Script(world.stdin), pipeline=options.pipeline)
    except LinkError as error:
        complain_about(world, error, target, talk)
        return 3
    finally:
        await talk.close()
        if keeping is not None:
            keeping.close()
            if keeping.failed is not None:
                world.complain("error.recording", reason=keeping.failed)
    return _report(world, talk, target, outcome)


def _report(world: World, talk: Talk, target: Target, outcome: Outcome) -> int:
    if talk.tls_failure is not None:
        complain_about(world, LinkError("tls", talk.tls_failure[1]), target, talk)
        return 3
    if not outcome.reason:
        return 0
    key = "error.unsaid" if outcome.unsaid else "error.unanswered"
    world.complain(f"{key}.{outcome.reason}", count=outcome.unsaid, seconds=round(talk.timeout))
    return 4
