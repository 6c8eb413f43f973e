"""The recording of a session: begun with the first connection, kept in the state folder."""

import os
import time
from collections import deque
from collections.abc import Callable
from errno import EEXIST
from pathlib import Path
from typing import BinaryIO

from tutor import log, recordings
from tutor.core.events import Opened
from tutor.core.secrets import Secrets
from tutor.core.wire import Remark
from tutor.session import Item
from tutor.world import World

MOST_EARLY = 1000
"""Remarks that wait for the recording to begin; nobody makes as many."""


class Keeping:
    """A sink that records. Nothing is written before a connection is open, or a question is
    answered: remarks of before wait."""

    def __init__(
        self, path: Callable[[str], Path], *, force: bool, lesson: dict[str, object] | None = None
    ) -> None:
        self._choose = path
        self._force = force
        self._lesson = lesson
        self._recorder: log.Recorder | None = None
        self._stream: BinaryIO | None = None
        self._early: deque[Remark] = deque(maxlen=MOST_EARLY)
        self.path: Path | None = None
        self.failed: OSError | None = None

    def __call__(self, item: Item) -> None:
        """Record an item. A disk that is full stops the recording, not the session."""
        if self.failed is not None:
            return
        try:
            if self._recorder is None and isinstance(item.event, Opened):
                peer = str(item.event.wire.about.get("peer", ""))
                self._begin(peer, item.event.protocol)
            if self._recorder is not None:
                self._recorder(item.event)
        except OSError as error:
            self.failed = error

    def remark(self, remark: Remark) -> None:
        """Record what is no wire."""
        if self.failed is not None:
            return
        self._early.append(remark)
        try:
            # What is answered before a lesson begins is no reason to record one.
            review = isinstance(remark.value, dict) and "lesson" in remark.value
            if self._recorder is None and remark.kind == "answer" and not review:
                self._begin("", None)
            self._write_early()
        except OSError as error:
            self.failed = error

    def unsafe(self, secrets: Secrets) -> int | None:
        """The number of the first row that holds a secret of this session; None where none does.
        Raises FileNotFoundError where nothing was recorded yet."""
        from tutor.redaction import living

        if self.path is None:
            raise FileNotFoundError(0, "nothing was recorded yet", "")
        with self.path.open("rb") as stream:
            found = living.holds(log.Reader(log.rows(stream), self.path.name).facts, secrets)
        return None if found is None else found + 1  # the header is the first row

    def close(self) -> None:
        """The recording is whole."""
        if self._stream is not None:
            self._stream.close()

    def _write_early(self) -> None:
        while self._recorder is not None and self._early:
            self._recorder.remark(self._early.popleft())

    def _begin(self, peer: str, protocol: str | None) -> None:
        self.path = self._choose(peer)
        self._stream = log.create(self.path, force=self._force)
        started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        header = log.Header(protocol, peer, started, self._lesson)
        self._recorder = log.Recorder(self._stream.write, header)
        self._write_early()


Tell = Callable[..., None]
"""Says a sentence of the program: its key, and what fills it."""


def keep(
    world: World, lesson: dict[str, object] | None = None, tell: Tell | None = None
) -> Keeping | None:
    """The recording that this world asks for, if any; says so the first time, by `tell`."""
    if world.record is not None:
        path = world.record
        if path.exists() and not world.force:
            raise FileExistsError(EEXIST, os.strerror(EEXIST), str(path))
        return Keeping(lambda _peer: path, force=world.force, lesson=lesson)
    if world.no_record or not world.settings.record:
        return None
    name = str(lesson["id"]) if lesson else ""

    def choose(peer: str) -> Path:
        if not recordings.folder(world.state).exists():
            (tell or world.complain)("ui.recording.first", folder=recordings.folder(world.state))
        recordings.prune(world.state, recordings.MOST - 1)
        return recordings.new_path(world.state, name or peer, time.time())

    return Keeping(choose, force=False, lesson=lesson)
