"""A lesson at the prompt: cards, hints, what is shown in which mode, going back."""

from collections.abc import Callable
from pathlib import Path

from tests.shell.seat import Seat, run, seated
from tutor import course
from tutor.lesson import Mode, Progress, Step
from tutor.lesson.reading import read
from tutor.net.link import Target
from tutor.shell.guiding.guide import Guide
from tutor.shell.terminal.ghost import placeholder
from tutor.shell.terminal.lone_enter import LoneEnter, ghost
from tutor.world import World


def guiding(mode: Mode, *, pauses: bool = True) -> Callable[[World], Guide]:
    lesson = course.find("smtp-by-hand")
    return lambda world: Guide(world, Progress(lesson, mode), pauses=pauses)


ENDING = """
format: 1
id: ending
title: {en: "Ending", zh: "结束"}
protocol: smtp
steps:
  - say: {en: "Open both.", zh: "打开两个。"}
    id: both
    type: ["telnet smtp.example 25", ":switch", "telnet pop3.example 110"]
    goal: {telnet: "pop3.example:110"}
  - say: {en: "Leave the second.", zh: "离开第二个。"}
    id: leave
    type: ["quit"]
    goal: {command: QUIT, class: ok}
  - say: {en: "Greet the first one.", zh: "向第一个问好。"}
    id: greet
    type: ["ehlo me.example"]
    goal: {command: EHLO, class: ok}
hosts: {"smtp.example:25": smtp, "pop3.example:110": pop3}
"""


def ending(world: World) -> Guide:
    return Guide(world, Progress(read(ENDING, "ending.yaml"), Mode.SOLO), pauses=True)


async def connect(seat: Seat) -> Guide:
    """The first step is done: the lesson's own host is the seat's."""
    guide = seat.repl.guide
    assert guide is not None
    guide.begin()
    smtp = seat.targets["smtp.example:25"]
    await seat.repl.connect(Target(**{**_fields(smtp), "peer": "smtp.163.com:25"}))
    return guide


def _fields(target: Target) -> dict[str, object]:
    return {name: getattr(target, name) for name in target.__class__.__annotations__}


def test_a_card_waits_and_a_line_goes_on_as_well(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await connect(seat)
            assert guide.waits
            assert seat.repl.message() == "Enter> "
            assert guide.ghost() is None
            assert "Enter goes on" in guide.task()
            assert "The line to type stands at the prompt" in seat.fresh()
            await seat.type("ehlo 163.com")
            assert "Step 2/10" in seat.screen(), "what the card held back is said first"
            assert "Step 2/10 passed." in seat.screen()

    run(test)


def test_hints_end_in_the_line_itself(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.SOLO)) as seat:
            guide = await connect(seat)
            assert guide.ghost() is None
            assert "next:" not in seat.fresh(), "alone, nobody is told what comes next"
            await seat.type("", *[":hint"] * 4)
            assert "Type: ehlo 163.com" in seat.screen()
            assert guide.progress.hints == 4, "the line itself is one as well"
            await seat.type("frob", "frob")
            assert "F1 gives a hint." in seat.screen()

    run(test)


def test_how_the_line_ends_comes_before_what_to_do_next(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=ending) as seat:
            guide = seat.repl.guide
            assert guide is not None
            guide.begin()
            await seat.type("telnet smtp.example 25", ":switch", "telnet pop3.example 110")
            seat.fresh()
            await seat.type("quit")
            await seat.repl.talk.wait(lambda: len(seat.repl.talk.open) == 1)
            shown = seat.fresh()
            assert shown.index("Step 2/3 passed.") < shown.index("That line is over")
            assert shown.index("That line is over") < shown.index("Greet the first one.")
            assert shown.count("Greet the first one.") == 1

    run(test)


def test_notes_fade_and_come_back(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            await connect(seat)
            await seat.type("", "ehlo 163.com", "")
            seat.fresh()
            counts = []
            for _ in range(3):
                await seat.type("noop")
                counts.append(sum(row.startswith("       ") for row in seat.fresh().splitlines()))
            assert counts == [2, 1, 0]
            await seat.type(":why")
            assert sum(row.startswith("       ") for row in seat.fresh().splitlines()) >= 2

    run(test)


def test_undo_takes_the_step_back(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await connect(seat)
            await seat.type("", "ehlo 163.com", "")
            assert guide.progress.index == 2
            await seat.type(":undo")
            assert guide.progress.index == 1
            assert guide.ghost() == "ehlo 163.com"
            assert "Step 2/10  220 means" in seat.screen()
            await seat.type("ehlo 163.com")
            assert guide.progress.index == 2

    run(test)


def test_f1_at_a_card_and_for_who_goes_back(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await connect(seat)
            seat.fresh()
            await seat.repl.run_local("hint")
            assert seat.fresh().strip() == "--  Enter goes on"
            assert guide.progress.hints == 0
            await seat.type("", ":drop")
            assert "first: telnet smtp.163.com 25" in guide.task()
            await seat.type(":hint")
            assert "Type: telnet smtp.163.com 25" in seat.screen()

    run(test)


def test_what_is_known_by_heart_is_not_shown_and_no_empty_line_goes_out(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await connect(seat)
            lone, script = LoneEnter(seat.repl), guide.progress._script
            await seat.type("")
            script._right["EHLO"] = 2
            assert ghost(seat.repl) is None
            assert placeholder(seat.repl)[0][1] == "(from memory now; F1 helps)"
            assert lone.explains("")
            assert lone.explains(""), "every time"
            assert not lone.explains("ehlo me")

    run(test)


def test_an_empty_line_is_sent_by_two_enters_that_follow_each_other(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.SOLO)) as seat:
            await connect(seat)
            lone = LoneEnter(seat.repl)
            await seat.type("")
            explained = [lone.explains(text) for text in ("", "", "noop", "")]
            assert explained == [True, False, False, True]

    run(test)


def test_on_plain_paper_a_lone_enter_is_told_of_no_key_that_is_not_there(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            await connect(seat)
            await seat.type("")
            assert LoneEnter(seat.repl, plain=True).explains("")
            told = " ".join(seat.fresh().split()).partition("Nothing was typed.")[2]
            assert "The line in brackets is the one to type: ehlo 163.com." in told
            assert "Enter once more sends an empty line." in told
            assert "arrow" not in told

    run(test)


def test_the_last_card_waits_for_enter(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path, guide=guiding(Mode.FOLLOW)) as seat:
            guide = await connect(seat)
            guide.progress.index = len(guide.lesson.steps) - 1
            await seat.type("", "quit")
            assert "The lesson is done." not in seat.fresh()
            assert "Enter goes on" in guide.task()
            await seat.type("")
            assert "The lesson is done." in seat.screen()
            assert not guide.finished
            await seat.type("")
            assert guide.finished

    run(test)


def test_what_a_step_has_in_store_comes_and_goes_with_it(tmp_path: Path) -> None:
    turns: list[tuple[str, str]] = []

    def turn(before: Step | None, now: Step | None) -> None:
        turns.append((before.id if before else "", now.id if now else ""))

    lesson = course.find("smtp-by-hand")

    def made(world: World) -> Guide:
        return Guide(world, Progress(lesson, Mode.FOLLOW), pauses=True, turned=turn)

    async def test() -> None:
        async with seated(tmp_path, guide=made) as seat:
            await connect(seat)
            first, second, third = (step.id for step in lesson.steps[:3])
            await seat.type("", "ehlo 163.com", "", ":undo")
            assert turns == [
                ("", first),
                (first, second),
                (second, third),
                (third, ""),  # while the way is walked again, nothing strikes
                (third, second),
            ]

    run(test)
