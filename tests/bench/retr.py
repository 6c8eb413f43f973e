"""RETR of one message of 5.8 MB with the recording on."""

import json
import statistics
import subprocess
from pathlib import Path

from tests.bench import scripts
from tests.bench.ground import Ground
from tests.bench.measure import Job, peak, race, show, table

MESSAGE = 5.8e6 / 2**20
"""MiB of the message."""


def run(ground: Ground) -> None:
    """The whole process, the command alone, and the memory, against poplib."""
    script = scripts.written(ground.folder, "retr", scripts.RETR)
    idle = scripts.written(ground.folder, "idle", scripts.IDLE)
    with ground.serving(ground.peer("canned")) as server:
        port = server.ports["pop3"]
        url = f"pop3://127.0.0.1:{port}"
        poplib = Job("poplib.retr", ground.peer("pop3", port, 2))
        ours = Job("connect, explained and recorded", ground.ours("connect", url), script)
        bare = Job("connect --no-record", ground.ours("connect", url, "--no-record"), script)
        rows = race(ground, [poplib, ours, bare])
        show("RETR of 5.8 MB, whole process", rows, "poplib", {ours.name: "1"})
        _alone(ground, url, poplib, script)
        resting = peak(ground, ours._replace(stdin=idle))
        grown = peak(ground, ours) - resting
        lines = [
            ["poplib", f"{peak(ground, poplib):.0f}", "", ""],
            ["connect, idle", f"{resting:.0f}", "", ""],
            ["connect, RETR", f"{resting + grown:.0f}", f"{grown / MESSAGE:.2f}", "2"],
        ]
        table("Memory of RETR", ["what", "peak MiB", "over idle / message", "goal"], lines)


def _alone(ground: Ground, url: str, poplib: Job, script: Path) -> None:
    """From the command to the moment when all of it was shown and recorded."""
    log = ground.folder / "retr.session.jsonl"
    command = ground.ours("connect", url, "--record", log, "--force")
    theirs, ours = [], []
    for number in range(ground.rounds + 1):
        said = subprocess.run(poplib.command, env=ground.env, capture_output=True, check=True)
        with script.open("rb") as stdin:
            subprocess.run(
                command, env=ground.env, stdin=stdin, stdout=subprocess.DEVNULL, check=True
            )
        if number:
            theirs.append(float(said.stdout) * 1e3)
            ours.append(_took(log) * 1e3)
    ratio = statistics.median(mine / peer for mine, peer in zip(ours, theirs, strict=True))
    lines = [
        ["poplib.retr", "1.00", "", f"{statistics.median(theirs):.0f}"],
        ["connect, explained and recorded", f"{ratio:.2f}", "1", f"{statistics.median(ours):.0f}"],
    ]
    table("RETR of 5.8 MB, the command alone", ["command", "/ poplib", "goal", "ms"], lines)


def _took(log: Path) -> float:
    """Between RETR and QUIT in the recording: QUIT is said when all before it has been shown."""
    said = {}
    for line in log.read_bytes().splitlines():
        if b'"C"' in line[:40]:
            row = json.loads(line)
            said[row[2][:4]] = row[0]
    return float(said["QUIT"] - said["RETR"])
