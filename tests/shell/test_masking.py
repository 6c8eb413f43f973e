"""What is odd in a command is underlined while it is typed; a letter may hold anything."""

from pathlib import Path

from prompt_toolkit.document import Document
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import TransformationInput

from tests.shell.seat import Seat, run, seated
from tests.shell.test_repl import LOGIN, MAIL
from tutor.shell.terminal.masking import Masking


def underlined(seat: Seat, text: str) -> str:
    """The characters of a typed line that are underlined."""
    given = TransformationInput(
        BufferControl(), Document(text), 0, lambda place: place, [("", text)], 80, 24
    )
    shown = Masking(seat.repl).apply_transformation(given).fragments
    assert "".join(char for _, char, *_ in shown) == text
    return "".join(char for style, char, *_ in shown if "class:unusual" in style)


def test_odd_characters_are_underlined_where_commands_are_expected(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            assert underlined(seat, "telnet：25") == ""
            await seat.type("telnet smtp.example 25")
            assert underlined(seat, "MAIL FROM：《a@b.example》") == "：《》"
            assert underlined(seat, "MAIL FROM:<a@b.example>") == ""
            await seat.type(*LOGIN, *MAIL)
            assert underlined(seat, "主题：你好。") == ""

    run(test)


def test_what_is_underlined_goes_out_as_typed(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example", "mail from：<a@b>")
            assert " ->  mail from：<a@b>\n" in seat.screen()
            assert "<-   5" in seat.screen()

    run(test)
