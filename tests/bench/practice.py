"""The practice server with a class at once: failed sessions, processor time, waiting, writes."""

import json
import smtplib
import socket
import statistics
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench import dovecot
from tests.bench.ground import Ground, Served, pinned
from tests.bench.measure import table

CLIENTS = (30, 200)
OURS = "wiretutor serve"
_TICKS = 100  # of processor time a second (USER_HZ)
_DATA_SEGMENTS_IN = slice(152, 156)  # where Linux' struct tcp_info counts segments with data
_MOST_ROUNDS = 5  # the mailbox that the load fills holds 100 MB


def run(ground: Ground) -> None:
    """Load ours and its peer in turns, both up, on one processor; the load comes from another."""
    with ExitStack() as stack:
        ours = stack.enter_context(ground.serving(serve(ground), 0))
        smtpd = stack.enter_context(ground.serving(ground.peer("aiosmtpd_server"), 0))
        fill(ours)
        smtp = {"aiosmtpd": smtpd, OURS: ours}
        pop3 = {OURS: ours}
        if why := dovecot.missing():
            sys.stdout.write(f"\n{why}: POP3 is measured without its peer.\n")
        else:
            peer = stack.enter_context(dovecot.serving(ground, max(CLIENTS), 0))
            pop3 = {"Dovecot, processes reused": peer, OURS: ours}
        for clients in CLIENTS:
            _load(ground, "smtp", clients, smtp)
        for clients in CLIENTS:
            _load(ground, "pop3", clients, pop3)
        _writes(ours)


def serve(ground: Ground) -> list[str]:
    """Our command, with a mailbox for each client and one that gets the mail."""
    names = ["bob", *(f"alice{number}" for number in range(max(CLIENTS)))]
    accounts = ground.folder / "accounts.txt"
    accounts.write_text("".join(f"{name}, {name}, secret\n" for name in names))
    return ground.ours("serve", "--json", "--smtp", 0, "--pop3", 0, "--accounts", accounts)


def fill(server: Served) -> None:
    """Two messages of 1 kB for everybody."""
    text = "Subject: practice\r\n\r\n" + ("x" * 70 + "\r\n") * 13
    with smtplib.SMTP("127.0.0.1", server.ports["smtp"]) as client:
        for first in range(0, max(CLIENTS), 50):
            group = [f"alice{number}@example.test" for number in range(first, first + 50)]
            for _ in range(2):
                client.sendmail("bob@example.test", group, text)


def _load(ground: Ground, protocol: str, clients: int, servers: Mapping[str, Served]) -> None:
    rounds = min(ground.rounds, _MOST_ROUNDS)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            found[name].append(_round(ground, protocol, clients, server))
    first = next(iter(found.values()))
    lines = []
    for name, each in found.items():
        ratio = statistics.median(
            mine["cpu"] / peer["cpu"] for mine, peer in zip(each, first, strict=True)
        )
        goal = "1" if name == OURS and len(servers) > 1 else ""
        told = {key: statistics.median(one[key] for one in each) for key in each[0]}
        failed = sum(one["failed"] for one in each)
        lines.append(
            [name, f"{ratio:.2f}", goal, f"{told['cpu']:.2f}", f"{failed:.0f}"]
            + [f"{told[key]:.0f}" for key in ("rate", "p50", "p99")]
        )
    head = ["server", "CPU / peer", "goal", "CPU ms", "failed", "sessions/s", "p50 ms", "p99 ms"]
    table(f"{protocol.upper()} sessions, {clients} clients", head, lines)


def _round(ground: Ground, protocol: str, clients: int, server: Served) -> dict[str, float]:
    before = used(server.pid)
    words = (protocol, server.ports[protocol], clients, ground.seconds)
    load = subprocess.run(
        pinned(ground.peer("load", *words), 1), capture_output=True, check=True, env=ground.env
    )
    told = json.loads(load.stdout)
    if told["failed"]:
        sys.stderr.write(f"{protocol}: {told['why']}\n")
    sessions = max(told["sessions"], 1)
    return {
        "cpu": (used(server.pid) - before) * 1e3 / sessions,
        "failed": told["failed"],
        "rate": sessions / ground.seconds,
        "p50": told["p50"],
        "p99": told["p99"],
    }


def used(root: int) -> float:
    """Seconds of processor time of a process and all that it started, ended ones too."""
    ticks: dict[int, int] = {}
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    tree, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in tree} - tree
        tree |= more
        grown = bool(more)
    return sum(ticks.get(pid, 0) for pid in tree) / _TICKS


def _writes(server: Served) -> None:
    """Replies against the segments in which they came: asyncio sends each write at once."""
    smtp = [
        "EHLO client.example.test",
        "HELP",
        "NOOP",
        "VRFY alice1",
        "MAIL FROM:<bob@example.test>",
    ]
    pop3 = [
        "CAPA",
        "USER alice1",
        "PASS secret",
        "STAT",
        "LIST",
        "UIDL",
        "RETR 1",
        "TOP 1 3",
        "NOOP",
    ]
    texts = ("CAPA", "LIST", "UIDL", "RETR", "TOP ")
    lines = []
    for protocol, said in (("smtp", smtp), ("pop3", pop3)):
        with socket.create_connection(("127.0.0.1", server.ports[protocol]), 5) as client:
            _hear(client, many=False)
            for line in said:
                client.sendall(line.encode() + b"\r\n")
                _hear(client, many=line.startswith(texts))
            told = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
            segments = int.from_bytes(told[_DATA_SEGMENTS_IN], sys.byteorder)
        replies = len(said) + 1
        lines.append([protocol, f"{segments / replies:.2f}", "1", str(replies), str(segments)])
    table("Writes", ["protocol", "segments / reply", "goal", "replies", "segments"], lines)


def _hear(client: socket.socket, *, many: bool) -> None:
    heard = b""
    while (
        not heard.endswith(b"\r\n.\r\n" if many else b"\r\n")
        or heard.split(b"\r\n")[-2][3:4] == b"-"
    ):
        heard += (chunk := client.recv(65536))
        if not chunk:
            raise RuntimeError(f"closed: {heard!r}")
