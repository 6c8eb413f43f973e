"""The checker itself: it must see what is wrong, or the tests that use it see nothing."""

import copy
from collections.abc import Callable

import pytest

from tests.core.contract import check
from tests.dialogues.notation import objects, rewritten

LINES = [
    "S: 220 mail.example",
    "C: EHLO me.example",
    "S: 250-mail.example",
    "S: 250 SIZE",
    "-- close server",
]


def broken(change: Callable[[list[dict]], object]) -> list[dict]:
    found = copy.deepcopy(objects(rewritten(LINES)[1]))
    change(found)
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found[0].pop("address"),
        lambda found: found[1].update(seq=7),
        lambda found: found[1]["state"].update(after="READY"),
        lambda found: found[1]["state"].update(after="NOWHERE"),
        lambda found: found[2]["reply"].update(code="2500"),
        lambda found: found[2].update({"class": "failure"}),
        lambda found: found[2]["reply"].update(multi_line=False),
        lambda found: found[2].update(violations=["rude"]),
        lambda found: found[2]["notes"][0].update(text=""),
        lambda found: found[2]["notes"][-1].update(line=9),
        lambda found: found[2]["learned"].update(weather="fine"),
        lambda found: found[3].update(by="fate"),
        lambda found: found[3].update(took=1),
    ],
)
def test_the_checker_sees(change: Callable[[list[dict]], object]) -> None:
    check(objects(rewritten(LINES)[1]))
    with pytest.raises((AssertionError, KeyError)):
        check(broken(change))
