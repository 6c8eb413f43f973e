"""Lessons whose stage has more than one plain server, done in the pipe on real sockets."""

import re
from pathlib import Path

import pytest

from tests.lesson.rehearsing import good
from tests.shell.test_steps import judged, piped, solution
from tutor.lesson import Mode


@pytest.mark.parametrize("name", ["letters", "shows", "hosts", "bounces", "listener"])
def test_a_lesson_is_done_by_its_own_lines(name: str, tmp_path: Path) -> None:
    lesson = good(name)
    code, shown, rows = piped(name, solution(lesson), tmp_path)
    assert code == 0, shown
    tallies = judged(name, Mode.FOLLOW, rows)
    assert all(tallies[step.id].passed for step in lesson.steps)
    assert sum(tally.misses for tally in tallies.values()) == 0


def test_what_arrives_lies_there_the_next_time(tmp_path: Path) -> None:
    _, shown, _ = piped("letters", solution(good("letters")), tmp_path)
    counts = re.findall(r"^<-   \+OK (\d+) \d+$", shown, re.MULTILINE)
    assert counts == ["4", "2", "2", "6"], "the second one answers LIST 2"
