"""Every dialogue of the engine's tests, shown as other programs show it, reads back the same."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.dialogues.notation import source, wires
from tests.importing.rendering import FORMATS
from tutor import importing
from tutor.core.events import Closed, Exchange, Letter
from tutor.core.wire import What, Wire
from tutor.session import Session

FILES = sorted((Path(__file__).parents[1] / "dialogues").glob("*/*.txt"))
BARE = {"telnet", "markdown", "page", "utf16", "gbk"}
UNMARKED_TLS = BARE | {"rfc", "smtplib", "screen", "poplib"}

# What a format does not show cannot be read from it.
LOST = {
    "421-in-text": BARE | {"curl"},  # a reply in the middle of a letter
    "auth-refused-then": BARE,  # what is said behind an unanswered login looks like its answers
    "behind-data": BARE,  # and behind an unanswered DATA like a letter
    "starttls-refused-behind": BARE,
    "no-greeting": set(FORMATS) - {"dialogue"} | BARE,  # looks like a copy from the middle
    "starttls-injected": UNMARKED_TLS,  # nothing shows which lines came before TLS
    "violation-first-digit": BARE,  # a line that is no legal reply is the client's
    "violation-missing-code": BARE,
    "implicit-tls-fails": set(FORMATS) - {"dialogue", "swaks"} | BARE,  # nothing was said
}


class Told(NamedTuple):
    verb: str | None
    line: str | None
    lines: tuple[str, ...]
    before: str
    after: str
    letter: Letter | None


def told(found: list[Wire]) -> list[Told]:
    session = Session()
    events = [item.event for wire in found for item in session.see(wire)]
    return [
        Told(
            event.command and event.command.verb,
            event.command and event.command.line,
            event.reply.lines if event.reply else (),
            event.before,
            event.after,
            event.letter,
        )
        for event in events
        if isinstance(event, Exchange)
    ]


def is_plain(found: list[Wire]) -> bool:
    """Whether each wire is one line of text with its end, as every format wants them."""
    for wire in found:
        if wire.what is What.BYTES:
            try:
                wire.data.decode()
            except UnicodeDecodeError:
                return False
            if not wire.data.endswith(b"\r\n") or wire.data.count(b"\n") > 1:
                return False
    return True


def cases() -> list[tuple[str, Path]]:
    found = []
    for path in FILES:
        if is_plain(wires(source(path.read_text(encoding="utf-8")))):
            names = [*FORMATS, "utf16", "gbk"]
            found += [(name, path) for name in names if name not in LOST.get(path.stem, ())]
    return found


@pytest.mark.parametrize(("name", "path"), cases(), ids=lambda case: getattr(case, "stem", case))
def test_reads_back(name: str, path: Path) -> None:
    said = wires(source(path.read_text(encoding="utf-8")))
    session = Session()
    for wire in said:
        session.see(wire)
    protocol = session.conversations[1].protocol.name
    if (name, protocol) in {("swaks", "pop3"), ("smtplib", "pop3"), ("poplib", "smtp")}:
        return  # these programs speak one protocol only
    text = FORMATS["telnet" if name in ("utf16", "gbk") else name](said, protocol)
    data = text.encode({"utf16": "utf-16", "gbk": "gb18030"}.get(name, "utf-8"))
    found = importing.read(data, "x")
    want, got = told(said), told(found.wires)
    if name == "gbk":
        want, got = octets_apart(want), octets_apart(got)
    if name == "curl":
        want = [each._replace(letter=None) for each in want]
        got = [each._replace(letter=None) for each in got]
    assert got == want
    assert found.protocol == protocol
    assert not found.skipped or name == "markdown"


def octets_apart(found: list[Told]) -> list[Told]:
    """Letters hold octets, and those of GBK are others."""
    return [
        each._replace(letter=each.letter and Letter(b"", 0, each.letter.lines)) for each in found
    ]


def test_a_dialogue_says_all_that_its_wires_say() -> None:
    path = next(path for path in FILES if path.stem == "starttls-fails")
    said = wires(source(path.read_text(encoding="utf-8")))
    found = importing.read(FORMATS["dialogue"](said, "smtp").encode(), "x")
    assert [wire.what for wire in found.wires[1:]] == [wire.what for wire in said]
    session = Session()
    events = [item.event for wire in found.wires for item in session.see(wire)]
    assert isinstance(events[-1], Closed)
