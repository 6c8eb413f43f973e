"""Wireshark's own reading of our captures: an independent annotator, on every dialogue we have.

All dialogues are exported as one capture, each a connection; tshark names the commands, their
parameters and the codes of the replies, and they are the ones that our engine names.
"""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.dialogues import notation
from tutor import log
from tutor.cli import main
from tutor.core.events import Exchange, Opened, Said, Secured
from tutor.session import Item, Session

DIALOGUES = Path(__file__).parents[1] / "dialogues"
FILES = sorted(path for name in ("smtp", "pop3") for path in (DIALOGUES / name).glob("*.txt"))
FIELDS = (
    "tcp.stream",
    "smtp.req.command",
    "smtp.req.parameter",
    "smtp.response.code",
    "pop.request.command",
    "pop.request.parameter",
    "pop.response.indicator",
)

READS_OTHERWISE = {
    "smtp/auth-refused-then": "it takes what is said after a refused login for commands",
    "smtp/auth-unanswered": "it takes what is said behind an unanswered AUTH for commands",
    "smtp/bdat-failed": "it reads no commands behind a chunk that was refused",
    "smtp/bdat-then-data": "it reads no commands behind a chunk that was refused",
    "smtp/behind-data": "it takes what stands behind DATA for text before the 354 has come",
    "smtp/endless": "it gives up on lines that never end",
    "smtp/hostile-text": "it cuts a parameter at a NUL",
    "smtp/other-verbs": "it does not know XFORWARD and XCLIENT",
    "smtp/rfc2920-3-all-refused": "it takes what stands behind DATA for text, whatever the reply",
    "smtp/rfc3030-2-binary-pipelined": "it does not count the octets of pipelined chunks",
    "smtp/starttls-cut-before-handshake": "it reads what a server says in place of a handshake",
    "smtp/starttls-injected": "it reads what was injected, which no server may",
    "smtp/text-ends": "it takes a bare line feed and a dot for the end of the text",
    "smtp/violation-missing-code": "it knows one code a reply",
    "smtp/violation-unterminated": "it wants a whole line",
    "smtp/violation-unterminated-code": "it wants a whole line",
    "smtp/violation-unterminated-unasked": "it wants a whole line",
    "smtp/violation-space": "it writes a tab as an escape",
    "pop3/auth": "it takes SASL answers for commands, and knows no `+`",
    "pop3/mailbox": "it takes an unknown word for a command",
    "pop3/rfc5034-2-challenge": "it takes SASL answers for commands, and knows no `+`",
    "pop3/stls-injected": "it reads what was injected, which no client may",
    "pop3/user-pass-refused": "it takes an unknown word for a command",
    "pop3/violations": "it takes any first word for an indicator",
}


class Reading(NamedTuple):
    """What was read in a dialogue: whole commands, the verb in capitals; the codes of its lines."""

    commands: tuple[str, ...]
    codes: tuple[str, ...]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def played() -> Iterator[tuple[Path, list[Item]]]:
    """Each dialogue with what our engine reads in it, as a connection of its own."""
    session = Session()
    for number, path in enumerate(FILES, 1):
        wires = notation.wires(notation.source(path.read_text("utf-8")))
        kept = [
            session.see(wire._replace(conn=number, at=wire.at + 100 * number)) for wire in wires
        ]
        yield path, [item for items in kept for item in items]


def ours(items: list[Item]) -> Reading:
    commands: list[str] = []
    codes: list[str] = []
    for item in items:
        event = item.event
        if isinstance(event, Said):
            verb = event.command.verb
            if event.command.known and verb != "." and not verb.startswith("AUTH-"):
                head, _, rest = event.command.line.partition(" ")
                commands.append(f"{head.upper()} {rest}".strip())
        elif isinstance(event, Exchange) and event.reply is not None:
            smtp = item.protocol.name == "smtp"
            rows = event.reply.lines if smtp else event.reply.lines[:1]
            codes += [row[:3] if smtp else row.split()[0] for row in rows]
    return Reading(tuple(commands), tuple(codes))


def connections(items: list[Item]) -> int:
    """How many TCP connections the capture shows: behind a handshake there is a new one."""
    secured = (item.event for item in items if isinstance(item.event, Secured))
    opened = sum(isinstance(item.event, Opened) for item in items)
    return opened + sum("error" not in event.wire.about for event in secured)


def by_tshark(capture: Path) -> dict[int, Reading]:
    """What Wireshark reads in each connection."""
    asked = [part for field in FIELDS for part in ("-e", field)]
    separated = ["-T", "fields", "-E", "separator=/t", "-E", "aggregator=~"]
    command = ["tshark", "-r", str(capture), "-Y", "smtp || pop", *separated, *asked]
    told = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in told.stdout.splitlines():
        stream, verb, rest, codes, pop_verb, pop_rest, indicator = row.split("\t")
        commands, replies = found[int(stream)]
        if verb or pop_verb:
            text = f"{(verb or pop_verb).upper()} {rest or pop_rest}".strip()
            commands.append("STARTTLS" if text == "STAR TLS" else text)
        replies += [code for code in codes.split("~") if code]
        replies += [indicator] if indicator else []
    return {stream: Reading(tuple(one), tuple(other)) for stream, (one, other) in found.items()}


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Reading, Reading]]:
    """Both readings of every dialogue, by its name."""
    if not shutil.which("tshark"):
        pytest.skip("tshark is not installed")
    folder = tmp_path_factory.mktemp("captures")
    recording, capture = folder / f"all{log.SUFFIX}", folder / "all.pcap"
    mine: list[tuple[str, Reading, int]] = []
    with log.create(recording) as stream:
        recorder = log.Recorder(stream.write, log.Header(started="2026-01-05T09:00:00Z"))
        for path, items in played():
            for item in items:
                recorder(item.event)
            mine.append((named(path), ours(items), connections(items)))
    assert main(["export", str(recording), "--to", "pcap", "-o", str(capture)]) == 0
    theirs, stream_number = by_tshark(capture), 0
    found: dict[str, tuple[Reading, Reading]] = {}
    for name, reading, count in mine:
        parts = [
            theirs.get(at, Reading((), ())) for at in range(stream_number, stream_number + count)
        ]
        commands = tuple(each for part in parts for each in part.commands)
        codes = tuple(each for part in parts for each in part.codes)
        found[name] = (reading, Reading(commands, codes))
        stream_number += count
    return found


@pytest.mark.parametrize("name", [n for n in map(named, FILES) if n not in READS_OTHERWISE])
def test_wireshark_reads_the_same(readings: dict[str, tuple[Reading, Reading]], name: str) -> None:
    mine, theirs = readings[name]
    assert theirs == mine


@pytest.mark.parametrize("name", READS_OTHERWISE)
def test_what_it_reads_otherwise_is_known(
    readings: dict[str, tuple[Reading, Reading]], name: str
) -> None:
    mine, theirs = readings[name]
    assert theirs != mine, "it agrees now: take it off the list"


def test_most_dialogues_are_compared() -> None:
    assert len(FILES) - len(READS_OTHERWISE) > 60


def test_every_packet_is_whole(
    readings: dict[str, tuple[Reading, Reading]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    capture = next(tmp_path_factory.getbasetemp().glob("captures*/all.pcap"))
    asked = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
    bad = "tcp.analysis.flags || ip.checksum.status == Bad || tcp.checksum.status == Bad"
    command = ["tshark", "-r", str(capture), *asked, "-Y", bad]
    told = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    assert told.stdout == ""
