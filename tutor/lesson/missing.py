"""What leads astray, and what counts as a miss: something said that leads nowhere."""

from tutor.core.events import Event, Exchange
from tutor.lesson import goals
from tutor.lesson.model import Detour, Serve, Task
from tutor.lesson.standing import Standing
from tutor.protocols import PROTOCOLS

_GREETING = "GREETING"


def strayed(
    step: Task | Serve, event: Event | None, before: Standing, now: Standing
) -> Detour | None:
    """The detour that was taken by this very event: a state that has lasted was spoken of already.

    `event` is None where it is of a connection that the step is not about.
    """
    none: frozenset[goals.Leaf] = frozenset()
    for detour in step.astray:
        met = goals.met(detour.when, event) if event is not None else none
        if not goals.holds(detour.when, met, now, step.connection):
            continue
        if not goals.holds(detour.when, none, before, step.connection):
            return detour
    return None


def missed(event: Event, step: Task | Serve, protocol: str) -> str | None:
    """The verb of a command that was missed, None where there is nothing to blame anybody for.

    The learner's command is missed when it is refused; a server that refuses at once is nobody's
    miss, nor is what the lesson itself wants to be refused on the way. Where the learner is the
    server, a reply is missed with which the client cannot go on.
    """
    if not isinstance(event, Exchange) or event.command is None:
        return None
    verb = event.command.verb
    if isinstance(step, Task):
        meant = event.command.in_order and event.command.line.strip() in step.lines[:-1]
        return verb if event.kind.refused and verb != _GREETING and not meant else None
    return verb if event.reply is not None and not _leads_on(event, protocol) else None


def _leads_on(event: Exchange, protocol: str) -> bool:
    if event.command is None or not event.kind.went_well or event.violations:
        return False
    move = event.command.phrase.move
    known = [state[move] for state in PROTOCOLS[protocol].moves.values() if state.get(move)]
    return not known or any(event.kind in replies for replies in known)
