"""A line that no connection takes: said in one row, and at length only the first time."""

from tutor.page import Role
from tutor.protocols import PROTOCOLS
from tutor.shell.repl import Repl


def tell(repl: Repl, line: str, stage: tuple[str, ...], *, again: bool) -> None:
    """Say that nobody heard it, and what opens a connection. `stage` are the peers of the lesson;
    `again`: it is not the first such line since the last connection.

    The line itself is not repeated, only a verb that is known: it may have been meant for a server
    that is gone, and be secret.
    """
    verb = line.split(maxsplit=1)[0].upper()
    known = any(verb in protocol.verbs for protocol in PROTOCOLS.values())
    if not stage:
        repl.tell("ui.shell.unknown" if known else "ui.shell.nobody", Role.WARN, word=verb)
        if not again:
            repl.suggest_next()
        return
    guide, last = repl.guide, repl.talk.target
    if guide is not None and guide.help.hints == "none":
        repl.tell("ui.shell.unknown" if known else "ui.shell.nobody", Role.WARN, word=verb)
        return
    peer = last.peer if last is not None and last.peer in stage else stage[0]
    host, _, port = peer.rpartition(":")
    key = "ui.shell.again" if last is not None and not again else "ui.shell.lesson"
    repl.tell(key, Role.WARN, host=host, port=port)
