"""Progress as text: the small JSON file that a learner can read and carry to another machine."""

import json
from collections.abc import Mapping
from typing import Any

from tutor.progress.record import EMPTY, Done, Learnt, Record, Tally

FORMAT = 2
LONGEST = 4 << 20
"""Octets; the longest file that learning fills has some thousands."""

_MOST = 10**9
"""No count is greater, and no number of points."""


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
    if record.asked:
        found["asked"] = {name: record.asked[name] for name in sorted(record.asked)}
    found["visits"] = record.visits
    if record.generation:
        found["resets"] = record.generation
    return found


def _read(entry: Mapping[str, Any]) -> Record:
    run = entry.get("done")
    return Record(
        generation=_count(entry.get("resets", 0)),
        visits=_count(entry.get("visits", 0)),
        reached=_text(entry.get("reached", "")),
        done=None if run is None else _done(run),
        missed=_tallies(entry.get("missed", {})),
        misconceptions=_tallies(entry.get("misconceptions", {})),
        again=_text(entry.get("again", "")),
        asked={name: _count(number) for name, number in entry.get("asked", {}).items()},
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


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise ValueError(value)
    return value
