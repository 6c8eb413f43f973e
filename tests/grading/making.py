"""Recordings of learners who were never there, made by the engine itself."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.lesson.rehearsing import HERE, SHIPPED, Learner
from tutor import log
from tutor.core.events import Event
from tutor.core.wire import Remark
from tutor.lesson import Lesson, Mode, Outcome, Passed
from tutor.lesson.reading import read

WHOLE = HERE / "good" / "whole.yaml"
SERVER = HERE / "good" / "server.yaml"
SMTP = SHIPPED / "smtp-by-hand.yaml"


def lesson(path: Path, seed: str | None = None) -> Lesson:
    return read(path.read_text(encoding="utf-8"), path.name, seed)


class Sitting(Learner):
    """A learner whose session is written down as the program does it."""

    def __init__(self, path: Path = WHOLE, mode: str = "solo", seed: str | None = None) -> None:
        self.rows: list[list[Any]] = []
        self._recorder = log.Recorder(self._write, log.Header())
        self._mode, self._seed, self._of = mode, seed, lesson(path, seed)
        super().__init__(self._of, Mode(mode))

    def see(self, events: list[Event]) -> list[Outcome]:
        for event in events:
            self._recorder(event)
        return self._passed(super().see(events))

    def hear(self, kind: str, **value: object) -> list[Outcome]:
        self._begin()
        self._recorder.remark(Remark(0.0, kind, value))
        return self._passed(super().hear(kind, **value))

    def hint(self) -> None:
        """Ask for a hint; the mode may have none."""
        step = self.progress.step
        if self.progress.hint() is not None and step is not None:
            self.hear("hint", step=step.id, number=self.progress.hinted)

    def catch_up(self, step: str, **more: object) -> "Sitting":
        """All before a step, said by the program; `more` stands in the rows that say so."""
        while self.here != step:
            now = self.progress.step
            assert now is not None
            self.hear("step", step=now.id, passed=True, assisted=True, catchup=True, **more)
            if self.progress.step is now:
                self.say(*now.lines)
        return self

    def text(self, pace: str = "usual", started: str = "2026-01-05T09:00:00Z", **more: Any) -> str:
        """The recording: `pace` is whose fingers it was, `more` stands in the header's lesson."""
        return written(self.rows, self.header(started, **more), times(pace, len(self.rows)))

    def header(self, started: str = "2026-01-05T09:00:00Z", **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self._of.id, "hash": self._of.digest, "mode": self._mode}
        told |= {"seed": self._seed, "student": None, "server": "practice"}
        head = {"wiretutor": 1, "protocol": "smtp", "peer": "x", "started": started}
        return {**head, "lesson": {**told, **more}}

    def _passed(self, outcomes: list[Outcome]) -> list[Outcome]:
        for each in outcomes:
            if isinstance(each, Passed):
                told = {"step": each.step.id, "passed": True}
                told["assisted"] = self.progress.tallies[each.step.id].assisted
                self._recorder.remark(Remark(0.0, "step", told))
        return outcomes

    def _write(self, row: bytes) -> None:
        made = json.loads(row)
        if isinstance(made, list):
            self.rows.append(made)


def written(rows: Iterable[list[Any]], header: object, at: Iterable[float]) -> str:
    """A file of these rows at these times."""
    timed = [[when, *row[1:]] for row, when in zip(rows, at, strict=True)]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [header, *timed])


def times(pace: str, count: int) -> list[float]:
    """When somebody does what: gaps from a few milliseconds to six seconds, always the same."""
    found, at = [], 0
    for number in range(count):
        at += 3 + int.from_bytes(sha256(f"{pace} {number}".encode()).digest()[:4], "big") % 6000
        found.append(at / 1000)
    return found


def whole(path: Path = WHOLE, mode: str = "solo", seed: str | None = None) -> Sitting:
    """Somebody who does it all without a miss."""
    done = Sitting(path, mode, seed)
    done.until("")
    return done


def of_class(done: Sitting, name: str, at: Iterable[float]) -> dict[int, str]:
    """What the class's server recorded of the same: a file for each connection, by its number."""
    made: dict[int, list[tuple[float, list[Any]]]] = {}
    for row, when in zip(done.rows, at, strict=True):
        last = row[-1] if isinstance(row[-1], dict) else {}
        if row[1] in ("C", "S", "open", "close", "tls"):
            made.setdefault(last.get("conn", 1), []).append((when, row))
    found = {}
    for conn, held in made.items():
        began = held[0][0]
        minutes, seconds = divmod(int(began), 60)
        started = f"2026-01-05T09:{minutes:02}:{seconds:02}.{round(began % 1 * 1000):03}Z"
        told = {"mode": "class", "student": name, "address": f"{name}@practice.example"}
        rows = [alone(row) for _, row in held]
        head = done.header(started, **told)
        found[conn] = written(rows, head, [round(when - began, 3) for when, _ in held])
    return found


def alone(row: list[Any]) -> list[Any]:
    """A row as the only connection's."""
    if row[1] == "open":
        return [row[0], "open", {**row[2], "conn": 1, "peer": "192.0.2.7:4711"}]
    last = row[-1]
    if len(row) > 3 and isinstance(last, dict) and "conn" in last:
        rest = {key: value for key, value in last.items() if key != "conn"}
        return [*row[:-1], rest] if rest else row[:-1]
    return row
