"""A recording played to its own client, without a socket."""

from collections.abc import Iterable
from itertools import chain

from tutor.core.events import Exchange
from tutor.core.wire import Side, What, Wire
from tutor.practice import Desk
from tutor.reenacting import Company, Told, read
from tutor.session import Session


class Stage:
    """A recording that is played; `told` is what was reported, `seen` what went over the wire."""

    def __init__(
        self, recording: Iterable[Wire], order: str = "in-order", *, timed: bool = False
    ) -> None:
        self.told: list[Told] = []
        self.seen: list[Wire] = []
        self.parts = read(recording)
        self.company = Company(self.parts, lambda: 0.0, self.told.append, order=order, timed=timed)

    def call(self, protocol: str = "smtp", conn: int = 1, *, secure: bool = False) -> Desk:
        """A client that has called, and has heard the greeting."""
        desk = self.company.desk(protocol, conn, can_tls=True, seen=self.seen.append)
        desk.open()
        if secure:
            desk.secured({"version": "TLSv1.3", "cipher": "X", "verified": True})
        desk.greet()
        return desk

    def talk(self, *lines: str, protocol: str = "smtp", conn: int = 1) -> list[str]:
        """One client from its call to its end; what it hears, line by line."""
        desk = self.call(protocol, conn)
        heard = hear(desk)
        for line in lines:
            desk.hear(line.encode() + b"\r\n")
            heard += hear(desk)
        desk.close("client")
        return heard


def hear(desk: Desk) -> list[str]:
    """The lines of all answers that are ready."""
    answers = chain(iter(desk.answer, None))
    data = b"".join(answer.data for answer in answers)
    return data.decode("utf-8", "replace").split("\r\n")[:-1]


def again(wires: list[Wire], order: str = "in-order") -> Stage:
    """A recording of one connection, played to the client that it recorded."""
    stage = Stage(wires, order)
    protocol = stage.parts[0].protocol if stage.parts else "smtp"
    first = next((n for n, wire in enumerate(wires) if wire.side is not None), 0)
    secure = any(wire.what is What.TLS and "error" not in wire.about for wire in wires[:first])
    desk = stage.call(protocol, secure=secure)
    hear(desk)
    for number, wire in enumerate(wires):
        if wire.side is Side.CLIENT:
            desk.hear(wire.data)
        elif wire.what is What.TLS and number > first:
            desk.secured(wire.about)
        hear(desk)
    desk.close("client")
    return stage


def exchanges(wires: Iterable[Wire]) -> list[tuple[object, ...]]:
    """What was asked and answered, but for times."""
    session = Session()
    found: list[tuple[object, ...]] = []
    for wire in wires:
        for item in session.see(wire):
            event = item.event
            if isinstance(event, Exchange):
                verb = event.command.verb if event.command else ""
                lines = event.reply.lines if event.reply else ()
                found.append((verb, lines, event.before, event.after))
    return found
