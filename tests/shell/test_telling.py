"""Why a step passed, in words that a learner has met."""

from pathlib import Path

import pytest

from tests.shell.seat import world
from tutor.core.spec import Class
from tutor.lesson.goals import Answered
from tutor.page import Line
from tutor.render.plain import text
from tutor.shell.guiding.telling import Teller

GOALS = [
    Answered("AUTH-RESPONSE", kind=Class.OK),
    Answered("AUTH-RESPONSE", kind=Class.PERMANENT),
    Answered("AUTH-RESPONSE", code="535"),
    Answered("AUTH-RESPONSE"),
    Answered(".", kind=Class.OK),
    Answered(".", kind=Class.TRANSIENT),
    Answered(".", code="554"),
    Answered("."),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("goal", GOALS)
def test_what_has_no_name_on_the_wire_gets_a_sentence(
    tmp_path: Path, language: str, goal: Answered
) -> None:
    shown: list[Line] = []
    teller = Teller(world(tmp_path, language))
    teller.show = shown.extend
    teller.passed(4, 10, (goal,))
    said = text(shown)
    assert "AUTH-RESPONSE" not in said
    assert " . " not in said
    assert {"en": "the answer to the login", "zh": "登录时的回答"}[language] in said or (
        {"en": "the letter", "zh": "信"}[language] in said
    )
    assert (goal.code or "") in said


def test_other_commands_are_named(tmp_path: Path) -> None:
    shown: list[Line] = []
    teller = Teller(world(tmp_path))
    teller.show = shown.extend
    teller.passed(2, 10, (Answered("EHLO", kind=Class.OK),))
    assert "EHLO was accepted" in text(shown)
