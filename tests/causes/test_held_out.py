"""How many refusals of real servers are told right: the rules were written from four fifths.

The fifth that was held out was never looked at while the rules were written. Two lines are counted
as missed for good: RFC 5321's own sentence for 452 tells of storage, RFC 1939's "no such message"
of a number, where the list calls them temporary and rejected.
"""

import json
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

from tests.causes.talk import said
from tutor.causes import CAUSES, cause, plain
from tutor.causes.rules import FRAGMENTS
from tutor.causes.tables import TABLES

FILE = Path(__file__).parents[1] / "facts" / "refusals.json"
FLOOR_HELD, FLOOR_ALL = 0.82, 0.93
SENTENCE = 5  # words that make a whole sentence


class Refusal(NamedTuple):
    """One line of the list, with the step after which it comes."""

    id: str
    protocol: str
    step: str
    cause: str
    line: str

    @property
    def held_out(self) -> bool:
        """A fifth, by a fixed hash of the name."""
        return zlib.crc32(self.id.encode()) % 5 == 0


REFUSALS = [Refusal(*row) for row in json.loads(FILE.read_text(encoding="utf-8"))]


def _share(refusals: list[Refusal]) -> float:
    right = sum(cause(said(each.step, each.line)) == each.cause for each in refusals)
    sys.stdout.write(f"{right} of {len(refusals)} right ({right / len(refusals):.1%})\n")
    return right / len(refusals)


def test_most_of_the_held_out_fifth_is_told_right() -> None:
    held = [each for each in REFUSALS if each.held_out]
    assert len(held) > len(REFUSALS) / 6
    sys.stdout.write("\nheld out: ")
    assert _share(held) >= FLOOR_HELD


def test_most_of_the_list_is_told_right() -> None:
    assert {each.cause for each in REFUSALS} <= {*CAUSES}
    sys.stdout.write("\nall: ")
    assert _share(REFUSALS) >= FLOOR_ALL


def test_no_rule_knows_a_sentence_of_the_list_by_heart() -> None:
    """A short saying such as "user unknown" is a wording; five words and more are a sentence."""
    rules = "\n".join([*FRAGMENTS.values(), *(r.pattern for table in TABLES for r in table)])
    for each in REFUSALS:
        text, _ = plain.words((each.line,))
        if len(text.split()) >= SENTENCE:
            assert text not in rules, each
