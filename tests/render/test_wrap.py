"""Lines to rows: nothing is wider than the terminal, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.page import Line, Role, Span
from tutor.render.wrap import cut, fit, rows, width


def line(text: str, indent: int = 0, hang: int = 0, ref: str = "") -> Line:
    return Line((Span(text, Role.NOTE),), indent, hang, ref)


def shown(made: Line, columns: int) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in rows(made, columns)]


def test_words_stay_whole_and_hang() -> None:
    assert shown(line("one two three four five six", 2, 4), 22) == [
        "  one two three four",
        "    five six",
    ]


def test_chinese_breaks_anywhere_but_where_it_looks_odd() -> None:
    found = shown(line("服务器先说话，然后才轮到你；这是（协议）的规定。"), 21)
    assert all(width(row) <= 20 for row in found)
    assert not any(row.startswith(tuple("，；）。")) for row in found)
    assert not any(row.endswith("（") for row in found)


def test_a_full_stop_stays_with_its_sentence_across_roles_and_long_words() -> None:
    for columns in range(21, 60):
        for end in ("。", "，然后", "）。", "."):
            spans = (Span("先说 ", Role.NOTE), Span("RSET", Role.LABEL), Span(end, Role.NOTE))
            found = shown(Line((Span("从头开始，" * 4, Role.NOTE), *spans), 2, 4), columns)
            assert not any(row.strip().startswith(tuple("，。）.")) for row in found), found
            found = shown(line("x" * 37 + end, 2, 4), columns)
            assert not any(row.strip().startswith(tuple("，。）.")) for row in found), found


def test_reference_at_the_right_edge_where_there_is_room() -> None:
    assert shown(line("ready", 7, 7, "RFC 5321 4.2"), 40) == [
        "       ready               RFC 5321 4.2"
    ]
    assert shown(line("x" * 30, 0, 0, "RFC 5321 4.2"), 40) == ["x" * 30]


@pytest.mark.parametrize("columns", [20, 60, 80, 120])
@given(text=st.text(max_size=400), indent=st.integers(0, 9), hang=st.integers(0, 40))
def test_nothing_is_lost_and_nothing_too_wide(
    columns: int, text: str, indent: int, hang: int
) -> None:
    made = line(text, indent, hang)
    found = shown(made, columns)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(width(row) <= columns for row in found)


def test_pinned_row_is_one_row() -> None:
    assert fit("Step 1/9", "F1 hint", "clear", 40) == " Step 1/9                 F1 hint  clear"
    for columns in (20, 40, 60, 80):
        row = fit(
            "第 1/10 步  建立连接：telnet smtp.163.com 25", "F1 提示", "明文，未登录", columns
        )
        assert width(row) <= columns, row
    assert cut("建立连接", 5) == "建立…"
    assert cut("abc", 3) == "abc"
