"""The program in a pseudo-terminal, drawn by a terminal emulator (pyte): what a learner sees."""

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte

KEYS = {
    "enter": b"\r",
    "left": b"\x1b[D",
    "right": b"\x1b[C",
    "down": b"\x1b[B",
    "tab": b"\t",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "ctrl-c": b"\x03",
    "ctrl-d": b"\x04",
    "ctrl-r": b"\x12",
    "ctrl-z": b"\x1a",
    "ctrl-]": b"\x1d",
}
PROMPT = b"\x1b[?2004h"
"""What every prompt begins with: bracketed paste, please."""
PATIENCE = 15.0
"""Seconds after which what should have come is missing; nothing waits for longer than it must."""


class _Screen(pyte.HistoryScreen):
    """Answers as a terminal does when it is asked where its cursor is."""

    def __init__(self, columns: int, rows: int, descriptor: int) -> None:
        super().__init__(columns, rows, history=5000, ratio=0.001)
        self._descriptor = descriptor

    def write_process_input(self, data: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self._descriptor, data.encode())


class Terminal:
    """A terminal with wiretutor in it. `raw` is every octet that the program wrote."""

    def __init__(
        self, *arguments: str, state: Path, columns: int = 80, rows: int = 24, **environment: str
    ) -> None:
        outer, inner = os.openpty()
        self._descriptor = outer
        self.raw = b""
        self.columns = columns
        self._screen = _Screen(columns, rows, outer)
        self._stream = pyte.ByteStream(self._screen)
        self._size(inner, columns, rows)
        known = {
            "PATH": os.environ["PATH"],
            "HOME": str(state),
            "XDG_CONFIG_HOME": str(state),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            **environment,
        }
        command = [sys.executable, "-m", "tutor", *arguments, "--state", str(state)]
        self._process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=known,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )
        os.close(inner)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        os.close(self._descriptor)

    # -- the learner -----------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Type without Enter."""
        os.write(self._descriptor, text.encode())

    def press(self, *keys: str) -> None:
        """Press keys by name."""
        for key in keys:
            os.write(self._descriptor, KEYS[key])

    def say(self, line: str, expected: str) -> None:
        """Type a line with Enter, and wait for what it brings."""
        self.type(line)
        self.press("enter")
        self.until(expected)

    def paste(self, block: str) -> None:
        """Paste, as terminals that know bracketed paste do."""
        os.write(self._descriptor, b"\x1b[200~" + block.encode() + b"\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Pull the window to another size."""
        self.columns = columns
        self._screen.resize(rows, columns)
        self._size(self._descriptor, columns, rows)

    # -- the screen ------------------------------------------------------------------------------

    def rows(self) -> list[str]:
        """What the window shows, without blanks at the right."""
        return [row.rstrip() for row in self._screen.display]

    def text(self) -> str:
        """All that can be seen, scrolled up or not, as one text with each row break a blank."""
        above = (
            "".join(row[n].data for n in range(self.columns)) for row in self._screen.history.top
        )
        return " ".join(" ".join([*above, *self.rows()]).split())

    def until(self, expected: str, *, gone: bool = False, above: bool = False) -> None:
        """Wait until a text can be seen in the window (or, `gone`, no longer), broken or not;
        `above`: in what has scrolled out of it too."""
        wanted = "".join(expected.split())

        def seen() -> bool:
            text = "".join((self.text() if above else "".join(self.rows())).split())
            return (wanted in text) is not gone

        self.wait(seen, f"{expected!r} {'stayed' if gone else 'never came'}")

    def wait(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end or not self._read(end - time.monotonic()):
                raise AssertionError("\n".join([f"{otherwise}:", *self.rows()]))

    def prompted(self, times: int) -> None:
        """Wait until a prompt has come more often than so many times, or the program has ended."""
        end = time.monotonic() + PATIENCE
        while self.raw.count(PROMPT) <= times and self._read(end - time.monotonic()):
            continue

    def leave(self) -> int:
        """The exit code, once the program has ended."""
        end = time.monotonic() + PATIENCE
        while self._read(end - time.monotonic()):
            continue
        return self._process.wait(PATIENCE)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(0.0, seconds))
        try:
            data = os.read(self._descriptor, 65536) if ready else b""
        except OSError:  # Linux's way to say that nobody is at the other end
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def _size(self, descriptor: int, columns: int, rows: int) -> None:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
