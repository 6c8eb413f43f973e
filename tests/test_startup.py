"""What is quick stays quick: what a command or an ordinary session does not need, it does not load.

prompt_toolkit alone starts twelve times as slowly as bare Python, asyncio and rich six times; a
module of ours costs some 0.2 ms, a compiled expression or a named tuple 0.1 ms. The output is a
pipe here, so that plain output is what is asked for.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.screen.terminal import Terminal

HEAVY = {"prompt_toolkit", "asyncio", "ssl", "email", "rich"}
RARE = {"difflib", "hashlib", "markdown_it", "trustme", "html", "prompt_toolkit", "email", "rich"}
"""Packages that only a typing error, a lesson, a foreign transcript or a screen needs."""
DETECTORS = {
    "tutor.slips.seeing",
    "tutor.slips.table",
    "tutor.slips.finding",
    "tutor.slips.letter",
    "tutor.slips.login",
    "tutor.slips.looking",
}
REFUSALS = {"tutor.causes.judging", "tutor.causes.rules", "tutor.causes.tables"}
ELSEWHERE = {"tutor.explain", "tutor.lesson", "tutor.progress", "tutor.course", "tutor.practice"}
"""Units that a free session has nothing to do with."""
LATER = {
    "tutor.protocols.smtp.host",
    "tutor.protocols.pop3.host",
    "tutor.practice.accounts",
    "tutor.lesson.classwork",
    "tutor.net.tap",
    "tutor.shell.local.catching_up",
    "tutor.shell.local.commands",
    "tutor.shell.lessons.due",
    "tutor.shell.piped",
    "tutor.shell.showing.presenting",
    "tutor.shell.lessons.remembering",
    "tutor.shell.script",
    "tutor.shell.terminal.teletype",
}
"""What only a call, a teacher's list, a class, a listener, a local command, a pipe, plain lines or
a lesson done needs."""
LETTERS = {"tutor.message.notes", "tutor.message.structure", "tutor.message.dates"}
FAMILIES = {"tutor.protocols.families.evidence", "tutor.protocols.families.marks"}

TRANSCRIPT = """\
S: 220 mail.example.test ESMTP
C: EHLO client.example.test
S: 250-mail.example.test
S: 250 PIPELINING
C: QUIT
S: 221 2.0.0 Bye
"""
SMTP = {
    b"": b"220 mail.example.test ESMTP",
    b"EHLO client.example.test": b"250-mail.example.test\r\n250 PIPELINING",
    b"MAIL FROM:<alice@example.test>": b"250 2.1.0 Ok",
    b"RCPT TO:<bob@example.test>": b"250 2.1.5 Ok",
    b"RSET": b"250 2.0.0 Ok",
    b"QUIT": b"221 2.0.0 Bye",
}
POP3 = {
    b"": b"+OK ready",
    b"USER alice": b"+OK",
    b"PASS secret": b"+OK logged in",
    b"STAT": b"+OK 1 120",
    b"LIST": b"+OK 1 messages\r\n1 120\r\n.",
    b"DELE 1": b"+OK marked",
    b"QUIT": b"+OK bye",
}


def modules(tmp_path: Path, *argv: str, said: bytes = b"") -> set[str]:
    """All that ``python argv`` imports, as ``-X importtime`` tells; `said` is its input."""
    home = {f"XDG_{what}_HOME": str(tmp_path / what) for what in ("CONFIG", "STATE", "DATA")}
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *argv],
        env={**os.environ, **home, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        input=said,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:].decode("utf-8", "replace")
    return imported(run.stderr)


def imported(told: bytes) -> set[str]:
    """The modules that ``-X importtime`` has told of."""
    lines = told.decode("utf-8", "replace").splitlines()
    rows = (line for line in lines if line.startswith("import time:"))
    return {row.rpartition("|")[2].strip() for row in rows}


def packages(found: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in found}


def ours(found: set[str]) -> set[str]:
    """Our own modules, without the readers of YAML: a checkout may have no JSON beside it."""
    own = {name for name in found if name.partition(".")[0] == "tutor"}
    return {name for name in own if name.split(".")[1:2] != ["data"]}


@contextmanager
def canned(answers: Mapping[bytes, bytes]) -> Iterator[int]:
    """A server that gives to each line its one answer; the port it listens on."""

    def serve() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(answers[b""] + b"\r\n")
            for said in lines:
                line.sendall(answers[said.strip()] + b"\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def test_the_measure_sees_a_heavy_import(tmp_path: Path) -> None:
    found = modules(tmp_path, "-c", "import asyncio, email.parser")
    assert packages(found) >= {"asyncio", "email"}
    assert "email.parser" in found


@pytest.mark.parametrize("command", ["--help", "--version", "lessons list", "explain 250"])
def test_short_commands_stay_light(tmp_path: Path, command: str) -> None:
    before = modules(tmp_path, "-c", "pass")  # what the environment itself brings (.pth files)
    seen = modules(tmp_path, "-m", "tutor", *command.split()) - before
    assert "tutor" in seen
    assert not packages(seen) & HEAVY
    assert not seen & (DETECTORS | REFUSALS | LETTERS | FAMILIES)


def test_the_help_needs_next_to_nothing(tmp_path: Path) -> None:
    seen = ours(modules(tmp_path, "-m", "tutor", "--help"))
    assert len(seen) <= 7, sorted(seen)


def test_an_explanation_of_a_code_draws_no_map_and_reads_no_course(tmp_path: Path) -> None:
    seen = modules(tmp_path, "-m", "tutor", "explain", "250")
    beside = {"map", "diagram", "path", "picture", "contents", "nearness"}
    assert not seen & {f"tutor.explain.{name}" for name in beside}
    assert not seen & (ELSEWHERE - {"tutor.explain"})
    assert not packages(seen) & {"difflib", "fcntl"}
    assert len(ours(seen)) <= 66, sorted(ours(seen))


def test_the_list_of_lessons_judges_nobody(tmp_path: Path) -> None:
    seen = modules(tmp_path, "-m", "tutor", "lessons", "list")
    assert not seen & {"tutor.explain", "tutor.practice", "tutor.importing"}
    assert not packages(seen) & {"difflib", "fcntl"}  # nothing is locked to be read


@pytest.mark.parametrize(
    ("protocol", "answers", "most"), [("smtp", SMTP, 73), ("pop3", POP3, 73)], ids=["smtp", "pop3"]
)
def test_an_ordinary_session_asks_no_detector_and_judges_no_refusal(
    tmp_path: Path, protocol: str, answers: Mapping[bytes, bytes], most: int
) -> None:
    before = modules(tmp_path, "-c", "pass")
    said = b"\n".join(line for line in answers if line) + b"\n"
    with canned(answers) as port:
        address = f"{protocol}://127.0.0.1:{port}"
        seen = modules(tmp_path, "-m", "tutor", "connect", address, said=said) - before
    assert "tutor.slips.ordinary" in seen
    assert not seen & (DETECTORS | REFUSALS | ELSEWHERE | LETTERS)
    assert not seen & {"tutor.importing", "tutor.render.json", "tutor.render.terminal"}
    assert not packages(seen) & RARE
    assert len(ours(seen)) <= most, sorted(ours(seen))


@pytest.mark.parametrize(
    ("command", "most"),
    [("connect", 127), ("learn smtp-by-hand", 179), ("learn pop3-by-hand", 180)],
)
def test_a_first_prompt_needs_what_it_shows(tmp_path: Path, command: str, most: int) -> None:
    with Terminal(*command.split(), state=tmp_path, PYTHONPROFILEIMPORTTIME="1") as terminal:
        terminal.prompted(0)
        seen = imported(terminal.raw)
    assert "tutor.shell.terminal.prompt" in seen
    assert not seen & (DETECTORS | REFUSALS | LETTERS | FAMILIES | LATER)
    assert not packages(seen) & {"difflib", "markdown_it", "rich", "trustme"}
    assert command != "connect" or not seen & {"tutor.course", "tutor.progress", "tutor.practice"}
    assert len(ours(seen)) <= most, sorted(ours(seen))


def test_a_refusal_and_a_slip_are_what_loads_the_rest(tmp_path: Path) -> None:
    answers = SMTP | {b"RCPT TO:<bob@example.test>": b"550 5.1.1 <bob@example.test>: User unknown"}
    said = b"\n".join(line for line in answers if line) + b"\n"
    with canned(answers) as port:
        seen = modules(tmp_path, "-m", "tutor", "connect", f"smtp://127.0.0.1:{port}", said=said)
    assert seen >= REFUSALS
    assert {"tutor.slips.seeing", "tutor.slips.table"} <= seen


def test_annotate_needs_no_shell(tmp_path: Path) -> None:
    pasted = tmp_path / "pasted.txt"
    pasted.write_text(TRANSCRIPT, encoding="utf-8")
    seen = modules(tmp_path, "-m", "tutor", "annotate", str(pasted))
    assert "tutor" in seen
    assert not packages(seen) & {"prompt_toolkit", "asyncio"}
    assert not seen & (DETECTORS | REFUSALS | ELSEWHERE | LETTERS | {"tutor.shell", "tutor.net"})


def test_a_replay_needs_no_socket(tmp_path: Path) -> None:
    pasted = tmp_path / "pasted.txt"
    pasted.write_text(TRANSCRIPT, encoding="utf-8")
    seen = modules(tmp_path, "-m", "tutor", "replay", str(pasted))
    assert not packages(seen) & {"prompt_toolkit", "asyncio", "ssl"}
    assert not seen & {"tutor.reenacting", "tutor.comparing", "tutor.net"}
