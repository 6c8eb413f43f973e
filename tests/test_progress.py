"""Progress: what it holds, how two copies become one, and that no crash and no second program
loses any of it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import progress
from tutor.progress import Counted, Done, Learnt, Record, Sitting, Tally, form, merge, sole

ROOT = Path(__file__).parents[1]
NAMES = st.sampled_from(["smtp-by-hand", "pop3-by-hand", "my-own", "\ud800\x1b"])
STEPS = st.sampled_from(["connect", "hello", "q-post", "quit"])
SMALL = st.integers(0, 3)
TALLY = st.tuples(SMALL, SMALL).map(lambda pair: Tally(max(pair), min(pair)))
TALLIES = st.dictionaries(STEPS, TALLY, max_size=3)
RUNS = st.builds(
    Done,
    st.sampled_from(["", "2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"]),
    st.sampled_from(["follow", "solo"]),
    st.none() | SMALL,
    st.sampled_from(["", "0123456789abcdef"]),
)
DAYS = st.sampled_from(["", "2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"])
ASKED = st.dictionaries(STEPS, SMALL, max_size=3)
COUNTED = st.builds(
    Counted,
    st.booleans(),
    SMALL,
    SMALL,
    st.none() | st.booleans(),
    st.lists(st.booleans(), max_size=2).map(tuple),
    st.lists(st.sampled_from(["lock", "to-decides"]), max_size=2).map(tuple),
    st.booleans(),
)
SITTINGS = st.builds(
    Sitting,
    st.sampled_from(["", "0123456789abcdef"]),
    st.sampled_from(["follow", "solo"]),
    st.none() | st.sampled_from(["", "term 1"]),
    st.dictionaries(STEPS, COUNTED, max_size=3),
)
RECORDS = st.builds(
    Record,
    SMALL,
    SMALL,
    st.just("") | STEPS,
    st.none() | RUNS,
    TALLIES,
    TALLIES,
    DAYS,
    ASKED,
    st.none() | SITTINGS,
    SMALL,
    st.dictionaries(STEPS, st.sampled_from(["2026-01-05", "2026-01-06"]), max_size=3),
)
LEARNT = st.dictionaries(NAMES, RECORDS, max_size=3)


def happened(learnt: Learnt, lesson: str, step: str, what: int) -> Learnt:
    """One of the things that happen in a lesson."""
    match what:
        case 0:
            return progress.finished(learnt, lesson, Done("2026-01-07T09:00:00Z", "solo", 2))
        case 1:
            counted = {step: Counted(misses=2)}
            return progress.left(learnt, lesson, step, Sitting("0" * 16, "solo", None, counted))
        case 2 | 3:
            return progress.answered(
                learnt, lesson, step, right=what == 2, misconception="lock", day="2026-01-07"
            )
        case 4:
            return progress.forgotten(learnt, [lesson])
        case 5:
            return progress.repeated(learnt, lesson, "2026-01-07T09:00:00Z")
        case _:
            return progress.asked(learnt, [(lesson, step)])


# -- two copies become one -----------------------------------------------------------------------


@given(LEARNT, LEARNT, LEARNT)
def test_the_order_of_merging_does_not_matter(one: Learnt, two: Learnt, three: Learnt) -> None:
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(one, one) == one
    assert merge(merge(one, two), two) == merge(one, two)


@given(LEARNT, NAMES, STEPS, st.integers(0, 6))
def test_what_happened_since_outdoes_what_was(
    learnt: Learnt, lesson: str, step: str, what: int
) -> None:
    now = happened(learnt, lesson, step, what)
    assert merge(learnt, now) == now


HAPPENING = st.tuples(NAMES, STEPS, st.sampled_from([0, 1, 2, 3, 5, 6]))


@given(LEARNT, HAPPENING, HAPPENING)
def test_what_happens_in_two_programs_both_stands(
    learnt: Learnt, one: tuple[str, str, int], other: tuple[str, str, int]
) -> None:
    if one[0] == other[0]:
        return
    here, there = happened(learnt, *one), happened(learnt, *other)
    both = merge(here, there)
    assert both.get(one[0]) == here.get(one[0])
    assert both.get(other[0]) == there.get(other[0])


def test_a_reset_is_not_undone_by_an_older_copy() -> None:
    old = progress.finished({}, "smtp-by-hand", Done("2026-01-05T09:00:00Z", "follow"))
    now = progress.forgotten(old, ["smtp-by-hand"])
    assert merge(old, now)["smtp-by-hand"].done is None
    again = progress.left(now, "smtp-by-hand", "hello")
    assert merge(old, again)["smtp-by-hand"].reached == "hello"


def test_the_best_run_stands_and_of_equals_the_later() -> None:
    learnt: Learnt = {}
    for day, points in ((1, None), (2, 12), (3, 18), (4, 7), (5, 18), (6, None)):
        run = Done(f"2026-01-0{day}T09:00:00Z", "solo", points)
        learnt = progress.finished(learnt, "smtp-by-hand", run)
    done = learnt["smtp-by-hand"].done
    assert done is not None
    assert (done.points, done.at[:10]) == (18, "2026-01-05")


def test_a_question_comes_back_until_it_is_answered_right() -> None:
    learnt = progress.answered({}, "envelope", "q-post", right=False, misconception="to-decides")
    learnt = progress.answered(learnt, "envelope", "q-bcc", right=True)
    assert list(progress.waiting(learnt)) == [("envelope", "q-post")]
    learnt = progress.answered(learnt, "envelope", "q-post", right=True, misconception="to-decides")
    assert list(progress.waiting(learnt)) == []
    record = learnt["envelope"]
    assert record.missed == {"q-post": Tally(1, 1)}
    assert not record.misconceptions["to-decides"].waits
    learnt = progress.answered(learnt, "envelope", "q-post", right=False)
    assert learnt["envelope"].missed["q-post"] == Tally(2, 1)
    assert list(progress.waiting(learnt)) == [("envelope", "q-post")]


def test_finished_means_that_nothing_is_left_in_the_middle() -> None:
    learnt = progress.left({}, "smtp-by-hand", "hello")
    assert learnt["smtp-by-hand"].reached == "hello"
    done = progress.finished(learnt, "smtp-by-hand", Done())
    assert merge(learnt, done)["smtp-by-hand"].reached == ""


def test_what_was_counted_stands_until_the_lesson_is_left_anew_or_done() -> None:
    first = Sitting("0" * 16, "solo", None, {"hello": Counted(passed=True, misses=1)})
    learnt = progress.left({}, "smtp-by-hand", "ehlo", first)
    assert learnt["smtp-by-hand"].sitting == first
    later = progress.left(learnt, "smtp-by-hand", "quit", first._replace(mode="exam"))
    both = merge(learnt, later)["smtp-by-hand"]
    assert (both.reached, both.sitting) == ("quit", first._replace(mode="exam"))
    assert (
        merge(later, progress.finished(later, "smtp-by-hand", Done()))["smtp-by-hand"].sitting
        is None
    )


def test_lessons_are_counted_as_they_are_done_and_a_reset_does_not_count_back() -> None:
    learnt: Learnt = {}
    for number, name in enumerate(("smtp-by-hand", "pop3-by-hand", "smtp-by-hand"), 1):
        assert progress.next_turn(learnt) == number
        learnt = progress.left(learnt, name, "quit")
        learnt = progress.finished(learnt, name, Done())
    assert progress.next_turn(progress.forgotten(learnt, ["smtp-by-hand"])) == 4


# -- the file's text -----------------------------------------------------------------------------


@given(LEARNT)
def test_what_is_written_can_be_read(learnt: Learnt) -> None:
    assert form.read(form.written(learnt)) == learnt


def test_the_file_is_small_and_can_be_read_by_people() -> None:
    run = Done("2026-01-05T09:00:00Z", "solo", 18, "0123456789abcdef")
    learnt = progress.finished({}, "smtp-by-hand", run)
    learnt = progress.answered(learnt, "envelope", "q-post", right=False)
    learnt = progress.answered(learnt, "envelope", "q-bcc", right=True, day="2026-01-05")
    counted = {"hello": Counted(passed=True), "bcc": Counted(misses=2, foretold=(True,))}
    learnt = progress.left(learnt, "my-own", "bcc", Sitting("76543210", "exam", "7", counted))
    assert json.loads(form.written(learnt)) == {
        "format": 2,
        "lessons": {
            "envelope": {
                "missed": {"q-post": {"times": 1, "settled": 0}},
                "right": {"q-bcc": "2026-01-05"},
                "visits": 0,
            },
            "my-own": {
                "reached": "bcc",
                "sitting": {
                    "lesson": "76543210",
                    "mode": "exam",
                    "seed": "7",
                    "steps": {"hello": {"passed": True}, "bcc": {"misses": 2, "foretold": [True]}},
                },
                "visits": 1,
            },
            "smtp-by-hand": {
                "done": {
                    "at": "2026-01-05T09:00:00Z",
                    "mode": "solo",
                    "points": 18,
                    "lesson": "0123456789abcdef",
                },
                "turn": 1,
                "visits": 1,
            },
        },
    }


def test_what_a_later_version_says_besides_is_passed_over_and_an_older_one_said_less() -> None:
    later = b'{"format": 2, "lessons": {"a": {"visits": 1, "reached": "b", "medals": 7}}}'
    assert form.read(later) == {"a": Record(visits=1, reached="b")}
    later = b'{"format": 2, "lessons": {"a": {"sitting": {"mode": "solo", "mood": "good"}}}}'
    assert form.read(later)["a"].sitting == Sitting(mode="solo")


def test_a_file_of_the_first_version() -> None:
    old = b'{"format": 1, "done": ["smtp-by-hand"], "reached": {"pop3-by-hand": 3}}'
    learnt = form.read(old)
    assert learnt["smtp-by-hand"].done == Done()
    assert learnt["pop3-by-hand"].reached == "step-4"
    assert form.read(b'{"format": 1, "done": []}') == {}
    assert form.read(form.written(learnt)) == learnt


DAMAGED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"format"',
    b"\xff\xfe",
    b'{"format": 2}',
    b'{"format": 0, "lessons": {}}',
    b'{"format": 2, "lessons": []}',
    b'{"format": 2, "lessons": {"a": []}}',
    b'{"format": 2, "lessons": {"a": {"visits": -1}}}',
    b'{"format": 2, "lessons": {"a": {"visits": 1.5}}}',
    b'{"format": 2, "lessons": {"a": {"visits": NaN}}}',
    b'{"format": 2, "lessons": {"a": {"reached": 3}}}',
    b'{"format": 2, "lessons": {"a": {"done": {"points": "18"}}}}',
    b'{"format": 2, "lessons": {"a": {"missed": {"b": 1}}}}',
    b'{"format": 2, "lessons": {"a": {"sitting": {"steps": []}}}}',
    b'{"format": 2, "lessons": {"a": {"sitting": {"seed": 7}}}}',
    b'{"format": 2, "lessons": {"a": {"sitting": {"steps": {"b": {"passed": 1}}}}}}',
    b'{"format": 2, "lessons": {"a": {"sitting": {"steps": {"b": {"foretold": "yes"}}}}}}',
    b'{"format": 2, "lessons": {"a": {"right": {"b": 5}}}}',
    b'{"format": 2, "lessons": {"a": {"visits": ' + b"9" * 5000 + b"}}}",
    b"[" * 100_000,
    b" " * (form.LONGEST + 1),
]


@pytest.mark.parametrize("data", DAMAGED, ids=lambda data: repr(data[:60]))
def test_damage_is_seen(data: bytes) -> None:
    with pytest.raises(form.DamagedError):
        form.read(data)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_progress_or_damaged(data: bytes) -> None:
    with contextlib.suppress(form.DamagedError, form.NewerError):
        form.read(data)


# -- the file ------------------------------------------------------------------------------------


def finish(state: Path, lesson: str) -> progress.Trouble | None:
    return progress.change(state, lambda all_: progress.finished(all_, lesson, Done()))


def done(state: Path) -> set[str]:
    found = progress.load(state)
    assert found.trouble is None
    return {name for name, record in found.learnt.items() if record.done is not None}


def test_nothing_is_known_at_first_and_looking_leaves_no_trace(tmp_path: Path) -> None:
    assert progress.load(tmp_path / "none").learnt == {}
    assert list(tmp_path.iterdir()) == []


def test_it_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    assert finish(tmp_path / "new" / "state", "smtp-by-hand") is None
    assert done(tmp_path / "new" / "state") == {"smtp-by-hand"}
    assert (tmp_path / "new" / "state" / "progress.json").stat().st_mode & 0o777 == 0o600


def test_it_can_be_carried_along(tmp_path: Path) -> None:
    finish(tmp_path / "school", "smtp-by-hand")
    (tmp_path / "home").mkdir()
    (tmp_path / "school" / "progress.json").rename(tmp_path / "home" / "progress.json")
    assert done(tmp_path / "home") == {"smtp-by-hand"}
    (tmp_path / "school" / "progress.json").symlink_to(tmp_path / "home" / "progress.json")
    finish(tmp_path / "school", "pop3-by-hand")
    assert (tmp_path / "school" / "progress.json").is_symlink()
    assert done(tmp_path / "home") == {"smtp-by-hand", "pop3-by-hand"}


def test_a_damaged_file_is_kept_aside_and_told_of_once(tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    file.write_bytes(b"{ half")
    found = progress.load(tmp_path)
    assert found.learnt == {}
    aside = tmp_path / "progress.json.damaged"
    assert found.trouble == progress.Trouble("error.progress.damaged", {"path": aside})
    assert aside.read_bytes() == b"{ half"
    assert progress.load(tmp_path).trouble is None
    file.write_bytes(b"once more")
    trouble = finish(tmp_path, "smtp-by-hand")
    assert trouble is not None
    assert trouble.key == "error.progress.damaged"
    assert aside.read_bytes() == b"{ half", "the first one is not lost for the second"
    assert (tmp_path / "progress.json.damaged-2").read_bytes() == b"once more"
    assert done(tmp_path) == {"smtp-by-hand"}


def test_a_later_version_is_left_alone(tmp_path: Path) -> None:
    text = b'{"format": 3, "lessons": {"a": {"medals": 7}}}'
    (tmp_path / "progress.json").write_bytes(text)
    told = progress.load(tmp_path).trouble, finish(tmp_path, "smtp-by-hand")
    assert [trouble and trouble.key for trouble in told] == ["error.progress.newer"] * 2
    assert (tmp_path / "progress.json").read_bytes() == text


def test_what_the_disk_refuses_is_told_and_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "progress.json").mkdir()
    told = progress.load(tmp_path).trouble, finish(tmp_path, "smtp-by-hand")
    keys = [trouble and trouble.key for trouble in told]
    assert keys == ["error.progress.read", "error.progress.kept"]
    (tmp_path / "file").write_bytes(b"")
    trouble = finish(tmp_path / "file", "smtp-by-hand")
    assert trouble is not None
    assert trouble.key == "error.progress.kept"


# -- a crash, and two programs at once -----------------------------------------------------------

KEEPS = """
import sys
from pathlib import Path
from tutor import progress
state, name, number = Path(sys.argv[1]), sys.argv[2], 0
while number < int(sys.argv[3]):
    number += 1
    how = lambda all_: progress.finished(all_, f"{name}-{number}", progress.Done())
    assert progress.change(state, how) is None
    print(f"{name}-{number}", flush=True)
"""


@contextlib.contextmanager
def program(state: Path, name: str, most: int) -> Iterator[subprocess.Popen[str]]:
    """Another program that finishes lesson after lesson, and says each that it has kept."""
    words = [sys.executable, "-c", KEEPS, str(state), name, str(most)]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        if running.stdout is not None:
            running.stdout.close()


def test_whoever_is_killed_has_kept_what_he_said_and_broken_nothing(tmp_path: Path) -> None:
    kept: set[str] = set()
    for turn in range(12):
        with program(tmp_path, f"turn{turn}", 10**6) as running:
            assert running.stdout is not None
            kept.add(running.stdout.readline().strip())
            time.sleep(0.003 * turn)  # somewhere else in the work each time
            running.kill()
            kept |= set(running.stdout.read().split())
        assert kept <= done(tmp_path), "what was said to be kept is kept"
    assert len(kept) > 12
    # What a killed one left behind is one file at most, and does no harm.
    names = {path.name for path in tmp_path.iterdir()}
    assert names <= {"progress.json", "progress.json.new", "progress.lock"}


def test_two_programs_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        both = [stack.enter_context(program(tmp_path, name, 40)) for name in ("one", "two")]
        for running in both:
            assert running.wait(60) == 0
    expected = {f"{name}-{number}" for name in ("one", "two") for number in range(1, 41)}
    assert done(tmp_path) == expected


def test_the_lock_of_a_dead_program_holds_up_nobody(tmp_path: Path) -> None:
    with program(tmp_path, "dead", 10**6) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(signal.SIGSTOP)
        running.kill()
        running.wait()
        assert (tmp_path / "progress.lock").exists()
        before = time.monotonic()
        assert finish(tmp_path, "smtp-by-hand") is None
        assert time.monotonic() - before < sole.PATIENCE
    assert {"dead-1", "smtp-by-hand"} <= done(tmp_path)


def test_who_holds_the_lock_and_does_nothing_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(tmp_path, "smtp-by-hand")
    monkeypatch.setattr(sole, "PATIENCE", 0.05)
    with sole.sole(tmp_path / "progress.lock") as held:
        assert held
        assert finish(tmp_path, "pop3-by-hand") is None
    assert done(tmp_path) == {"smtp-by-hand", "pop3-by-hand"}


def test_without_locks_what_somebody_else_wrote_meanwhile_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network folders know no locks: then what is there is merged in."""

    def no_locks(_handle: int) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(sole, "_system_lock", no_locks)
    other = form.written(progress.finished({}, "the-others", Done()))

    def how(learnt: Learnt) -> Learnt:
        (tmp_path / "progress.json").write_bytes(other)  # between our reading and our writing
        return progress.finished(learnt, "mine", Done())

    assert progress.change(tmp_path, how) is None
    assert done(tmp_path) == {"the-others", "mine"}
    assert not list(tmp_path.glob(f"*{os.getpid()}*"))


def test_a_folder_without_room_for_a_lock(tmp_path: Path) -> None:
    (tmp_path / "progress.lock").mkdir()
    assert finish(tmp_path, "smtp-by-hand") is None
    assert done(tmp_path) == {"smtp-by-hand"}


def test_the_moment_is_told_in_utc() -> None:
    assert time.strptime(progress.now(), "%Y-%m-%dT%H:%M:%SZ").tm_year >= 2024
