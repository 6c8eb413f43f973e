"""A piece of a session that a step shows: C: and S: lines, as a pasted transcript has them."""

from collections.abc import Iterable

from tutor.core.conversation import Conversation
from tutor.core.events import Exchange
from tutor.core.wire import Side, What, Wire
from tutor.data import Node, Scalar, because
from tutor.lesson.scene import Shown
from tutor.lesson.wanted import Blame
from tutor.protocols import PROTOCOLS

MOST = 60
"""Lines that are shown: more than two screens of them nobody reads before a step."""


def shown(node: Node | None, blame: Blame) -> tuple[Shown, ...]:
    """The lines of a transcript; what is none, and what is too long, is blamed."""
    if not isinstance(node, Scalar):
        return ()
    # Of ours, only a lesson that shows something needs the readers of transcripts.
    from tutor import importing

    try:
        found = importing.read(node.text.encode("utf-8", "replace"), "shows")
    except importing.ImportingError as error:
        at = error.where.rpartition(":")[2]
        blame(node.line, node.column, because("lesson.shows.line", line=at))
        return ()
    if found.kind != "dialogue" or not _has_exchange(found.wires):
        blame(node.line, node.column, because("lesson.shows.none"))
    lines: list[Shown] = []
    tls = False
    for wire in found.wires:
        tls = tls or wire.what is What.TLS
        if wire.what is What.BYTES:
            rows = wire.data.decode("utf-8", "replace").removesuffix("\r\n").split("\r\n")
            lines += (Shown(wire.side or Side.SERVER, row, tls) for row in rows)
    if len(lines) > MOST:
        blame(node.line, node.column, because("lesson.shows.many", count=len(lines), most=MOST))
    return tuple(lines[:MOST])


def _has_exchange(wires: Iterable[Wire]) -> bool:
    """Whether a command of the protocol, or a reply with its code, is among the wires."""
    talks: dict[int, Conversation] = {}
    for wire in wires:
        if wire.what is What.OPEN:
            protocol = PROTOCOLS[str(wire.about.get("protocol", "smtp"))]
            talks[wire.conn] = Conversation(protocol, conn=wire.conn)
        talk = talks.get(wire.conn)
        for event in talk.observe(wire) if talk is not None else ():
            if isinstance(event, Exchange) and _is_known(event):
                return True
    return False


def _is_known(event: Exchange) -> bool:
    known = event.command is not None and event.command.known
    return known or (event.reply is not None and bool(event.reply.code))
