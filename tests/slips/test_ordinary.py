"""What is told cheaply to be ordinary: no detector would have seen anything in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.streams import C, S, sessions
from tests.slips.scenes import Scene, scenes, wires
from tutor.annotate import Note
from tutor.core.events import Closed, Exchange
from tutor.core.wire import What, Wire
from tutor.session import Session
from tutor.slips import Slips, ordinary, seeing
from tutor.slips.finding import WELL
from tutor.slips.line import Line
from tutor.slips.table import SLIPS

FOLDER = Path(__file__).parents[1] / "dialogues"
DIALOGUES = {
    f"{path.parent.name}-{path.stem}": said
    for path in sorted(FOLDER.rglob("*.txt"))
    if (said := [row for row in path.read_text("utf-8").splitlines() if row[:3] in ("C: ", "S: ")])
}
SCENES = list(scenes())
PEER = "mail.example:25"


class Thorough(Slips):
    """Asks the detectors about everything, and knows how often there was no need to."""

    spared = 0

    def _seen(self, event: Exchange, line: Line, verb: str) -> list[Note]:
        self.spared += ordinary.is_ordinary(event, line, verb)
        return seeing.in_exchange(event, line, verb, self._told)

    def _seen_at_end(self, event: Closed, line: Line) -> list[Note]:
        self.spared += ordinary.is_ordinary_end(event, line)
        return seeing.at_end(event, line, self._told)


def told(facts: Iterator[Wire] | list[Wire]) -> tuple[list[list[Note]], list[list[Note]], int]:
    """What is told of each event, what the detectors see in it, and where they could be spared."""
    quick, thorough, session = Slips(), Thorough(), Session()
    items = [item for fact in facts for item in session.see(fact)]
    one = [quick.see(item.event, item.protocol) for item in items]
    other = [thorough.see(item.event, item.protocol) for item in items]
    return one, other, thorough.spared


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_scene(scene: Scene) -> None:
    quick, thorough, _ = told(wires(scene.lines))
    assert quick == thorough


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue(name: str) -> None:
    quick, thorough, _ = told(wires(tuple(DIALOGUES[name])))
    assert quick == thorough


def test_a_session_as_it_should_be_asks_no_detector() -> None:
    smtp = """S: 220 mail.example ESMTP|C: EHLO me.example.test|S: 250 mail.example|
        C: MAIL FROM:<a@b.example>|S: 250 ok|C: RCPT TO:<c@d.example>|S: 250 ok|
        C: RSET|S: 250 ok|C: QUIT|S: 221 bye"""
    pop3 = """S: +OK ready|C: USER alice|S: +OK|C: PASS secret|S: +OK|
        C: STAT|S: +OK 1 120|C: LIST|S: +OK|S: 1 120|S: .|
        C: RETR 1|S: +OK|S: Subject: x|S: |S: y|S: .|C: DELE 1|S: +OK|C: QUIT|S: +OK"""
    for text, exchanges in ((smtp, 6), (pop3, 8)):
        lines = tuple(line.lstrip("\n ") for line in text.split("|"))
        _, thorough, spared = told([*wires(lines), Wire(What.CLOSE, about={"by": "server"})])
        assert not any(thorough)
        assert spared == exchanges + 1


def test_where_something_can_show_although_all_went_well_it_is_asked() -> None:
    verbs = {verb for row in SLIPS if row.when & WELL for verb in row.verbs}
    assert verbs == ordinary._ASKED.keys()


LINES = """EHLO 163.com|EHLO smtp.qq.com|EHLO a_b|EHLO -a|EHLO [192.0.2.1]|EHLO mail.example|
    EHLO me.|HELO x|EHLO|MAIL FROM:<a@b.example>|MAIL FROM:Alice <a@b.example>|
    RCPT TO:<c@d.example>|
    RCPT TO:<c@d.example>,<e@f.example>|RCPT TO:a@b c@d|RCPT TO:Bob <c@d.example>|DATA|
    From: a@b.example|Content-Transfer-Encoding: base64||.|..x|.x|QUIT|AUTH LOGIN|YWxpY2U=|
    USER YWxpY2VAYS5i|USER alice|USER alice@b.example|PASS x|STAT|LIST|LIST 9|RETR 1|TOP 1 0|
    DELE 1|DELE 2|DELE x|RSET|NOOP|\x08NOOP|NOOP \u3002|BDAT 5 LAST""".replace("    ", "")
ANSWERS = """220 mail.example ESMTP|250 ok|250-x|334 VXNlcm5hbWU6|235 ok|354 go|550 no|500 what|
    +OK|+OK 0 0|+OK 2 300|+ |-ERR no|.|1 120|2 180|Content-Transfer-Encoding: base64|
    |221 bye|421 late|\x16\x03""".replace("    ", "")
SAID = st.sampled_from(LINES.replace("\n", "").split("|"))
HEARD = st.sampled_from(ANSWERS.replace("\n", "").split("|"))
PAIRS = st.lists(st.tuples(SAID, HEARD, st.sampled_from([0.1, 0.1, 40.0])), max_size=25)


def talk(pairs: list[tuple[str, str, float]], greeting: str, by: str) -> Iterator[Wire]:
    at = 0.0
    yield Wire(What.OPEN, about={"peer": PEER})
    yield Wire(What.BYTES, at, S, greeting.encode() + b"\r\n")
    for said, heard, later in pairs:
        yield Wire(What.BYTES, at, C, said.encode() + b"\r\n")
        at += later
        yield Wire(What.BYTES, at, S, heard.encode() + b"\r\n")
    yield Wire(What.CLOSE, at, about={"by": by})


@settings(max_examples=300, deadline=None)
@given(PAIRS, st.sampled_from(["220 x ESMTP", "+OK x"]), st.sampled_from(["client", "server"]))
def test_any_talk(pairs: list[tuple[str, str, float]], greeting: str, by: str) -> None:
    quick, thorough, _ = told(talk(pairs, greeting, by))
    assert quick == thorough


@settings(max_examples=100, deadline=None)
@given(sessions())
def test_any_session(facts: list[Wire]) -> None:
    quick, thorough, _ = told(facts)
    assert quick == thorough
