"""The file of progress: read, changed under a lock, replaced as a whole.

Nothing here raises for what the disk or another program does: a lesson goes on without its
progress, and what is amiss is one sentence (`Trouble`).
"""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tutor.progress import form
from tutor.progress.record import NOTHING, Learnt, merge
from tutor.progress.sole import sole
from tutor.replacing import octets, replace

_ROUNDS = 20
"""So often is it tried again where there are no locks and somebody else writes, too."""


class Trouble(NamedTuple):
    """What is amiss with the file: the key of a sentence, and what fills it."""

    key: str
    told: Mapping[str, object]


class Found(NamedTuple):
    """What was read; `trouble` where that is not all there is."""

    learnt: Learnt
    trouble: Trouble | None = None


def load(state: Path) -> Found:
    """What is known. A damaged file is put aside, so that it is told of once."""
    file = _file(state)
    try:
        try:
            return Found(_read(file))
        except form.DamagedError:
            with sole(_lock(file)):
                return _second_look(file)
    except form.NewerError:
        return Found(NOTHING, Trouble("error.progress.newer", {"path": file}))
    except OSError as error:
        told = {"path": file, "reason": error.strerror or error}
        return Found(NOTHING, Trouble("error.progress.read", told))


How = Callable[[Learnt], Learnt]
"""How what is known changes."""


def change(state: Path, how: How) -> Trouble | None:
    """Change what is known as it stands at this moment; None where nothing is amiss."""
    file = _file(state)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with sole(_lock(file)) as alone:
            found = _second_look(file)
            made = how(found.learnt)
            if alone:
                replace(file, form.written(made))
            else:
                _among_others(file, made)
        return found.trouble
    except form.NewerError:
        return Trouble("error.progress.newer", {"path": file})
    except OSError as error:
        return Trouble("error.progress.kept", {"path": file, "reason": error.strerror or error})


def now() -> str:
    """This moment in UTC, as runs are dated."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def today() -> str:
    """The learner's day, by the clock on his wall (YYYY-MM-DD)."""
    return time.strftime("%Y-%m-%d")


def _file(state: Path) -> Path:
    return state / "progress.json"


def _lock(file: Path) -> Path:
    return file.with_suffix(".lock")


def _read(file: Path) -> Learnt:
    try:
        return form.read(octets(file, form.LONGEST + 1))
    except FileNotFoundError:
        return NOTHING


def _second_look(file: Path) -> Found:
    """What the file holds now that nobody else writes; a damaged one is put aside."""
    try:
        return Found(_read(file))
    except form.DamagedError:
        aside = _free(file)
        file.replace(aside)
        return Found(NOTHING, Trouble("error.progress.damaged", {"path": aside}))


def _free(file: Path) -> Path:
    """A name for a damaged file that no other damaged file has."""
    first = file.with_name(f"{file.name}.damaged")
    if not first.exists():
        return first
    names = (file.with_name(f"{first.name}-{number}") for number in range(2, 1000))
    return next((name for name in names if not name.exists()), first)


def _among_others(file: Path, made: Learnt) -> None:
    """Write where no lock can be had (some network folders): until what is there holds ours."""
    for _ in range(_ROUNDS):
        there = _read(file)
        made = merge(there, made)
        if made == there:
            return
        replace(file, form.written(made), f".{os.getpid()}")
