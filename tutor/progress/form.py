"""Progress as text: the small JSON file that a learner can read and carry to another machine."""

import json
from collections.abc import Mapping
from typing import Any

from tutor.progress.record import EMPTY, Done, Learnt, Record, Tally
from tutor.progress.sitting import Counted, Sitting

FORMAT = 2
LONGEST = 4 << 20
"""Octets; the longest file that learning fills has some thousands."""

_MOST = 10**9
"""No count is greater, and no number of points."""
_MOST_LISTED = 1000
"""Predictions and misconceptions of a step; its judge keeps no more."""


class DamagedError(Exception):
    """This is no progress."""


class NewerError(Exception):
    """A later version wrote this; it must not be written over."""


def written(learnt: Learnt) -> bytes:
    """The file's text."""
    lessons = {name: _record(learnt[name]) for name in sorted(learnt)}
    found = {"format": FORMAT, "lessons": lessons}
    return (json.dumps(found, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def read(data: bytes) -> Learnt:
    """What a file holds, also one of the first version. Raises DamagedError and NewerError."""
    if len(data) > LONGEST:
        raise DamagedError
    try:
        found = json.loads(data.decode("utf-8-sig"))
        number = found["format"]
        if isinstance(number, int) and number > FORMAT:
            raise NewerError
        if number == FORMAT:
            return {name: _read(entry) for name, entry in found["lessons"].items()}
        if number == 1:
            return _first(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError from error
    raise DamagedError


def _record(record: Record) -> dict[str, Any]:
    """A lesson's entry: only what there is to say."""
    found: dict[str, Any] = {}
    if record.done is not None:
        run = record.done._asdict()
        found["done"] = {key: value for key, value in run.items() if value not in ("", None)}
    if record.reached:
        found["reached"] = record.reached
    for key, tallies in (("missed", record.missed), ("misconceptions", record.misconceptions)):
        if tallies:
            found[key] = {name: tallies[name]._asdict() for name in sorted(tallies)}
    if record.again:
        found["again"] = record.again
    sitting = record.sitting and _sitting(record.sitting)
    told = {
        "asked": {name: record.asked[name] for name in sorted(record.asked)},
        "right": {name: record.right[name] for name in sorted(record.right)},
        "sitting": sitting,
        "turn": record.turn,
        "resets": record.generation,
    }
    return {
        **found,
        **{key: value for key, value in told.items() if value},
        "visits": record.visits,
    }


def _sitting(sitting: Sitting) -> dict[str, Any]:
    """A sitting; of each step what there is to say, in the order in which they were begun."""
    head = {key: value for key, value in sitting._asdict().items() if value is not None}
    if not sitting.token:
        del head["token"]
    plain = Counted()._asdict()
    steps = {
        name: {key: value for key, value in step._asdict().items() if value != plain[key]}
        for name, step in sitting.steps.items()
    }
    return {**head, "steps": steps}


def _read(entry: Mapping[str, Any]) -> Record:
    run, sitting = entry.get("done"), entry.get("sitting")
    return Record(
        generation=_count(entry.get("resets", 0)),
        visits=_count(entry.get("visits", 0)),
        reached=_text(entry.get("reached", "")),
        done=None if run is None else _done(run),
        missed=_tallies(entry.get("missed", {})),
        misconceptions=_tallies(entry.get("misconceptions", {})),
        again=_text(entry.get("again", "")),
        asked={name: _count(number) for name, number in entry.get("asked", {}).items()},
        sitting=None if sitting is None else _read_sitting(sitting),
        turn=_count(entry.get("turn", 0)),
        right={name: _text(day) for name, day in entry.get("right", {}).items()},
    )


def _read_sitting(found: Mapping[str, Any]) -> Sitting:
    seed = found.get("seed")
    return Sitting(
        _text(found.get("lesson", "")),
        _text(found.get("mode", "")),
        None if seed is None else _text(seed),
        {name: _counted(step) for name, step in found.get("steps", {}).items()},
        _text(found.get("token", "")),
    )


def _counted(found: Mapping[str, Any]) -> Counted:
    first = found.get("answered")
    return Counted(
        _whether(found.get("passed", False)),
        _count(found.get("misses", 0)),
        _count(found.get("hints", 0)),
        None if first is None else _whether(first),
        tuple(_whether(each) for each in _few(found.get("foretold", []))),
        tuple(_text(each) for each in _few(found.get("misconceptions", []))),
        _whether(found.get("assisted", False)),
    )


def _done(run: Mapping[str, Any]) -> Done:
    points = run.get("points")
    texts = [_text(run.get(key, "")) for key in ("at", "mode", "lesson")]
    at, mode, lesson = texts
    return Done(at, mode, None if points is None else _count(points), lesson)


def _tallies(found: Mapping[str, Any]) -> dict[str, Tally]:
    return {name: _tally(tally) for name, tally in found.items()}


def _tally(found: Mapping[str, Any]) -> Tally:
    times, settled = _count(found.get("times", 0)), _count(found.get("settled", 0))
    return Tally(times, min(times, settled))


def _first(found: Mapping[str, Any]) -> Learnt:
    """The first version knew what was done, and how many steps of the rest were passed."""
    reached = found.get("reached", {})
    learnt = {
        name: EMPTY._replace(visits=1, reached=f"step-{_count(steps) + 1}")
        for name, steps in reached.items()
    }
    return learnt | {_text(name): EMPTY._replace(visits=1, done=Done()) for name in found["done"]}


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise ValueError(value)
    return value


def _whether(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _few(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > _MOST_LISTED:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise ValueError(value)
    return value
