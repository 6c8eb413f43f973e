"""A recording as frames: everything is in one of them, in its order, under its own lock."""

from pathlib import Path

import pytest

from tests.dialogues import notation
from tutor.core.events import Closed, Exchange, Opened, Secured
from tutor.core.wire import Remark, Wire
from tutor.page import Detail, Line, Page
from tutor.replaying.reel import Frame, lines, reel, text
from tutor.session import Session
from tutor.words import Words

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FILES = sorted(path for name in ("smtp", "pop3") for path in (DIALOGUES / name).glob("*.txt"))
WORDS = Words("en")


def wires(path: Path) -> list[Wire]:
    return notation.wires(notation.source(path.read_text("utf-8")))


def frames(path: Path, *remarks: Remark) -> list[Frame]:
    facts: list[Wire | Remark] = [*remarks, *wires(path)]
    return list(reel(Session(), facts))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_frames_show_what_the_screen_shows(path: Path) -> None:
    """Drawn one by one, in any detail, they are the page that a replay in one go prints."""
    session = Session()
    items = [item for wire in wires(path) for item in session.see(wire)]
    for detail in Detail:
        page = Page(WORDS, detail)
        whole = [line for item in items for line in page.lines(item)]
        drawn: list[Line] = []
        for frame in frames(path):
            told = any("are our names" in span.text for line in drawn for span in line.spans)
            drawn += lines(frame, WORDS, detail, told=told)
        assert drawn == whole


@pytest.mark.parametrize("path", FILES[:20], ids=lambda path: path.stem)
def test_each_frame_ends_with_what_has_a_number(path: Path) -> None:
    found = frames(path)
    for frame in found:
        last = frame.items[-1]
        assert isinstance(last.event, Exchange | Opened | Secured | Closed)
        assert last.seq == frame.seq
    assert [frame.seq for frame in found] == sorted(frame.seq for frame in found)


def test_a_part_of_a_recording() -> None:
    path = DIALOGUES / "smtp" / "recipients.txt"
    every = frames(path)
    some = list(reel(Session(), wires(path), 3, 5))
    assert some == every[3:6]


def test_chapters_and_notes_stand_before_what_follows() -> None:
    mark, note = Remark(0.0, "mark", "One \x1b[2J"), Remark(0.0, "note", "look")
    first, *rest = frames(DIALOGUES / "smtp" / "helo.txt", mark, note)
    assert first.marked
    assert not any(frame.marked for frame in rest)
    shown = "".join(s.text for line in lines(first, WORDS, Detail.BRIEF, told=False)
                    for s in line.spans)  # fmt: skip
    assert "One \\x1b[2J" in shown
    assert "look" in shown
    assert "one \x1b[2j" in text(first)


def test_what_is_searched_is_what_was_said() -> None:
    found = frames(DIALOGUES / "smtp" / "walkthrough-163.txt")
    assert [frame.name for frame in found if "你好" in text(frame)] == [". 250"]
    assert [frame.name for frame in found if "anti-spam" in text(frame)] == ["GREETING 220"]
    assert [frame.name for frame in found if "rcpt to:<bob" in text(frame)] == ["RCPT 250"]
