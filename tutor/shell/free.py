"""`connect` from a pipe: a free, annotated session where nobody sits at a prompt."""

import asyncio

from tutor import screen
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.ways import Ways
from tutor.protocols import PROTOCOLS
from tutor.session import Session
from tutor.shell.coaching import complain_about
from tutor.shell.keeping import keep
from tutor.shell.piped import Outcome, speak
from tutor.shell.script import Script
from tutor.world import World


def run(world: World, target: Target | None, ways: Ways, *, pipeline: bool = False) -> int:
    """Run the command; returns the exit code."""
    if target is None:
        world.complain("error.connect.where")
        return 2
    return asyncio.run(_piped(world, target, ways, pipeline=pipeline))


async def _piped(world: World, target: Target, ways: Ways, *, pipeline: bool) -> int:
    session = Session(PROTOCOLS[target.protocol] if target.protocol else None)
    keeping = keep(world)
    if keeping is not None:
        session.add(keeping)
    session.add(screen.sink(world))
    talk = Talk(session, ways.context, timeout=ways.timeout, family=ways.family)
    try:
        await talk.connect(target)
        outcome = await speak(talk, Script(world.stdin), pipeline=pipeline)
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
    key = "error.unsaid" if outcome.unsaid or not outcome.unanswered else "error.unanswered"
    if outcome.reason == "silent" and not talk.greeted:
        key = "error.ungreeted"
    told = {"count": outcome.unsaid, "seconds": f"{talk.timeout:g}", "peer": target.label}
    world.complain(f"{key}.{outcome.reason}", **told)
    return 4
