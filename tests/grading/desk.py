"""The command at a teacher's desk, in this process: streams in memory."""

import csv
import io
import json
from pathlib import Path
from typing import Any, NamedTuple

from tests.grading.making import WHOLE
from tutor.grading.command import Options, run
from tutor.words import Words
from tutor.world import World


class Done(NamedTuple):
    """What came of it."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The objects of --json."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def cells(self) -> list[list[str]]:
        """The cells of --csv."""
        return list(csv.reader(io.StringIO(self.out.removeprefix("\ufeff"), newline="")))

    def of(self, student: str) -> dict[str, Any]:
        """A student's object."""
        (found,) = (each for each in self.objects if each.get("student") == student)
        return found

    @property
    def remarks(self) -> list[str]:
        """The kinds of remarks about the only student."""
        return [each["kind"] for each in self.objects[0]["remarks"]]


class Desk:
    """A folder for recordings, and the command over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self._state = folder

    def put(self, name: str, text: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def grade(
        self,
        *files: object,
        lesson: object = WHOLE,
        language: str = "en",
        json: bool = False,
        csv: bool = False,
        strict: bool = False,
        stderr: io.StringIO | None = None,
    ) -> Done:
        """Grade files, the whole folder if none is named."""
        here = World(
            stdin=io.BytesIO(),
            stdout=io.TextIOWrapper(io.BytesIO(), "utf-8"),
            stderr=io.StringIO() if stderr is None else stderr,
            words=Words(language),
            state=self._state,
            json=json,
            plain=True,
        )
        names = [str(file) for file in files or (self.folder,)]
        code = run(here, Options(str(lesson), names, strict, csv))
        here.stdout.flush()
        assert isinstance(here.stdout, io.TextIOWrapper)
        assert isinstance(here.stdout.buffer, io.BytesIO)
        assert isinstance(here.stderr, io.StringIO)
        return Done(code, here.stdout.buffer.getvalue().decode(), here.stderr.getvalue())

    def told(self, *files: object, **more: Any) -> Done:
        """The same as objects."""
        return self.grade(*files, json=True, **more)
