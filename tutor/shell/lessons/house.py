"""The practice server of a lesson, as a sitting needs it: who plays whom, faults, going back."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from tutor import practice, staging
from tutor.lesson import Lesson, Serve, Step, solving
from tutor.lesson.scene import is_secure
from tutor.net.link import Target
from tutor.net.server import PracticeServer
from tutor.net.tls import can_certify
from tutor.page import Line
from tutor.shell.guiding.wandering import Turned
from tutor.shell.retrace import Rewind
from tutor.words import Words


def rewind(made: practice.Practice) -> Rewind:
    """How `:undo` goes back: the mailboxes as they were. Made before the lesson begins, which is
    what it can be renewed to."""
    store = made.store

    def restore(mark: object) -> None:
        if isinstance(mark, practice.Snapshot):
            store.restore(mark)

    def held() -> int:
        return sum(store.is_locked(name) for name in store.accounts)

    first, faults = store.snapshot(), made.faults.waiting

    def renew() -> None:
        store.restore(first)
        made.faults.clear()
        for fault in faults:
            made.faults.add(fault)

    return Rewind(store.snapshot, restore, held, renew)


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


class Wires(NamedTuple):
    """Where the practice server is called: at its own ports, or at those of a listener between.

    `overheard` is what he saw since it was asked the last time; None where nobody listens.
    """

    ports: Mapping[str, int]
    stop: Callable[[], Awaitable[None]] | None = None
    overheard: Callable[[], list[Line]] | None = None

    async def cut(self) -> None:
        """The listener goes."""
        if self.stop is not None:
            await self.stop()


async def wires(server: PracticeServer, lesson: Lesson, words: Words) -> Wires:
    """The ports of a server that has started, with a listener if the lesson has one."""
    if not lesson.practice.listener:
        return Wires(server.ports)
    from tutor.net.tap import Heard, Tap
    from tutor.shell.lessons.listening import Listener

    listener, faces = Listener(words, lesson.public), server.practice.faces

    def ears(name: str) -> Heard:
        face = faces.get(name)
        if face is not None:
            return listener.ear(face.protocol, secure=face.secure)
        return listener.ear(name.removesuffix("s"), secure=name.endswith("s"))

    tap = Tap(ears)
    await tap.start(server.ports)
    return Wires(tap.ports, tap.stop, listener.told)


def played(
    lesson: Lesson, ports: Mapping[str, int], replaced: dict[str, Target]
) -> dict[str, Target]:
    """Which host:port leads where; a replaced one keeps its own name on the screen."""
    found = {}
    for peer, protocol in lesson.hosts.items():
        real = replaced.get(protocol)
        found[peer.lower()] = _own(ports, peer, protocol) if real is None else _named(real)
    return found


def _own(ports: Mapping[str, int], peer: str, protocol: str) -> Target:
    """The port of the practice server behind which this host is."""
    secure = is_secure(peer)
    port = ports.get(peer.lower()) or ports[f"{protocol}s" if secure else protocol]
    return Target("127.0.0.1", port, tls=secure, protocol=protocol, peer=peer, played=True)


def _named(real: Target) -> Target:
    return real._replace(peer=real.label)


def lacks(lesson: Lesson) -> bool:
    """Whether a host of the lesson needs a certificate, and none can be made here."""
    return any(map(is_secure, lesson.hosts)) and not can_certify()


async def start(server: PracticeServer, lesson: Lesson) -> None:
    """Listen on free ports, with TLS from the first octet where a host of the lesson does."""
    plain = lesson.hosts.keys() - lesson.faces.keys()
    needs = {lesson.hosts[peer] for peer in plain if is_secure(peer)}
    smtps, pop3s = (0 if protocol in needs else None for protocol in ("smtp", "pop3"))
    await server.start(0, 0, smtps, pop3s)


def opening(lesson: Lesson, ports: Mapping[str, int], played: dict[str, Target]) -> Target | None:
    """Where a lesson connects to by itself; nowhere where connecting is part of its solution."""
    if solving.opens_itself(lesson) or isinstance(lesson.steps[0], Serve):
        return None
    if peer := solving.opened(lesson):
        return played[peer.lower()]
    return Target("127.0.0.1", ports[lesson.protocol], protocol=lesson.protocol, played=True)
