"""The practice server of a lesson, as a sitting needs it: who plays whom, faults, going back."""

from tutor import practice, staging
from tutor.lesson import Lesson, Serve, Step, solving
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.shell.guide import Turned
from tutor.shell.retrace import Rewind


def rewind(made: practice.Practice) -> Rewind:
    """How `:undo` goes back: the mailboxes as they were. Made before the lesson begins, which is
    what it can be renewed to."""
    store = made.store

    def restore(mark: object) -> None:
        if isinstance(mark, practice.Snapshot):
            store.restore(mark)

    def is_busy() -> bool:
        return any(store.is_locked(name) for name in store.accounts)

    first, faults = store.snapshot(), made.faults.waiting

    def renew() -> None:
        store.restore(first)
        made.faults.clear()
        for fault in faults:
            made.faults.add(fault)

    return Rewind(store.snapshot, restore, is_busy, renew)


def stagehand(made: practice.Practice, lesson: Lesson) -> Turned:
    """Who lets the faults of a step wait and its letters arrive when it begins, and takes away the
    faults of the one before."""

    def turn(before: Step | None, now: Step | None) -> None:
        if before is not None:
            staging.disarm(made, before)
        if now is not None:
            staging.arm(made, now)
            staging.deliver(made, lesson, now)

    return turn


def stage(lesson: Lesson) -> tuple[str, ...]:
    """Which "host:port" there are, those of the lesson's own protocol first."""
    peers = sorted(lesson.hosts.items(), key=lambda item: item[1] != lesson.protocol)
    return tuple(peer.lower() for peer, _ in peers)


def played(
    lesson: Lesson, server: PracticeServer, replaced: dict[str, Target]
) -> dict[str, Target]:
    """Which host:port leads where; a replaced one keeps its own name on the screen."""
    found = {}
    for peer, protocol in lesson.hosts.items():
        real = replaced.get(protocol)
        own = Target("127.0.0.1", server.ports[protocol], protocol=protocol, peer=peer, played=True)
        found[peer] = own if real is None else real._replace(peer=real.label)
    return found


def opening(lesson: Lesson, server: PracticeServer, played: dict[str, Target]) -> Target | None:
    """Where a lesson connects to by itself; nowhere where connecting is part of its solution."""
    if solving.opens_itself(lesson) or isinstance(lesson.steps[0], Serve):
        return None
    for peer, protocol in lesson.hosts.items():
        if protocol == lesson.protocol:
            return played[peer]
    return Target("127.0.0.1", server.ports[lesson.protocol], protocol=lesson.protocol, played=True)
