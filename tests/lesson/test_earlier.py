"""A lesson in two sittings: what the first one counts for in the second."""

from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.rehearsing import good
from tutor.core.wire import Remark
from tutor.lesson import Earlier, Mode, Progress, Question, Tally, scoring
from tutor.lesson.earlier import NOTHING, joined
from tutor.progress import Counted

STEPS = ("one", "two", "three")
TALLIES = st.dictionaries(
    st.sampled_from(STEPS),
    st.builds(
        Tally,
        st.booleans(),
        st.integers(0, 5),
        st.integers(0, 3),
        st.none() | st.booleans(),
        st.lists(st.booleans(), max_size=2).map(tuple),
        st.just(()),
        st.booleans(),
    ),
)
HELPED = Tally(passed=True, assisted=True)


def test_what_is_kept_of_a_step_is_all_that_is_counted_of_it() -> None:
    assert Counted._fields == Tally._fields
    assert tuple(Counted()) == tuple(Tally())


def test_what_was_done_then_is_no_help_when_it_is_said_again() -> None:
    then = {"one": Tally(passed=True, misses=2, hints=1), "two": Tally(passed=True, answered=True)}
    earlier = Earlier(then, frozenset({"one", "two"}))
    assert joined(earlier, {"one": HELPED, "two": HELPED}) == then


def test_what_the_program_said_then_stays_its_own() -> None:
    earlier = Earlier({"one": Tally(passed=True, misses=1, assisted=True)}, frozenset({"one"}))
    assert not earlier.own("one")
    assert joined(earlier, {"one": HELPED})["one"].assisted


def test_a_step_beyond_is_said_for_the_learner() -> None:
    earlier = Earlier({"one": Tally(passed=True)}, frozenset({"one"}))
    both = joined(earlier, {"one": HELPED, "two": HELPED})
    assert (both["one"].assisted, both["two"].assisted) == (False, True)


def test_an_exams_answer_that_was_kept_is_not_made_good() -> None:
    then = Tally(misses=1, answered=False)
    assert joined(Earlier({"one": then}, frozenset({"one"})), {"one": HELPED})["one"] == then


def test_the_step_that_was_begun_goes_on_at_its_cost() -> None:
    then = {"one": Tally(passed=True), "two": Tally(misses=2, hints=2, answered=False)}
    now = {"one": HELPED, "two": Tally(passed=True, misses=1, hints=1, answered=True)}
    both = joined(Earlier(then, frozenset({"one"})), now)
    assert both["two"] == Tally(passed=True, misses=3, hints=2, answered=False)


def test_who_begins_anew_begins_anew() -> None:
    then = {"one": Tally(passed=True, misses=4), "two": Tally(misses=2)}
    now = {"one": Tally(passed=True)}
    assert joined(Earlier(then, frozenset({"one"})), now) == now


@given(TALLIES, TALLIES, st.frozensets(st.sampled_from(STEPS)))
def test_nobody_gains_by_leaving(
    then: dict[str, Tally], now: dict[str, Tally], over: frozenset[str]
) -> None:
    assert joined(NOTHING, now) == now
    both = joined(Earlier(then, over), now)
    again = {step for step in over if now.get(step, Tally()).assisted}
    for step, told in both.items():
        here, before = now.get(step, Tally()), then.get(step, Tally())
        assert told.misses >= here.misses
        assert told.hints >= here.hints
        if again and (step in again or step not in over):
            assert told.misses == here.misses + before.misses
        if told.passed and not told.assisted:
            mine = step in again and before.passed and not before.assisted
            assert mine or (here.passed and not here.assisted), "somebody has done it himself"


def test_a_lesson_in_two_sittings_has_the_points_of_both() -> None:
    lesson = good("whole")
    at = next(n for n, step in enumerate(lesson.steps) if isinstance(step, Question))
    first, asked = lesson.steps[0], lesson.steps[at]
    way = Progress(lesson, Mode.SOLO, start=at)
    then = {first.id: Tally(passed=True, misses=1), asked.id: Tally(passed=True, answered=True)}
    way.earlier = Earlier(then, frozenset(then))
    mark = {"step": asked.id, "passed": True, "assisted": True, "catchup": True}
    way.hear(Remark(0.0, "step", mark))
    assert way.counted[asked.id].assisted, "the recording of this sitting tells no more"
    assert not way.tallies[asked.id].assisted
    marks = {mark.step: mark for mark in scoring.score(lesson, way.tallies).marks}
    assert marks[asked.id].points == scoring.STEP
