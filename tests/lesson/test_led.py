"""The line that is shown next leads through a lesson, one by one: refusals that are wanted, lines
for the program itself and octets that were announced among them."""

import pytest

from tests.lesson.rehearsing import Learner
from tests.lesson.test_lessons import load
from tutor.core.wire import Remark
from tutor.lesson import Mode, Progress, Question, Serve, answers
from tutor.proving import Rehearsal


@pytest.mark.parametrize(
    "name", ["the-letter", "logging-in", "both-ends", "tls-two-ways", "extensions"]
)
def test_the_line_to_type_next_is_the_lessons_own(name: str) -> None:
    lesson = load(name)
    stage, progress = Rehearsal(lesson), Progress(lesson, Mode.SOLO)
    for step in lesson.steps:
        for event in stage.begin(step):
            progress.see(event)
        if isinstance(step, Question):
            given = {"step": step.id, "given": answers.right(step)}
            progress.hear(Remark(0.0, "answer", given))
            continue
        assert not isinstance(step, Serve)
        for line in step.lines:
            wanted = progress.wanted()
            assert wanted is not None, (step.id, line)
            assert (wanted.text, wanted.again) == (line, False), step.id
            for event in stage.say(line):
                progress.see(event)
            progress.turn_to(stage.active)
            progress.did(line)
    assert progress.step is None


def test_a_command_that_should_have_been_refused_is_taken_back_first() -> None:
    follower = Learner(load("when-it-goes-wrong"), Mode.SOLO).until("too-big")
    follower.say("rset", "mail from:<alice@example.org> size=999")
    wanted = follower.progress.wanted()
    assert wanted is not None
    assert wanted.text == "rset"
    follower.say("rset", "mail from:<alice@example.org> size=99999999")
    assert follower.passed[-1] == "too-big"
