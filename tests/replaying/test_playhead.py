"""Where a replay stands: as recorded, faster, paused, back and forth; the clock is an argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.replaying.playhead import FASTEST, SLOWEST, Playhead

TIMES = [0.0, 0.5, 0.6, 10.6, 11.0]


def test_it_waits_as_long_as_it_took_but_not_longer_than_idle() -> None:
    head = Playhead(TIMES, [], idle=2.0)
    assert head.due(100.0) == 0.5
    assert not head.tick(100.4)
    assert head.tick(100.5)
    assert head.place == 1
    assert head.due(100.5) == pytest.approx(0.1)
    assert head.tick(100.7)
    assert head.due(100.7) == 2.0


def test_at_the_end_it_stops_and_plays_again_when_asked() -> None:
    head = Playhead([0.0, 1.0], [])
    head.due(0.0)
    assert head.tick(1.0)
    assert (head.place, head.playing, head.due(9.0)) == (1, False, None)
    head.toggle()
    assert (head.place, head.playing) == (0, True)


def test_a_step_pauses() -> None:
    head = Playhead(TIMES, [])
    head.step(1)
    assert (head.place, head.playing, head.due(5.0)) == (1, False, None)
    head.step(-1)
    head.step(-1)
    assert head.place == 0


def test_chapters() -> None:
    head = Playhead(TIMES, [1, 3])
    assert head.mark(1)
    assert head.place == 1
    assert head.mark(1)
    assert not head.mark(1)
    assert head.place == 3
    assert head.mark(-1)
    assert head.place == 1
    assert not head.mark(-1)


def test_twice_as_fast_takes_half_the_time() -> None:
    head = Playhead(TIMES, [], speed=1.0)
    head.faster(2)
    assert head.due(0.0) == 0.25
    for _ in range(20):
        head.faster(2)
    assert head.speed == FASTEST
    for _ in range(40):
        head.faster(0.5)
    assert head.speed == SLOWEST


def test_nothing_recorded_is_nothing_to_play() -> None:
    head = Playhead([], [])
    assert (head.due(0.0), head.tick(1.0), head.length, head.last) == (None, False, 0.0, 0)


ACTS = st.sampled_from(["tick", "toggle", "next", "back", "end", "home", "mark", "unmark", "fast"])


@given(
    st.lists(st.floats(-5, 500), max_size=20),
    st.lists(st.integers(0, 19), max_size=5),
    st.lists(ACTS, max_size=40),
)
def test_it_never_leaves_the_recording(
    times: list[float], marks: list[int], acts: list[str]
) -> None:
    head = Playhead(times, [mark for mark in marks if mark < len(times)])
    now = 0.0
    for act in acts:
        now += 1.0
        {
            "tick": lambda now=now: head.tick(now),
            "toggle": head.toggle,
            "next": lambda: head.step(1),
            "back": lambda: head.step(-1),
            "end": lambda: head.go(head.last),
            "home": lambda: head.go(0),
            "mark": lambda: head.mark(1),
            "unmark": lambda: head.mark(-1),
            "fast": lambda: head.faster(2),
        }[act]()
        assert 0 <= head.place <= head.last
        due = head.due(now)
        assert due is None or 0 <= due <= 2.0


def test_while_more_is_read_the_end_is_no_end() -> None:
    times = [0.0, 1.0]
    head = Playhead(times, [])
    head.more = True
    head.due(0.0)
    assert head.tick(1.0)
    assert (head.playing, head.due(1.5)) == (True, None)
    times.append(1.2)
    assert head.due(1.6) == pytest.approx(0.0)
    assert head.tick(1.6)
    assert head.playing, "there may be more"
    times.append(2.0)
    head.more = False
    assert head.tick(9.0)
    assert (head.place, head.playing) == (3, False)
