"""Times in JSON: rounded to thousandths and written as any JSON writer would."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tutor.core.events import Command, Exchange
from tutor.core.spec import Class, Facts, Phrase
from tutor.core.wire import NOTHING
from tutor.protocols import PROTOCOLS
from tutor.render.json import line
from tutor.session import Item
from tutor.words import Words

WORDS = Words("en")
TIMES = st.floats(-1e12, 1e12, allow_nan=False)
COMMAND = Command(Phrase("NOOP", "NOOP", known=True), "NOOP", True, False, 0.0)


@given(at=TIMES, took=TIMES)
def test_times_are_those_that_rounding_gives(at: float, took: float) -> None:
    event = Exchange(
        at, took, 1, COMMAND, None, Class.NONE, "READY", "READY", (), Facts(), False, (), NOTHING
    )
    told = line(Item(event, PROTOCOLS["smtp"], 1), WORDS)
    assert told is not None
    assert f'"at": {json.dumps(round(at, 3))}, "took": {json.dumps(round(took, 3))},' in told
    assert json.loads(told)["at"] == round(at, 3)
