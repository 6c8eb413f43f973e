"""Points, and the table of help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.rehearsing import good
from tutor.lesson import HELP, Mode, Tally
from tutor.lesson.scoring import LEAST, STEP, points, scaled, score

TALLIES = st.builds(
    Tally,
    passed=st.booleans(),
    misses=st.integers(0, 50),
    hints=st.integers(0, 99),
    foretold=st.lists(st.booleans(), max_size=9).map(tuple),
    assisted=st.booleans(),
)


@given(TALLIES)
def test_points_stay_within_a_step(tally: Tally) -> None:
    found = points(tally)
    if tally.passed and not tally.assisted:
        assert LEAST <= found <= STEP
    else:
        assert found == 0


@given(TALLIES)
def test_less_help_is_never_worth_less(tally: Tally) -> None:
    for better in (
        tally._replace(misses=tally.misses // 2),
        tally._replace(hints=0),
        tally._replace(assisted=False),
        tally._replace(foretold=(*tally.foretold, True)),
        tally._replace(passed=True),
    ):
        assert points(better) >= points(tally)


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(passed=True), 10),
        (Tally(passed=True, misses=1), 8),
        (Tally(passed=True, misses=1, hints=1), 6),
        (Tally(passed=True, misses=1, foretold=(True, False)), 9),
        (Tally(passed=True, misses=9), 4),
        (Tally(passed=True, assisted=True), 0),
        (Tally(misses=3), 0),
    ],
)
def test_what_a_step_is_worth(tally: Tally, expected: int) -> None:
    assert points(tally) == expected


def test_a_lesson_that_nobody_began_has_every_step_and_no_points() -> None:
    lesson = good("whole")
    found = score(lesson, {})
    assert [mark.step for mark in found.marks] == [step.id for step in lesson.steps]
    assert (found.points, found.passed, found.of) == (0, 0, 10 * len(lesson.steps))
    assert score(lesson, {"elsewhere": Tally(passed=True)}) == found


# The table of the design, row by row.
TABLE = {
    Mode.WATCH: (True, True, False, "all", True, "full", "none", False),
    Mode.FOLLOW: (False, True, True, "all", True, "fading", "free", True),
    Mode.SOLO: (False, False, False, "verbs", False, "after", "counted", False),
    Mode.EXAM: (False, False, False, "none", False, "none", "none", False),
}


@pytest.mark.parametrize("mode", Mode)
def test_the_help_of_a_mode(mode: Mode) -> None:
    *row, again, scored = HELP[mode]
    assert tuple(row) == TABLE[mode]
    assert again == (mode is not Mode.EXAM)
    assert scored == (mode in (Mode.SOLO, Mode.EXAM)), "points are for what was done alone"


@given(st.lists(st.integers(0, 12), max_size=9), st.none() | st.integers(0, 100))
def test_points_as_the_course_counts_them(hints: list[int], most: int | None) -> None:
    lesson = good("whole")
    ids = [step.id for step in lesson.steps]
    tallies = {
        name: Tally(passed=True, hints=count) for name, count in zip(ids, hints, strict=False)
    }
    found = score(lesson, tallies)
    points, of = scaled(found, most)
    assert 0 <= points <= of == (found.of if most is None else most)
    assert abs(points * found.of - found.points * of) * 2 <= found.of
    everything = score(lesson, {name: Tally(passed=True) for name in ids})
    assert scaled(everything, most) == (of, of)
