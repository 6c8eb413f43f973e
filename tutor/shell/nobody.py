"""A line that no connection takes: said in one row, and at more length only the first time."""

from collections.abc import Mapping

from tutor.protocols import PROTOCOLS
from tutor.shell import hosts


def sentence(
    line: str, stage: tuple[str, ...], peer: str | None, *, again: bool
) -> tuple[str, Mapping[str, object]]:
    """The key of a sentence, and what fills it.

    stage: the peers of the lesson, none where anybody may be called; peer: the last one that was
    called; again: such a line was typed before, since the last connection.

    The line itself is not repeated, only a verb that is known: it may have been meant for a server
    that is gone, and be secret.
    """
    verb = line.split(maxsplit=1)[0].upper()
    wide = hosts.wide(line)
    if wide:
        return "ui.shell.wide", {"characters": wide}
    if not stage:
        known = any(verb in protocol.verbs for protocol in PROTOCOLS.values())
        return "ui.shell.unknown" if known else "ui.shell.nobody", {"word": verb}
    host, _, port = (peer if peer in stage else stage[0]).rpartition(":")
    key = "ui.shell.again" if peer is not None and not again else "ui.shell.lesson"
    return key, {"host": host, "port": port}
