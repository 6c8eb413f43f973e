"""From exec to the first prompt, in a real pseudo-terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from collections.abc import Mapping, Sequence
from time import monotonic

from tests.bench.ground import Ground
from tests.bench.measure import Row, show

_ESCAPES = re.compile(
    rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>()][A-Z0-9]?"
)
# The blank behind the mark may be drawn later; what stands before it in its row may not.
_PROMPT = re.compile(rb"(?:^|[\r\n])\$")
_ASKED = b"\x1b[6n"
_PATIENCE = 10.0


def run(ground: Ground) -> None:
    """Both ways to a prompt, against prompt_toolkit, rich and yaml alone."""
    commands = {
        "prompt_toolkit + rich + yaml": ground.peer("prompt"),
        "connect": ground.ours("connect"),
        "learn smtp-by-hand": ground.ours("learn", "smtp-by-hand"),
        "learn pop3-by-hand": ground.ours("learn", "pop3-by-hand"),
    }
    rows = {name: Row(name, [], []) for name in commands}
    for number in range(ground.rounds + 1):
        for name, command in commands.items():
            took = first_prompt(command, ground.env)
            if number:
                rows[name].wall.append(took * 1e3)
    goals = dict.fromkeys(tuple(commands)[1:], "1.15")
    show("First prompt in a terminal", list(rows.values()), "peer", goals)


def first_prompt(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Seconds until the prompt stands there. A question for the cursor's place is answered."""
    begin = monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execve(command[0], list(command), dict(env))
    seen = b""
    try:
        while (left := begin + _PATIENCE - monotonic()) > 0:
            if not select.select([terminal], [], [], left)[0]:
                break
            seen += (chunk := os.read(terminal, 65536))
            if _ASKED in chunk:
                os.write(terminal, b"\x1b[1;1R")
            if _PROMPT.search(_ESCAPES.sub(b"", seen)):
                return monotonic() - begin
    except OSError:
        pass
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    raise RuntimeError(f"no prompt of {command}: {seen[-500:]!r}")
