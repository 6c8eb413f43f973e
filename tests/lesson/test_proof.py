"""Lessons are proven: those that ship and those of the tests; and what a proof leaves untouched."""

import time
from pathlib import Path

import pytest

from tests.faults import rows
from tests.lesson.rehearsing import HERE, SHIPPED, good
from tutor import course, data, practice, staging
from tutor.core.events import Exchange
from tutor.lesson import Mishap, proof
from tutor.lesson.reading import read
from tutor.proving import Rehearsal, proven

COURSE = [entry.id for entry in course.load().entries]
LESSONS = [*(SHIPPED / f"{name}.yaml" for name in COURSE), *sorted((HERE / "good").glob("*.yaml"))]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_proven(path: Path) -> None:
    tree = data.read(path.read_text(encoding="utf-8"), path.name)
    began = time.perf_counter()
    assert rows(proven(tree, path.name, path.parent)) == []
    assert time.perf_counter() - began < 30  # some 0.5 s


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_step_without_its_last_line_is_found(path: Path) -> None:
    lesson = staging.furnished(read(path.read_text(encoding="utf-8"), path.name), path.parent)
    for number, step in enumerate(lesson.steps):
        if not step.lines:
            continue
        lame = step._replace(lines=step.lines[:-1], astray=())  # type: ignore[call-arg]
        steps = (*lesson.steps[:number], lame)
        found = proof.prove(lesson._replace(steps=steps, again=None), Rehearsal)
        assert any(finding[:2] == lame.at_goal for finding in found), step.id  # type: ignore[union-attr]


def test_a_lesson_without_a_host_of_its_own_is_opened_by_itself() -> None:
    lesson = good("whole")
    hello = lesson.steps[1]
    bare = lesson._replace(steps=(hello,), again=None, practice=lesson.practice._replace(faults=()))
    assert proof.prove(bare, Rehearsal) == []


def replies(lesson_text: str, *lines: str) -> list[str]:
    stage = Rehearsal(read(lesson_text, "f.yaml"))
    step = read(lesson_text, "f.yaml").steps[0]
    events = [*stage.begin(step), *(event for line in lines for event in stage.say(line))]
    return [
        event.reply.lines[-1]
        for event in events
        if isinstance(event, Exchange) and event.reply is not None
    ]


TLS = """\
format: 1
id: tls
title: {en: "TLS", zh: "TLS"}
protocol: smtp
hosts: {"smtp.practice.example:465": smtp, "smtp.practice.example:25": smtp}
steps:
  - say: {en: "Greet.", zh: "问好。"}
    type: ["openssl s_client -connect smtp.practice.example:465"]
    goal: {tls: true}
"""


@pytest.mark.parametrize(
    "way",
    [
        ("openssl s_client -quiet -connect smtp.practice.example:465",),
        ("openssl s_client -connect smtp.practice.example:25 -starttls smtp",),
        ("telnet smtp.practice.example 25", "ehlo x", "starttls"),
    ],
)
def test_tls_in_every_way(way: tuple[str, ...]) -> None:
    said = replies(TLS, *way, "ehlo me.example")
    assert len(said) >= 2
    assert "STARTTLS" not in said[-1]
    tree = data.read(TLS, "f.yaml")
    assert proven(tree, "f.yaml") == []


def test_a_host_that_nobody_plays_does_not_answer() -> None:
    assert replies(TLS, "telnet elsewhere.example 25", "ehlo x") == []


@pytest.mark.parametrize(
    ("mishap", "fault"),
    [
        (
            Mishap(on="RCPT", reply="450 later", nth=2),
            practice.Fault("x", "RCPT", "450 later", nth=2),
        ),
        (Mishap(named="slow"), practice.KNOWN["slow"]._replace(name="x")),
        (
            Mishap(named="greylisted", contains="bob"),
            practice.KNOWN["greylisted"]._replace(name="x", contains="bob"),
        ),
        (Mishap(on="QUIT", reply="", cut=True), practice.Fault("x", "QUIT", "", cut=True)),
    ],
)
def test_a_fault_of_a_lesson_is_one_of_the_server(mishap: Mishap, fault: practice.Fault) -> None:
    assert staging.fault(mishap, "x") == fault


def test_the_faults_of_a_step_wait_for_it_only() -> None:
    lesson = good("whole")
    made = staging.staged(lesson)
    letter = lesson.steps[lesson.find("letter") or 0]
    staging.arm(made, letter)
    staging.disarm(made, letter)
    assert made.faults.strike("smtp", ".", ".") is None
    staging.arm(made, letter)
    struck = made.faults.strike("smtp", ".", ".")
    assert struck is not None
    assert struck.delay == 0.5


def test_the_proof_of_a_strangers_lesson_ends() -> None:
    say = 'say: {en: "a", zh: "b"}'
    detour = f"      - {{when: {{state: TRANSACTION, command: VRFY}}, {say}}}\n"
    lines = ", ".join(['"rset"'] * 60 + ['"noop"'])
    step = f"  - {say}\n    type: [{lines}]\n    goal: {{command: NOOP}}\n    astray:\n"
    text = TLS[: TLS.index("  - say")] + (step + detour * 30) * 40
    began = time.perf_counter()
    found = proven(data.read(text, "f.yaml"), "f.yaml")
    assert time.perf_counter() - began < 60  # some 3 s
    assert found[0].reason.key == "lesson.detour.unreached"
    assert found[-1].reason.key == "lesson.detour.long"
    assert len(found) == 30 * 40
