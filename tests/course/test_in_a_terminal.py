"""Each lesson that ships, at a terminal: typed by the program, and the screen read back.

Follow mode, as a newcomer has it, for every lesson in both languages. Of the other modes each
lesson has one, in one language, both in turn: so every mode meets both languages and a third of
the lessons; and three widths go round. That all modes do all lessons in both languages is seen
without a terminal, in test_shipped: here it is the drawing that is looked at, and a run costs ten
times as much.
"""

import re
from pathlib import Path

import pyte
import pytest

from tests.course.looking import DONE, LANGUAGES, LESSONS, MODES, faults, last_words, letters
from tests.course.looking import shipped as lesson
from tests.screen.terminal import Terminal

WIDTHS = (80, 60, 120)
SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>78])")
OTHER = [mode for mode in MODES if mode != "follow"]
WAYS = [(name, "follow", language) for name in LESSONS for language in LANGUAGES] + [
    (name, OTHER[at % 3], LANGUAGES[at // 3 % 2]) for at, name in enumerate(LESSONS)
]
ROUND = [(*way, WIDTHS[number % len(WIDTHS)]) for number, way in enumerate(WAYS)]


def widest(raw: bytes) -> int:
    """The columns that were really written to: of a screen so wide that nothing is broken."""
    screen = pyte.HistoryScreen(400, 24, history=5000, ratio=0.001)
    pyte.ByteStream(screen).feed(raw)
    rows = [*screen.history.top, *(screen.buffer[number] for number in range(24))]
    filled = (
        max((n + 1 for n, cell in row.items() if cell.data not in (" ",)), default=0)
        for row in rows
    )
    return max(filled)


@pytest.mark.parametrize(("name", "mode", "language", "columns"), ROUND)
def test_to_its_last_words(
    name: str, mode: str, language: str, columns: int, tmp_path: Path
) -> None:
    arguments = ("learn", name, "--auto", "--mode", mode, "--lang", language)
    with Terminal(*arguments, state=tmp_path, columns=columns) as terminal:
        terminal.until("q")
        terminal.press(*["enter"] * 400)  # whoever has no time to read
        assert terminal.leave() == 0, terminal.text()[-2000:]
        window = letters("".join(terminal.rows()))
        text = terminal.text()
    closing = lesson(name).closing
    assert closing is not None
    assert letters(DONE[language]) in letters(text)
    assert letters(last_words(closing, language)) in window
    assert faults(text, name, language) == []
    assert widest(terminal.raw) <= columns
    assert re.findall(rb"[^\x20-\xff\r\n\x08]", SEQUENCE.sub(b"", terminal.raw)) == []
