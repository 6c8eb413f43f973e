"""A class graded: two hundred recordings of a lesson, the whole process, output dropped."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from tests.bench.ground import Ground
from tests.bench.measure import Job, peak, race, table

STUDENTS = 200
_ROUNDS = 3
_LESSON = "smtp-by-hand"
_LETTER = "from:<alice@163.com>", "to:<bob@163.com>", "subject:hello", "", "How are you?", "."
_SAID = (
    ("ehlo 163.com", "250-mail", "250-AUTH LOGIN PLAIN", "250-STARTTLS", "250 8BITMIME"),
    ("mail from:<alice@163.com>", "530 Authentication required"),
    ("auth login", "334 dXNlcm5hbWU6"),
    ("YWxpY2VAMTYzLmNvbQ==", "334 UGFzc3dvcmQ6"),
    ("U0hPVVFVQU5NQTE2Mw==", "235 Authentication successful"),
    ("mail from:<alice@163.com>", "250 Mail OK"),
    ("rcpt to:<nobody@163.com>", "550 User not found: nobody@163.com"),
    ("rcpt to:<bob@163.com>", "250 Mail OK"),
    ("data", "354 End data with <CR><LF>.<CR><LF>"),
    *((line,) for line in _LETTER[:-1]),
    (_LETTER[-1], "250 Mail OK queued as smtp1,EXAMPLE 1510380604"),
    ("quit", "221 Bye"),
)


def run(ground: Ground) -> None:
    """`grade` as a table, a sheet and objects: recordings a second, and what memory it took."""
    one, many = ground.folder / "one", ground.folder / "class"
    _write(one, 1)
    _write(many, STUDENTS)
    lines = []
    for look in ("--plain", "--csv", "--json"):
        jobs = [
            Job(name, ground.ours("grade", look, _LESSON, folder))
            for name, folder in (("1", one), (f"{STUDENTS}", many))
        ]
        rows = race(ground, jobs, min(_ROUNDS, ground.rounds))
        alone, whole = (min(row.cpu) for row in rows)
        each = f"{(whole - alone) / (STUDENTS - 1):.1f}"
        resident = [f"{peak(ground, job, runs=1):.0f}" for job in jobs]
        lines.append([look, f"{alone:.0f}", f"{whole:.0f}", each, *resident])
    head = ["as", "1, CPU ms", f"{STUDENTS}, CPU ms", "ms each", "1, peak MiB"]
    table("A class graded", [*head, f"{STUDENTS}, peak MiB"], lines)


def _write(folder: Path, students: int) -> None:
    folder.mkdir()
    for number in range(students):
        path = folder / f"student-{number:03}.session.jsonl"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in _rows(number))


def _rows(number: int) -> Iterator[object]:
    """A session in which two commands are refused, at somebody's own pace."""
    pace = random.Random(number)
    lesson = {"id": _LESSON, "hash": "", "mode": "solo", "seed": None, "server": "practice"}
    head = {"wiretutor": 1, "protocol": "smtp", "peer": "smtp.163.com:25"}
    started = f"2026-01-05T09:{number // 60:02}:{number % 60:02}Z"
    yield {**head, "started": started, "lesson": {**lesson, "student": f"student {number}"}}
    about = {"conn": 1, "protocol": "smtp", "peer": "smtp.163.com:25"}
    yield [0.0, "open", {**about, "address": "127.0.0.1:1025", "played": True}]
    yield [0.01, "S", "220 163.com Anti-spam GT for Coremail System\r\n"]
    at = 0.01
    for said, *told in _SAID:
        at += pace.uniform(0.5, 9)
        yield [round(at, 3), "C", f"{said}\r\n"]
        for line in told:
            yield [round(at + 0.002, 3), "S", f"{line}\r\n"]
    yield [round(at + 0.01, 3), "close", {"by": "server", "reason": ""}]
