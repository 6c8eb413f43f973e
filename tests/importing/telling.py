"""What a transcript is taken for, in short."""

import json

from tutor import importing
from tutor.core.events import Exchange
from tutor.render.json import line
from tutor.session import Item, Session
from tutor.words import Words


def items(found: importing.Imported) -> list[Item]:
    """What a session makes of the wires."""
    session = Session()
    return [item for wire in found.wires for item in session.see(wire)]


def exchanges(found: importing.Imported) -> list[tuple[Item, Exchange]]:
    """The exchanges alone."""
    return [(item, item.event) for item in items(found) if isinstance(item.event, Exchange)]


def verbs(found: importing.Imported) -> str:
    """Verb and code of each exchange; `?` marks what is assumed, a number another connection."""
    told = []
    conn = 1
    for _, event in exchanges(found):
        if event.conn != conn:
            conn = event.conn
            told.append(f"[{conn}]")
        verb = event.command.verb if event.command else "-"
        code = event.reply.code or "none" if event.reply else ""
        told.append(f"{verb} {code}".strip() + "?" * event.assumed)
    return ", ".join(told)


def objects(found: importing.Imported) -> str:
    """All events as JSON lines."""
    words = Words("en")
    return "\n".join(text for item in items(found) if (text := line(item, words)) is not None)


def opened(found: importing.Imported) -> list[dict[str, object]]:
    """The objects of the openings."""
    told = [json.loads(text) for text in objects(found).split("\n")]
    return [each for each in told if each["event"] == "opened"]
