"""A hostile flood: memory must not grow with it, neither the client's nor the practice server's."""

import socket
from contextlib import suppress
from pathlib import Path

from tests.bench import practice, scripts
from tests.bench.ground import Ground, Served
from tests.bench.measure import Job, peak, table

SIZES = (25, 100)
"""MiB that are poured out."""
_LISTING = "USER alice\nPASS secret\nLIST\n"


def run(ground: Ground) -> None:
    """The client at a hostile server; the practice server with hostile clients."""
    _client(ground)
    _server(ground)


def _client(ground: Ground) -> None:
    names = [f"{kind}{size}" for kind in ("line", "lines") for size in SIZES]
    script = scripts.written(ground.folder, "listing", _LISTING)
    idle = scripts.written(ground.folder, "idle", scripts.IDLE)
    sized = [f"{kind}{size}={size}" for kind in ("line", "lines") for size in SIZES]
    log = ground.folder / "flood.session.jsonl"
    lines = []
    with ground.serving([*ground.peer("canned"), *sized]) as server:
        url = "pop3://127.0.0.1:"
        ours = ground.ours("connect", "--record", log, "--force")
        resting = peak(ground, Job("idle", [*ours, f"{url}{server.ports['pop3']}"], idle))
        for name in names:
            port = server.ports[name]
            job = Job(name, [*ours, f"{url}{port}"], script, succeeds=False)
            grown = peak(ground, job, runs=1) - resting
            lines.append([f"connect, {name} MiB", f"{grown:.1f}", f"{grown / SIZES[0]:.2f}"])
        lines += _peers(ground, server)
    head = ["who, what", "grown MiB", f"/ {SIZES[0]} MiB"]
    table(f"Client at a flood (idle {resting:.0f} MiB)", head, lines)


def _peers(ground: Ground, server: Served) -> list[list[str]]:
    """poplib keeps a listing whole; at an endless line it gives up."""
    resting = peak(ground, Job("poplib", ground.peer("pop3", server.ports["pop3"])))
    lines = []
    for size in SIZES:
        port = server.ports[f"lines{size}"]
        grown = peak(ground, Job("poplib", ground.peer("pop3", port, "list")), runs=1) - resting
        lines.append([f"poplib.list, lines{size} MiB", f"{grown:.1f}", f"{grown / SIZES[0]:.2f}"])
    return lines


def _server(ground: Ground) -> None:
    letter = b"EHLO me\r\nMAIL FROM:<bob@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"
    floods = {
        "one endless line": (b"", b"x" * 65536),
        "an endless letter": (letter, (b"y" * 62 + b"\r\n") * 1024),
        "commands, replies not read": (b"EHLO me.example\r\n", b"HELP\r\n" * 10000),
    }
    lines = []
    for name, (first, block) in floods.items():
        for size in SIZES:
            for who, command in (
                ("aiosmtpd", ground.peer("aiosmtpd_server")),
                (practice.OURS, practice.serve(ground)),
            ):
                with ground.serving(command) as server:
                    resting = _peak(server.pid)
                    taken = _pour(server.ports["smtp"], first, block, size << 20)
                    grown = _peak(server.pid) - resting
                row = [f"{who}, {name}, {size} MiB", f"{grown:.1f}", f"{grown / SIZES[0]:.2f}"]
                lines.append([*row, f"{taken / 2**20:.0f}"])
    head = ["who, what", "grown MiB", f"/ {SIZES[0]} MiB", "MiB taken"]
    table("Practice server under a flood", head, lines)


def _pour(port: int, first: bytes, block: bytes, octets: int) -> int:
    """Send until it is enough or nobody takes more for a second; how much was taken."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.settimeout(1)
        with suppress(OSError):
            client.recv(4096)
            client.sendall(first)
            while sent < octets:
                sent += client.send(block)
    return sent


def _peak(pid: int) -> float:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmHWM")) / 1024
