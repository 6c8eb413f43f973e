"""Commands side by side: every round runs each once, so that a slow moment hits all of them.

Ratios are taken round by round to the first command, then the median. Memory comes from runs of its
own, under a small launcher: what the kernel calls a child's peak includes that of the process which
started it.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.bench.ground import Ground

_LAUNCHER = """\
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
sys.stderr.write(f"\\nPEAK {used.ru_maxrss}\\n")
raise SystemExit(os.waitstatus_to_exitcode(status))
"""


class Row(NamedTuple):
    """One command's figures: milliseconds of each round."""

    name: str
    wall: list[float]
    cpu: list[float]


class Job(NamedTuple):
    """A command with what it reads; `succeeds` is not asked of those that end with an error."""

    name: str
    command: Sequence[str]
    stdin: Path | None = None
    succeeds: bool = True


def race(ground: Ground, jobs: Sequence[Job], rounds: int | None = None) -> list[Row]:
    """Run each job once a round; the first round only warms the caches."""
    rows = [Row(job.name, [], []) for job in jobs]
    for number in range((rounds or ground.rounds) + 1):
        for job, row in zip(jobs, rows, strict=True):
            wall, cpu = _once(job, ground.env)
            if number:
                row.wall.append(wall)
                row.cpu.append(cpu)
    return rows


def _once(job: Job, env: Mapping[str, str]) -> tuple[float, float]:
    with Path(job.stdin or os.devnull).open("rb") as stdin:
        begin = monotonic()
        process = subprocess.Popen(
            job.command,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=dict(env),
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = monotonic() - begin
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if job.succeeds and process.returncode:
        raise RuntimeError(f"{job.name}: exit {process.returncode}: {said.decode()[-500:]}")
    return wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3


def ratios(row: Row, first: Row) -> float:
    """How many times the first one's wall time, round by round, then the median."""
    pairs = zip(row.wall, first.wall, strict=True)
    return statistics.median(mine / theirs for mine, theirs in pairs)


def peak(ground: Ground, job: Job, runs: int = 3) -> float:
    """Median peak memory in MiB."""
    found = []
    for _ in range(runs):
        with Path(job.stdin or os.devnull).open("rb") as stdin:
            ran = subprocess.run(
                [sys.executable, "-I", "-S", "-c", _LAUNCHER, *job.command],
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=ground.env,
                check=False,
            )
        found.append(int(ran.stderr.rpartition(b"PEAK ")[2]) / 1024)
    return statistics.median(found)


def show(title: str, rows: Sequence[Row], unit: str, goals: Mapping[str, str] = {}) -> None:
    """A table of ratios to the first row."""
    lines = [
        [row.name, f"{ratios(row, rows[0]):.2f}", goals.get(row.name, ""), *_spread(row)]
        for row in rows
    ]
    table(title, ["command", f"/ {unit}", "goal", "ms, median (min-max)", "CPU ms"], lines)


def _spread(row: Row) -> tuple[str, str]:
    wall = f"{statistics.median(row.wall):.0f} ({min(row.wall):.0f}-{max(row.wall):.0f})"
    return wall, f"{statistics.median(row.cpu):.0f}" if row.cpu else "-"


def table(title: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """A table as Markdown."""
    out = [f"\n## {title}\n", f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    out += [f"| {' | '.join(line)} |" for line in lines]
    sys.stdout.write("\n".join(out) + "\n")
    sys.stdout.flush()
