"""Stops the mail servers of one test run when the run ends, however it ends.

Run as ``python reaper.py FOLDER`` with a pipe as standard input: the pipe closes when the tests are
done, and also when they are killed. It stops Postfix and Dovecot, ends what is left of their
process sessions and deletes FOLDER. Exit code 1 says that something had to be killed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 10.0  # seconds that a server has to end by itself


def master(pid_file: Path) -> int | None:
    """The process id in ``pid_file``: a master that leads a session of its own."""
    try:
        return int(pid_file.read_text())
    except (OSError, ValueError):
        return None


def members(session: int) -> list[int]:
    """The living processes of a session (the sixth field of /proc/PID/stat; Z is dead)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if fields[0] != "Z" and int(fields[3]) == session:
            found.append(int(stat.parent.name))
    return found


def end(session: int) -> bool:
    """Whether all of a session ended when told; what did not within ``PATIENCE`` is killed.

    A Dovecot process that serves a client outlives its master: it has to be told itself.
    """
    tell(session, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while members(session):
        if time.monotonic() > deadline:
            tell(session, signal.SIGKILL)
            return False
        time.sleep(0.05)
    return True


def tell(session: int, what: signal.Signals) -> None:
    for pid in members(session):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)


def reap(folder: Path) -> int:
    masters = (master(folder / "queue/pid/master.pid"), master(folder / "run/master.pid"))
    for command in (
        ["postfix", "-c", str(folder / "postfix"), "stop"],
        ["doveadm", "-c", str(folder / "dovecot.conf"), "stop"],
    ):
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    ended = [end(session) for session in masters if session]
    shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(ended) else 1


if __name__ == "__main__":
    sys.stdin.buffer.read()  # nothing is ever said: this returns when the other end is gone
    sys.exit(reap(Path(sys.argv[1])))
