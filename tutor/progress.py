"""Which lessons are done, and how far the others are: a small readable file in the state folder."""

import json
import os
from pathlib import Path


def _file(state: Path) -> Path:
    return state / "progress.json"


def done(state: Path) -> frozenset[str]:
    """The ids of the lessons that were finished. A damaged file counts as an empty one."""
    try:
        found = json.loads(_file(state).read_text("utf-8"))
        return frozenset(name for name in found["done"] if isinstance(name, str))
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()


def reached(state: Path, lesson: str) -> int:
    """How many steps of a lesson were passed when it was left; 0 if it was not."""
    return _reached(state).get(lesson, 0)


def finish(state: Path, lesson: str) -> None:
    """Remember that a lesson was finished."""
    left = {name: steps for name, steps in _reached(state).items() if name != lesson}
    _write(state, done(state) | {lesson}, left)


def reach(state: Path, lesson: str, steps: int) -> None:
    """Remember how many steps of a lesson were passed, if there are any."""
    if steps:
        _write(state, done(state), {**_reached(state), lesson: steps})


def _reached(state: Path) -> dict[str, int]:
    try:
        found = json.loads(_file(state).read_text("utf-8")).get("reached", {})
        return {name: steps for name, steps in found.items() if isinstance(steps, int)}
    except (OSError, ValueError, AttributeError):
        return {}


def _write(state: Path, names: frozenset[str], left: dict[str, int]) -> None:
    """Replace the file as a whole."""
    found = {"format": 1, "done": sorted(names), "reached": left}
    path = _file(state)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.new")
    half.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    half.chmod(0o600)
    half.replace(path)
