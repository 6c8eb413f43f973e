"""A long recording published in each format, a page opened, a replay begun."""

import fcntl
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from tests.bench.annotate import EXCHANGES, long_log
from tests.bench.ground import Ground
from tests.bench.measure import Job, peak, race, table

_ROUNDS = 3
_OPENED = 1000
"""Exchanges of the page that is opened."""
_PICTURE = 20
"""Exchanges of the picture: of all of them none is drawn."""
_FORMATS = ("html", "markdown", "text", "svg", "cast", "cast3", "json", "eml", "pcap")
_CHROMIUM = """\
import sys, time
from playwright.sync_api import sync_playwright
with sync_playwright() as driver:
    browser = driver.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    for _ in range(int(sys.argv[3])):
        page = browser.new_page()
        began = time.monotonic()
        page.goto(sys.argv[2])
        opened = time.monotonic()
        page.keyboard.press("ArrowRight")
        page.evaluate("document.body.offsetHeight")
        print(opened - began, time.monotonic() - opened)
        page.close()
"""


def run(ground: Ground) -> None:
    """Time and memory of each format; how long a page takes to open, a player to show a frame."""
    path = long_log(ground.folder / "published", EXCHANGES)
    _formats(ground, path)
    _page(ground)
    _replay(ground, path)


def _formats(ground: Ground, path: Path) -> None:
    lines = []
    for name in _FORMATS:
        out = ground.folder / f"published.{name}.out"
        only = ("--only", f"0-{_PICTURE}") if name == "svg" else ()
        command = ground.ours("export", path, "--to", name, "-o", out, "--force", *only)
        job = Job(name, command)
        (row,) = race(ground, [job], min(_ROUNDS, ground.rounds))
        seconds = min(row.cpu) / 1e3
        octets = sum(file.stat().st_size for file in out.iterdir()) if out.is_dir() else 0
        octets = octets or out.stat().st_size
        count = f"{EXCHANGES / seconds:,.0f}" if not only else "-"
        resident = f"{peak(ground, job, runs=1):.0f}"
        lines.append([name, f"{seconds:.1f}", count, f"{octets / 1e6:.1f}", resident])
        shutil.rmtree(out) if out.is_dir() else out.unlink()
    head = ["format", "CPU s", "exchanges/s", "MB", "peak MiB"]
    table(f"{EXCHANGES:,} exchanges published (a picture of {_PICTURE})", head, lines)


def _page(ground: Ground) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        return
    path = long_log(ground.folder / "opened", _OPENED)
    lines = []
    for words in (("--lang", "en"), ("--lang", "both"), ("--lang", "both", "--detail", "full")):
        out = ground.folder / "opened.html"
        command = ground.ours("export", path, "--to", "html", "-o", out, "--force", *words)
        subprocess.run(command, env=ground.env, check=True)
        told = subprocess.run(
            [sys.executable, "-c", _CHROMIUM, chromium, out.as_uri(), "5"],
            capture_output=True,
            check=True,
            text=True,
        )
        rows = [tuple(map(float, row.split())) for row in told.stdout.splitlines()]
        opened, stepped = (statistics.median(column) for column in zip(*rows, strict=True))
        size = f"{out.stat().st_size / 1e6:.1f}"
        lines.append([" ".join(words), size, f"{opened:.2f}", f"{stepped:.2f}"])
    table(f"A page of {_OPENED:,} exchanges", ["as", "MB", "open, s", "step, s"], lines)


def _replay(ground: Ground, path: Path) -> None:
    lines = []
    for name, played in (("nothing long", long_log(ground.folder / "short", 10)), ("long", path)):
        found = [_first_frame(ground, played) for _ in range(_ROUNDS)]
        lines.append([name, f"{statistics.median(found):.2f}"])
    table("A replay on a terminal", ["recording", "first frame, s"], lines)


def _first_frame(ground: Ground, path: Path) -> float:
    """Seconds until the row at the bottom tells where it stands."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    began = time.monotonic()
    command = ground.ours("replay", path, "--step", "--lang", "en")
    env = {**ground.env, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    process = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=env)
    os.close(inner)
    said = b""
    while b"brief" not in said and select.select([outer], [], [], 60)[0]:
        said += os.read(outer, 65536)
    took = time.monotonic() - began
    process.kill()
    process.wait()
    os.close(outer)
    return took
