"""`--from` and `:catchup`: wherever somebody stands, the steps are said for him and the lesson can
be done to its end."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lesson.rehearsing import SHIPPED, good
from tests.shell.seat import world
from tutor import course
from tutor.lesson import Lesson, Question, answers
from tutor.shell.lessons import guided

LESSONS = Path(__file__).parents[1] / "lesson" / "good"
FILES = {
    **{name: LESSONS / f"{name}.yaml" for name in ("whole", "server")},
    **{name: SHIPPED / f"{name}.yaml" for name in ("smtp-by-hand", "pop3-by-hand")},
}
PLACES = [
    (name, number)
    for name, path in FILES.items()
    for number in range(1, len(course.find(str(path)).steps) + 1)
]
# Of the others of the course the last step: all before it are said.
OTHERS = {each.id: each.path for each in course.load().entries if each.id not in FILES}
PLACES += [(name, len(course.find(name).steps)) for name in OTHERS]
FILES |= OTHERS


def piped(
    path: Path, lines: list[str], state: Path, start: str | None = None, mode: str = "follow"
) -> tuple[int, str]:
    """The lesson with these lines from a pipe: the exit code, and what was shown."""
    said = "".join(f"{line}\n" for line in lines).encode()
    here = world(state)._replace(stdin=io.BytesIO(said))
    code = guided.run(here, str(path), guided.Options(mode, start=start))
    here.stdout.flush()
    return code, here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]


def rest(lesson: Lesson, number: int) -> list[str]:
    """What is left to type from this step (from 1) on."""
    lines: list[str] = []
    for step in lesson.steps[number - 1 :]:
        lines += [str(answers.right(step))] if isinstance(step, Question) else step.lines
    return lines


def rows(state: Path) -> list[list[object]]:
    recording = sorted((state / "recordings").iterdir())[-1]
    return [json.loads(row) for row in recording.read_bytes().splitlines()[1:]]


@pytest.mark.parametrize(("name", "number"), PLACES)
def test_from_every_step_the_lesson_can_be_done(name: str, number: int, tmp_path: Path) -> None:
    lesson = course.find(str(FILES[name]))
    left = rest(lesson, number)
    code, shown = piped(FILES[name], left, tmp_path, str(number))
    assert code == 0, shown
    assert f"Step {number}/{len(lesson.steps)}" in shown
    assert f"Step {number - 1}/" not in shown, "what is said for somebody is not shown"
    for step in lesson.steps[: number - 1]:
        mark = {"step": step.id, "passed": True, "assisted": True, "catchup": True}
        done = {"step": step.id, "passed": True, "assisted": True}
        written = [row[2] for row in rows(tmp_path) if row[1] == "step"]
        assert written.index(mark) < written.index(done)


def test_a_step_by_its_id_and_one_that_there_is_not(tmp_path: Path) -> None:
    lesson = course.find("smtp-by-hand")
    code, shown = piped(FILES["smtp-by-hand"], rest(lesson, 6), tmp_path, lesson.steps[5].id)
    assert code == 0
    assert "Steps 1 to 5 were said for you" in shown
    for named in ("0", "11", "nothing", "²", "-1"):
        here = world(tmp_path)
        assert guided.run(here, "smtp-by-hand", guided.Options(start=named)) == 2
        assert "has no such step" in here.stderr.getvalue()  # type: ignore[attr-defined]


LAST = {
    ("smtp-by-hand", "ehlo"): ["<-   220 "],
    ("smtp-by-hand", "letter"): ["->  data", "<-   354 "],
    ("smtp-by-hand", "quit"): ["->  data", "<-   354 ", "->  subject:", "->  .", "<-   250 "],
    ("pop3-by-hand", "stat"): ["->  pass ", "<-   +OK "],
    ("logging-in", "digest"): ["->  auth cram-md5", "<-   334 "],
    ("be-the-server", "after-550"): ["->  RCPT TO:<nobody@example.test>", "<-   550 "],
    ("be-the-server", "pop-refuse"): ["->  USER ", "<-   +OK", "->  PASS ****"],
}


@pytest.mark.parametrize(("place", "expected"), LAST.items(), ids=lambda each: str(each)[:40])
def test_the_last_exchange_is_shown_and_nothing_before_it(
    place: tuple[str, str], expected: list[str], tmp_path: Path
) -> None:
    name, step = place
    lesson = course.find(name)
    at = lesson.find(step)
    assert at is not None
    _, shown = piped(lesson_file(name), [], tmp_path, step, "solo")
    between = shown[shown.index("done with help.") : shown.index(f"Step {at + 1}/")]
    assert "\nStep" not in between
    spoken = [row.strip() for row in between.splitlines() if row.startswith((" ->", "<-", " ~>"))]
    assert len(spoken) <= 16
    rest = iter(spoken)
    assert all(any(row.startswith(each) for row in rest) for each in expected), spoken
    assert spoken[0].startswith(expected[0])


def lesson_file(name: str) -> Path:
    return next(each.path for each in course.load().entries if each.id == name)


LOGIN = """
format: 1
id: login
title: {en: "Logging in", zh: "登录"}
protocol: smtp
practice:
  accounts:
    "bob@practice.example": {code: "carpenter"}
hosts: {"smtp.practice.example:25": smtp}
steps:
  - id: name
    say: {en: "Log in: `auth login`, then the name.", zh: "登录：`auth login`，然后用户名。"}
    type:
      - "telnet smtp.practice.example 25"
      - "ehlo me.example"
      - "auth login"
      - "Ym9iQHByYWN0aWNlLmV4YW1wbGU="
    goal: {command: AUTH-RESPONSE, code: "334"}
  - id: code
    say: {en: "Now the code.", zh: "现在是授权码。"}
    type: ["Y2FycGVudGVy"]
    goal: {authenticated: true}
"""


def test_inside_a_login_what_opened_it_stands_there_and_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "login.yaml"
    file.write_text(LOGIN, encoding="utf-8")
    code, shown = piped(file, ["Y2FycGVudGVy"], tmp_path, "code")
    assert code == 0, shown
    between = shown[shown.index("done with help.") : shown.index("Step 2/2  ")]
    rows = [row.strip() for row in between.splitlines() if row.startswith((" ->", "<-"))]
    assert rows[0] == "->  auth login"
    assert rows[1].startswith("<-   334 ")
    assert rows[2] == "->  ****", "what was answered stands there as it always does"
    assert rows[3].startswith("<-   334 ")
    assert len(rows) == 4


def test_of_a_real_server_nothing_is_asked_in_somebodys_name(tmp_path: Path) -> None:
    here = world(tmp_path)
    options = guided.Options(servers=("smtp=smtp://127.0.0.1:1",), start="3")
    assert guided.run(here, "smtp-by-hand", options) == 2
    assert "practice server only" in here.stderr.getvalue()  # type: ignore[attr-defined]


MESS = st.sampled_from(
    [
        *("ehlo me", "auth login", "YWxpY2VAMTYzLmNvbQ==", "U0hPVVFVQU5NQTE2Mw==", "*"),
        *("mail from:<x@163.com>", "rcpt to:<bob@163.com>", "rcpt to:<eve@163.com>", "rset"),
        *("frob", ":drop", ":undo", ":again", "telnet smtp.163.com 25", "telnet x 1"),
    ]
)


@settings(max_examples=12)
@given(before=st.integers(1, 8), mess=st.lists(MESS, max_size=6), to=st.integers(2, 8))
def test_whoever_went_astray_is_brought_along(
    before: int, mess: list[str], to: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lesson, state = course.find("smtp-by-hand"), tmp_path_factory.mktemp("astray")
    whole, left = rest(lesson, 1), rest(lesson, before)
    done = whole[: len(whole) - len(left)]
    # Within a login a colon is heard by the server, as in a letter (step 9): `*` ends it.
    lines = [*done, *mess, "*", f":catchup {to}", "*", ":catchup 9", *rest(lesson, 9)]
    code, shown = piped(FILES["smtp-by-hand"], lines, state)
    assert code == 0, shown
    assert "could not be said" not in shown


def test_one_step_and_then_by_oneself(tmp_path: Path) -> None:
    lesson = good("whole")
    number = next(n for n, step in enumerate(lesson.steps, 1) if isinstance(step, Question))
    lines = rest(lesson, 1)[: len(rest(lesson, 1)) - len(rest(lesson, number))]
    code, shown = piped(
        FILES["whole"], [*lines, ":catchup", *rest(lesson, number + 1)], tmp_path, mode="solo"
    )
    assert code == 0
    assert f"Step {number} was said for you" in shown
    assert "give no points: 1" in shown


def test_there_is_nothing_to_catch_up_on(tmp_path: Path) -> None:
    lines = [*rest(course.find("smtp-by-hand"), 1)[:2], ":catchup 1", ":catchup 99", ":catchup x"]
    _, shown = piped(FILES["smtp-by-hand"], lines, tmp_path)
    assert "You are at step 3 already" in shown
    assert shown.count("There is no such step") == 2
