"""How a lesson ends: what is said of it then asks for nothing more."""

import io
from pathlib import Path

import pytest

from tests.shell.seat import world
from tests.shell.test_whole import played, seen
from tutor.shell.lessons import guided

LESSON = """
format: 1
id: ending
title: {en: "Ending", zh: "结束"}
protocol: smtp
local_only: true
practice:
  accounts:
    "alice@practice.example": {code: "wonderland", public: true}
hosts: {"smtp.practice.example:25": smtp}
steps:
  - id: hello
    say: {en: "Greet.", zh: "问好。"}
    type: ["telnet smtp.practice.example 25", "ehlo me.example"]
    goal: {command: EHLO, class: ok}
  - id: over
    say: {en: "Ask whether it is there.", zh: "问问它还在不在。"}
    type: ["noop"]
    faults: [{named: shutting-down}]
    goal: {closed_by: server}
"""
MORE = """
  - id: again
    say: {en: "Once more.", zh: "再来一次。"}
    type: ["telnet smtp.practice.example 25"]
    goal: {state: GREETED}
"""
ASKS = "To go on, connect again."


@pytest.mark.parametrize(("more", "asks"), [("", False), (MORE, True)], ids=["end", "middle"])
def test_a_lesson_that_is_over_asks_for_no_connection(
    more: str, asks: bool, tmp_path: Path
) -> None:
    file = tmp_path / "ending.yaml"
    file.write_text(LESSON + more.lstrip("\n"), encoding="utf-8")
    said = b"telnet smtp.practice.example 25\nehlo me.example\nnoop\n"
    here = world(tmp_path)._replace(stdin=io.BytesIO(said))
    assert guided.run(here, str(file), guided.Options("solo")) == (4 if asks else 0)
    assert isinstance(here.stdout, io.TextIOWrapper)
    here.stdout.flush()
    assert isinstance(here.stdout.buffer, io.BytesIO)
    text = " ".join(here.stdout.buffer.getvalue().decode().split())
    assert "<- 421" in text
    assert (ASKS in text) is asks


GREETED = LESSON[: LESSON.index("  - id: over")]


@pytest.mark.parametrize("auto", [False, True], ids=["typed", "auto"])
def test_nobody_is_told_to_say_quit_where_the_program_hangs_up(auto: bool, tmp_path: Path) -> None:
    file = tmp_path / "ending.yaml"
    file.write_text(GREETED, encoding="utf-8")
    said = b"telnet smtp.practice.example 25\nehlo me.example\n"
    here = world(tmp_path)._replace(stdin=io.BytesIO(said))
    options = guided.Options("watch", auto=True) if auto else guided.Options("follow")
    assert guided.run(here, str(file), options) == 0
    here.stdout.flush()
    text = here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]
    _, after = text.split("The lesson is done.")
    assert "QUIT" not in after
    assert "closed the connection" not in text


def test_whoever_leaves_is_not_told_how_the_line_ended(tmp_path: Path) -> None:
    file = tmp_path / "ending.yaml"
    file.write_text(LESSON, encoding="utf-8")
    here = world(tmp_path, interactive=True, terminal=True)
    keys = "telnet smtp.practice.example 25\rehlo me.example\rauth login\r\x04\x04"
    assert played(keys, lambda: guided.run(here, str(file), guided.Options("solo"))) == 0
    assert isinstance(here.stdout, io.TextIOWrapper)
    text = " ".join(seen(here.stdout).split())
    _, _, after = text.partition("334 ")
    assert "closed the connection" not in after
    assert "onnect again" not in after
