"""Scenes: short dialogues, each with the slips that are told in it (see dialogues/README.md)."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.dialogues.notation import wire
from tutor.annotate import Note
from tutor.core.events import Event
from tutor.core.wire import What, Wire
from tutor.session import Item, Session
from tutor.slips import Slips

FOLDER = Path(__file__).parent / "dialogues"

SETS = {
    "@smtp": """
        S: 220 mail.example ESMTP
        C: EHLO client.example.com
        S: 250-mail.example
        S: 250-PIPELINING
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250 AUTH PLAIN LOGIN""",
    "@old": """
        S: 220 mail.example ESMTP
        C: EHLO client.example.com
        S: 250-mail.example
        S: 250 AUTH PLAIN LOGIN""",
    "@mail": """
        C: MAIL FROM:<alice@example.com>
        S: 250 ok
        C: RCPT TO:<bob@example.org>
        S: 250 ok
        C: DATA
        S: 354 go""",
    "@head": """
        C: From: Alice <alice@example.com>
        C: To: bob@example.org
        C: Subject: Lunch on Friday
        C: Date: Fri, 1 May 2026 12:00:00 +0800""",
    "@text": """
        C:
        C: Shall we have lunch on Friday?
        C: .
        S: 250 queued""",
    "@pop": """
        S: +OK ready
        C: USER alice@example.com
        S: +OK
        C: PASS secret
        S: +OK logged in""",
    "@list": """
        C: LIST
        S: +OK
        S: 1 600
        S: 2 1151199
        S: 3 900
        S: .""",
    "@quit": """
        C: QUIT
        S: 221 bye
        -- close server""",
}


class Scene(NamedTuple):
    """A dialogue, and every slip that is told in it; `about` is what it is a near miss of."""

    name: str
    told: tuple[str, ...]
    about: str
    lines: tuple[str, ...]


def scenes() -> Iterator[Scene]:
    """All scenes of all files."""
    for path in sorted(FOLDER.glob("*.txt")):
        blocks = ("\n" + path.read_text(encoding="utf-8")).split("\n== ")[1:]
        for number, block in enumerate(blocks):
            head, *lines = block.splitlines()
            words = head.partition("#")[0].replace("+", " ").split()
            about = words.pop(1) if words[0] == "not" else ""
            told = tuple(words[1:] if about else words)
            yield Scene(f"{path.stem}-{number}-{head}", told, about, tuple(_spread(lines)))


def _spread(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line in SETS:
            yield from (each.strip() for each in SETS[line].strip().splitlines())
        elif line and not line.startswith("#"):
            yield line


def wires(lines: tuple[str, ...]) -> Iterator[Wire]:
    """The wires of a scene; one that does not open a connection opens the first by itself."""
    at, conn = 0.0, 0
    if not lines[0].startswith("-- open"):
        conn = 1
        yield Wire(What.OPEN, about={"peer": "mail.example:25"})
    for line in lines:
        at += 0.1
        word, *rest = line.removeprefix("-- ").split()
        if line.startswith("-- open"):
            conn += 1
            peer = rest[1] if len(rest) > 1 else "mail.example:110"
            yield Wire(What.OPEN, at, conn=conn, about={"protocol": rest[0], "peer": peer})
        elif line.startswith("-- conn"):
            conn = int(rest[0])
        elif line.startswith("-- wait"):
            at += float(rest[0])
        elif line.startswith("-- ends"):
            about = {"by": "client", "reason": "end of the transcript"}
            yield Wire(What.CLOSE, at, conn=conn, about=about)
        else:
            found = wire(line, at)
            assert found is not None, line
            yield found._replace(conn=conn)
        assert word


def told(facts: Iterator[Wire], slips: Slips | None = None) -> list[tuple[Event, Note]]:
    """What is told of a session, and behind which event."""
    slips = slips or Slips()
    session = Session()
    found: list[tuple[Event, Note]] = []
    for fact in facts:
        for item in session.see(fact):
            found += ((item.event, note) for note in slips.see(item.event, item.protocol))
    return found


def items(lines: tuple[str, ...]) -> list[Item]:
    """The items of a scene."""
    session = Session()
    return [item for fact in wires(lines) for item in session.see(fact)]
