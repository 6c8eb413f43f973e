"""Which lessons are done: a small readable file in the state folder."""

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


def finish(state: Path, lesson: str) -> None:
    """Remember that a lesson was finished; the file is replaced as a whole."""
    names = sorted(done(state) | {lesson})
    path = _file(state)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.new")
    half.write_text(json.dumps({"format": 1, "done": names}, indent=1) + "\n", "utf-8")
    half.chmod(0o600)
    half.replace(path)
