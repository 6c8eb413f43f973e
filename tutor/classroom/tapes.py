"""The recordings of a class: one file for each connection, from the server's side.

Rows are written as they happen. Only who it was comes to be known later, with the login: so the
first row keeps room for the name, and is written again in its place. The name is in no file's name.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tutor import log
from tutor.classroom.pupils import Pupil
from tutor.core.conversation import Conversation
from tutor.core.events import Event
from tutor.core.secrets import Secrets
from tutor.core.wire import What, Wire
from tutor.protocols import PROTOCOLS

ROOM = 640
"""Octets of a first row that may have to be written again."""

_LONGEST = 100
"""Characters of a name that are written."""


class Tapes:
    """A folder of recordings. `lesson` is what each header says of it, None outside a lesson."""

    def __init__(self, folder: Path, lesson: Mapping[str, object] | None = None) -> None:
        """Makes the folder. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lesson = lesson

    def new(self, protocol: str, number: int, peer: str = "", student: str = "") -> "Tape":
        """The recording of a connection that begins now; `student` as long as nobody logs in."""
        now = datetime.now(UTC)
        lesson = None if self._lesson is None else {**self._lesson, "student": student or None}
        # To the thousandth: whoever puts a student's connections in their order needs it.
        started = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        header = log.Header(protocol, peer or f"practice:{protocol}", started, lesson)
        name = f"{now.strftime('%Y%m%d-%H%M%S')}-{number:05}-{protocol}{log.SUFFIX}"
        return Tape(self._folder / name, header)


class Tape:
    """One recording. A disk that is full stops the recording, not the class."""

    def __init__(self, path: Path, header: log.Header) -> None:
        self.path = path
        self._header = header
        self._stream: BinaryIO | None = None
        self._recorder: log.Recorder | None = None
        self._failed = ""
        self._begun = False
        try:
            self._stream = log.create(path)
            self._recorder = log.Recorder(self._put, header)
            self._begun = True
        except OSError as error:
            self._fail(error)

    def write(self, event: Event) -> str:
        """Write an event, if it is a fact; why it could not be written, said once."""
        if self._recorder is not None:
            try:
                self._recorder(event)
            except OSError as error:
                self._fail(error)
        failed, self._failed = self._failed, ""
        return failed

    def name(self, pupil: Pupil) -> None:
        """It is known who it is. The first name stays: one connection is one student's work."""
        lesson = self._header.lesson
        if lesson is None or "name" in lesson or not self._begun:
            return
        told = {"student": pupil.id, "address": pupil.address, "name": pupil.name[:_LONGEST]}
        self._header = self._header._replace(lesson={**lesson, **told})
        if len(log.first_row(self._header)) > ROOM:  # only a name of escapes is as long
            self._header = self._header._replace(lesson={**lesson, **told, "name": pupil.id})
        row = log.first_row(self._header)
        if len(row) > ROOM:
            return
        try:
            # Not through the stream: it may be closed, and writes at its own place.
            with self.path.open("r+b", buffering=0) as again:
                again.write(_padded(row))
        except OSError as error:
            self._fail(error)

    def close(self) -> None:
        """The recording is whole."""
        if self._stream is not None:
            self._stream.close()
        self._stream = self._recorder = None

    def _put(self, row: bytes) -> None:
        if self._stream is not None:
            begins = self._header.lesson is not None and row.startswith(b"{")
            self._stream.write(_padded(row) if begins else row)

    def _fail(self, error: OSError) -> None:
        self._failed = error.strerror or type(error).__name__
        self.close()


def watcher(tapes: Tapes) -> Callable[[str, int], Callable[[Wire], None]]:
    """Who sees the wires of a server without a class: given a protocol and the number of a new
    connection, a recording of it."""

    def watch(protocol: str, number: int) -> Callable[[Wire], None]:
        tape = tapes.new(protocol, number)
        talk = Conversation(PROTOCOLS[protocol], Secrets(), number)
        started: list[float] = []

        def see(wire: Wire) -> None:
            if not started:
                started.append(wire.at)
            for event in talk.observe(wire._replace(at=round(wire.at - started[0], 6))):
                tape.write(event)
            if wire.what is What.CLOSE:
                tape.close()

        return see

    return watch


def _padded(row: bytes) -> bytes:
    """A row with blanks before its end, which JSON does not mind."""
    return row.rstrip(b"\n").ljust(ROOM - 1) + b"\n"
