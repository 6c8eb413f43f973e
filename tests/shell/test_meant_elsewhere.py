"""What was typed in the wrong place: said in a sentence, and nothing is counted or sent for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lesson.rehearsing import good
from tests.shell.seat import Seat, run, seated
from tutor import course
from tutor.core.spec import Listens
from tutor.lesson import Counting, Lesson, Mode, Progress, Question, Writing
from tutor.shell import leaving
from tutor.shell.guiding import asking
from tutor.shell.guiding.guide import Guide
from tutor.shell.terminal.lone_enter import LoneEnter
from tutor.world import World


def guiding(lesson: Lesson, mode: Mode = Mode.SOLO) -> Callable[[World], Guide]:
    return lambda world: Guide(world, Progress(lesson, mode), pauses=True)


# -- a line of an input method, where nobody is connected ------------------------------------------


@pytest.mark.parametrize(
    "line", ["telnet　smtp.example　25", "ｔｅｌｎｅｔ smtp.example 25", "ｑｕｉｔ"]
)
def test_a_call_in_full_width_is_told_by_its_characters(tmp_path: Path, line: str) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(line)
            assert "Switch the input method to English" in " ".join(seat.screen().split())
            assert not seat.repl.done
            assert seat.repl.talk.link is None

    run(test)


def test_other_characters_are_not_made_a_call(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("你好", "密码　wonderland")
            assert "input method" not in seat.screen()

    run(test)


# -- a lone Enter ----------------------------------------------------------------------------------


def test_an_empty_line_is_spoken_of_only_where_one_could_be_sent(tmp_path: Path) -> None:
    async def test() -> None:
        begun = guiding(course.find("smtp-by-hand"), Mode.FOLLOW)
        async with seated(tmp_path, guide=begun) as seat:
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            enter = LoneEnter(seat.repl)
            seat.fresh()
            assert enter.explains("")
            assert "Nothing was typed." in seat.screen()
            assert "empty line" not in seat.fresh()
            seat.repl._played = {"smtp.163.com:25": seat.targets["smtp.example:25"]}
            await seat.type("telnet smtp.163.com 25", "", "ehlo 163.com", "", "2", "")
            seat.fresh()
            assert enter.explains("")
            assert "Enter once more sends an empty line." in " ".join(seat.fresh().split())
            assert not enter.explains("")

    run(test)


def test_behind_a_line_of_a_letter_an_empty_one_is_as_good_as_any(tmp_path: Path) -> None:
    async def test() -> None:
        begun = guiding(course.find("smtp-by-hand"), Mode.FOLLOW)
        async with seated(tmp_path, guide=begun) as seat:
            seat.repl._played = {"smtp.163.com:25": seat.targets["smtp.example:25"]}
            enter = LoneEnter(seat.repl)
            await seat.type("telnet smtp.163.com 25", "", "ehlo 163.com", "")
            await seat.type("mail from:<>", "rcpt to:<postmaster>", "data")
            assert seat.repl.listens is Listens.TEXT
            assert enter.explains(""), "a line is shown to be typed"
            assert not enter.explains("subject: hi")
            assert not enter.explains(""), "the head ends here"

    run(test)


# -- a line for a server, where a question waits ---------------------------------------------------


def writing() -> tuple[Lesson, Question]:
    """A lesson of the course with a question that is answered in a word, at its beginning."""
    for name in ("the-detective", "logging-in", "when-it-goes-wrong"):
        lesson = course.find(name)
        for step in lesson.steps:
            if isinstance(step, Question) and isinstance(step.asks, Writing):
                return lesson._replace(steps=(step,)), step
    raise AssertionError


def counting() -> Lesson:
    for step in course.find("exam").steps:
        if isinstance(step, Question) and isinstance(step.asks, Counting):
            return course.find("exam")._replace(steps=(step,))
    raise AssertionError


def is_counted(seat: Seat) -> bool:
    guide = seat.repl.guide
    assert guide is not None
    return any(tally.misses or tally.passed for tally in guide.progress.tallies.values())


LINES = ["telnet smtp.163.com 25", "rcpt to:<bob@example.test>", "retr 1", "MAIL FROM:<a@b>"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("mode", [Mode.EXAM, Mode.SOLO])
def test_a_line_is_no_answer_until_it_is_typed_again(tmp_path: Path, line: str, mode: Mode) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(writing()[0], mode)) as seat:
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            await seat.type(line)
            assert not is_counted(seat)
            assert "it was not counted" in " ".join(seat.screen().split())
            await seat.type(line)
            assert is_counted(seat)

    run(test)


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_no_number(tmp_path: Path, line: str) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(counting(), Mode.EXAM)) as seat:
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            await seat.type(line, line)
            assert not is_counted(seat)

    run(test)


def test_what_the_question_asks_for_is_an_answer() -> None:
    _, question = writing()
    assert isinstance(question.asks, Writing)
    assert not asking.is_line(question, question.asks.example)
    assert not asking.is_line(question, "wonderland")
    assert not asking.is_line(question, "rcpt")
    command = question._replace(asks=question.asks._replace(example="rset now"))
    assert not asking.is_line(command, "mail from:<a@b>"), "such a line is asked for"


# -- hints, and leaving ----------------------------------------------------------------------------


def test_who_asks_on_behind_the_last_hint_is_told_what_else_helps(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(good("whole"))) as seat:
            guide = seat.repl.guide
            assert guide is not None
            guide.begin()
            step = guide.progress.step
            assert step is not None
            for _ in range(len(step.hints) + 1):
                await seat.repl.run_local("hint")
            assert "Type: " in seat.screen()
            assert "That was the last hint" not in seat.fresh()
            await seat.repl.run_local("hint")
            assert "That was the last hint: type telnet" in seat.screen()
            assert ":catchup" in seat.screen()

    run(test)


def test_who_leaves_a_login_is_not_told_to_connect_again(tmp_path: Path) -> None:
    shown: list[list[str]] = []

    async def test() -> None:
        async with seated(tmp_path, guide=guiding(course.find("smtp-by-hand"))) as seat:
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            seat.repl._played = {"smtp.163.com:25": seat.targets["smtp.example:25"]}
            await seat.type("telnet smtp.163.com 25", "", "ehlo me.example", "", "auth login")
            assert seat.repl.message() == "answer> "
            seat.answers.append("y")
            assert await leaving.leaves(seat.repl)
            seat.fresh()
            shown.append(seat.shown)

    run(test)
    assert shown == [[]], "the line was closed behind it, and nothing was said of that"


# -- the prompts in Chinese ------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "prompt"), [("en", "answer?> "), ("zh", "作答> ")])
def test_the_prompt_of_a_question_speaks_the_language(
    tmp_path: Path, language: str, prompt: str
) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(writing()[0]), language=language) as seat:
            assert seat.repl.guide is not None
            seat.repl.guide.begin()
            assert seat.repl.message() == prompt

    run(test)


@pytest.mark.parametrize(("language", "prompt"), [("en", "predict>"), ("zh", "预测>")])
def test_the_prompt_of_a_prediction_speaks_the_language(
    tmp_path: Path, language: str, prompt: str
) -> None:
    async def test() -> None:
        async with seated(tmp_path, language=language) as seat:
            await seat.type("telnet smtp.example 25", ":predict on", "ehlo me.example")
            assert seat.asked == [prompt]

    run(test)
