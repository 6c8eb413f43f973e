"""A lesson as the server of a class sees it, in the name of a student."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lesson import Lesson, Progress, Question, Task
from tutor.lesson.classwork import in_class, peer_of, personal
from tutor.lesson.reading import read

LESSONS = Path(__file__).parents[2] / "lessons"
FILES = sorted(path for path in LESSONS.glob("*.yaml") if path.name != "course.yaml")

TEXT = """
format: 1
id: alice
title: {en: "Of alice@a.example", zh: "alice@a.example 的信"}
protocol: smtp
practice:
  accounts:
    "alice@a.example": {code: "S.1", public: true}
    "bob@a.example": {code: "x", public: true}
hosts:
  "mx.a.example:25": smtp
  "smtp.a.example:25": smtp
  "far.example:25": {protocol: smtp, role: mx}
steps:
  - id: alice
    say: {en: "alice and malice, alice@b.example, `S.1`, alice@a.example.", zh: "alice"}
    type: ["BASE", "BOTH"]
    goal: {all: [{text: 'alice@a\\.example'}, {text: 'alice@a.example'}, {text: 'S.1'}]}
  - ask: {en: "?", zh: "？"}
    number: 1
    why: {en: ".", zh: "。"}
  - id: near
    say: {en: "x", zh: "x"}
    type: ["x"]
    goal: {telnet: "smtp.a.example:25"}
  - id: far
    say: {en: "x", zh: "x"}
    type: ["x"]
    goal: {telnet: "far.example:25"}
"""


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def lesson() -> Lesson:
    text = TEXT.replace("BASE", coded("alice@a.example"))
    return read(
        text.replace("BOTH", f"auth plain {coded(chr(0) + 'alice@a.example' + chr(0) + 'S.1')}"),
        "x",
    )


def test_the_learners_own_address_stands_wherever_the_lesson_has_the_first_accounts() -> None:
    found = personal(lesson(), "s.01@a.example", "my+code")
    step = found.steps[0]
    assert step.say.en == "s.01 and malice, alice@b.example, `my+code`, s.01@a.example."
    assert step.lines == (
        coded("s.01@a.example"),
        f"auth plain {coded(chr(0) + 's.01@a.example' + chr(0) + 'my+code')}",
    )
    assert isinstance(step, Task)
    assert [leaf.text.pattern for leaf in step.goal.of] == [  # type: ignore[union-attr]
        r"s\.01@a\.example",
        r"s\.01@a\.example",
        r"my\+code",
    ]
    assert found.title.en == "Of s.01@a.example"


def test_what_names_things_is_nobodys_address() -> None:
    found = personal(lesson(), "s01@a.example")
    assert (found.id, found.steps[0].id) == ("alice", "alice")
    assert found.practice.accounts[1] == lesson().practice.accounts[1]


def test_a_students_code_is_no_public_one() -> None:
    assert b"S.1" in lesson().public
    assert b"geheim" not in personal(lesson(), "s01@a.example", "geheim").public


def test_something_else_may_be_shown_for_a_code_that_nobody_here_knows() -> None:
    step = personal(lesson(), "s01@a.example", "****", shown="****").steps[0]
    assert step.say.en == "s01 and malice, alice@b.example, `****`, s01@a.example."
    assert step.lines == (coded("s01@a.example"), "auth plain ****")


def test_a_server_sees_no_questions_and_has_one_name() -> None:
    found = in_class(lesson())
    assert [step.id for step in found.steps] == ["alice", "near", "far"]
    near, far = (step.goal.peer for step in found.steps[1:])  # type: ignore[union-attr]
    assert (near, far) == (peer_of(lesson(), "smtp"), "far.example:25")
    assert near == "mx.a.example:25"
    assert peer_of(lesson(), "pop3") == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_lessons_become_a_students(path: Path) -> None:
    shipped = read(path.read_text("utf-8"), path.name)
    found = in_class(shipped, "s01@class.example", "geheim")
    assert [step.id for step in found.steps] == [
        step.id for step in shipped.steps if isinstance(step, Task)
    ]
    assert not any(isinstance(step, Question) for step in found.steps)
    first = shipped.practice.accounts[0].user if shipped.practice.accounts else "nobody@x"
    assert first not in repr(found.steps)
    Progress(found)


@given(st.text(), st.text())
def test_any_address_and_code_will_do(address: str, code: str) -> None:
    personal(lesson(), address, code)
