"""What is said of the points at the end of a lesson."""

from pathlib import Path

from tests.shell.seat import world
from tutor.core.wire import Remark
from tutor.lesson import Mode, Progress
from tutor.lesson.reading import read
from tutor.render.plain import text
from tutor.shell.guiding import scores
from tutor.shell.guiding.telling import Teller

LESSON = """
format: 1
id: asked
title: {en: "Asked", zh: "提问"}
protocol: smtp
steps:
  - id: first
    ask: {en: "Who speaks first?", zh: "谁先说话？"}
    choices:
      - {text: {en: "nobody", zh: "没有人"}, why: {en: "Somebody has to.", zh: "总得有人。"}, misconception: silence}
      - {text: {en: "the client", zh: "客户端"}, why: {en: "It waits.", zh: "它在等。"}, misconception: client}
      - {text: {en: "the server", zh: "服务器"}, why: {en: "It greets.", zh: "它问好。"}}
    answer: 3
  - id: second
    ask: {en: "And who speaks last?", zh: "最后是谁？"}
    choices:
      - {text: {en: "the client", zh: "客户端"}, why: {en: "It is answered.", zh: "会有应答。"}, misconception: client}
      - {text: {en: "the server", zh: "服务器"}, why: {en: "It says 221.", zh: "它说 221。"}}
    answer: 2
"""  # noqa: E501


def told(tmp_path: Path, *given: tuple[str, int]) -> str:
    """The last words to whoever gave these answers."""
    way = Progress(read(LESSON, "asked.yaml"), Mode.SOLO)
    for step, choice in given:
        way.hear(Remark(0.0, "answer", {"step": step, "given": choice}))
    assert way.step is None
    lines: list[str] = []
    teller = Teller(world(tmp_path))
    teller.show = lambda shown: lines.append(text(shown))
    scores.tell(teller, way, None)
    return "".join(lines)


def test_a_question_stands_once_with_the_first_answer_that_was_given(tmp_path: Path) -> None:
    shown = told(tmp_path, ("first", 2), ("first", 1), ("first", 3), ("second", 2))
    assert shown.count("Who speaks first?") == 1
    assert "It waits." in shown
    assert "Somebody has to." not in shown


def test_what_was_told_of_one_question_is_not_told_of_another(tmp_path: Path) -> None:
    shown = told(tmp_path, ("first", 2), ("first", 3), ("second", 1), ("second", 2))
    assert "Who speaks first?" in shown
    assert "And who speaks last?" not in shown


def test_all_right_is_nothing_to_look_at(tmp_path: Path) -> None:
    shown = told(tmp_path, ("first", 3), ("second", 2))
    assert "Points: 20 of 20" in shown
    assert "Worth another look" not in shown
