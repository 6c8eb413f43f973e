"""A line that no connection takes: said in one row, and at more length only the first time."""

from collections.abc import Collection, Mapping

from tutor.lesson.rows import SWITCH, called, is_opener
from tutor.lesson.scene import is_secure
from tutor.protocols import PROTOCOLS
from tutor.shell import hosts

Sentence = tuple[str, Mapping[str, object]]
"""The key of a sentence, and what fills it."""


def sentence(
    line: str,
    stage: hosts.Stage,
    peer: str | None,
    *,
    again: bool,
    wanted: str = "",
    busy: Collection[str] = (),
) -> Sentence:
    """What there is to say.

    stage: the peers of the lesson, none where anybody may be called; peer: the last one that was
    called; again: such a line was typed before, since the last connection; wanted: the line that
    leads on in the lesson; busy: the peers to which a line is open.

    The line itself is not repeated, only a verb that is known: it may have been meant for a server
    that is gone, and be secret.
    """
    wide = hosts.wide(line)
    if wide:
        return "ui.shell.wide", {"characters": wide}
    if busy and wanted == SWITCH:
        return "ui.shell.switch", {"peer": min(busy)}
    call, place = _call(stage, peer, wanted, busy)
    if call:
        # `:again` calls the last place, and asks for no TLS there.
        same = place == peer and not again and "-starttls" not in call
        return "ui.shell.again" if same else "ui.shell.lesson", {"line": call}
    if busy and stage:
        return "ui.shell.switch", {"peer": min(busy)}
    verb = line.split(maxsplit=1)[0].upper()
    known = any(verb in protocol.verbs for protocol in PROTOCOLS.values())
    return "ui.shell.unknown" if known else "ui.shell.nobody", {"word": verb}


def _call(
    stage: hosts.Stage, peer: str | None, wanted: str, busy: Collection[str]
) -> tuple[str, str]:
    """The line that opens a connection, and the place that it calls: the lesson's own, else to
    where the last one led, else the first place that none is open to; "" for none."""
    if is_opener(wanted):
        return wanted, called(wanted)
    places = [peer] if peer in stage and peer is not None else []
    place = next((each for each in (*places, *stage) if each not in busy), "")
    host, _, port = place.rpartition(":")
    if place and is_secure(place):
        return f"openssl s_client -connect {place}", place
    return (f"telnet {host} {port}" if place else ""), place
