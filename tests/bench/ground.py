"""What every measurement stands on: a clean environment, a folder of its own, servers that end.

The environment is made with pip in a temporary folder: a lived-in one has `.pth` files that cost
more than a bare start, and a version manager's shim costs more than all of it.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"

_UNWANTED = ("PYTHON", "COVERAGE", "XDG_", "LC_", "LANG", "COLUMNS", "LINES", "NO_COLOR", "VIRTUAL")


class Ground:
    """Use it as a context: what it made is gone at the end."""

    def __init__(self, made: str | None, rounds: int, seconds: float) -> None:
        self.rounds = rounds
        self.seconds = seconds
        self.folder = Path()
        self._venv = Path(made).resolve() if made else None

    def __enter__(self) -> "Ground":
        self.folder = Path(tempfile.mkdtemp(prefix="wiretutor-bench-"))
        if self._venv is None:
            self._venv = self.folder / "venv"
            sys.stderr.write("making a clean environment with pip ...\n")
            venv.create(self._venv, with_pip=True)
            pip = [self.python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, str(ROOT), "aiosmtpd", "rich"], check=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def python(self) -> str:
        """The interpreter of the environment."""
        return str(self._bin("python"))

    @property
    def program(self) -> str:
        """The program itself, as installed."""
        return str(self._bin("wiretutor"))

    @property
    def env(self) -> dict[str, str]:
        """What commands see: nothing of this shell that would change what is measured."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_UNWANTED)}
        home = str(self.folder)
        return {**kept, "HOME": home, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}

    def peer(self, name: str, *words: object) -> list[str]:
        """A script of `peers/`, run by the same interpreter."""
        return [self.python, str(PEERS / f"{name}.py"), *map(str, words)]

    def ours(self, *words: object) -> list[str]:
        """The program with a state folder of its own."""
        return [self.program, "--state", str(self.folder / "state"), *map(str, words)]

    def about(self) -> str:
        """What was measured on."""
        load = " ".join(f"{value:.1f}" for value in os.getloadavg())
        python = platform.python_version()
        return f"# CPython {python}, {os.cpu_count()} processors, {platform.machine()}, load {load}"

    @contextmanager
    def serving(self, command: Sequence[str], processor: int | None = None) -> Iterator["Served"]:
        """A server that prints its ports as one JSON line; it is ended behind."""
        with subprocess.Popen(
            pinned(command, processor),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.env,
        ) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                if not line:
                    raise RuntimeError(f"it did not start: {command}")
                yield Served(process.pid, json.loads(line))
            finally:
                process.terminate()

    def _bin(self, name: str) -> Path:
        assert self._venv is not None
        return self._venv / "bin" / name


class Served:
    """A running server: its process and its ports."""

    def __init__(self, pid: int, ports: dict[str, int]) -> None:
        self.pid = pid
        self.ports = ports


def pinned(command: Sequence[str], processor: int | None) -> list[str]:
    """The command, kept on one processor with all that it starts, where there are two."""
    there = os.sched_getaffinity(0)
    if processor is None or processor not in there or len(there) < 2:
        return list(command)
    code = "import os, sys; os.sched_setaffinity(0, [%d]); os.execv(sys.argv[1], sys.argv[1:])"
    return [sys.executable, "-I", "-S", "-c", code % processor, *command]
