"""What a terminal gets: colours that end with each span, no blanks at the end of a row."""

import io
import os

import pytest

from tutor.page import Line, Role, Span
from tutor.render.terminal import LIGHT, THEME, Terminal, codes

MAIL = Line((Span("C> ", Role.CLIENT), Span("MAIL  ", Role.NOTE), Span("  ", Role.WARN)))


def shown(line: Line, *, colour: bool = True, light: bool = False, columns: int = 80) -> str:
    stream = io.StringIO()
    Terminal(stream, colour=colour, columns=columns, light=light).show([line])
    return stream.getvalue()


def test_a_span_has_its_colour_and_ends_it() -> None:
    assert shown(MAIL) == "\x1b[1mC> \x1b[0mMAIL\n"


def test_without_colour_there_is_no_escape() -> None:
    assert shown(MAIL, colour=False) == "C> MAIL\n"


def test_blanks_at_the_end_of_a_row_are_not_written_nor_painted() -> None:
    assert shown(Line((Span("a ", Role.SERVER), Span("   ", Role.SERVER)))) == "\x1b[36ma\x1b[0m\n"
    assert shown(Line((Span("  ", Role.SERVER),))) == "\n"


def test_square_brackets_are_no_markup() -> None:
    assert shown(Line((Span("[bold]:smile:[/]", Role.LETTER),))) == "[bold]:smile:[/]\n"


def test_a_light_background_has_other_colours() -> None:
    line = Line((Span("250", Role.SERVER),))
    assert shown(line) == "\x1b[36m250\x1b[0m\n"
    assert shown(line, light=True) == "\x1b[34m250\x1b[0m\n"


@pytest.mark.parametrize("theme", [THEME, LIGHT])
def test_every_role_has_codes_that_terminals_know(theme: dict[Role, str]) -> None:
    assert theme.keys() == set(Role)
    known = {"", "1", "2", *map(str, range(31, 37))}
    assert all(known.issuperset(codes(style).split(";")) for style in theme.values())


def test_the_width_is_the_terminals_and_not_an_exported_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    monkeypatch.setattr(os, "get_terminal_size", lambda _stream: os.terminal_size((101, 24)))
    assert Terminal(io.StringIO(), colour=False).columns == 101


def test_where_nobody_can_tell_the_width_is_80(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_stream: int) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", nobody)
    assert Terminal(io.StringIO(), colour=False).columns == 80
    monkeypatch.setattr(os, "get_terminal_size", lambda _stream: os.terminal_size((0, 0)))
    assert Terminal(io.StringIO(), colour=False).columns == 80
